"""Every write to cards: who a person is, and what he or she is here (student, employee, guardian)."""

from .card_files import add_card_file, remove_card_file, replace_card_file
from .circumstances import (
    CircumstanceContent,
    begin_circumstance,
    correct_circumstance,
    end_circumstance,
    remove_circumstance,
)
from .citizenships import add_citizenship, change_citizenship, end_citizenship, remove_citizenship
from .documents import Document, add_document, change_document, checked_document, remove_document, set_identifier
from .employee_records import add_record, correct_record, decide_attestation, end_record, remove_record, term_of
from .employees import appoint, change_rate, create_employee, dismiss, hire, make_employee
from .employment import PERSONNEL, correct_employment, edit_employee, let_go
from .files import content_of, store_file
from .guardians import (
    OCCUPATION,
    GuardianRights,
    change_guardianship,
    change_occupation,
    create_guardian,
    edit_guardian,
    end_guardianship,
    guardian_of,
    link_guardian,
    make_guardian,
    new_guardian_of,
)
from .ordered import Ordered, follow_orders, follow_programmes
from .passing import Document as PassingDocument
from .passing import Passing, come_back, give_up, leave_for_successor, take_over
from .persons import PARTICULARS, Name, change_name, correct_name, create_person, edit_person
from .readings import note_reading, note_readings
from .students import change_file_number, create_student, edit_student, make_student

__all__ = [
    "OCCUPATION",
    "PARTICULARS",
    "PERSONNEL",
    "CircumstanceContent",
    "Document",
    "GuardianRights",
    "Name",
    "Ordered",
    "Passing",
    "PassingDocument",
    "add_card_file",
    "add_citizenship",
    "add_document",
    "add_record",
    "appoint",
    "begin_circumstance",
    "change_citizenship",
    "change_document",
    "change_file_number",
    "change_guardianship",
    "change_name",
    "change_occupation",
    "change_rate",
    "checked_document",
    "come_back",
    "content_of",
    "correct_circumstance",
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
    "end_circumstance",
    "end_citizenship",
    "end_guardianship",
    "end_record",
    "follow_orders",
    "follow_programmes",
    "give_up",
    "guardian_of",
    "hire",
    "leave_for_successor",
    "let_go",
    "link_guardian",
    "make_employee",
    "make_guardian",
    "make_student",
    "new_guardian_of",
    "note_reading",
    "note_readings",
    "remove_card_file",
    "remove_circumstance",
    "remove_citizenship",
    "remove_document",
    "remove_record",
    "replace_card_file",
    "set_identifier",
    "store_file",
    "take_over",
    "term_of",
]
