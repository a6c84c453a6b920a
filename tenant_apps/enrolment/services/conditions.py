"""What orders arrange stands in the card too, and follows them: home study and individual plans among the conditions
of study, an adapted programme as the variant of limited health abilities."""

from collections.abc import Mapping, Sequence

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.services import Ordered, follow_orders, follow_programmes

from ..arrangement_models import StudyArrangement
from ..models import Order, OrderLine
from ..order_kinds import HOME_STUDY, INDIVIDUAL_PLAN, ORDER_KINDS, PROGRAMME, Effect

VALUES = {HOME_STUDY: "at_home", INDIVIDUAL_PLAN: "individual_plan"}
"""Track → the item of the handbook study_conditions."""
_TOUCHING = frozenset({Effect.ARRANGE, Effect.RELEASE, Effect.END})


def follow(order: Order, *, because: Order, by: By) -> None:
    """After `order` was carried out, or cancelled by `because`: the cards of its students say what orders say."""
    kind = ORDER_KINDS[order.kind]
    if kind.effect not in _TOUCHING:
        return
    students = set(order.lines.values_list("student_id", flat=True))
    if kind.asks_programme:
        _follow_programmes(order, students, because, by)
    else:
        _follow_conditions(dict.fromkeys(students, because.pk), by)


def follow_many(orders: Sequence[Order], *, by: By) -> None:
    """After all of them were carried out, each on students of its own: the statements of one, whatever their number."""
    touching = [one for one in orders if ORDER_KINDS[one.kind].effect in _TOUCHING]
    programmes = [one for one in touching if ORDER_KINDS[one.kind].asks_programme]
    rest = [one.pk for one in touching if one not in programmes]
    if rest:
        _follow_conditions(dict(OrderLine.objects.filter(order__in=rest).values_list("student_id", "order_id")), by)
    for one in programmes:
        follow(one, because=one, by=by)


def _follow_conditions(because: Mapping[int, int], by: By) -> None:
    """:param because: student → the order that is being carried out or cancels another."""
    rows = (
        StudyArrangement.objects.filter(enrolment__student__in=because, track__in=VALUES)
        .select_related("begun_by", "enrolment")
        .order_by("pk")
    )
    found = list(rows)
    if not found:
        return
    ordered = [
        Ordered(
            student_id=row.enrolment.student_id, order_id=row.begun_by_id, value=VALUES[row.track],
            valid_from=row.valid_from, valid_to=row.valid_to,
            ended_by=row.ended_by_id if row.valid_to != FOREVER else None,
            document=str(ORDER_KINDS[row.kind].subject), document_number=row.begun_by.number,
            document_date=row.begun_by.date,
        )
        for row in found
        if row.voided_by_id is None
    ]  # fmt: skip
    students = {row.enrolment.student_id for row in found}
    follow_orders(
        because={student: because[student] for student in students}, values=tuple(VALUES.values()), ordered=ordered,
        by=by,
    )  # fmt: skip


def _follow_programmes(order: Order, students: set[int], because: Order, by: By) -> None:
    rows = StudyArrangement.objects.unvoided().filter(enrolment__student__in=students, track=PROGRAMME)
    ordered = [
        Ordered(
            student_id=row.enrolment.student_id, order_id=row.begun_by_id,
            value=handbooks.group_of("ovz_variant", row.variant), variant=row.variant, valid_from=row.valid_from,
            valid_to=row.valid_to, document=str(ORDER_KINDS[row.kind].subject), document_number=row.begun_by.number,
            document_date=row.begun_by.date,
        )
        for row in rows.select_related("begun_by", "enrolment").order_by("pk")
    ]  # fmt: skip
    follow_programmes(student_ids=students, ordered=ordered, order_id=order.pk, by_order=because.pk, by=by)
