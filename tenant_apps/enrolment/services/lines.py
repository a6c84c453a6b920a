"""One line of an order as it is given to the services."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One student of an order. A class says grade, level and form; without one, `grade` or `level` must be said.

    `counterpart`, `destination`, `organisation_id`: from where or where to; an organisation of the register says the
    others. `of_class_id`: which of several groups of the student it is about. `until`: when a leave or a plan is
    expected to end, when a debt is due. `subjects`: "Алгебра; Физика". `variant`: the adapted programme (handbook
    ovz_variant), "" is the general one.
    """

    student_id: int
    on: date
    class_group_id: int | None = None
    of_class_id: int | None = None
    grade: int | None = None
    level: str = ""
    form_of_study: str = ""
    reason: str = ""
    counterpart: str = ""
    destination: str = ""
    organisation_id: int | None = None
    until: date | None = None
    document: str = ""
    subjects: str = ""
    result: str = ""
    variant: str = ""
    envelope_id: UUID | None = None
