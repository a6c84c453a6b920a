"""Every write to enrolment: academic years, classes, orders. Students move only by orders."""

from .admission import NewCard, admit_many, admit_student, issue_order
from .cancelling import cancel_order
from .classes import (
    KIND_HANDBOOKS,
    PROFILE_HANDBOOKS,
    ClassParameters,
    ProposedClass,
    appoint_class_teachers,
    assign_class_teacher,
    create_class,
    create_classes,
    create_proposed_classes,
    delete_class,
    edit_class,
    end_class,
    prolong_class,
    proposed_classes,
)
from .debts import confirm_arrival, forget_arrival, record_debt_attempt
from .issuing import Draft, issue_orders
from .lines import Line
from .numbering import Index, set_order_indexes
from .orders import (
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
from .years import change_academic_year, open_academic_year, usual_dates, year_name

__all__ = [
    "KIND_HANDBOOKS",
    "PROFILE_HANDBOOKS",
    "ClassParameters",
    "Draft",
    "Index",
    "Line",
    "NewCard",
    "ProposedClass",
    "Requisites",
    "add_lines",
    "admit_many",
    "admit_student",
    "appoint_class_teachers",
    "assign_class_teacher",
    "cancel_order",
    "change_academic_year",
    "change_line",
    "change_order",
    "confirm_arrival",
    "create_class",
    "create_classes",
    "create_proposed_classes",
    "delete_class",
    "discard_draft",
    "draft_order",
    "edit_class",
    "end_class",
    "forget_arrival",
    "issue_order",
    "issue_orders",
    "open_academic_year",
    "prolong_class",
    "proposed_classes",
    "record_debt_attempt",
    "remove_line",
    "set_order_indexes",
    "sign_order",
    "take_effect",
    "take_effect_of_due_orders",
    "usual_dates",
    "year_name",
]
