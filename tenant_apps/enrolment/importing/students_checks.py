"""What the cells of a student's row say together: joined, mended, and checked against each other."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.importing.columns import RowContext
from shared_apps.importing.text import CYRILLIC_TWINS, to_cyrillic

from .class_labels import ClassLabel


def join_class_and_letter(cells: dict[str, Any], row: RowContext) -> None:
    """Files with a column «Литера» have the grade alone in «Класс»."""
    letter, label = cells.pop("class_letter", None), cells.get("class")
    if letter and isinstance(label, ClassLabel) and label.grade is not None and not label.letter:
        cells["class"] = ClassLabel.of(label.grade, letter)


def restore_document_zeros(cells: dict[str, Any], row: RowContext) -> None:
    """Excel takes zeros from the beginning of numbers: a Russian passport has 4 + 6 digits, a certificate 6."""
    kind = cells.get("document_kind")
    series, number = cells.get("document_series"), cells.get("document_number")
    if kind not in ("passport", "birth_certificate"):
        return
    if number and number.isdigit() and len(number) < 6 and isinstance(row.raw.get("document_number"), int | float):
        number = cells["document_number"] = number.zfill(6)
    if kind == "birth_certificate":
        if series and (found := re.fullmatch(r"([IVXLIІVХXСCЛL]+)\s*[-–— ]?\s*([^\W\d_]{2})", series.upper())):
            roman = found[1].replace("І", "I").translate(CYRILLIC_TWINS)
            cells["document_series"] = f"{roman}-{to_cyrillic(found[2])}"
        return
    if series:
        digits = re.sub(r"\s", "", series)
        if digits.isdigit() and len(digits) < 4 and isinstance(row.raw.get("document_series"), int | float):
            digits = digits.zfill(4)
        cells["document_series"] = digits
        if not re.fullmatch(r"\d{4}", digits):
            row.error(
                "document_series",
                "document.series",
                _("The series of a Russian passport has 4 digits."),
                _("Correct the series."),
            )
    if number and not re.fullmatch(r"\d{6}", number):
        row.error(
            "document_number",
            "document.number",
            _("The number of a Russian passport has 6 digits."),
            _("Correct the number."),
        )


def dates_follow_each_other(cells: dict[str, Any], row: RowContext) -> None:
    """Nobody is enrolled or gets a document before birth."""
    born: date | None = cells.get("birth_date")
    if born is None:
        return
    if (enrolled := cells.get("enrolled_on")) and enrolled <= born:
        row.error(
            "enrolled_on",
            "date.before_birth",
            _("The date of enrolment is not after the birth date."),
            _("Correct one of the dates."),
        )
    if (issued := cells.get("document_issued_on")) and issued < born:
        row.error(
            "document_issued_on",
            "date.before_birth",
            _("The document was issued before the birth date."),
            _("Correct one of the dates."),
        )


def age_fits_the_grade(cells: dict[str, Any], row: RowContext) -> None:
    """A slip in the year of birth shows as an age that the grade does not have; only a note, as repeaters exist."""
    label, born, enrolled = cells.get("class"), cells.get("birth_date"), cells.get("enrolled_on")
    if not isinstance(label, ClassLabel) or label.grade is None or not born or not enrolled or enrolled <= born:
        return
    age = enrolled.year - born.year - ((enrolled.month, enrolled.day) < (born.month, born.day))
    if not label.grade + 4 <= age <= label.grade + 9:
        row.note(
            "birth_date",
            "class.unusual_age",
            _("%(age)s years is an unusual age for grade %(grade)s.") % {"age": age, "grade": label.grade},
            _("Check the year of birth and the class."),
        )


def sex_fits_the_patronymic(cells: dict[str, Any], row: RowContext) -> None:
    """«Петровна» and «м» in one row: one of them is a slip."""
    patronymic = (cells.get("patronymic") or "").casefold()
    implied = (
        "female" if patronymic.endswith(("вна", "чна", "кызы", "гызы"))
        else "male" if patronymic.endswith(("вич", "ьич", "оглы", "оглу", "уулу"))
        else None
    )  # fmt: skip
    if implied and cells.get("sex") and cells["sex"] != implied:
        row.note("sex", "sex.patronymic", _("The sex does not fit the patronymic."), _("Check both."))
