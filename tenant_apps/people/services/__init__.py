"""Every write to cards: who a person is, and what he or she is here (student, employee, guardian)."""

from .documents import Document, add_document, change_document, checked_document, remove_document, set_identifier
from .employees import appoint, change_rate, create_employee, dismiss, hire, make_employee
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
    "Document",
    "Name",
    "add_document",
    "appoint",
    "change_document",
    "change_file_number",
    "change_guardianship",
    "change_name",
    "change_rate",
    "change_workplace",
    "checked_document",
    "content_of",
    "correct_name",
    "create_employee",
    "create_guardian",
    "create_person",
    "create_student",
    "dismiss",
    "edit_guardian",
    "edit_person",
    "edit_student",
    "end_guardianship",
    "guardian_of",
    "hire",
    "link_guardian",
    "make_employee",
    "make_guardian",
    "make_student",
    "new_guardian_of",
    "remove_document",
    "set_identifier",
    "store_file",
]
