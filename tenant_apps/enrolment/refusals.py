"""What the services of enrolment refuse, each named for what happened, each with its cure."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


# --- academic years and classes -------------------------------------------------------------------------------------
class AcademicYearOverlaps(Refused):
    message = _("The dates overlap the academic year %(name)s (%(since)s–%(until)s). Correct the dates.")
    code = "academic_year_overlaps"
    field = "valid_from"


class AcademicYearMisshapen(Refused):
    message = _("An academic year lasts from 6 to 14 months. Correct the dates.")
    code = "academic_year_misshapen"
    field = "valid_to"


class AcademicYearSealed(Refused):
    message = _("The academic year %(name)s is closed: nothing in it changes any more.")
    code = "academic_year_sealed"


class AcademicYearInUse(Refused):
    message = _("The academic year %(name)s can't be cut to these dates: %(count)s students would begin outside them.")
    code = "academic_year_in_use"


class NoAcademicYear(Refused):
    message = _("No academic year contains %(day)s. Open the academic year first, or correct the date.")
    code = "no_academic_year"


class ClassNameTaken(Refused):
    message = _("There is a class “%(name)s” in %(year)s already. Choose another letter or name.")
    code = "class_name_taken"
    field = "name"


class ClassNeedsName(Refused):
    message = _("Give the class a letter, or the group a name.")
    code = "class_needs_name"
    field = "name"


class GradeDoesNotFitLevel(Refused):
    message = _("Grade %(grade)s does not belong to the level “%(level)s”. Choose another grade or level.")
    code = "grade_does_not_fit_level"
    field = "grade"


class ClassDetailDoesNotFit(Refused):
    message = _(
        "“%(what)s” is not said of such a class. Leave it empty, or correct the grade or the kind of the class."
    )
    code = "class_detail_does_not_fit"


class ClassOutsideYear(Refused):
    message = _("The dates of the class lie outside the academic year %(year)s. Correct the dates.")
    code = "class_outside_year"
    field = "valid_from"


class ClassHasStudents(Refused):
    message = _(
        "“%(name)s” has students (%(count)s) on the dates or in the grade you take away. Transfer them by an order "
        "first."
    )
    code = "class_has_students"


class ClassTeacherSince(Refused):
    message = _("A class teacher of “%(name)s” is appointed from %(since)s: choose a later date, or end that line.")
    code = "class_teacher_since"
    field = "since"


class NothingToCopy(Refused):
    message = _("There are no classes to make: choose at least one.")
    code = "nothing_to_copy"


# --- orders ---------------------------------------------------------------------------------------------------------
class OrderNotDraft(Refused):
    message = _("Order %(order)s is signed already: it is changed only by another order.")
    code = "order_not_draft"


class OrderChangedMeanwhile(Refused):
    message = _("The order was changed by somebody else while it was open here. Look at it again, then repeat.")
    code = "order_changed_meanwhile"


class OrderEmpty(Refused):
    message = _("The order has no lines. Add the students it is about.")
    code = "order_empty"


class OrderKindNotOffered(Refused):
    message = _("This organisation issues no orders “%(kind)s”. Choose another kind.")
    code = "order_kind_not_offered"
    field = "kind"


class OrderKindNotYours(Refused):
    message = _("Orders “%(kind)s” tell of health: they are issued by those who may read it. Ask the secretary.")
    code = "order_kind_not_yours"
    field = "kind"


class OrderNumberTaken(Refused):
    message = _("Number %(number)s is given in %(year)s already: order of %(day)s. The next free number is %(free)s.")
    code = "order_number_taken"
    field = "number"


class OrderIndexMissing(Refused):
    message = _("%(group)s: numbers of their own need an index after the number, or they would not be told apart.")
    code = "order_index_missing"


class OrderIndexMisshapen(Refused):
    message = _("%(group)s: the index “%(index)s” begins with a digit. Begin it with a letter or a sign: “-к/у”.")
    code = "order_index_misshapen"


class OrderIndexTaken(Refused):
    message = _("%(group)s: the index “%(index)s” is that of other orders, and numbers of their own need another one.")
    code = "order_index_taken"


class OrderDateInTheFuture(Refused):
    message = _("The order is dated %(day)s: it can't be signed before that day. Correct the date.")
    code = "order_date_in_the_future"
    field = "date"


class OrderNotInForce(Refused):
    message = _("Order %(order)s is not in force (%(state)s): there is nothing to cancel.")
    code = "order_not_in_force"


class OrderOfClosedYear(Refused):
    message = _("Order %(order)s belongs to the academic year %(year)s, which is closed: it can't be cancelled.")
    code = "order_of_closed_year"


class OrderDatedInClosedYear(AcademicYearSealed):
    """A closed year's register takes no more numbers, whenever the order takes effect."""

    message = _(
        "The order is dated %(day)s, and the academic year %(name)s is closed: no more orders are numbered in it. "
        "Correct the date."
    )
    code = "order_dated_in_closed_year"
    field = "date"


