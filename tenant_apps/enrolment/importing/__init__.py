"""Reading files that schools send: tables of students (later of employees and guardians) in XLSX, XLS and CSV.

Nothing here touches the database: `read(content, STUDENTS, today=…)` gives a `Reading`, pure data with a verdict of
form for every cell. What the rows mean against the records (create, update, skip) is decided by whoever calls it.

| file | what is in it |
|---|---|
| `reading.py` | `read`, `Reading`: the whole way from bytes to parsed rows |
| `opening.py`, `workbook_process.py`, `delimited_text.py` | bytes to grids: formats, encodings, limits, bombs |
| `header.py` | where the header is, which column is which |
| `columns.py`, `students*.py` | how columns are declared; the columns of students |
| `dates.py`, `names.py`, `class_labels.py`, `values.py`, `choices.py` | what a cell means |
| `template.py`, `error_file.py` | the workbook to fill in; the file that goes back with remarks |
"""
