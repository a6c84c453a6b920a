"""Orders: the list, one in full with its lines, and what a student has been through."""

import datetime
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.handbooks import closed_values
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from shared_apps.rules import catalogue
from shared_apps.rules import queries as rules
from tenant_apps.people.names import full_name
from tenant_apps.people.queries.search import people_named

from ..closed_orders import class_of_ground, closed_kinds, hidden_columns, hides_ground, known_orders
from ..models import ClassMembership, Order, OrderLine
from ..order_kinds import ORDER_KINDS, Effect, OrderKind
from ..services.effects import plan_order
from .students import typed

TERMED = [kind.code for kind in ORDER_KINDS.values() if kind.effect in (Effect.BEGIN, Effect.END)]
IN_FORCE = (Order.State.SIGNED, Order.State.EFFECTIVE)

INTELLECTUAL = "intellectual"
"""Category of limited health abilities whose variants say it in their names."""


def order_term() -> datetime.timedelta:
    """Within how many days of the fact orders of admission and leaving are made (S1 §6: 7, unless set otherwise)."""
    return datetime.timedelta(days=rules.setting(catalogue.ORDER_DEADLINE_DAYS))


def orders(
    *,
    by: By,
    state: str = "",
    kind: str = "",
    first: date | None = None,
    last: date | None = None,
    overdue_on: date | None = None,
    signed_late: bool = False,
) -> QuerySet[Order]:
    """Orders that the reader may know of, the latest first, with `students` (lines) and `fact` (the earliest date).

    :param overdue_on: only those made, or on this day still not signed, later than their term after the fact.
    :param signed_late: only those dated in time and signed here when the term was over (docs/decisions/0015).
    """
    known = known_orders(Order.objects.all(), by)
    rows = known.annotate(students=Count("lines"), fact=Min("lines__on")).order_by("-date", "-pk")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if overdue_on:
        term = order_term()
        made_late = Q(date__gt=F("fact") + term) & ~Q(state__in=[Order.State.DRAFT, Order.State.CANCELLED])
        still_a_draft = Q(state=Order.State.DRAFT, fact__lt=overdue_on - term)
        rows = rows.filter(made_late | still_a_draft, kind__in=TERMED)
    if signed_late:
        until = F("fact") + order_term()
        rows = rows.filter(state__in=IN_FORCE, kind__in=TERMED, source="", date__lte=until)
        rows = rows.annotate(signed_on=TruncDate("signed_at")).filter(signed_on__gt=until)
    if first:
        rows = rows.filter(date__gte=first)
    if last:
        rows = rows.filter(date__lte=last)
    return rows


