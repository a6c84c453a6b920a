"""The calendar of attestation: whose category or conformity ends, who has none, which attestations wait for a decision.

Source: order of 24.03.2023 No 196 (conformity once in 5 years; who works less than 2 years is not attested).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.periods import FOREVER

from ..models import Employee, EmployeeAttestation, EmployeeQualification
from ..service_years import anniversary
from .lists import employees_on

State = Literal["overdue", "soon", "later", "none"]
SOON = timedelta(days=92)
AHEAD_YEARS = 1
WITHOUT_YEARS = 2
"""Who works here less than two years is not attested for conformity (order No 196, item 22)."""


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the calendar.

    :ivar what: "category" ends, "attestation" waits for a decision, or there is "nothing" to attest by.
    :ivar on: the first day without it, or the day the decision is due; None for "nothing".
    """

    employee_id: int
    surname: str
    given_name: str
    patronymic: str
    name_key: str
    posts_held: str
    what: str
    category: str
    on: date | None
    state: State

    @property
    def pk(self) -> int:
        return self.employee_id


def attestation_calendar(day: date, *, state: str = "") -> list[Due]:
    """What ends within a year of the day or has ended, of the teaching staff that works on it. Four queries.

    A category that ended is left out where a later one holds. `state` narrows to one state.
    """
    teaching = {entry.code for entry in handbooks.items("post") if entry.group in ("teaching", "management")}
    people = {row.pk: row for row in employees_on(day) if teaching & set((row.posts_held or "").split("|"))}  # type: ignore[attr-defined]
    found: list[Due] = []
    until = anniversary(day, AHEAD_YEARS)
    held: dict[int, list[tuple[str, date]]] = {}
    rows = EmployeeQualification.objects.filter(employee__in=people, valid_from__lte=day)
    for employee_id, code, ends in rows.values_list("employee", "qualification", "valid_to"):
        held.setdefault(employee_id, []).append((code, ends))
    for employee_id, person in people.items():
        lines = held.get(employee_id, [])
        last = max(lines, key=lambda line: line[1], default=None)
        if last is not None and last[1] <= until:
            found.append(_due(person, "category", last[0], last[1], day))
    lasting = {employee_id for employee_id, lines in held.items() if lines}
    begun = dict(
        Employee.objects.filter(pk__in=people.keys() - lasting, employments__valid_to__gt=day).values_list(
            "pk", "employments__valid_from"
        )
    )
    for employee_id, since in begun.items():
        if since <= day and anniversary(since, WITHOUT_YEARS) <= day and _teaches(people[employee_id], "teaching"):
            found.append(_due(people[employee_id], "nothing", "", None, day))
    open_ones = EmployeeAttestation.objects.filter(employee__in=people, outcome="", begun_on__lte=day)
    for employee_id, sought, due in open_ones.values_list("employee", "sought", "due_on"):
        found.append(_due(people[employee_id], "attestation", sought, due, day))
    kept = [line for line in found if not state or line.state == state]
    return sorted(kept, key=lambda line: (line.on or FOREVER, line.name_key, line.employee_id))


def _teaches(person: object, group: str) -> bool:
    groups = {entry.code: entry.group for entry in handbooks.items("post")}
    return group in {groups.get(code) for code in (getattr(person, "posts_held", "") or "").split("|")}


def _due(person: object, what: str, category: str, on: date | None, day: date) -> Due:
    names = ("surname", "given_name", "patronymic", "name_key", "posts_held")
    surname, given, patronymic, key, posts = (getattr(person, name) or "" for name in names)
    return Due(
        person.pk, surname, given, patronymic, key, posts, what, category, on, _state(on, day)  # type: ignore[attr-defined]
    )  # fmt: skip


def _state(on: date | None, day: date) -> State:
    if on is None:
        return "none"
    if on <= day:
        return "overdue"
    return "soon" if on <= day + SOON else "later"
