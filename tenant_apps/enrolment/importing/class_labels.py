"""Classes as schools write them: 5А, 5 "А", 5-а, "5A" with a Latin A, «1 доп. А», 1-1А; groups by their name."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from shared_apps.importing.columns import CellContext
from shared_apps.importing.problems import CellRefused
from shared_apps.importing.text import LATIN, Cell, as_text, to_cyrillic

from ..programmes import ADDITIONAL, FIRST, SECOND
from ..services import class_name

HIGHEST_GRADE: Final = 12

_WORD_CLASS = re.compile(r"\b(классы?|кл)\b\.?|\bкласс", re.IGNORECASE)
_BRACKETS = re.compile(r"\(.*?\)")
_LABEL = re.compile(r"(\d{1,2})\s*(?:-?(?:й|ый|ой)\b)?\s*[\"'«»“”„‘’\-–—_./\\ ]*([^\W\d_]{0,3}|\d{1,2})[\"'«»“”„‘’. ]*")
_TWO_YEARS = re.compile(
    r"1\s*[-–—]?\s*(?:(?P<additional>доп\w*)\.?|(?P<year>[12]))\s*[\"'«»“”„\-–—_./ ]*(?P<letter>[^\W\d_]{0,3})",
    re.IGNORECASE,
)
_GROUP_WORDS = re.compile(r"групп|млад|старш|средн|подгот|ясел|ясли|кружок|секция|студия|объединение", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClassLabel:
    """What a cell says of a class: grade and letter ("5", "А"), or, without a grade, the name of a group.

    `name` is how Svod calls it: «5А», «5», «Солнышко».
    """

    grade: int | None
    letter: str
    name: str

    @classmethod
    def of(cls, grade: int, letter: str) -> "ClassLabel":
        return cls(grade, letter, class_name(grade, letter))


def class_label(cell: Cell, context: CellContext) -> ClassLabel:
    """The class a cell means.

    :raises CellRefused: `class.became_date`: Excel made a date of "5-1"; `class.unclear`; `class.no_such_grade`.
    """
    if isinstance(cell, date):
        raise CellRefused(
            "class.became_date",
            _("Excel has turned the class into a date."),
            _("Give the column the format “Text” and type the class again: 5А."),
        )
    text = as_text(cell)
    if isinstance(cell, float) and not cell.is_integer():
        text = repr(cell).replace(".", "-")  # 5.1 was typed as the class 5-1
    bare = _WORD_CLASS.sub(" ", _BRACKETS.sub(" ", text)).strip(" .,;\"'«»“”")
    if (label := _of_two_years(bare, context)) is not None:
        return label
    found = _LABEL.fullmatch(bare)
    if found is None:
        return _group(text)
    grade = int(found[1])
    if not 1 <= grade <= HIGHEST_GRADE:
        raise CellRefused(
            "class.no_such_grade",
            _("There is no grade %(grade)s.") % {"grade": grade},
            _("Grades are 1 to %(highest)s.") % {"highest": HIGHEST_GRADE},
        )
    return ClassLabel.of(grade, class_letter(found[2], context))


def _of_two_years(bare: str, context: CellContext) -> ClassLabel | None:
    """«1 доп. А», «1-1А», «1-2 А»: a first grade that takes two years; 1-1 alone is a class without a letter."""
    found = _TWO_YEARS.fullmatch(bare)
    if found is None or not (found["additional"] or (found["letter"] and re.search(r"[-–—]", bare))):
        return None
    letter = class_letter(found["letter"], context)
    year = {"1": FIRST, "2": SECOND}.get(found["year"] or "", ADDITIONAL)
    return ClassLabel(1, letter, class_name(1, letter, year))


def class_letter(text: str, context: CellContext) -> str:
    """The letter in Russian capitals; Latin twins are replaced with a note."""
    letter = text.strip(" \"'«»“”.-").upper()
    if LATIN.search(letter):
        mended = to_cyrillic(letter)
        if mended != letter:
            context.note(
                "class.latin_letter",
                _("The Latin letter in the class was replaced by the Russian “%(letter)s”.") % {"letter": mended},
            )
        letter = mended
    return letter


def letter_cell(cell: Cell, context: CellContext) -> str:
    """The column «Литера» of files that keep grade and letter apart."""
    return class_letter(as_text(cell), context)


def _group(text: str) -> ClassLabel:
    """A name without a grade: a group of a kindergarten or of a centre."""
    if text[:1].isdigit() and not _GROUP_WORDS.search(text):
        raise CellRefused(
            "class.unclear",
            _("“%(text)s” is not a class.") % {"text": text},
            _("Write the class like this: 5А."),
        )
    if not re.search(r"[^\W\d_]", text):
        raise CellRefused(
            "class.unclear",
            _("“%(text)s” is not a class.") % {"text": text},
            _("Write the class like this: 5А, or the name of the group."),
        )
    return ClassLabel(None, "", text)