class CancellingOrderStays(Refused):
    message = _("Order %(order)s cancels another one and can't be cancelled itself. Issue the order you need anew.")
    code = "cancelling_order_stays"


class LaterOrdersDepend(Refused):
    """`orders` are (id, words) of the orders that stand on this one, latest first."""

    message = _(
        "Order %(order)s can't be cancelled: later orders stand on it: %(later)s. Cancel them first, the latest first."
    )
    code = "later_orders_depend"

    def __init__(self, *, order: str, orders: Sequence[tuple[int, str]]) -> None:
        super().__init__(params={"order": order, "later": "; ".join(words for _pk, words in orders)})
        self.orders = tuple(orders)


class OrderNotDueYet(Refused):
    message = _("Order %(order)s takes effect on %(day)s.")
    code = "order_not_due_yet"


class StudentStandsInTheOrder(Refused):
    message = _("%(who)s stands in the order already.")
    code = "student_stands_in_the_order"
    field = "student"


class NoSuchStudent(Refused):
    message = _("A line names a student whose card is not here. Open the list of students again.")
    code = "no_such_student"
    field = "student"


class NoSuchClass(Refused):
    message = _("A line names a class that is not here. Choose the class again.")
    code = "no_such_class"
    field = "class_group"


# --- lines of orders ------------------------------------------------------------------------------------------------
class LineRefused(Refused):
    """A line of an order that can't take effect. `may_insist`: it can, when whoever signs insists."""

    may_insist: ClassVar[bool] = False

    def __init__(self, *, who: str, student_id: int | None = None, field: str | None = None, **params: object) -> None:
        super().__init__(field=field, params={"who": who, **params})
        self.student_id = student_id


class StudentAlreadyEnrolled(LineRefused):
    message = _(
        "%(who)s is enrolled already, since %(since)s (%(order)s). Take the line out, or issue a transfer to another "
        "class."
    )
    code = "student_already_enrolled"


class StudentEnrolledLater(LineRefused):
    message = _("%(who)s is enrolled from a later date, %(since)s (%(order)s). Correct the date, or cancel that order.")
    code = "student_enrolled_later"


class StudentNotEnrolled(LineRefused):
    message = _("%(who)s is not enrolled on %(day)s. Admit the student first, or correct the date.")
    code = "student_not_enrolled"


class StudentLeftAlready(LineRefused):
    message = _("%(who)s left already, on %(day)s (%(order)s). Take the line out.")
    code = "student_left_already"


class LeavesTheDayAdmitted(LineRefused):
    message = _(
        "%(who)s would leave on the very day of admission, %(day)s. Cancel the order of admission instead (%(order)s)."
    )
    code = "leaves_the_day_admitted"


class LaterMovementExists(LineRefused):
    message = _("%(who)s has a later movement, from %(day)s (%(order)s). Correct the date, or cancel that order.")
    code = "later_movement_exists"


class LineDateOutsideYears(LineRefused):
    message = _("%(who)s: no academic year contains %(day)s. Open the academic year first, or correct the date.")
    code = "line_date_outside_years"


class LineYearSealed(LineRefused):
    message = _("%(who)s: %(day)s lies in the closed academic year %(year)s. Correct the date.")
    code = "line_year_sealed"


