"""Students who stand as main in another organisation too: what the region has told this one of, and what it answers.

Call within inside(organisation); row-level security leaves its own notices. An answer decides nothing: whoever
decides in the region on who is one person reads it.
"""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.here import organisation_here
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.written import cleaned, says_something

from .models import DoubledAnswer, DoubledStudent

LEAST_REASON = 10


class AnswerWithoutReason(Refused):
    """An answer that nobody can check."""

    message = _("Write what it was checked by: in words, at least %(least)s letters. The region reads it.")
    code = "answer_without_reason"
    field = "reason"


class DoubledNoLonger(Refused):
    """The notice is settled meanwhile, or is none of the organisation's."""

    message = _("The student is in no other organisation any more: there is nothing to answer.")
    code = "doubled_no_longer"


def told_on(day: date) -> QuerySet[DoubledStudent]:
    """What is so on a day, or begins later."""
    return DoubledStudent.objects.filter(gone_at__isnull=True, until__gt=day)


def answer(*, number: int, said: str, reason: str, by: By) -> DoubledAnswer:
    """Say what is so with a student of a notice.

    :raises AnswerWithoutReason: the reason says nothing: fewer letters than LEAST_REASON.
    :raises DoubledNoLonger: the organisation has no such notice, or it is settled.
    """
    reason, organisation_id = cleaned(reason), organisation_here()
    if not says_something(reason, LEAST_REASON):
        raise AnswerWithoutReason(params={"least": LEAST_REASON})
    with shared(by=by):
        if not told_on(timezone.localdate()).filter(pk=number).exists():
            raise DoubledNoLonger
        return DoubledAnswer.objects.create(
            doubled_id=number, organisation_id=organisation_id, answer=DoubledAnswer.Answer(said), reason=reason,
            answered_at=timezone.now(), answered_by=by.account_id, answered_name=by.name,
        )  # fmt: skip
