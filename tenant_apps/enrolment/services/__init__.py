"""Every write to enrolment: academic years, classes, orders. Students move only by orders."""

from .admission import NewCard, admit_many, admit_student, issue_order
from .brought_debts import BroughtDebt, bring_debts, debts_brought_before, debts_taken_along
from .cancelling import cancel_order
from .classes import (
    ClassParameters,
    abandon_class,
    appoint_class_teachers,
    assign_class_teacher,
    class_name,
    create_class,
    create_classes,
    delete_class,
    edit_class,
    end_class,
    hold_after_all,
    prolong_class,
)
from .completing import Certificate, record_certificate
from .debts import confirm_arrival, correct_debt, forget_arrival, record_debt_attempt
from .issuing import Draft, issue_orders
from .lines import Line
from .next_classes import ProposedClass, create_proposed_classes, proposed_classes
from .numbering import Index, set_order_indexes
from .order_readings import note_order_reading
from .orders import (
    NotInEffect,
    Requisites,
    add_lines,
    change_line,
    change_order,
    discard_draft,
    draft_order,
    remove_line,
    sign_order,
    take_effect,
    take_effect_of_due_orders,
)
from .years import (
    abandon_academic_year,
    abandoned_year,
    change_academic_year,
    open_academic_year,
    usual_dates,
    year_name,
)

__all__ = [
    "BroughtDebt",
    "Certificate",
    "ClassParameters",
    "Draft",
    "Index",
    "Line",
    "NewCard",
    "NotInEffect",
    "ProposedClass",
    "Requisites",
    "abandon_academic_year",
    "abandon_class",
    "abandoned_year",
    "add_lines",
    "admit_many",
    "admit_student",
    "appoint_class_teachers",
    "assign_class_teacher",
    "bring_debts",
    "cancel_order",
    "change_academic_year",
    "change_line",
    "change_order",
    "class_name",
    "confirm_arrival",
    "correct_debt",
    "create_class",
    "create_classes",
    "create_proposed_classes",
    "debts_brought_before",
    "debts_taken_along",
    "delete_class",
    "discard_draft",
    "draft_order",
    "edit_class",
    "end_class",
    "forget_arrival",
    "hold_after_all",
    "issue_order",
    "issue_orders",
    "note_order_reading",
    "open_academic_year",
    "prolong_class",
    "proposed_classes",
    "record_certificate",
    "record_debt_attempt",
    "remove_line",
    "set_order_indexes",
    "sign_order",
    "take_effect",
    "take_effect_of_due_orders",
    "usual_dates",
    "year_name",
]
