"""Undoing never deletes a signed order: it is cancelled by an order (history/reversal/policies.py).

With the order stay its lines, what it began and ended, and the cards that were made together with it: a document names
them for ever. A card that an import made by mistake stays as the card of somebody who does not study.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from tenant_apps.history.models import ChangeLog
from tenant_apps.history.reversal.policies import Claim
from tenant_apps.people.models import Identifier, IdentityDocument, PersonName, Student

from .arrangement_models import AcademicDebt, StudyArrangement
from .completion_models import Completion
from .models import ClassMembership, Enrolment, Order, OrderLine
from .order_kinds import ORDER_KINDS, Effect
from .services.cancelling import cancel_order, closed_year_of, later_orders
from .services.orders import Requisites
from .wording import described_order

Row = tuple[str, int]


class SignedOrders:
    """How undoing treats orders."""

    def claim(self, rows: Collection[int]) -> Mapping[int, Claim]:
        """Orders that are signed; drafts are reversed as any row, cancelled ones and cancellations stay."""
        signed = Order.objects.filter(pk__in=rows).exclude(state=Order.State.DRAFT)
        found = {order.pk: order for order in signed}
        kept = _kept_with(found)
        return {
            pk: Claim(title=described_order(order), also=kept[pk], declined=_why_not(order))
            for pk, order in found.items()
        }

    def carry_out(self, row: int, *, reason: str, reversal: int, by: By) -> None:
        """Cancel one order by an order of today."""
        basis = _("%(reason)s (protocol No %(number)s)") % {"reason": reason, "number": reversal}
        cancel_order(order_id=row, requisites=Requisites(date=timezone.localdate(), basis=basis), by=by)


def _why_not(order: Order) -> str:
    if order.state == Order.State.CANCELLED:
        return _("The order is cancelled already.")
    if ORDER_KINDS[order.kind].effect == Effect.CANCEL:
        return _("An order that cancels another one can't be cancelled itself.")
    if (closed := closed_year_of(order)) is not None:
        return _("The academic year %(year)s is closed.") % {"year": closed.name}
    later = later_orders(order)
    if later:
        return _("Later orders stand on it: %(orders)s.") % {"orders": ", ".join(map(described_order, later))}
    return ""


def _kept_with(orders: Collection[int]) -> dict[int, list[Row]]:
    """Rows that stay with each order: lines, enrolments, memberships, and the cards of its students."""
    kept: dict[int, list[Row]] = defaultdict(list)
    students: dict[int, set[int]] = defaultdict(set)
    for pk, order_id, student_id in OrderLine.objects.filter(order__in=orders).values_list(
        "pk", "order_id", "student_id"
    ):
        kept[order_id].append(("enrolment_orderline", pk))
        students[student_id].add(order_id)
    for model in (Enrolment, ClassMembership, StudyArrangement, AcademicDebt, Completion):
        table = model._meta.db_table
        named = {field.attname for field in model._meta.concrete_fields}
        for column in sorted(named & {"begun_by_id", "ended_by_id", "voided_by_id"}):
            for pk, order_id in model._default_manager.filter(**{f"{column}__in": orders}).values_list("pk", column):
                kept[order_id].append((table, pk))
    for order_id, row in _cards_made_with(orders, students):
        kept[order_id].append(row)
    return kept


def _cards_made_with(orders: Collection[int], students: Mapping[int, set[int]]) -> Iterator[tuple[int, Row]]:
    """Rows of cards that were made in the same operation (or request) as the order: their changes only are undone."""
    made = ChangeLog.objects.filter(
        table_name="enrolment_order", row_id__in=orders, operation=ChangeLog.Operation.INSERT
    )
    together = {pk: (source, request) for pk, source, request in made.values_list("row_id", "source", "request_id")}
    persons: dict[int, set[int]] = defaultdict(set)
    rows: dict[Row, int] = {}
    for pk, person_id in Student.objects.filter(pk__in=students).values_list("pk", "person_id"):
        persons[person_id] |= students[pk]
        rows["people_student", pk] = rows["people_person", person_id] = person_id
    for card, table in CARDS:
        for pk, person_id in card._default_manager.filter(person__in=persons).values_list("pk", "person_id"):
            rows[table, pk] = person_id
    inserted = ChangeLog.objects.filter(operation=ChangeLog.Operation.INSERT)
    for table in {table for table, _pk in rows}:
        ids = [pk for its_table, pk in rows if its_table == table]
        lines = inserted.filter(table_name=table, row_id__in=ids).values_list("row_id", "source", "request_id")
        for pk, source, request in lines:
            for order_id in persons[rows[table, pk]]:
                its_source, its_request = together.get(order_id, ("", ""))
                if (its_source and source == its_source) or (its_request and request == its_request):
                    yield order_id, (table, pk)


CARDS: tuple[tuple[type[Model], str], ...] = (
    (PersonName, "people_personname"),
    (Identifier, "people_identifier"),
    (IdentityDocument, "people_identitydocument"),
)
SIGNED_ORDERS = SignedOrders()
