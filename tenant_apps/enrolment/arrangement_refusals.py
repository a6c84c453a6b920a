"""What orders of leaves, individual plans, home study, debts, restoration and graduation refuse, and orders that would
go past a transfer; each with its cure.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused

from .refusals import LineRefused


class NoSuchOrganisation(Refused):
    message = _("A line names an organisation that is not in the register. Choose it from the list again.")
    code = "no_such_organisation"
    field = "organisation"


class ReasonNotOfThisOrder(Refused):
    message = _("An order “%(kind)s” has no ground “%(reason)s”. Choose another ground or another kind of order.")
    code = "reason_not_of_this_order"
    field = "reason"


class ResultNotOfThisOrder(Refused):
    message = _("An order “%(kind)s” has no result “%(result)s”. Choose another result.")
    code = "result_not_of_this_order"
    field = "result"


class DebtIsClosed(Refused):
    message = _("The debt is closed already (%(outcome)s): an attempt can't be added.")
    code = "debt_is_closed"


class DebtCannotBeCorrected(Refused):
    message = _("The debt is closed already (%(outcome)s): what an order says of it is not corrected any more.")
    code = "debt_cannot_be_corrected"


class DebtSubjectMissing(Refused):
    message = _("Write the subject of the debt.")
    code = "debt_subject_missing"
    field = "subject"


class SubjectOwedAlready(Refused):
    message = _("The student owes “%(subject)s” by this order already. Write another subject.")
    code = "subject_owed_already"
    field = "subject"


class DebtTermTooEarly(Refused):
    message = _("The term must be later than %(day)s, when the debt arose, and than its attempts. Correct the date.")
    code = "debt_term_too_early"
    field = "due_on"


class NoAttemptsLeft(Refused):
    message = _(
        "All attempts allowed (%(count)s) are written down already: no more may be made (273-ФЗ, article 58, part 5)."
    )
    code = "no_attempts_left"


class DebtIsPassed(Refused):
    message = _("The debt was passed on %(day)s already: issue the order that closes it.")
    code = "debt_is_passed"


class AttemptAfterTheTerm(Refused):
    message = _(
        "The term of the debt ended on %(day)s: an attempt later than that is not allowed (273-ФЗ, article 58, part 5)."
    )
    code = "attempt_after_the_term"
    field = "on"


class AttemptInTheFuture(Refused):
    message = _("The attempt is dated %(day)s, and that day has not come yet. Correct the date.")
    code = "attempt_in_the_future"
    field = "on"


class CommissionMissing(Refused):
    message = _("The second attempt is held by a commission: write who is in it (273-ФЗ, article 58, part 6).")
    code = "commission_missing"
    field = "commission"


class ArrivedBeforeLeaving(Refused):
    message = _("The receiver's day, %(day)s, is before the leaving, %(left)s. Correct the date.")
    code = "arrived_before_leaving"
    field = "on"


class AttemptOutOfTurn(Refused):
    message = _("The attempt must be later than %(day)s. Correct the date.")
    code = "attempt_out_of_turn"
    field = "on"


class StudentDidNotLeave(Refused):
    message = _("Arrival is confirmed only of those who left. Look at the student's card again.")
    code = "student_did_not_leave"


class NothingToRestore(LineRefused):
    message = _("%(who)s did not study here before %(day)s: there is nothing to restore. Issue an order of admission.")
    code = "nothing_to_restore"


class NotTheLastGrade(LineRefused):
    message = _(
        "%(who)s is in grade %(grade)s: such an education is finished with grade %(least)s at the earliest. Correct "
        "the ground."
    )
    code = "not_the_last_grade"


class CompletedAlready(LineRefused):
    message = _("%(who)s has completed this level already, on %(day)s (%(order)s). Take the line out.")
    code = "completed_already"


class CertificateNumberMissing(Refused):
    message = _("Write the number of the certificate.")
    code = "certificate_number_missing"
    field = "number"


class CertificateTooEarly(Refused):
    message = _("The level was completed on %(day)s: a certificate is not issued before. Correct the date.")
    code = "certificate_too_early"
    field = "issued_on"


class CertificateInTheFuture(Refused):
    message = _("The certificate is dated %(day)s, and that day has not come yet. Correct the date.")
    code = "certificate_in_the_future"
    field = "issued_on"


class CertificateNumberTaken(Refused):
    message = _("A certificate No %(number)s of this kind is written down already. Correct the series or the number.")
    code = "certificate_number_taken"
    field = "number"


class SameProgramme(LineRefused):
    message = _("%(who)s learns by this programme already. Choose another one, or take the line out.")
    code = "same_programme"


class AlreadyArranged(LineRefused):
    message = _(
        "%(who)s has such an arrangement already, since %(since)s (%(order)s). End it by an order first, or correct "
        "the dates."
    )
    code = "already_arranged"


class NothingArranged(LineRefused):
    message = _(
        "%(who)s: on %(day)s there is nothing that this order could end. Take the line out, or correct the date."
    )
    code = "nothing_arranged"


class EndsTheDayItBegan(LineRefused):
    message = _("%(who)s: it would end on the very day it began, %(day)s. Cancel the order instead (%(order)s).")
    code = "ends_the_day_it_began"


class EndsBeforeItBegins(LineRefused):
    message = _("%(who)s: the end, %(until)s, is not after the beginning, %(day)s. Correct one of the dates.")
    code = "arrangement_ends_before_it_begins"


class ExpectedEndMissing(LineRefused):
    message = _("%(who)s: write until when.")
    code = "expected_end_missing"


class MedicalDocumentMissing(LineRefused):
    message = _("%(who)s: write the medical document down: study at home is organised by it alone.")
    code = "medical_document_missing"


class DebtSubjectsMissing(LineRefused):
    message = _("%(who)s: write the subjects of the academic debt: nobody is transferred conditionally without them.")
    code = "debt_subjects_missing"


class NoDebts(LineRefused):
    message = _("%(who)s has no open academic debt on %(day)s. Take the line out.")
    code = "no_debts"


class SubjectNotOwed(LineRefused):
    message = _(
        "%(who)s: on %(day)s no debt is open in a subject that the line names. Choose the subjects again, or take the "
        "line out."
    )
    code = "subject_not_owed"


class DebtsNotPassed(LineRefused):
    message = _(
        "%(who)s: no passed attempt is written down of %(count)s of the debts to be closed. Write the attempt down, "
        "or take the subject out."
    )
    code = "debts_not_passed"
    may_insist = True


class DestinationDoesNotFit(LineRefused):
    message = _("%(who)s: the ground “%(reason)s” and the destination “%(destination)s” contradict each other.")
    code = "destination_does_not_fit"


class StudentComesByTransfer(LineRefused):
    """An envelope carries him, and the region counts him once: only the transfer admits him."""

    message = _(
        "%(who)s: transfer No %(number)s (“%(partner)s”) waits for an answer. Accept it when it is sent: by another "
        "order the student would be counted twice. If it is not to be, refuse or withdraw it first."
    )
    code = "student_comes_by_transfer"
    field = "student"

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.number = int(params["number"])


class NamesakeComesByTransfer(StudentComesByTransfer):
    message = _(
        "Transfer No %(number)s (“%(partner)s”) waits for an answer, of a student of the same name and birth date as "
        "%(who)s. If it is the same one, accept the transfer; if it is another, confirm it."
    )
    code = "namesake_comes_by_transfer"
    may_insist = True


class LeavesWithoutTransfer(LineRefused):
    message = _(
        "%(who)s leaves for “%(partner)s”, an organisation of the region, without a transfer: the personal file does "
        "not follow, and until the admission there nobody counts the student. Begin a transfer, or confirm it."
    )
    code = "leaves_without_transfer"
    field = "organisation"
    may_insist = True
