"""Columns of the lists of students, classes, orders and movement."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, NumberColumn, Table, TextColumn
from tenant_apps.people.tables import HandbookColumn, NameColumn

from .models import Order
from .queries import classes
from .queries.movement_book import NOT_STATED
from .queries.orders import STATE_TONES, days_late, days_signed_late

STATES = dict(Order.State.choices)
DIRECTIONS = {"in": pgettext_lazy("movement", "arrived"), "out": pgettext_lazy("movement", "left")}


class StudentTable(Table):
    caption = _("Students")
    empty = Empty(_("There are no students yet."), _("They come by an order of admission or from a file."))
    name = NameColumn(pgettext_lazy("person", "Name"), link="students:card")
    class_name = TextColumn(_("Class"), order_by=("grade", "class_name", "name_key"))
    birth_date = DateColumn(_("Birth date"))
    sex = HandbookColumn(_("Sex"), "sex", short=True)
    form = HandbookColumn(_("Form of study"), "form_of_study", short=True, optional=True)
    since = DateColumn(_("Enrolled since"))
    file_number = TextColumn(_("File number"))
    grade = NumberColumn(_("Grade"), optional=True)
    level = HandbookColumn(_("Level"), "level", short=True, optional=True)


class ClassTable(Table):
    caption = _("Classes")
    empty = Empty(_("There are no classes in this year yet."), _("Open them one by one, or from last year's."))
    name = TextColumn(_("Class"), link="enrolment:class", order_by=("grade", "name"))
    level = HandbookColumn(_("Level"), "level", short=True)
    students = NumberColumn(_("Number of students"), total=True)
    capacity = NumberColumn(_("Places"), total=True)
    free = NumberColumn(_("Free"), hint=_("Places less students; a minus says the class is over its capacity."))
    girls = NumberColumn(_("Girls"), total=True, optional=True)
    boys = NumberColumn(_("Boys"), total=True, optional=True)
    teacher = TextColumn(_("Class teacher"), empty_values=(), orderable=False)
    shift = HandbookColumn(_("Shift"), "shift", short=True)
    room = TextColumn(_("Room"))
    class_set = TextColumn(_("Class set"), hint=_("Classes of several grades taught together."), optional=True)
    profile = TextColumn(_("Profile"), optional=True)
    form_of_study = HandbookColumn(_("Form of study"), "form_of_study", short=True, optional=True)

    def render_teacher(self, record: Any) -> str:
        return classes.teacher_name(record)

    def render_profile(self, record: Any) -> str:
        return classes.profile_name(record)


class OrderTable(Table):
    caption = _("Orders")
    empty = Empty(_("There are no orders yet."), _("Admission, leaving, transfer: students move by orders only."))
    number = TextColumn(_("Number"), link="enrolment:order", empty_values=())
    date = DateColumn(_("Date"))
    kind = HandbookColumn(_("About what"), "order_kind")
    students = NumberColumn(_("Number of students"))
    fact = DateColumn(_("Date of the fact"), hint=_("The earliest one of its lines."))
    late = NumberColumn(
        _("Days late"), empty_values=(), orderable=False, hint=_("Later than its term after the fact, by so many days.")
    )
    signed_late = NumberColumn(
        _("Signed late, days"), empty_values=(), orderable=False,
        hint=_("Dated in time, and signed here later than its term after the fact, by so many days."),
    )  # fmt: skip
    effective_on = DateColumn(_("Takes effect"), optional=True)
    state = BadgeColumn(_("State"), tones=STATE_TONES, labels=STATES)
    signed_name = TextColumn(_("Signed by"), optional=True)

    def render_late(self, record: Any) -> Any:
        return days_late(record, record.fact, timezone.localdate()) or ""

    def render_signed_late(self, record: Any) -> Any:
        return days_signed_late(record, record.fact, timezone.localdate()) or ""

    def render_number(self, value: Any) -> Any:
        return f"№ {value}" if value else _("not numbered yet")

    def value_number(self, value: Any) -> Any:
        return value or ""


class LineTable(Table):
    """Lines of an order; which columns it has depends on the order's kind."""

    name = TextColumn(
        pgettext_lazy("person", "Name"), link=lambda record: reverse("students:card", args=[record.student_id])
    )
    position = NumberColumn(_("No."))
    birth_date = DateColumn(_("Birth date"))
    on = DateColumn(_("Date of the fact"))
    from_class = TextColumn(_("From class"))
    class_name = TextColumn(_("Class"), accessor="class_or_grade")
    form = TextColumn(_("Form of study"))
    reason = TextColumn(_("Ground"))
    counterpart = TextColumn(_("From where, where to"))
    destination = TextColumn(_("Destination"))
    until = DateColumn(_("Until"))
    document = TextColumn(_("Medical document"))
    subjects = TextColumn(_("Subjects of the debt"))
    attempts = TextColumn(_("Attempts"), orderable=False)
    left = TextColumn(_("Stay open"), orderable=False)
    result = TextColumn(_("Result"))
    programme = TextColumn(_("Programme"))
    file_number = TextColumn(_("File number"), optional=True)
    actions = TextColumn(_("Actions"), empty_values=(), orderable=False, exclude_from_export=True)

    def render_actions(self, record: Any) -> SafeString:
        args = [record.order_id, record.id]
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("enrolment:order_line", args=args), gettext("Change"),
            reverse("enrolment:order_line_remove", args=args), gettext("Take out"),
        )  # fmt: skip


