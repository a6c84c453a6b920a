"""Cancelling an order by an order: what it began is voided, what it ended is open again, what it replaced is back."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import followers, refusals
from ..arrangement_models import AcademicDebt, StudyArrangement
from ..completion_models import Completion
from ..models import AcademicYear, ClassMembership, Enrolment, Order
from ..order_days import ENDING
from ..order_kinds import CANCELLING, ORDER_KINDS, Effect
from ..wording import described_order
from . import conditions
from .arranging import natural_end
from .numbering import number_and_sign
from .orders import Requisites
from .standing import lock_students
from .years import Years


@transaction.atomic
def cancel_order(
    *, order_id: int, requisites: Requisites, number: str = "", version: int | None = None, by: By
) -> Order:
    """Sign an order that cancels another one; it takes effect at once. Returns the cancelling order.

    :raises OrderNotInForce: it is a draft (discard it) or cancelled already.
    :raises CancellingOrderStays: it cancels another one itself.
    :raises OrderOfClosedYear: what it did lies in a closed academic year.
    :raises LaterOrdersDepend: orders issued later stand on what this one did.
    :raises OrderNumberTaken, OrderDateInTheFuture, NoAcademicYear, OrderChangedMeanwhile,
        OrderDatedInClosedYear:
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    if ORDER_KINDS[order.kind].effect == Effect.CANCEL:
        raise refusals.CancellingOrderStays(params={"order": described_order(order)})
    if order.state not in (Order.State.SIGNED, Order.State.EFFECTIVE):
        raise refusals.OrderNotInForce(params={"order": described_order(order), "state": order.get_state_display()})
    if version is not None and order.version != version:
        raise refusals.OrderChangedMeanwhile
    if (closed := closed_year_of(order)) is not None:
        raise refusals.OrderOfClosedYear(params={"order": described_order(order), "year": closed.name})
    lock_students(order.lines.values("student"))
    dependents = later_orders(order)
    if dependents:
        raise refusals.LaterOrdersDepend(
            order=described_order(order), orders=[(one.pk, described_order(one)) for one in dependents]
        )
    followers.before_cancelling(order, by)
    cancelling = Order(
        kind=CANCELLING.code,
        date=requisites.date,
        effective_on=requisites.date,
        title=requisites.title.strip(),
        basis=requisites.basis.strip(),
        note=requisites.note.strip(),
        cancels=order,
        state=Order.State.EFFECTIVE,
    )
    number_and_sign(cancelling, number, by)
    cancelling.save()
    _undo(order, cancelling)
    order.state = Order.State.CANCELLED
    order.version += 1
    order.save(update_fields=["state", "version"])
    conditions.follow(order, because=cancelling, by=by)
    followers.cancelled(order, by)
    return cancelling


def closed_year_of(order: Order) -> AcademicYear | None:
    """The closed academic year in which a line of the order takes effect; None: there is none."""
    years = [year for year in Years.read().years if year.closed_at is not None]
    if not years:
        return None
    ends_the_eve = ORDER_KINDS[order.kind].effect in ENDING
    days = {on - timedelta(days=1) if ends_the_eve else on for on in order.lines.values_list("on", flat=True)}
    return next((year for year in years if any(year.valid_from <= day < year.valid_to for day in days)), None)


def later_orders(order: Order) -> list[Order]:
    """Orders in force that stand on what this one began or ended, the latest first."""
    enrolments = Enrolment.objects.unvoided()
    memberships = ClassMembership.objects.unvoided()
    began, ended = enrolments.filter(begun_by=order), enrolments.filter(ended_by=order)
    found: set[int | None] = set()
    found.update(began.filter(ended_by__isnull=False).values_list("ended_by", flat=True))
    found.update(memberships.filter(enrolment__in=began).values_list("begun_by", flat=True))
    found.update(memberships.filter(enrolment__in=began, ended_by__isnull=False).values_list("ended_by", flat=True))
    mine = ClassMembership.objects.filter(begun_by=order)
    found.update(mine.filter(voided_by__isnull=True).values_list("ended_by", flat=True))
    found.update(mine.filter(voided_by__isnull=False).values_list("voided_by", flat=True))
    found.update(
        enrolments.filter(
            Q(kind=Enrolment.Kind.MAIN) | Q(student__enrolments__kind=Enrolment.Kind.MAIN),
            student__enrolments__in=ended,
            valid_from__gte=F("student__enrolments__valid_to"),
        )
        .exclude(begun_by=order)
        .values_list("begun_by", flat=True)
    )
    found.update(_begun_over_reopened(order))
    found.update(_arranged_upon(order, began))
    others = {pk for pk in found if pk is not None and pk != order.pk}
    return list(Order.objects.filter(pk__in=others).order_by("-date", "-pk"))


def _undo(order: Order, cancelling: Order) -> None:
    ClassMembership.objects.unvoided().filter(begun_by=order).update(voided_by=cancelling)
    Enrolment.objects.unvoided().filter(begun_by=order).update(voided_by=cancelling)
    Enrolment.objects.unvoided().filter(ended_by=order).update(
        valid_to=FOREVER, ended_by=None, end_reason="", end_counterpart="", end_destination="",
        end_organisation_id=None, end_result="", end_confirmed_on=None, end_confirmation="",
        end_envelope_id=None,
    )  # fmt: skip
    StudyArrangement.objects.unvoided().filter(begun_by=order).update(voided_by=cancelling)
    AcademicDebt.objects.unvoided().filter(begun_by=order).update(voided_by=cancelling)
    Completion.objects.filter(begun_by=order, voided_by=None).update(voided_by=cancelling)
    for end, ids in _ends_of_arrangements(order).items():
        StudyArrangement.objects.filter(pk__in=ids).update(valid_to=end, ended_by=None)
    AcademicDebt.objects.unvoided().filter(ended_by=order).update(valid_to=FOREVER, outcome="", ended_by=None)
    for end, ids in _natural_ends(order).items():
        ClassMembership.objects.filter(pk__in=ids).update(valid_to=end, ended_by=None)
    ClassMembership.objects.filter(voided_by=order).update(voided_by=None)


