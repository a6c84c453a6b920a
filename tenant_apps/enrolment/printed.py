"""Orders and class lists as they are printed: Russian documents whatever language the interface has."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.references import OrganisationRef
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.sheets import Column, Kind, PrintedClassList, PrintedOrder, Signature, Value
from tenant_apps.passport.queries import passport_on

from .closed_orders import TOLD_BY_GROUND, hidden_columns
from .models import ClassGroup, Order
from .order_kinds import LEAVE, ORDER_KINDS, ClassOfLine, Effect, OrderKind
from .queries import classes, students
from .queries.liquidations import by_subjects
from .queries.orders import LineRow, lines_of
from .wording import described_order


def printed_order(order: Order, *, organisation: OrganisationRef, by: By) -> PrintedOrder:
    """The order as a document; a draft and a cancelled one carry a stamp across the page."""
    with translation.override(settings.LANGUAGE_CODE):
        kind = ORDER_KINDS[order.kind]
        lines = lines_of(order, by=by)
        hidden = _hidden(kind, lines, by)
        left: list[tuple[str, str]] = []
        if kind.effect == Effect.LIQUIDATE and "subjects" not in hidden:
            lines, left = by_subjects(order, lines)
        is_school = not (organisation.is_kindergarten or organisation.is_centre)
        columns = _columns(kind, lines, hidden, is_school=is_school)
        passport = passport_on(order.date)
        return PrintedOrder(
            executor=by.name,
            subsystem=_("Movement"),
            organisation=organisation.full_name,
            title=_("Order"),
            number=order.number,
            issued_on=order.date,
            subject=order.title or str(kind.subject),
            basis=_sentence(order.basis or str(kind.basis)),
            command=_("I ORDER:"),
            points=_points(order, kind, left),
            columns=[column for column, _cell in columns],
            lines=[[cell(line) for _column, cell in columns] for line in lines],
            locality=(passport.settlement if passport else "") or organisation.municipality,
            signatures=[Signature(_head(organisation), passport.director_name if passport else "")],
            acquainted=[] if kind.effect == Effect.CANCEL else [Signature(one) for one in _acquainted(organisation)],
            stamp=_stamp(order),
            stamp_note=_stamp_note(order),
        )


def printed_class_list(group: ClassGroup, day: date, *, organisation: OrganisationRef, by: By) -> PrintedClassList:
    """The list of a class on a day."""
    with translation.override(settings.LANGUAGE_CODE):
        row: Any = classes.classes_on(day, year_id=group.academic_year_id).get(pk=group.pk)
        members = list(students.students_on(day, by=by, class_id=group.pk))
        sexes = handbooks.short_names("sex")
        return PrintedClassList(
            executor=by.name,
            subsystem=_("Contingent"),
            organisation=organisation.full_name,
            title=_("List of class %(name)s") % {"name": group.name},
            as_of=day,
            facts=[
                (_("Academic year"), group.academic_year.name),
                (_("Class teacher"), classes.teacher_name(row)),
                (_("Room"), group.room),
            ],
            columns=[
                Column(pgettext("person", "Name")),
                Column(_("Birth date"), Kind.DATE),
                Column(_("Sex")),
                Column(_("Enrolled since"), Kind.DATE),
                Column(_("File number")),
            ],
            lines=[
                [students.label(one), one.birth_date, sexes.get(one.sex, ""), one.since, one.file_number]  # type: ignore[attr-defined]
                for one in members
            ],
            counts=[(_("Students"), row.students), (_("Boys"), row.boys), (_("Girls"), row.girls)],
            signatures=[Signature(_("Class teacher"), classes.teacher_name(row))],
        )


def _hidden(kind: OrderKind, lines: list[LineRow], by: By) -> frozenset[str]:
    """What whoever prints does not hold. A document says no other ground than the order's: it says none instead."""
    hides = any(line.hides_ground for line in lines)
    return hidden_columns(kind, by) | (frozenset(TOLD_BY_GROUND) if hides else frozenset())