class MovementTable(Table):
    caption = _("Movement book")
    name = TextColumn(
        pgettext_lazy("person", "Name"),
        link="students:card",
        link_by=("student_id",),
        order_by="name_key",
    )
    birth_date = DateColumn(_("Birth date"))
    direction = BadgeColumn(_("Movement"), tones={"in": "ok", "out": "warn"}, labels=DIRECTIONS)
    on = DateColumn(_("Date"))
    class_name = TextColumn(_("Class"))
    counterpart = TextColumn(_("From where, where to"))
    destination = TextColumn(_("Destination"), orderable=False, optional=True)
    reason_name = TextColumn(_("Ground"))
    order = TextColumn(
        _("Order"), orderable=False,
        link="enrolment:order",
        link_by=("order_id",),
    )  # fmt: skip
    late_by = NumberColumn(
        _("Days late"), default="", hint=_("The order is made later than its term after the fact, by so many days.")
    )


def _book(period: tuple[date, date], **narrowed: Any) -> str:
    """The movement book of a period, narrowed."""
    asked = {"first": period[0], "last": period[1], **{name: value for name, value in narrowed.items() if value}}
    return f"{reverse('enrolment:movement_book')}?{urlencode(asked)}"


def _into_the_book(direction: str, column: str) -> Callable[..., str | None]:
    def link(record: Any, table: Any) -> str | None:
        if not record.class_id or not getattr(record, column):
            return None
        return _book(table.period, direction=direction, group=record.class_id)

    return link


def _of_the_kind(record: Any, table: Any) -> str | None:
    """Those counted in a line of the balance by kinds, in the book."""
    if record.part not in DIRECTIONS:
        return None
    return _book(
        table.period, direction=record.part, reason=f"{record.part}:{record.reason or NOT_STATED}",
        destination=(record.destination or NOT_STATED) if record.part == "out" else "", measure=table.measure,
    )  # fmt: skip


class BalanceTable(Table):
    caption = _("Balance of classes")
    empty = Empty(_("There were no students in this period."), _("Choose another period."))
    name = TextColumn(
        _("Class"),
        link=lambda record: reverse("enrolment:class", args=[record.class_id]) if record.class_id else None,
        order_by=("grade", "name"),
    )
    year = TextColumn(_("Academic year"))
    at_start = NumberColumn(_("At the start"), total=True)
    admitted = NumberColumn(_("Arrived"), total=True, link=_into_the_book("in", "admitted"))
    came = NumberColumn(_("From other classes"), total=True, hint=_("Inside the organisation, the new year included."))
    left = NumberColumn(_("Left"), total=True, link=_into_the_book("out", "left"))
    went = NumberColumn(
        _("To other classes"), total=True, hint=_("Inside the organisation, the end of the year included.")
    )
    at_end = NumberColumn(_("At the end"), total=True)

    def __init__(self, data: Any, *, period: tuple[date, date], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.period = period


PARTS = {
    "start": _("At the start"), "in": pgettext_lazy("movement", "arrived"), "out": pgettext_lazy("movement", "left"),
    "end": _("At the end"),
}  # fmt: skip


class KindTable(Table):
    caption = _("Balance by grounds")
    empty = Empty(_("There were no students in this period."), _("Choose another period."))
    part = BadgeColumn(_("Movement"), tones={"in": "ok", "out": "warn"}, labels=PARTS, orderable=False)
    reason_name = TextColumn(_("Ground"), orderable=False)
    destination_name = TextColumn(_("Destination"), orderable=False)
    students = NumberColumn(_("Number of students"), orderable=False, link=_of_the_kind)

    def __init__(self, data: Any, *, period: tuple[date, date], measure: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.period, self.measure = period, measure


class BookTable(Table):
    caption = _("Alphabetical book")
    empty = Empty(
        _("Nobody is in the book on this day."),
        _("Entries come with orders of admission. Choose another day or class."),
    )
    name = TextColumn(
        pgettext_lazy("person", "Name"), link="students:card", link_by=("student_id",), order_by="name_key"
    )
    number = NumberColumn(_("No."))
    birth_date = DateColumn(_("Birth date"))
    file_number = TextColumn(_("File number"), orderable=False)
    since = DateColumn(_("Date of admission"))
    first_class = TextColumn(_("Into class"), orderable=False)
    begun = TextColumn(_("Order of admission"), orderable=False)
    class_name = TextColumn(_("Class on the day"), orderable=False)
    until = DateColumn(_("Date of leaving"), orderable=False)
    last_class = TextColumn(_("From class"), orderable=False)
    ended = TextColumn(_("Order of leaving"), orderable=False)
    counterpart = TextColumn(_("Where to"), orderable=False)
