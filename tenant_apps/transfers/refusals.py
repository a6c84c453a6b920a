"""The rules of a sane transfer, each by its name, with the cure (after the rules of OpenEMIS)."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shared_apps.envelopes.models import Envelope, Kind
from shared_apps.organisations.refusal import Refused


class TransferRefused(Refused):
    """A rule stands in the way. `may_insist`: it may be insisted on."""

    may_insist: ClassVar[bool] = False


class ReceiverIsSender(TransferRefused):
    message = _("The student would be transferred to the organisation where he studies. Choose another one.")
    code = "receiver_is_sender"
    field = "partner"


class ReceiverNotOpen(TransferRefused):
    message = _("“%(partner)s” does not work on %(day)s. Correct the date, or choose another organisation.")
    code = "receiver_not_open"
    field = "partner"


class LevelNotOfferedThere(TransferRefused):
    message = _("“%(partner)s” does not teach the level “%(level)s”. Choose another organisation.")
    code = "level_not_offered_there"
    field = "partner"


class NotEnrolledThen(TransferRefused):
    message = _("%(who)s does not study here on %(day)s. Correct the date, or choose another student.")
    code = "not_enrolled_then"
    field = "on"


class FinishedAlready(TransferRefused):
    message = _("%(who)s has finished already, on %(day)s: there is nothing to transfer. Admit by an ordinary order.")
    code = "finished_already"
    field = "student"


class AnotherTransferPending(TransferRefused):
    message = _("Another transfer of %(who)s is not finished yet (%(transfer)s). Finish or withdraw it first.")
    code = "another_transfer_pending"
    field = "student"


class DateOutsideYear(TransferRefused):
    message = _("No open academic year contains %(day)s here. Open the academic year, or correct the date.")
    code = "date_outside_year"
    field = "on"


class BeforeLastMovement(TransferRefused):
    message = _("The last recorded movement of %(who)s is of %(last)s. Choose a later date.")
    code = "before_last_movement"
    field = "on"


class SomethingUnsigned(TransferRefused):
    message = _("%(who)s stands in orders that are not in force yet: %(orders)s. Sign or discard them first.")
    code = "something_unsigned"
    field = "student"


class EnrolledHereAlready(TransferRefused):
    message = _("%(who)s studies here already, since %(since)s. Choose another card, or refuse the transfer.")
    code = "enrolled_here_already"
    field = "student"


class NamesakeStudiesHere(TransferRefused):
    message = _(
        "A student of the same name and birth date studies here: %(who)s, since %(since)s. If it is the same one, "
        "there is nothing to transfer; if it is another, confirm it."
    )
    code = "namesake_studies_here"
    field = "student"
    may_insist = True


class NamesakeWaits(TransferRefused):
    message = _(
        "A transfer of a student of the same name and birth date (%(who)s) waits for an answer: %(transfer)s. If it is "
        "the same one, answer or withdraw that first; if it is another, confirm it."
    )
    code = "namesake_waits"
    field = "student"
    may_insist = True


class GradeNotOfferedHere(TransferRefused):
    message = _("There is no class for grade %(grade)s on %(day)s. Open the class first, or refuse the transfer.")
    code = "grade_not_offered_here"
    field = "class_group"


class GroupNotOfferedHere(TransferRefused):
    message = _("No group takes children of the age of %(who)s on %(day)s. Choose or open a group, or refuse.")
    code = "group_not_offered_here"
    field = "class_group"


class ClassOfAnotherGrade(TransferRefused):
    message = _("%(who)s comes to grade %(grade)s, and class %(name)s is not of it. If that is meant, confirm it.")
    code = "class_of_another_grade"
    field = "class_group"
    may_insist = True


class NoPlacesLeft(TransferRefused):
    message = _("Class %(name)s has no places left: %(count)s of %(capacity)s. Choose another one, or confirm it.")
    code = "no_places_left"
    field = "class_group"
    may_insist = True


class NoPlacesAnywhere(TransferRefused):
    message = _(
        "No places are left in any class that would do (%(names)s): %(count)s of %(capacity)s. Refuse, or confirm it."
    )
    code = "no_places_anywhere"
    field = "class_group"
    may_insist = True


class AgeDoesNotFit(TransferRefused):
    message = _(
        "%(who)s is %(years)s on %(day)s; that is unusual for “%(place)s”. Check the birth date, or confirm it."
    )
    code = "age_does_not_fit"
    field = "class_group"
    may_insist = True


class ClosedHere(TransferRefused):
    message = _("This organisation does not work on %(day)s: it admits nobody.")
    code = "closed_here"
    field = "on"


class DateDiffers(TransferRefused):
    message = _(
        "The order says %(day)s, and transfer No %(number)s is of %(on)s: both offices name one day. Correct it."
    )
    code = "date_differs"
    field = "on"


class AcceptedThere(TransferRefused):
    message = _(
        "%(who)s is admitted by “%(partner)s” already (%(order)s): the order can't be cancelled. Ask that organisation "
        "to cancel its order first."
    )
    code = "accepted_there"


class NothingToAnswer(TransferRefused):
    message = _("Transfer No %(number)s was not asked of this organisation, or is answered already.")
    code = "nothing_to_answer"


class PartOfReorganisation(TransferRefused):
    message = _(
        "Transfer No %(number)s is part of a reorganisation: the region's administrator carries it out, confirms or "
        "undoes it."
    )
    code = "part_of_reorganisation"


class NothingToSettle(TransferRefused):
    message = _("Of transfer No %(number)s nothing is left to decide. Look at its card.")
    code = "nothing_to_settle"


class NoSuchDifference(TransferRefused):
    message = _(
        "Transfer No %(number)s: what you decide does not differ any more, is not yours to decide, or can't be taken. "
        "Open the page anew."
    )
    code = "no_such_difference"


class StudentNotChosen(TransferRefused):
    message = _("Choose the student's card: the contents of the envelope can't be read any more.")
    code = "student_not_chosen"
    field = "student"


class SeveralRulesBroken(Refused):
    """More than one rule stands in the way."""

    message = _("The transfer is not possible yet. %(problems)s")
    code = "several_rules_broken"

    def __init__(self, problems: Sequence[TransferRefused]) -> None:
        super().__init__(params={"problems": " ".join(str(problem) for problem in problems)})
        self.problems = tuple(problems)

    @property
    def may_insist(self) -> bool:
        return all(problem.may_insist for problem in self.problems)


def refuse_reorganisation(row: Envelope) -> None:
    """:raises PartOfReorganisation: students of a merger or a separation are nobody's to answer for one by one."""
    if row.kind != Kind.TRANSFER:
        raise PartOfReorganisation(params={"number": row.pk})


def refuse(problems: Sequence[TransferRefused], *, insist: bool) -> None:
    """:raises TransferRefused: one rule. :raises SeveralRulesBroken: more."""
    found = [one for one in problems if not (insist and one.may_insist)]
    if len(found) == 1:
        raise found[0]
    if found:
        raise SeveralRulesBroken(found)
