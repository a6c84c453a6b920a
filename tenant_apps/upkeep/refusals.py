"""What services of the upkeep decline, each named for what happened."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class NotYourStudents(Refused):
    message = _("Not everybody chosen studies in your class. Choose again.")
    code = "not_your_students"


class AllCheckedAlready(Refused):
    message = _("Everybody chosen is checked this month already, and nothing was changed since.")
    code = "all_checked_already"


class NotYourChild(Refused):
    message = _("Only a legal representative, or the student himself, proposes corrections of this card.")
    code = "not_your_child"


class NothingProposed(Refused):
    message = _("Nothing differs from what the card says: change what is wrong.")
    code = "nothing_proposed"


class FieldNotProposable(Refused):
    message = _("“%(field)s” is not corrected here: bring the document to the organisation's office.")
    code = "field_not_proposable"


class MayNotBeEmpty(Refused):
    message = _("“%(field)s” may not be left empty.")
    code = "may_not_be_empty"


class ProposalWaitsAlready(Refused):
    message = _("A correction of “%(field)s” waits for the class teacher already. Withdraw it to propose another one.")
    code = "proposal_waits_already"


class DecidedAlready(Refused):
    message = _("This field is decided already: %(state)s.")
    code = "decided_already"


class NatureNotSaid(Refused):
    message = _(
        "“%(field)s” holds from a day to a day: say whether the card was wrong all along, or the value has changed, "
        "and since when."
    )
    code = "nature_not_said"
    field = "nature"


class SinceMissing(Refused):
    message = _("Write since when it has changed.")
    code = "since_missing"
    field = "since"


class ReasonOfRefusalMissing(Refused):
    message = _("Say why the correction is refused: the family reads it.")
    code = "reason_of_refusal_missing"
    field = "reason"


class CardChangedSinceProposal(Refused):
    message = _(
        "The card was changed since this was proposed. It said “%(old)s”, now it says “%(present)s”, proposed is "
        "“%(new)s”. Look which one is right."
    )
    code = "card_changed_since_proposal"
    may_insist = True


class OrganisationTakesNoCorrections(Refused):
    message = _("The organisation is closed: it takes no corrections.")
    code = "organisation_takes_no_corrections"


class FieldNotInBatches(Refused):
    message = _("Your role does not change this field of many cards at once.")
    code = "field_not_in_batches"


class NothingChanges(Refused):
    message = _("Nothing would change in the chosen cards: look at the verdicts below.")
    code = "nothing_changes"


class PlanIsOutOfDate(Refused):
    message = _("The cards, or what you chose, changed since the preview. Look at it once more and confirm.")
    code = "plan_is_out_of_date"


class BatchTakenBack(Refused):
    message = _("This batch update is taken back already.")
    code = "batch_taken_back"


class BatchChangedSince(Refused):
    message = _(
        "Somebody has changed %(count)s of these records since. The rest can be taken back; these stay as they are."
    )
    code = "batch_changed_since"
    may_insist = True


class BatchNotYours(Refused):
    message = _("Only its maker, and those who reverse changes, take a batch update back.")
    code = "batch_not_yours"