def _columns(
    kind: OrderKind, lines: list[LineRow], hidden: frozenset[str], *, is_school: bool
) -> list[tuple[Column, Any]]:
    """Columns with what reads their cells; those that whoever prints does not hold are left out."""

    def value(name: str) -> Any:
        def read(line: LineRow) -> Value:
            found: Value = getattr(line, name)
            return found

        return read

    if kind.effect == Effect.CANCEL:
        return []
    since = _since(kind)
    found = [
        (Column(pgettext("person", "Name"), width=34), value("name")),
        (Column(_("Birth date"), Kind.DATE, width=13), value("birth_date")),
    ]
    found += [
        (Column(title, width=10 if is_school else 16), value(name)) for title, name in _classes(kind, lines, is_school)
    ]
    found.append((Column(since, Kind.DATE, width=13), value("on")))
    if kind.changes_form:
        found.append((Column(_("Form of study"), width=14), value("form")))
    if kind.asks_counterpart and "counterpart" not in hidden and any(line.counterpart for line in lines):
        found.append((Column(_counterpart(kind)), value("counterpart")))
    if kind.asks_until and any(line.until for line in lines):
        label = _("Make up until") if kind.owes else _("Day of return") if kind.track == LEAVE else _("Until")
        found.append((Column(label, Kind.DATE, width=13), value("until")))
    particulars = (
        (kind.needs_document, _("Medical document"), "document"), (kind.asks_programme, _("Programme"), "programme"),
        (kind.owes, _("Subjects of the debt"), "subjects"),
        (kind.effect == Effect.LIQUIDATE, _("Subject"), "subjects"),
        (kind.effect == Effect.LIQUIDATE, _("Attempt"), "attempts"), (bool(kind.results), _("Result"), "result"),
    )  # fmt: skip
    found += [
        (Column(label, width=24 if name == "subjects" else None), value(name))
        for is_there, label, name in particulars
        if is_there and name not in hidden and not (name == "attempts" and "subjects" in hidden)
    ]
    if kind.reasons and not kind.results and not kind.needs_document and "reason" not in hidden:
        reason = _("Ground") if kind.effect == Effect.END else _("Ground of the order")
        found.append((Column(reason), value("reason")))
    return found


def _classes(kind: OrderKind, lines: list[LineRow], is_school: bool) -> list[tuple[str, str]]:
    """Titles and columns of the class: the one where the student is, the one where he comes, or both."""
    is_from = any(line.from_class for line in lines)
    if kind.class_of_line == ClassOfLine.NO:
        return [(_("Class") if is_school else _("Group"), "from_class")] if is_from else []
    if not is_from:
        return [(_("Class") if is_school else _("Group"), "class_or_grade")]
    return [
        (_("From class") if is_school else _("From group"), "from_class"),
        (_("To class") if is_school else _("To group"), "class_or_grade"),
    ]


_SINCE: dict[Effect, Any] = {
    Effect.BEGIN: gettext_lazy("Date of admission"), Effect.END: gettext_lazy("Date of leaving"),
    Effect.MOVE: gettext_lazy("Date of transfer"), Effect.YEAR_END: gettext_lazy("Date of transfer"),
    Effect.ARRANGE: gettext_lazy("Begins on"), Effect.RELEASE: gettext_lazy("First day after the arrangement"),
    Effect.LIQUIDATE: gettext_lazy("Liquidated on"), Effect.COMPLETE: gettext_lazy("Completed on"),
}  # fmt: skip


def _since(kind: OrderKind) -> str:
    if kind.effect == Effect.RELEASE and kind.track == LEAVE:
        return _("Back since")
    if kind.asks_programme:
        return _("Date of transfer")
    return str(_SINCE.get(kind.effect, _("Since")))


def _counterpart(kind: OrderKind) -> str:
    if kind.effect == Effect.END:
        return _("Where to")
    return _("Where") if kind.effect == Effect.ARRANGE else _("From where")


def _points(order: Order, kind: OrderKind, left: Sequence[tuple[str, str]]) -> list[str]:
    if order.cancels is not None:
        cancelled = ORDER_KINDS[order.cancels.kind]
        subject = order.cancels.title or str(cancelled.subject)
        return [f"{kind.point} {described_order(order.cancels)} «{subject}»."]
    control = _("I reserve to myself the control over the carrying out of this order.")
    return [str(kind.point), *_outcomes(kind, left), *(str(one) for one in _further(kind)), control]


