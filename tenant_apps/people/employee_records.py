"""The records of an employee's card, one entry each: table, words, columns shown, handbooks behind the columns.

Services, forms, pages and the API loop over this page, so a new kind of record is a model, an entry, a form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Text

from .models import (
    EmployeeAttestation,
    EmployeeAward,
    EmployeeCourse,
    EmployeeEducation,
    EmployeeLeave,
    EmployeeQualification,
    EmployeeSubject,
    EmployeeWork,
)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record about an employee.

    :ivar columns: what the card's table shows, in this order; `valid_to` is shown as the last day.
    :ivar handbooks: column → its handbook.
    :ivar order: how rows are ordered, the latest first.
    :ivar tab: the tab of the card it stands on.
    :ivar is_dated: has valid_from and valid_to, so it can be ended.
    """

    code: str
    model: type[models.Model]
    title: Text
    adding: Text
    columns: tuple[str, ...]
    order: tuple[str, ...]
    tab: str
    handbooks: Mapping[str, str] = field(default_factory=dict)
    is_dated: bool = False
    is_private: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that a form may send."""
        return tuple(each.name for each in self.model._meta.concrete_fields if each.name not in ("id", "employee"))


KINDS: dict[str, RecordKind] = {
    kind.code: kind
    for kind in (
        RecordKind(
            "education", EmployeeEducation, _("Education"), _("Add education"),
            ("level", "is_pedagogical", "institution", "speciality", "qualification", "document", "issued_on"),
            ("-issued_on", "-pk"), "education", {"level": "staff_education"},
        ),
        RecordKind(
            "course", EmployeeCourse, _("Refresher courses"), _("Add a course"),
            ("kind", "title", "institution", "hours", "begun_on", "ended_on", "document"),
            ("-ended_on", "-pk"), "education", {"kind": "staff_course"},
        ),
        RecordKind(
            "category", EmployeeQualification, _("Categories"), _("Add a category"),
            ("qualification", "post", "valid_from", "valid_to", "order_number", "order_date"),
            ("-valid_from", "-pk"), "attestation", {"qualification": "qualification", "post": "post"}, is_dated=True,
        ),
        RecordKind(
            "attestation", EmployeeAttestation, _("Attestations"), _("Begin an attestation"),
            ("sought", "post", "begun_on", "due_on", "outcome", "decided_on", "note"),
            ("-begun_on", "-pk"), "attestation",
            {"sought": "qualification", "post": "post", "outcome": "attestation_outcome"},
        ),
        RecordKind(
            "subject", EmployeeSubject, _("Subjects taught"), _("Add a subject"),
            ("subject", "is_main", "hours", "valid_from", "valid_to"),
            ("-valid_to", "-is_main", "-valid_from", "-pk"), "teaching", {"subject": "main_subject"}, is_dated=True,
        ),
        RecordKind(
            "work", EmployeeWork, _("Methodical works and projects"), _("Add a work"),
            ("kind", "title", "shown_at", "done_on", "address"),
            ("-done_on", "-pk"), "teaching", {"kind": "methodical_work"},
        ),
        RecordKind(
            "award", EmployeeAward, _("Awards"), _("Add an award"),
            ("award", "name", "awarded_on", "document"),
            ("-awarded_on", "-pk"), "education", {"award": "award"},
        ),
        RecordKind(
            "leave", EmployeeLeave, _("Long absences"), _("Add an absence"),
            ("kind", "valid_from", "valid_to", "order_number", "order_date"),
            ("-valid_from", "-pk"), "private", {"kind": "staff_leave"}, is_dated=True, is_private=True,
        ),
    )
}  # fmt: skip
"""Every kind by its code, as addresses spell it."""
