"""Tables that come as files (XLSX, XLS, CSV), whatever is in them. It owns no table and knows no kind of import.

A kind of import is a declaration: a catalogue of columns, a judge that compares rows with the records and writes
nothing, a writer (`kinds.ImportKind`). An app that has kinds keeps their runs (`models.Run`) and goes through
`running.Imports`.

| file | what is in it |
|---|---|
| `reading.py` | `read`, `Reading`: the whole way from bytes to parsed rows |
| `opening.py`, `workbook_process.py`, `delimited_text.py` | bytes to grids: formats, encodings, limits, bombs |
| `header.py`, `rows.py` | where the header is, which column is which; which rows are data |
| `columns.py` | how columns and catalogues are declared |
| `dates.py`, `values.py`, `choices.py`, `text.py` | what a cell means |
| `template.py`, `error_file.py` | the workbook to fill in; the file that goes back with remarks |
| `held_columns.py` | columns that the reader's role does not hold are left out |
| `judging.py` | the verdict on a row, what changes, the fingerprint of what was shown |
| `kinds.py`, `models.py`, `running.py` | a kind; a run and its rows; received, checked, confirmed, discarded |
| `pages.py`, `tables.py`, `commands.py` | the same for every kind: pages, lists, `manage.py import_…` |
"""