def _outcomes(kind: OrderKind, left: Sequence[tuple[str, str]]) -> list[str]:
    """Of a liquidation: whose conditional transfer is complete by it, and who still owes what until when."""
    if kind.effect != Effect.LIQUIDATE:
        return []
    done, owing = [name for name, owed in left if not owed], [f"{name} – {owed}" for name, owed in left if owed]
    found = []
    if done:
        found.append(_("Regard the conditional transfer as complete: %(who)s.") % {"who": ", ".join(done)})
    if owing:
        found.append(_("Debts stay open: %(who)s.") % {"who": "; ".join(owing)})
    return found


def _further(kind: OrderKind) -> list[str]:
    """What others do because of the order: the points between the list and the control."""
    if kind.code in _OF_KIND:
        return [str(one) for one in _OF_KIND[kind.code]]
    found = _OF_EFFECT.get(kind.effect)
    return [str(found)] if found else []


_BOOK = gettext_lazy("The secretary is to write this down in the alphabetical book and in the personal files.")
_JOURNALS = gettext_lazy("The class teachers are to change the class journals and the personal files accordingly.")
_FILES = gettext_lazy("The class teachers are to write this down in the personal files of the students.")
_ABSENCE = gettext_lazy("The class teachers are to regard the absence as a justified one.")
_OF_EFFECT: dict[Effect, Any] = {
    Effect.BEGIN: _BOOK, Effect.END: _BOOK, Effect.MOVE: _JOURNALS, Effect.YEAR_END: _FILES,
    Effect.ARRANGE: _ABSENCE, Effect.RELEASE: _JOURNALS, Effect.LIQUIDATE: _FILES, Effect.COMPLETE: _FILES,
}  # fmt: skip
_OF_KIND: dict[str, list[Any]] = {
    "expulsion": [
        gettext_lazy(
            "The class teacher is to acquaint the student and the parents (legal representatives) with the order"
            " against signature within three school days."
        ),
        _BOOK,
    ],
    "individual_plan": [
        gettext_lazy("The deputy head is to draw up the individual plans and the timetable of lessons by them."),
    ],
    "home_study": [
        gettext_lazy(
            "The deputy head is to draw up the individual plans and the timetable of lessons at home, to be agreed with"
            " the parents (legal representatives)."
        ),
        gettext_lazy("The class teachers are to keep the journals of individual study at home."),
    ],
    "next_year_conditional": [
        gettext_lazy(
            "The deputy head is to organise the making up for the academic debts within the terms named, and to form"
            " the commission for a second attempt."
        ),
        gettext_lazy(
            "The class teachers are to inform the parents (legal representatives) of the debts and the terms in"
            " writing."
        ),
    ],
    "programme_transfer": [
        gettext_lazy("The deputy head is to draw up the individual educational routes and the timetable accordingly."),
        _JOURNALS,
    ],
    "basic_completion": [
        gettext_lazy("The secretary is to issue the certificates of education and to enter them in the register."),
        _FILES,
    ],
    "graduation": [
        gettext_lazy("The secretary is to issue the documents of education and to enter them in the register."), _BOOK,
    ],
}  # fmt: skip


def _head(organisation: OrganisationRef) -> str:
    """The post of whoever signs, as such an organisation calls it."""
    return _("Head of the kindergarten") if organisation.is_kindergarten else _("Director")


def _acquainted(organisation: OrganisationRef) -> list[str]:
    if organisation.is_kindergarten:
        return [_("Educator of the group")]
    return [_("Secretary")] if organisation.is_centre else [_("Class teacher"), _("Secretary")]


def _stamp(order: Order) -> str:
    if order.state == Order.State.DRAFT:
        return _("Draft")
    return _("Cancelled") if order.state == Order.State.CANCELLED else ""


def _stamp_note(order: Order) -> str:
    cancelling = getattr(order, "cancelled_by", None)
    if cancelling is not None:
        return _("Cancelled by the order of %(date)s No %(number)s") % {
            "date": ru_date(cancelling.date),
            "number": cancelling.number,
        }
    return ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] if text else ""
