"""Imports into an organisation. The machine is `shared_apps.importing`; here stand the kinds.

| file | what is in it |
|---|---|
| `declared.py`, `*_kind.py` | the kinds: words, columns, judge, writer |
| `students*.py`, `names.py`, `class_labels.py` | the columns of students and what their cells mean |
| `known.py`, `matching.py` | what is known of the people in the file; which card a row is about |
| `placing.py`, `numbering.py` | into which class a row leads; which orders the file names |
| `comparing.py`, `verdicts.py` | what changes in a card; the verdict on each row |
| `applying.py` | cards in bulk, then orders of admission |
"""
