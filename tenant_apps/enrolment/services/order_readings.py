"""Who has read of health in an order: a line in the reading log of each of its students, as from the cards."""

from collections.abc import Sequence

from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION
from tenant_apps.people.models import Student
from tenant_apps.people.services import note_readings
from tenant_apps.people.services.readings import Via

from ..closed_orders import CLOSABLE, class_of
from ..models import Order
from ..order_kinds import ORDER_KINDS
from ..queries.orders import LineRow
from ..wording import described_order

WRITTEN_AS = {"variant": "programme"}
"""Column of a line → how its row calls it, where that differs."""


def note_order_reading(order: Order, lines: Sequence[LineRow], *, via: Via = "page", by: By) -> None:
    """Somebody was shown these lines. What he does not hold is empty in them, so what is filled was read.

    An order whose very kind is closed is read with each line. Two statements, of an order that tells nothing none.
    """
    kind = ORDER_KINDS[order.kind]
    read: dict[str, list[int]] = {}
    for line in lines:
        told = {class_of(kind, name) for name in CLOSABLE if getattr(line, WRITTEN_AS.get(name, name))} | {kind.privacy}
        if line.told is not None:
            told.add(line.told)
        for privacy in told & CLOSED_ABOVE_AN_ORGANISATION:
            read.setdefault(privacy.value, []).append(line.student_id)
    if not read:
        return
    everybody = {student for students in read.values() for student in students}
    people = dict(Student.objects.filter(pk__in=everybody).values_list("pk", "person_id"))
    about = described_order(order)
    for what, students in sorted(read.items()):
        note_readings(
            person_ids=[people[student] for student in students],
            what=what,
            via=via,
            about=about,
            by=by,
        )