def matching(rows: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Orders with this number, or about a student of this name."""
    lines = OrderLine.objects.filter(order=OuterRef("pk"), student__person__in=people_named(text).values("person"))
    return rows.filter(Q(number__istartswith=typed(text)) | Exists(lines))


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an order as it is shown and printed; `name` is the name of the order's date.

    `told`: the class that its ground, where it is shown, is of beyond its column; `hides_ground`: another is shown.

    `class_name` is where the order puts the student, `from_class` where he is before it: on the eve of what moves him,
    on the very day of what does not, of several groups the one the line is about (`of_class`); "" of whoever is only
    admitted.
    """

    id: int
    order_id: int
    position: int
    student_id: int
    name: str
    birth_date: date | None
    file_number: str
    on: date
    class_name: str
    grade: int | None
    level: str
    form: str
    reason: str
    counterpart: str
    destination: str = ""
    until: date | None = None
    document: str = ""
    subjects: str = ""
    result: str = ""
    programme: str = ""
    from_class: str = ""
    attempts: str = ""
    left: str = ""
    told: Privacy | None = None
    hides_ground: bool = False

    @property
    def class_or_grade(self) -> str:
        if self.class_name:
            return self.class_name
        return _("grade %(grade)s") % {"grade": self.grade} if self.grade else ""


def order_known(order_id: int, *, by: By) -> Order | None:
    """An order with the one that it cancels and the one that cancels it; None: the reader knows of no such order."""
    rows = known_orders(Order.objects.select_related("cancels", "cancelled_by"), by)
    return rows.filter(pk=order_id).first()


def lines_of(order: Order, *, by: By) -> list[LineRow]:
    """The lines of an order, as they stand in it; columns that the reader does not hold are empty, and so is the
    counterpart where he may not know the ground: he sees another one. One query."""
    kind = ORDER_KINDS[order.kind]
    hidden = hidden_columns(kind, by)

    def shown(column: str, value: str) -> str:
        return "" if column in hidden else value

    reasons = handbooks.names(kind.reasons) if kind.reasons else {}
    closed = closed_values.closed_codes(kind.reasons, by) if kind.reasons else ()
    forms = handbooks.names("form_of_study")
    rows = (
        OrderLine.objects.filter(order=order)
        .annotate(from_class=Coalesce("of_class__name", Subquery(_class_before(kind).values("class_group__name")[:1])))
        .filter(student__person__names__valid_from__lte=order.date, student__person__names__valid_to__gt=order.date)
        .order_by("position")
        .values_list(
            "student__person__names__surname", "student__person__names__given_name",
            "student__person__names__patronymic", "pk", "position", "student_id", "student__person__birth_date",
            "student__file_number", "on", "class_group__name", "grade", "class_group__grade", "level", "form_of_study",
            "reason", "counterpart", "destination", "until", "document", "subjects", "result", "variant",
            "from_class",
        )
    )  # fmt: skip
    destinations, results = handbooks.names("leaving_destination"), handbooks.names("year_result")
    return [
        LineRow(
            id=pk,
            order_id=order.pk,
            position=position,
            student_id=student_id,
            name=full_name(surname, given, patronymic),
            birth_date=born,
            file_number=file_number,
            on=on,
            class_name=class_name or "",
            grade=grade if grade is not None else class_grade,
            level=level,
            form=forms.get(form, form),
            reason=shown("reason", reasons.get(closed_values.OTHER if reason in closed else reason, reason)),
            counterpart=shown("counterpart", "" if reason in closed else counterpart),
            told=None if reason in closed or "reason" in hidden else class_of_ground(kind, reason),
            hides_ground=reason in closed,
            destination=destinations.get(destination, destination),
            until=until,
            document=shown("document", document),
            subjects=shown("subjects", subjects),
            result=results.get(result, result),
            programme=programme_in_words(variant) if kind.asks_programme else "",
            from_class=from_class or "",
        )
        for surname, given, patronymic, pk, position, student_id, born, file_number, on, class_name, grade, class_grade,
            level, form, reason, counterpart, destination, until, document, subjects, result, variant, from_class
        in rows
    ]  # fmt: skip


def _class_before(kind: OrderKind) -> QuerySet[ClassMembership]:
    """Where the student of an outer line is before its order: nowhere, if it admits him."""
    members = ClassMembership.objects.unvoided().filter(
        enrolment__voided_by__isnull=True, enrolment__student=OuterRef("student"), class_group__isnull=False
    )
    if kind.is_admission or kind.effect == Effect.CANCEL:
        return members.none()
    on = OuterRef("on")
    moves = kind.effect in (Effect.END, Effect.YEAR_END, Effect.MOVE)
    rows = (
        members.filter(valid_from__lt=on, valid_to__gte=on)
        if moves
        else members.filter(valid_from__lte=on, valid_to__gt=on)
    )
    return rows.order_by("enrolment__kind", "pk")


def programme_in_words(variant: str) -> str:
    """An adapted programme by its variant (handbook ovz_variant), or the general one."""
    if not variant:
        return _("general educational programme")
    group = handbooks.group_of("ovz_variant", variant)
    name = handbooks.name("ovz_variant", variant)
    words = name if group == INTELLECTUAL else f"{name} ({handbooks.name('ovz_category', group)})"
    return _("adapted programme, %(variant)s") % {"variant": words}


def problems_of(order: Order) -> list[Any]:
    """Why a draft can't be signed as it stands (refusals of its lines); empty for orders in force."""
    return list(plan_order(order, lock=False).problems) if order.state == Order.State.DRAFT else []


@dataclass(frozen=True, slots=True)
class StudentOrder:
    """An order in a student's card."""

    order_id: int
    kind: str
    number: str
    date: datetime.date
    state: str
    state_name: str
    on: datetime.date
    class_name: str
    reason: str
    counterpart: str

    @property
    def tone(self) -> str:
        return STATE_TONES.get(self.state, "")


STATE_TONES = {"draft": "warn", "signed": "info", "effective": "ok", "cancelled": ""}
"""How the states of orders are shown: tones of badges."""


def orders_of(student_id: int, *, by: By) -> list[StudentOrder]:
    """Every order that has a line about the student and that the reader may know of, the latest fact first."""
    kinds, found = handbooks.names("order_kind"), []
    rows = OrderLine.objects.filter(student=student_id).select_related("order", "class_group")
    rows = rows.exclude(order__kind__in=closed_kinds(by))
    for line in rows.order_by("-on", "-order_id"):
        order = line.order
        kind = ORDER_KINDS[order.kind]
        hidden = hidden_columns(kind, by)
        if hides_ground(kind, line.reason, by):
            hidden |= {"counterpart"}
        found.append(
            StudentOrder(
                order.pk, kinds.get(order.kind, order.kind), order.number, order.date, order.state,
                str(order.get_state_display()), line.on, line.class_group.name if line.class_group else "",
                "" if "reason" in hidden else _reason(kind, line.reason, by),
                "" if "counterpart" in hidden else line.counterpart,
            )
        )  # fmt: skip
    return found


def _reason(kind: OrderKind, code: str, by: By) -> str:
    return closed_values.shown_name(kind.reasons, code, by) if kind.reasons else code


def days_late(order: Order, fact: date | None, day: date) -> int:
    """By how many days the order is, or as a draft already is, later than its term; 0: it is not."""
    if fact is None or order.kind not in TERMED or order.state == Order.State.CANCELLED:
        return 0
    made = day if order.state == Order.State.DRAFT else order.date
    return max((made - fact - order_term()).days, 0)


def days_signed_late(order: Order, fact: date | None, day: date) -> int:
    """By how many days an order that is dated in time was signed here later than its term; 0: it was not.

    What an operation brought (an import, a rollover, a merger: `source`) is judged by its date alone.
    """
    if fact is None or order.kind not in TERMED or order.source or order.state not in IN_FORCE:
        return 0
    if order.signed_at is None or days_late(order, fact, day):
        return 0
    return max((timezone.localdate(order.signed_at) - fact - order_term()).days, 0)


def drafts_to_sign(*, by: By, limit: int = 10) -> list[Order]:
    """The oldest drafts, with `students`."""
    return list(orders(by=by, state=Order.State.DRAFT).order_by("date", "pk")[:limit])


def could_not_take_effect(day: date, *, by: By) -> QuerySet[Order]:
    """Signed orders whose day has come and that still wait: something stands in their way."""
    return orders(by=by, state=Order.State.SIGNED).filter(effective_on__lte=day)


def kind_of(order: Order) -> OrderKind:
    return ORDER_KINDS[order.kind]
