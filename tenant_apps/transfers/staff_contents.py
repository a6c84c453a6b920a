"""What lies in the envelope of an employee who passes to the successor of a reorganised organisation.

{"format": 1, "from": {"id", "name", "card"}, "person": {"uid", "values"}, "employee": {…}, "rows": {label: [{…}]},
 "employment": {…} | null, "in_force": {"posts": [{…}], "subjects": [{…}], "leaves": [{…}]},
 "leads": [numbers of the classes led], "files": {sha256: {…}}}
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenant_apps.enrolment.models import ClassTeacher
from tenant_apps.people.models import Employee, Employment, Person
from tenant_apps.people.services import Passing
from tenant_apps.people.services.passing import DATED, in_force

from .contents import FORMAT, canonical
from .reading import CardReader, Rows, Values
from .travelling import Allowed


@dataclass(frozen=True, slots=True)
class StaffFile:
    """An opened envelope of an employee. `leads`: classes of the sender that he led on the last day; `card`: his
    number there."""

    sender_name: str
    card: int | None
    uid: str
    values: Values
    employee: Values
    rows: Rows
    passing: Passing
    leads: tuple[int, ...]
    files: dict[str, Values]

    @property
    def name(self) -> Values:
        """The last of the names that came."""
        return max(self.rows.get("people.PersonName", [{}]), key=lambda row: str(row.get("valid_from", "")))


def pack_staff(employees: Sequence[int], *, on: date, sender_id: int, sender_name: str) -> dict[int, bytes]:
    """Contents by the employee's id, of what is in force on the day."""
    cards = {one.pk: one for one in Employee.objects.filter(pk__in=employees).select_related("person")}
    people = {one.person_id: one.person for one in cards.values()}
    reader = CardReader({Person: list(people), Employee: list(cards)}, people.values())
    allowed = Allowed(list(people), on - timedelta(days=1))
    leads = _classes_led(employees, on)
    found = {}
    for pk, one in cards.items():
        used: set[int] = set()
        employment = in_force(Employment, pk, on).first()
        found[pk] = canonical(
            {
                "format": FORMAT,
                "from": {"id": sender_id, "name": sender_name, "card": pk},
                "person": {
                    "uid": one.person.person_uid,
                    "values": reader.card(one.person, one.person_id, allowed, used),
                },
                "employee": reader.card(one, one.person_id, allowed, used),
                "rows": reader.rows(Person, one.person_id, one.person_id, allowed, used)
                | reader.rows(Employee, pk, one.person_id, allowed, used),
                "employment": reader.values(employment, used) if employment is not None else None,
                "in_force": {
                    name: [reader.values(row, used) for row in in_force(model, pk, on)] for name, model in DATED.items()
                },
                "leads": leads.get(pk, []),
                "files": reader.files_used(used),
            }
        )
    return found


def unpack_staff(content: bytes) -> StaffFile:
    """Open what `pack_staff` made."""
    read = json.loads(content)
    return StaffFile(
        sender_name=read["from"]["name"],
        card=read["from"].get("card"),
        uid=read["person"]["uid"],
        values=read["person"]["values"],
        employee=read["employee"],
        rows=read["rows"],
        passing=Passing(read["employment"], read["in_force"]),
        leads=tuple(read["leads"]),
        files=read["files"],
    )


def _classes_led(employees: Sequence[int], on: date) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = ClassTeacher.objects.filter(employee__in=employees, valid_from__lt=on, valid_to__gte=on)
    for employee_id, class_id in rows.order_by("class_group").values_list("employee", "class_group"):
        found[employee_id].append(class_id)
    return found