def _arranged_upon(order: Order, began: QuerySet[Enrolment]) -> set[int | None]:
    """Orders that arranged something within what this one began, ended what it arranged, or came in its place."""
    found: set[int | None] = set()
    for model in (StudyArrangement, AcademicDebt):
        rows = model._default_manager.filter(voided_by__isnull=True)
        found.update(rows.filter(enrolment__in=began).values_list("begun_by", flat=True))
        found.update(rows.filter(begun_by=order, ended_by__isnull=False).values_list("ended_by", flat=True))
    found.update(Completion.objects.filter(enrolment__in=began, voided_by=None).values_list("begun_by", flat=True))
    closed = AcademicDebt.objects.unvoided().filter(ended_by=order)
    found.update(
        Enrolment.objects.unvoided().filter(debts__in=closed, ended_by__isnull=False).values_list("ended_by", flat=True)
    )
    return found | _arranged_over_reopened(order)


def _arranged_over_reopened(order: Order) -> set[int | None]:
    """Orders whose arrangements would overlap those that are open again when this order is cancelled."""
    ended = list(StudyArrangement.objects.unvoided().filter(ended_by=order))
    if not ended:
        return set()
    rows = StudyArrangement.objects.unvoided().filter(enrolment__in={one.enrolment_id for one in ended})
    begun: dict[tuple[int, int], list[tuple[date, int | None]]] = defaultdict(list)
    for enrolment_id, track, valid_from, begun_by in rows.values_list("enrolment", "track", "valid_from", "begun_by"):
        begun[enrolment_id, track].append((valid_from, begun_by))
    return {
        begun_by
        for one in ended
        for valid_from, begun_by in begun[one.enrolment_id, one.track]
        if one.valid_to <= valid_from < natural_end(one)
    }


def _begun_over_reopened(order: Order) -> set[int | None]:
    """Orders whose memberships would overlap those that come back when this order is cancelled."""
    back = list(
        ClassMembership.objects.filter(Q(ended_by=order, voided_by=None) | Q(voided_by=order)).select_related(
            "class_group", "enrolment"
        )
    )
    if not back:
        return set()
    years = Years.read()
    others = (
        ClassMembership.objects.unvoided()
        .filter(enrolment__in={one.enrolment_id for one in back})
        .exclude(Q(begun_by=order) | Q(pk__in=[one.pk for one in back]))
        .values_list("enrolment_id", "valid_from", "begun_by")
    )
    begun: dict[int, list[tuple[date, int | None]]] = defaultdict(list)
    for enrolment_id, valid_from, begun_by in others:
        begun[enrolment_id].append((valid_from, begun_by))
    beside = _in_the_same_classes(back)
    return {
        begun_by
        for one in back
        for valid_from, begun_by in [
            *begun[one.enrolment_id],
            *[
                (other.valid_from, other.begun_by_id)
                for other in beside[one.enrolment.student_id, one.class_group_id]
                if other.enrolment_id != one.enrolment_id
            ],
        ]
        if one.valid_from <= valid_from < _natural_end(one, years)
    }


def _in_the_same_classes(back: list[ClassMembership]) -> dict[tuple[int, int | None], list[ClassMembership]]:
    """Student and class → memberships by any additional enrolment: they stand beside each other, never in one group."""
    found: dict[tuple[int, int | None], list[ClassMembership]] = defaultdict(list)
    additional = [one for one in back if one.enrolment.kind == Enrolment.Kind.ADDITIONAL and one.class_group_id]
    if not additional:
        return found
    rows = ClassMembership.objects.unvoided().filter(
        enrolment__student__in={one.enrolment.student_id for one in additional},
        enrolment__voided_by__isnull=True,
        class_group__in={one.class_group_id for one in additional},
    )
    for row in rows.select_related("enrolment"):
        found[row.enrolment.student_id, row.class_group_id].append(row)
    return found


def _natural_ends(order: Order) -> dict[date, list[int]]:
    """When the memberships that the order ended would have ended without it."""
    years = Years.read()
    ends: dict[date, list[int]] = defaultdict(list)
    for membership in ClassMembership.objects.unvoided().filter(ended_by=order).select_related("class_group"):
        ends[_natural_end(membership, years)].append(membership.pk)
    return ends


def _ends_of_arrangements(order: Order) -> dict[date, list[int]]:
    """When the arrangements that the order ended would have ended without it."""
    ends: dict[date, list[int]] = defaultdict(list)
    for arrangement in StudyArrangement.objects.unvoided().filter(ended_by=order):
        ends[natural_end(arrangement)].append(arrangement.pk)
    return ends


def _natural_end(membership: ClassMembership, years: Years) -> date:
    """With its class, or with the academic year where there is no class."""
    if membership.class_group is not None:
        return membership.class_group.valid_to
    year = years.of(membership.valid_from)
    return year.valid_to if year is not None else FOREVER
