"""What the services of employees refuse, each named for what happened, each with its cure."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class DayHasNotCome(Refused):
    message = _("%(day)s has not come yet. Correct the date.")
    code = "day_has_not_come"


class EndBeforeBeginning(Refused):
    message = _("The end %(day)s is before the beginning. Correct one of the dates.")
    code = "end_before_beginning"


class SubjectTaughtAlready(Refused):
    message = _("This subject is taught since %(since)s already. End that line first, or correct it.")
    code = "subject_taught_already"
    field = "subject"


class MainSubjectTaken(Refused):
    message = _(
        "The main subject of these days is %(subject)s: an employee has one. End that line or correct it, then mark "
        "this one as main."
    )
    code = "main_subject_taken"
    field = "is_main"


class CategoryHeldAlready(Refused):
    message = _("This category is held since %(since)s already. Correct that line, or write the day on which it ended.")
    code = "category_held_already"
    field = "qualification"


class TermTooLong(Refused):
    """Categories given before 01.09.2023 and conformity hold for 5 years (order of 24.03.2023 No 196)."""

    message = _("This holds for 5 years, until %(day)s at the latest. Correct the end, or leave it empty.")
    code = "term_too_long"
    field = "valid_to"


class AttestationGoesOn(Refused):
    message = _("An attestation for this category goes on since %(since)s. Write its outcome first.")
    code = "attestation_goes_on"
    field = "sought"


class OutcomeIncomplete(Refused):
    message = _("An outcome and its date belong together: write both, or none while the attestation goes on.")
    code = "outcome_incomplete"
    field = "outcome"


class AttestationDecidedAlready(Refused):
    message = _("The attestation was decided on %(day)s already.")
    code = "attestation_decided_already"


class AwardNameMissing(Refused):
    message = _("Write what the award is called: the handbook says only “other”.")
    code = "award_name_missing"
    field = "name"


class LeavesOverlap(Refused):
    message = _("The employee is absent since %(since)s already. Correct one of the periods: absences do not overlap.")
    code = "leaves_overlap"
    field = "valid_from"


class RecordEndedAlready(Refused):
    message = _("The line was ended on %(day)s already.")
    code = "record_ended_already"


class ServiceBeforeGrowingUp(Refused):
    message = _("Service counts from the age of 14 at the earliest: from %(day)s. Correct the date or the birth date.")
    code = "service_before_growing_up"
    field = "service_since"


class TeachingLongerThanService(Refused):
    message = _(
        "Teaching service is part of all service: it can't count since an earlier day. Correct one of the dates."
    )
    code = "teaching_longer_than_service"
    field = "teaching_since"


class DayOfDistinctionMissing(Refused):
    message = _("A date without a degree or a title says nothing: choose it, or take the date off.")
    code = "day_of_distinction_missing"


class NotEmployed(Refused):
    message = _("%(who)s does not work here on %(day)s. Correct the date, or appoint to a post first.")
    code = "not_employed"
    field = "on"


class EmployedAgainLater(Refused):
    message = _("%(who)s has posts that begin on %(day)s or later. End or correct them first.")
    code = "employed_again_later"
    field = "on"


class PostOutlivesEmployment(Refused):
    message = _("The employee leaves on %(day)s: end the post by then, or correct the date of leaving first.")
    code = "post_outlives_employment"
    field = "until"


class ChangedSinceThePassing(Refused):
    message = _(
        "Posts or the employment of %(who)s were changed after he passed to the successor: they can't be put back by "
        "themselves. Undo those changes first."
    )
    code = "changed_since_the_passing"
