"""Tables of rollovers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.tables import (
    BadgeColumn,
    BooleanColumn,
    DateColumn,
    DateTimeColumn,
    Empty,
    NumberColumn,
    Table,
    TextColumn,
)

STATE_TONES = {"draft": "info", "applying": "warn", "applied": "ok", "undone": ""}
STATES = {
    "draft": pgettext_lazy("rollover", "being prepared"),
    "applying": pgettext_lazy("rollover", "being applied"),
    "applied": pgettext_lazy("rollover", "applied"),
    "undone": pgettext_lazy("rollover", "undone"),
}


class ClassTable(Table):
    """Classes of the old year with what becomes of their students."""

    caption = _("Classes and outcomes")
    name = TextColumn(
        _("Class"),
        accessor="shown",
        orderable=False,
        link=lambda record: reverse("rollover:class", args=[record.plan_id, record.pk]),
    )
    into = TextColumn(_("Goes into"), orderable=False)
    students = NumberColumn(_("Students"), orderable=False, total=True)
    further = NumberColumn(_("Move up"), orderable=False, total=True)
    conditional = NumberColumn(_("Conditionally"), orderable=False, total=True)
    repeated = NumberColumn(_("Repeat"), orderable=False, total=True)
    finished = NumberColumn(_("Finish"), orderable=False, total=True)
    leaves = NumberColumn(_("Leave"), orderable=False, total=True)
    undecided = NumberColumn(_("Not decided"), orderable=False, total=True)
    looked_at = NumberColumn(_("To look at"), orderable=False, total=True)
    carried_out = NumberColumn(_("By order"), orderable=False, total=True)


class ExceptionTable(Table):
    """Students of whom something is to be decided or looked at, or whose year ends unusually."""

    caption = _("Exceptions of the plan")
    empty = Empty(_("There are no exceptions."), _("Everybody goes on or finishes as usual."))
    name = TextColumn(
        _("Student"), link=lambda record: reverse("students:card", args=[record.student_id]), orderable=False
    )
    class_name = TextColumn(
        _("Class"),
        link=lambda record: reverse("rollover:class", args=[record.row.plan_id, record.row.from_class_id or 0]),
        orderable=False,
    )
    outcome = TextColumn(_("Outcome of the year"), orderable=False)
    into = TextColumn(_("Into the class"), orderable=False)
    to_look_at = TextColumn(_("To look at"), orderable=False)
    blocks = BooleanColumn(_("Stands in the way"), orderable=False)


class TrialTable(Table):
    """Orders that carrying out would issue."""

    caption = _("Orders that would be issued")
    empty = Empty(_("No order would be issued."))
    kind = TextColumn(_("Order"), orderable=False)
    class_name = TextColumn(_("Class"), orderable=False)
    students = NumberColumn(_("Students"), orderable=False, total=True)


class NextClassTable(Table):
    """Classes of the next year as planned."""

    caption = _("Classes of the next year")
    empty = Empty(_("The next year has no classes in the plan."), _("Add them one by one."))
    name = TextColumn(_("Class"), link="rollover:next_class", orderable=False)
    after = TextColumn(_("Follows the class"), orderable=False)
    coming = NumberColumn(_("Come"), orderable=False, total=True)
    capacity = NumberColumn(_("Places"), orderable=False, total=True)
    is_crowded = BooleanColumn(_("Over capacity"), orderable=False)
    keeps_teacher = BooleanColumn(_("The class teacher goes along"), orderable=False)
    is_made = BooleanColumn(_("Opened"), orderable=False)


class UnmovedTable(Table):
    """Who has neither moved on nor left."""

    caption = _("Not moved yet")
    empty = Empty(_("Everybody has moved on or left."), _("The year can be closed."))
    name = TextColumn(
        _("Name"), link=lambda record: reverse("students:card", args=[record.student_id]), orderable=False
    )
    class_name = TextColumn(_("Class"), orderable=False)
    grade = NumberColumn(_("Grade"), orderable=False)
    is_on_the_way = BooleanColumn(_("On the way to another organisation"), orderable=False)
    leaves_on = DateColumn(_("Leaves on"), orderable=False)


class SealingTable(Table):
    """Proposals about a year and decisions on them."""

    caption = _("Proposals and decisions")
    empty = Empty(_("Nobody has proposed anything about this year."))
    kind = TextColumn(_("What is proposed"), accessor="get_kind_display", orderable=False)
    state = BadgeColumn(
        _("State"),
        orderable=False,
        tones={"proposed": "warn", "confirmed": "ok", "refused": "err"},
        labels={
            "proposed": pgettext_lazy("sealing", "waits for a decision"),
            "confirmed": pgettext_lazy("sealing", "confirmed"),
            "refused": pgettext_lazy("sealing", "refused"),
            "withdrawn": pgettext_lazy("sealing", "withdrawn"),
        },
    )
    proposed_name = TextColumn(_("Proposed by"), orderable=False)
    proposed_at = DateTimeColumn(_("Proposed at"), orderable=False)
    reason = TextColumn(_("Reason"), orderable=False)
    decided_name = TextColumn(_("Decided by"), orderable=False)
    decided_at = DateTimeColumn(_("Decided at"), orderable=False)
    decision = TextColumn(_("Words of the decision"), orderable=False)


class RequestTable(Table):
    """Requests of organisations to open closed years again."""

    caption = _("Requests to open closed years")
    empty = Empty(
        _("No organisation asks for a closed year to be opened."),
        _("An organisation asks on the page of the year; here the request is granted or refused."),
    )
    organisation = TextColumn(
        _("Organisation"), accessor="organisation_name", link="reopenings:decide", orderable=False
    )
    year_name = TextColumn(_("Academic year"), orderable=False)
    reason = TextColumn(_("Reason"), orderable=False)
    asked_name = TextColumn(_("Who asks"), orderable=False)
    asked_at = DateTimeColumn(_("Asked at"), orderable=False)
    state = BadgeColumn(
        _("State"),
        orderable=False,
        tones={"waiting": "warn", "granted": "ok", "refused": "err"},
        labels={
            "waiting": pgettext_lazy("request", "waits for a decision"),
            "granted": pgettext_lazy("request", "granted"),
            "refused": pgettext_lazy("request", "refused"),
            "withdrawn": pgettext_lazy("request", "withdrawn"),
        },
    )
    decided_name = TextColumn(_("Decided by"), orderable=False, optional=True)
