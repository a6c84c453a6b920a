"""The register of organisations as a table: new ones are requested, names and places change from a day on. So are
municipalities and authorities, which stand there before them.

| file | what is in it |
|---|---|
| `columns.py`, `territory_columns.py` | the columns, with lists of municipalities and authorities |
| `verdicts.py`, `territory_verdicts.py` | what a row would do, tried and taken back; its writing |
| `running.py` | the kinds, and the runs of the region |
| `undoing.py` | undoing one |
| `commands.py` | what the commands share |
"""
