"""Kinds of orders by which students leave and come, by the level that they study at. The one table of both sides.

A school has preschool groups too, so the level decides, not the organisation. Additional programmes are transferred as
well: «перевод в другую организацию, реализующую программу соответствующего уровня», 273-ФЗ ст. 34 ч. 1 п. 15.
"""

from typing import NamedTuple


class Kinds(NamedTuple):
    """`reason`: the usual one of the leaving (handbook leaving_reason)."""

    leaving: str
    reason: str
    admission: str


SCHOOL = Kinds("leaving_transfer", "to_school", "admission_transfer")
BY_LEVEL = {
    "preschool": Kinds("leaving_kindergarten", "to_kindergarten", "admission_kindergarten"),
    "additional": Kinds("leaving_programme", "own_wish", "admission_programme"),
}


def kinds_of(level: str) -> Kinds:
    """By the level of a membership or of an envelope; "" is a school's."""
    return BY_LEVEL.get(level, SCHOOL)
