"""Rows about students whose transfer waits here: a file does not admit them past it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shared_apps.importing.judging import Trouble, problem_of
from tenant_apps.people.models import Person

from ..expected import Comer, Expected, expected
from ..models import Enrolment
from ..order_kinds import ORDER_KINDS
from .numbering import kind_for

if TYPE_CHECKING:
    from .verdicts import JudgedStudent


def refuse_awaited(judged: Sequence["JudgedStudent"], titles: dict[str, str]) -> None:
    """An error in each such row that would admit. A fixed number of queries."""
    coming = [one for one in judged if one.group is not None and not one.has_errors]
    people = [one.card.person_id for one in coming if one.card is not None]
    uids = dict(Person.objects.filter(pk__in=people).values_list("pk", "person_uid")) if people else {}
    comers = [
        Comer(
            who=str(one.name),
            birth_date=one.row.cells.get("birth_date") or (one.card.birth_date if one.card else None),
            person_uid=str(uids[one.card.person_id]) if one.card else "",
            snils=one.row.cells.get("snils") or (one.card.identifiers.get("snils", "") if one.card else ""),
            is_additional=one.group is not None
            and ORDER_KINDS[kind_for(one.group)].measure == Enrolment.Kind.ADDITIONAL,
        )
        for one in coming
    ]
    for one, transfer in zip(coming, expected(comers), strict=True):
        if transfer is not None:
            one.found.append(problem_of(one.row, _trouble(transfer), titles))
            one.settle(is_new=True)


def _trouble(transfer: Expected) -> Trouble:
    whose = {"number": transfer.number, "partner": transfer.partner}
    if transfer.is_certain:
        return Trouble(
            "", "student.comes_by_transfer",
            _("Transfer No %(number)s of this student (“%(partner)s”) waits for an answer.") % whose,
            _("Accept the transfer, and delete the row: by a file the student would be counted twice."),
        )  # fmt: skip
    return Trouble(
        "", "student.namesake_comes",
        _("Transfer No %(number)s (“%(partner)s”) of a student of this name and birth date waits for an answer.")
        % whose,
        _("If it is the same one, accept the transfer and delete the row; if it is another, admit by hand."),
    )  # fmt: skip
