"""Terms of the year's turn (S1 §6, S3 3.2), their days from the settings: which are open, how many days are left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.rules.catalogue import JOURNAL_SECTIONS_BY, NEW_YEAR_BY, YEAR_END_BY
from shared_apps.rules.queries import setting
from tenant_apps.enrolment.models import AcademicYear
from tenant_apps.enrolment.notices import Notice

from .queries.closing import without_teacher
from .queries.standing import not_moved

SHOWN_BEFORE = 60
"""Days before its day from which a deadline stands on the first page."""

TRANSFER, OPENING, SECTIONS = "transfer", "opening", "sections"
TITLES: dict[str, str | Promise] = {
    TRANSFER: gettext_lazy("Orders of transfer to the next year"),
    OPENING: gettext_lazy("The new academic year is opened, its classes are approved"),
    SECTIONS: gettext_lazy("Sections of the journal: every class has a class teacher"),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One term. `left` says what is still to be done, in words; "" when it is done."""

    code: str
    due_on: date
    left: str

    @property
    def title(self) -> str | Promise:
        return TITLES[self.code]

    @property
    def is_done(self) -> bool:
        return not self.left


def deadlines(day: date, *, within: int | None = None) -> list[Deadline]:
    """The terms of the turn that is nearest to a day. `within`: only those due by then or overdue."""
    return list(_all(day, within))


def notices(day: date, reader: Actor) -> Iterator[Notice]:
    """For the first page: what is not done and due within SHOWN_BEFORE days, or overdue."""
    if not reader.may(permissions.ROLLOVER_EDIT):
        return
    for one in deadlines(day, within=SHOWN_BEFORE):
        if not one.is_done:
            yield as_notice(one, day)


def as_notice(one: Deadline, day: date) -> Notice:
    """A deadline as pages show it."""
    url = reverse("rollover:overview") if one.code == TRANSFER else reverse("enrolment:class_list")
    return Notice(str(one.title), one.due_on, (one.due_on - day).days, url, one.left)


def _all(day: date, within: int | None) -> Iterator[Deadline]:
    years = list(AcademicYear.objects.order_by("valid_from"))
    turn = turn_near(day)
    ending = next((year for year in years if year.valid_to.year == turn and year.valid_from.year < turn), None)
    beginning = next((year for year in years if year.valid_from.year == turn and year.valid_to.year > turn), None)
    transfer = setting(YEAR_END_BY, as_of=day).in_year(turn)
    opening = setting(NEW_YEAR_BY, as_of=day).in_year(turn)
    sections = setting(JOURNAL_SECTIONS_BY, as_of=day).in_year(turn)
    if _is_near(transfer, day, within):
        yield Deadline(TRANSFER, transfer, _left_to_move(ending))
    groups = without_teacher(beginning) if beginning is not None else (0, 0)
    if _is_near(opening, day, within):
        left = "" if groups[1] else _("the year is not open") if beginning is None else _("there are no classes yet")
        yield Deadline(OPENING, opening, left)
    if _is_near(sections, day, within):
        left = _("classes without a class teacher: %(count)s") % {"count": groups[0]} if groups[0] else ""
        yield Deadline(SECTIONS, sections, left if groups[1] else _("there are no classes yet"))


def turn_near(day: date) -> int:
    """The year of the turn that a day belongs to: from February on the one ahead, in autumn the one just past."""
    return day.year if day.month >= 2 else day.year - 1


def _left_to_move(ending: AcademicYear | None) -> str:
    if ending is None or ending.closed_at is not None:
        return ""
    count = not_moved(ending).count()
    return _("students not moved yet: %(count)s") % {"count": count} if count else ""


def _is_near(due: date, day: date, within: int | None) -> bool:
    return within is None or (due - day).days <= within
