"""Reading files that schools send: tables of students (later of employees and guardians) in XLSX, XLS and CSV.

`read(content, STUDENTS, today=…)` gives a `Reading`, pure data with a verdict of form for every cell; the first part of
this table touches no database. `judge(reading, today=…)` compares the rows with the records and writes nothing either;
`apply(judgement, …)` writes. Who may do it, once, and how it is undone is said by `services/imports.py`.

| file | what is in it |
|---|---|
| `reading.py` | `read`, `Reading`: the whole way from bytes to parsed rows |
| `opening.py`, `workbook_process.py`, `delimited_text.py` | bytes to grids: formats, encodings, limits, bombs |
| `header.py` | where the header is, which column is which |
| `columns.py`, `students*.py` | how columns are declared; the columns of students |
| `dates.py`, `names.py`, `class_labels.py`, `values.py`, `choices.py` | what a cell means |
| `template.py`, `error_file.py` | the workbook to fill in; the file that goes back with remarks |
| `held_columns.py` | columns that the reader's role does not hold are left out |
| `known.py`, `matching.py` | what is known of the people in the file; which card a row is about |
| `placing.py`, `numbering.py` | into which class a row leads; which orders the file names |
| `comparing.py`, `verdicts.py` | what changes in a card; the verdict on each row |
| `applying.py` | cards in bulk, then orders of admission |
"""
