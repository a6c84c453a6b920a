"""The register of organisations as a table: new ones are requested, names and places change from a day on.

| file | what is in it |
|---|---|
| `columns.py` | the columns, with lists of municipalities and authorities |
| `verdicts.py` | what a row would do, tried and taken back; its writing |
| `running.py` | the runs of the region; undoing one |
"""
