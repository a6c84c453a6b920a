"""What reorganising refuses, each named for what happened, each with its cure."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class NoSuchReorganisation(Refused):
    message = _("There is no reorganisation No %(number)s. Look at the list of reorganisations.")
    code = "no_such_reorganisation"


class NoSides(Refused):
    message = _("Name the organisations that are reorganised.")
    code = "reorganisation_no_sides"
    field = "sides"


class SuccessorMissing(Refused):
    message = _("Name the successor: the organisation that the students come to. Register a new one first.")
    code = "reorganisation_successor_missing"
    field = "receiver"


class SuccessorAmongSides(Refused):
    message = _("“%(name)s” can't be its own successor. Name another organisation.")
    code = "reorganisation_successor_among_sides"
    field = "receiver"


class SplitOfOne(Refused):
    message = _("Classes are separated from one organisation at a time.")
    code = "reorganisation_split_of_one"
    field = "sides"


class PlannedAlready(Refused):
    message = _("“%(name)s” takes part in the reorganisation No %(number)s. Finish, undo or discard that one first.")
    code = "reorganisation_planned_already"
    field = "sides"


class OrganisationDoesNotWork(Refused):
    message = _("“%(name)s” does not work: nothing can be written in it. Choose another organisation.")
    code = "reorganisation_does_not_work"
    field = "sides"


class NotInThisState(Refused):
    message = _("The reorganisation is “%(state)s”: this can't be done with it now.")
    code = "reorganisation_state"


class TooEarly(Refused):
    message = _("The reorganisation is carried out on %(day)s or later.")
    code = "reorganisation_too_early"


class InTheWay(Refused):
    message = _("Something stands in the way. %(problems)s")
    code = "reorganisation_in_the_way"


class StudentsRemain(Refused):
    message = _("Not every student has come to the successor yet. Carry the reorganisation on first.")
    code = "reorganisation_students_remain"


class EmployeesRemain(Refused):
    message = _(
        "“%(name)s”: employees who work there on %(day)s or later: %(count)s. Carry the reorganisation on; end or "
        "correct posts that begin on that day or later."
    )
    code = "reorganisation_employees_remain"


class ChosenEmployeesRemain(Refused):
    message = _(
        "“%(name)s”: employees chosen to pass over who still work there: %(count)s. Carry the reorganisation on first."
    )
    code = "reorganisation_chosen_employees_remain"


class FirstDayOfYear(InTheWay):
    """The day chosen is the first one of an academic year; the words say which days to choose instead."""

    code = "reorganisation_first_day_of_year"


class NotCountedYet(Refused):
    message = _("The region has not counted the moved students yet. Try again in a minute.")
    code = "reorganisation_not_counted"


class ClassNotOfPlan(Refused):
    message = _("The class is not part of this plan, or its students have passed already. Open the page again.")
    code = "reorganisation_class_unknown"


class EmployeeNotOfPlan(Refused):
    message = _("The employee is not part of this plan any more. Open the page again.")
    code = "reorganisation_employee_unknown"


class TargetMissing(Refused):
    message = _("Name the successor's class for class %(name)s.")
    code = "reorganisation_target_missing"
