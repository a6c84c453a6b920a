"""Every write to cards: who a person is, and what he or she is here (student, employee, guardian)."""

from .documents import Document, add_document, change_document, checked_document, remove_document, set_identifier
from .employee_records import add_record, correct_record, decide_attestation, end_record, remove_record, term_of
from .employees import appoint, change_rate, create_employee, dismiss, hire, make_employee
from .employment import PERSONNEL, correct_employment, edit_employee, let_go
from .files import content_of, store_file
from .guardians import (
    change_guardianship,
    change_workplace,
    create_guardian,
    edit_guardian,
    end_guardianship,
    guardian_of,
    link_guardian,
    make_guardian,
    new_guardian_of,
)
from .persons import PARTICULARS, Name, change_name, correct_name, create_person, edit_person
from .students import change_file_number, create_student, edit_student, make_student

__all__ = [
    "PARTICULARS",
    "PERSONNEL",
    "Document",
    "Name",
    "add_document",
    "add_record",
    "appoint",
    "change_document",
    "change_file_number",
    "change_guardianship",
    "change_name",
    "change_rate",
    "change_workplace",
    "checked_document",
    "content_of",
    "correct_employment",
    "correct_name",
    "correct_record",
    "create_employee",
    "create_guardian",
    "create_person",
    "create_student",
    "decide_attestation",
    "dismiss",
    "edit_employee",
    "edit_guardian",
    "edit_person",
    "edit_student",
    "end_guardianship",
    "end_record",
    "guardian_of",
    "hire",
    "let_go",
    "link_guardian",
    "make_employee",
    "make_guardian",
    "make_student",
    "new_guardian_of",
    "remove_document",
    "remove_record",
    "set_identifier",
    "store_file",
    "term_of",
]
