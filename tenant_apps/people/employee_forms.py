"""Forms of an employee's records, employment and own card. Labels are the columns' names; what a role does not hold is
left out."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks.fields import HandbookField
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.forms import DayField, Form, NumberField, TextField

from .models import (
    Employee,
    EmployeeAttestation,
    EmployeeAward,
    EmployeeCourse,
    EmployeeEducation,
    EmployeeLeave,
    EmployeeQualification,
    EmployeeSubject,
    EmployeeWork,
    Employment,
)
from .rights import readable

EMPTY_WITHOUT_END = _("Empty: without an end.")


class ColumnsForm(Form):
    """A form of a table's columns."""

    model: ClassVar[type[models.Model]]

    def __init__(self, *args: Any, by: By, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - readable(by, self.model) - {"version"}:
            del self.fields[name]
        for name, field in self.fields.items():
            if not field.label and name != "version":
                field.label = str(capfirst(str(getattr(self.model._meta.get_field(name), "verbose_name", name))))

    def values(self) -> dict[str, Any]:
        """What was sent, by column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PersonnelForm(ColumnsForm):
    """The employee's own columns: number, service, degree and title, family."""

    model = Employee
    personnel_number = TextField(required=False)
    service_since = DayField(
        required=False, help_text=_("The day from which all service counts, breaks taken off; years are said from it.")
    )
    teaching_since = DayField(required=False, help_text=_("Likewise, of teaching service."))
    degree = HandbookField("academic_degree", required=False)
    degree_on = DayField(required=False)
    academic_title = HandbookField("academic_title", required=False)
    title_on = DayField(required=False)
    marital_status = HandbookField("marital_status", required=False)
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)


class EmploymentForm(ColumnsForm):
    """Orders of hiring and leaving, corrected."""

    model = Employment
    hiring_order = TextField(required=False)
    hiring_order_on = DayField(required=False)
    origin = HandbookField("staff_origin", required=False)
    leaving_order = TextField(required=False)
    leaving_order_on = DayField(required=False)
    leaving_reason = HandbookField("staff_leaving_reason", required=False)


class LetGoForm(Form):
    """Somebody leaves."""

    on = DayField(label=_("From which day no more"), help_text=_("The day after the last day of work."))
    reason = HandbookField("staff_leaving_reason", label=_("Reason"))
    order_number = TextField(label=_("Order number"), required=False)
    order_date = DayField(label=_("Order date"), required=False)


class EducationForm(ColumnsForm):
    model = EmployeeEducation
    level = HandbookField("staff_education")
    is_pedagogical = django_forms.BooleanField(required=False)
    institution = TextField(required=False)
    speciality = TextField(required=False)
    qualification = TextField(required=False)
    document = TextField(required=False)
    issued_on = DayField(required=False)


class CourseForm(ColumnsForm):
    model = EmployeeCourse
    kind = HandbookField("staff_course")
    title = TextField()
    institution = TextField(required=False)
    hours = NumberField(required=False, least=1, most=5000)
    begun_on = DayField(required=False)
    ended_on = DayField()
    document = TextField(required=False)


class CategoryForm(ColumnsForm):
    model = EmployeeQualification
    qualification = HandbookField("qualification")
    post = HandbookField("post", required=False)
    valid_from = DayField()
    valid_to = DayField(
        required=False,
        help_text=_(
            "Empty: by the rule. Given before 01.09.2023, and conformity: 5 years; given since then: without a term."
        ),
    )
    order_number = TextField(required=False)
    order_date = DayField(required=False)


class AttestationForm(ColumnsForm):
    model = EmployeeAttestation
    sought = HandbookField("qualification")
    post = HandbookField("post", required=False)
    begun_on = DayField(initial=timezone.localdate)
    due_on = DayField(help_text=_("By order No 196: 60 days at the latest after the attestation began."))
    outcome = HandbookField("attestation_outcome", required=False)
    decided_on = DayField(required=False)
    note = TextField(required=False, rows=2)


class DecisionForm(Form):
    """How an attestation ended."""

    outcome = HandbookField("attestation_outcome", label=_("Outcome"))
    decided_on = DayField(label=_("Decided on"))
    order_number = TextField(label=_("Order number"), required=False)
    order_date = DayField(label=_("Order date"), required=False)


class SubjectForm(ColumnsForm):
    model = EmployeeSubject
    subject = HandbookField("main_subject")
    is_main = django_forms.BooleanField(
        required=False, help_text=_("By the main load: an employee is counted in the forms by it, once.")
    )
    hours = NumberField(digits=1, required=False, least=0, most=60)
    valid_from = DayField()
    valid_to = DayField(label=_("From which day no more"), required=False, help_text=EMPTY_WITHOUT_END)

    def clean_valid_to(self) -> Any:
        return self.cleaned_data["valid_to"] or FOREVER


class WorkForm(ColumnsForm):
    model = EmployeeWork
    kind = HandbookField("methodical_work")
    title = TextField()
    shown_at = TextField(required=False)
    done_on = DayField(required=False)
    address = django_forms.URLField(required=False, assume_scheme="https")


class AwardForm(ColumnsForm):
    model = EmployeeAward
    award = HandbookField("award")
    name = TextField(required=False, help_text=_("In words, where the handbook says only “other”."))
    awarded_on = DayField(required=False)
    document = TextField(required=False)


class LeaveForm(ColumnsForm):
    model = EmployeeLeave
    kind = HandbookField("staff_leave")
    valid_from = DayField()
    valid_to = DayField(label=_("From which day no more"), required=False, help_text=EMPTY_WITHOUT_END)
    order_number = TextField(required=False)
    order_date = DayField(required=False)

    def clean_valid_to(self) -> Any:
        return self.cleaned_data["valid_to"] or FOREVER


FORMS: dict[str, type[ColumnsForm]] = {
    "education": EducationForm,
    "course": CourseForm,
    "category": CategoryForm,
    "attestation": AttestationForm,
    "subject": SubjectForm,
    "work": WorkForm,
    "award": AwardForm,
    "leave": LeaveForm,
}
"""The form of each kind of record."""