class NotBornYet(LineRefused):
    message = _("%(who)s is born on %(born)s, after %(day)s. Correct the date, or the birth date in the card.")
    code = "not_born_yet"


class ClassMissing(LineRefused):
    message = _("%(who)s: choose the class.")
    code = "class_missing"


class GradeMissing(LineRefused):
    message = _("%(who)s: choose the class or the grade.")
    code = "grade_missing"


class GradeDoesNotMatchClass(LineRefused):
    message = _(
        "%(who)s: the line says grade %(grade)s, and class %(name)s is of grade %(class_grade)s. Correct one of them."
    )
    code = "grade_does_not_match_class"


class GradeNotOffered(LineRefused):
    message = _(
        "%(who)s: there is no class of grade %(grade)s in %(year)s. Open the class first, or correct the grade."
    )
    code = "grade_not_offered"


class GradeNotOfThisOrder(LineRefused):
    message = _("%(who)s: such an order is not about class %(name)s. Choose another class or another kind of order.")
    code = "grade_not_of_this_order"


class ClassNotOpenThen(LineRefused):
    message = _(
        "%(who)s: class %(name)s exists from %(since)s to %(until)s, not on %(day)s. Correct the date or the class."
    )
    code = "class_not_open_then"


class AlreadyInAClass(LineRefused):
    message = _("%(who)s is in class %(name)s already. Issue a transfer to another class.")
    code = "already_in_a_class"


class NotInAClassYet(LineRefused):
    message = _("%(who)s is in no class on %(day)s. Issue an order of placing in classes.")
    code = "not_in_a_class_yet"


class AlreadyInThisClass(LineRefused):
    message = _("%(who)s is in class %(name)s already. Take the line out.")
    code = "already_in_this_class"


class SeveralGroups(LineRefused):
    """Additional enrolments: a student of a centre may be in several groups, and an order is about one of them."""

    message = _("%(who)s is in several groups (%(names)s). Say which of them the order is about.")
    code = "several_groups"


class NotInThatClass(LineRefused):
    message = _("%(who)s is not in class %(name)s on %(day)s. Correct the class the line is about, or the date.")
    code = "not_in_that_class"


class SameFormOfStudy(LineRefused):
    message = _("%(who)s: choose another form of study: it is this one already.")
    code = "same_form_of_study"


class NotTheNextGrade(LineRefused):
    message = _(
        "%(who)s is in grade %(grade)s: class %(name)s does not follow it. Choose another class or another kind of "
        "order."
    )
    code = "not_the_next_grade"


class NotTheNextYear(LineRefused):
    message = _("%(who)s: class %(name)s belongs to %(year)s. Choose a class of the next academic year.")
    code = "not_the_next_year"


class AnotherGrade(LineRefused):
    """A transfer between grades within a year: rare, so it is asked."""

    message = _("%(who)s moves from grade %(grade)s to class %(name)s within one year. If that is meant, confirm it.")
    code = "another_grade"
    may_insist = True


class ClassIsFull(LineRefused):
    """Named for a class; `who` is its name."""

    message = _(
        "Class %(who)s has %(capacity)s places, and %(count)s students would be in it on %(day)s. Choose another "
        "class, or confirm it."
    )
    code = "class_is_full"
    may_insist = True


class SeveralLinesRefused(Refused):
    """More than one line can't take effect; `problems` are all of them, in the order of the lines."""

    message = _("The order can't take effect. %(problems)s")
    code = "several_lines_refused"
    SHOWN = 10

    def __init__(self, problems: Iterable[LineRefused]) -> None:
        self.problems = tuple(problems)
        shown = " ".join(str(problem) for problem in self.problems[: self.SHOWN])
        more = len(self.problems) - self.SHOWN
        super().__init__(params={"problems": shown + (f" (+{more})" if more > 0 else "")})

    @property
    def may_insist(self) -> bool:
        return all(problem.may_insist for problem in self.problems)


def refuse(problems: Sequence[LineRefused]) -> None:
    """:raises LineRefused: there is one problem. :raises SeveralLinesRefused: there are more."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise SeveralLinesRefused(problems)
