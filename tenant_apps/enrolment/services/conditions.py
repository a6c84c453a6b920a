"""What orders arrange stands in the card too, and follows them: home study and individual plans among the conditions
of study, an adapted programme as the variant of limited health abilities."""

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.services import Ordered, follow_orders, follow_programmes

from ..arrangement_models import StudyArrangement
from ..models import Order
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
        return
    rows = (
        StudyArrangement.objects.filter(enrolment__student__in=students, track__in=VALUES)
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
    follow_orders(
        student_ids={row.enrolment.student_id for row in found}, values=tuple(VALUES.values()), ordered=ordered,
        by_order=because.pk, by=by,
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
