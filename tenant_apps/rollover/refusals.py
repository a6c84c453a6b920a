"""What rollovers and closings of years refuse, each with its cure."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


# --- the plan -------------------------------------------------------------------------------------------------------
class PlanStandsAlready(Refused):
    message = _("There is a plan for the year %(year)s already. Open it, or undo it first.")
    code = "rollover_plan_stands_already"


class PlanNotEditable(Refused):
    message = _("The plan is %(state)s: it is not changed any more. Undo it first, a copy will be there to change.")
    code = "rollover_plan_not_editable"


class PlanChangedMeanwhile(Refused):
    message = _("The plan was changed by somebody else while it was open here. Look at it again, then repeat.")
    code = "rollover_plan_changed_meanwhile"


class PlanOutdated(Refused):
    message = _(
        "Since the plan was made students have come (%(come)s), gone (%(gone)s) or changed class (%(changed)s). "
        "Bring the plan up to date, then repeat."
    )
    code = "rollover_plan_outdated"


class PlanAtWork(Refused):
    message = _("The plan is being worked on: %(work)s. Wait until it is done; the plan shows how far it is.")
    code = "rollover_plan_at_work"


class NobodyToMove(Refused):
    message = _("Nobody is enrolled at the end of %(year)s whom the plan could be about.")
    code = "rollover_nobody_to_move"


class NextYearMisshapen(Refused):
    message = _("The next academic year begins on %(day)s, when this one ends. Correct the dates.")
    code = "rollover_next_year_misshapen"
    field = "next_from"


class LeavingDayOutside(Refused):
    message = _("Those who finish leave between %(first)s and %(last)s. Correct the date.")
    code = "rollover_leaving_day_outside"
    field = "leave_on"


# --- outcomes and classes -------------------------------------------------------------------------------------------
class OutcomeOfAnother(Refused):
    message = _("A row is not of this plan any more. Open the class again.")
    code = "rollover_outcome_of_another"


class OutcomeCarriedOut(Refused):
    message = _("%(who)s: the order is issued already. Cancel it, or undo the rollover.")
    code = "rollover_outcome_carried_out"


class TargetDoesNotFit(Refused):
    message = _("%(who)s: class %(name)s does not fit “%(outcome)s”. Choose a class of grade %(grade)s.")
    code = "rollover_target_does_not_fit"


class OutcomeDoesNotFit(Refused):
    message = _("%(who)s: “%(outcome)s” is not possible in this grade or at this level. Choose another outcome.")
    code = "rollover_outcome_does_not_fit"


class ReasonMissing(Refused):
    message = _("%(who)s: choose the reason of leaving.")
    code = "rollover_reason_missing"


class ReasonDoesNotFit(Refused):
    message = _(
        "%(who)s: nobody leaves by a plan on the ground “%(reason)s”. Choose another ground, or issue an order."
    )
    code = "rollover_reason_does_not_fit"


class ResultDoesNotFit(Refused):
    message = _("%(who)s: the result “%(result)s” does not fit. Choose another result.")
    code = "rollover_result_does_not_fit"


class SubjectsMissing(Refused):
    message = _("%(who)s: write the subjects of the academic debt: nobody goes on conditionally without them.")
    code = "rollover_subjects_missing"


class TermMissing(Refused):
    message = _("%(who)s: write until when the academic debt is to be made up for.")
    code = "rollover_term_missing"


class TermOutside(Refused):
    message = _("%(who)s: the debt is made up for after %(first)s and until %(last)s at the latest. Correct the date.")
    code = "rollover_term_outside"


class NobodyChosen(Refused):
    message = _("Nobody is concerned by this choice: no outcome was changed.")
    code = "rollover_nobody_chosen"


class PlannedNameTaken(Refused):
    message = _("The plan has a class “%(name)s” already. Choose another letter or name.")
    code = "rollover_planned_name_taken"
    field = "name"


class PlannedNameMissing(Refused):
    message = _("Give the class a letter, or the group a name.")
    code = "rollover_planned_name_missing"
    field = "name"


class PlannedGradeDoesNotFit(Refused):
    message = _("There is no grade %(grade)s. Write a grade from 1 to 12.")
    code = "rollover_planned_grade_does_not_fit"
    field = "grade"


class PlannedClassHasStudents(Refused):
    message = _("%(count)s students are to come into “%(name)s”. Choose another class for them first.")
    code = "rollover_planned_class_has_students"


# --- carrying out ---------------------------------------------------------------------------------------------------
class PlanNotReady(Refused):
    message = _("The plan can't be carried out yet: %(count)s students need a decision, %(first)s first of all.")
    code = "rollover_plan_not_ready"


class PlanNotInHand(Refused):
    message = _("The plan is %(state)s: there is nothing to carry out.")
    code = "rollover_plan_not_in_hand"


class NothingToUndo(Refused):
    message = _("The plan is %(state)s: there is nothing to undo.")
    code = "rollover_nothing_to_undo"


class UndoingNotLookedAt(Refused):
    message = _("Look at what undoing would do first: write the reason.")
    code = "rollover_undoing_not_looked_at"


# --- closing a year -------------------------------------------------------------------------------------------------
class YearNotOver(Refused):
    message = _("The academic year %(year)s lasts until %(day)s: it is closed after that day.")
    code = "year_not_over"


class StudentsNotMoved(Refused):
    message = _("%(count)s students of %(year)s have neither moved on nor left. See the check list.")
    code = "year_students_not_moved"


class YearHasDrafts(Refused):
    message = _(
        "%(count)s orders about %(year)s are not in effect yet. Sign the drafts or discard them; of a signed one see"
        " what stands in its way, or cancel it."
    )
    code = "year_has_drafts"


class RolloverUnfinished(Refused):
    message = _("The passage from %(year)s to the next year is not finished. Carry it out to the end, or undo it.")
    code = "year_rollover_unfinished"


class EarlierYearOpen(Refused):
    message = _("The academic year %(year)s is not closed yet. Close the earlier year first.")
    code = "earlier_year_open"


class LaterYearClosed(Refused):
    message = _("The academic year %(year)s is closed. The later year is opened first.")
    code = "later_year_closed"


class YearClosedAlready(Refused):
    message = _("The academic year %(year)s is closed already.")
    code = "year_closed_already"


class YearNotClosed(Refused):
    message = _("The academic year %(year)s is not closed: there is nothing to open.")
    code = "year_not_closed"


class ProposalStands(Refused):
    message = _("%(who)s has made a proposal about this year already. It waits for a decision.")
    code = "year_proposal_stands"


class ProposalDecided(Refused):
    message = _("The proposal is decided already (%(state)s).")
    code = "year_proposal_decided"


class OwnProposal(Refused):
    message = _("You made this proposal yourself. Another person decides on it.")
    code = "year_own_proposal"


class ReopeningNeedsReason(Refused):
    message = _("Write why the closed year is to be opened again: the region's administrator decides by it.")
    code = "year_reopening_needs_reason"
    field = "reason"


class DecidedByTheRegion(Refused):
    message = _("Opening a closed year again is decided by the region's administrator.")
    code = "year_decided_by_the_region"
