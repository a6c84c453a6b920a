"""The monthly check and corrections by families on the first page: for who does them, and for who runs the school."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.ui.numbers import ru_num
from tenant_apps.enrolment.notices import Notice

from .queries.checks import Unchecked, due_on, unchecked_classes
from .queries.corrections import waiting_corrections

SHOWN_BEFORE = 10
"""Days before its day from which the check stands on the first page of those who do not do it themselves."""


def notices(day: date, reader: Actor) -> Iterator[Notice]:
    """What is not checked this month, and corrections by families that wait."""
    if reader.may(permissions.CORRECTIONS_DECIDE):
        yield from _corrections(day, reader)
    if reader.may(permissions.UPKEEP_VIEW):
        yield from _checks(day, reader)


def _corrections(day: date, reader: Actor) -> Iterator[Notice]:
    count, due = waiting_corrections(day, by=reader)
    if due is not None:
        words = _("waiting: %(count)s") % {"count": ru_num(count)}
        title = _("Decide on corrections that families propose")
        yield Notice(title, due, (due - day).days, reverse("upkeep:corrections"), words)


def _checks(day: date, reader: Actor) -> Iterator[Notice]:
    left, due = unchecked_classes(day, by=reader), due_on(day)
    if not left:
        return
    if reader.reach == "own_class":
        yield from (_of_class(one, due, day) for one in left)
    elif (due - day).days <= SHOWN_BEFORE:
        names = ", ".join(one.name for one in left[:MOST])
        more = "…" if left[MOST:] else ""
        words = _("not checked: %(count)s (%(names)s)") % {"count": ru_num(len(left)), "names": names + more}
        title = _("Class teachers check the cards of their classes")
        yield Notice(title, due, (due - day).days, reverse("upkeep:overview"), words)


MOST = 6
"""Classes named on the first page; the page behind it has them all."""


def _of_class(one: Unchecked, due: date, day: date) -> Notice:
    title = _("Check the cards of class %(name)s") % {"name": one.name}
    words = _("%(left)s of %(all)s students are left") % {"left": ru_num(one.left), "all": ru_num(one.students)}
    return Notice(title, due, (due - day).days, f"{reverse('upkeep:students')}?class_id={one.pk}", words)
