"""Text that a spreadsheet program would take for a formula: "=HYPERLINK(…)" typed into a surname.

In XLSX such text is a text cell with the prefix sign and the text format, so it stays text even after editing.
In CSV there are no cell types: an apostrophe is put before such text, and only before such text. That is the one
place where an exported value differs from the stored one; whoever reads our CSV takes it away with `bare`.
"""

from typing import Final

TRIGGERS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that start a formula, or that a program skips before one (OWASP: CSV injection)."""

APOSTROPHE: Final = "'"


def looks_like_formula(text: str) -> bool:
    return text.startswith(TRIGGERS)


def protected(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return APOSTROPHE + text if text.startswith(TRIGGERS) else text


def bare(text: str) -> str:
    """The text as it was before `protected`."""
    return text[1:] if text.startswith(APOSTROPHE) and text[1:].startswith(TRIGGERS) else text
