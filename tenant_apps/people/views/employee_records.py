"""Records of an employee's card: one set of pages for all kinds, named by the kind in the address."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.handbooks.fields import HandbookField, choose_as_of
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.page import ConfirmPage, FormPage
from shared_apps.ui.viewer import may

from .. import services
from ..employee_forms import FORMS, DecisionForm, EmploymentForm, LetGoForm, PersonnelForm
from ..employee_records import KINDS, RecordKind
from ..forms import EndForm
from ..models import Employee, EmployeeAttestation, Employment
from .employees import OfEmployee


class OfRecordKind(OfEmployee):
    """A page about records of the kind in the address."""

    abstract = True

    def prepare(self) -> None:
        found = found_or_404(KINDS.get(self.kwargs["kind"]))
        if found.is_private and not may(self.request, permissions.EMPLOYEE_PRIVATE):
            raise PermissionDenied(_("Your role does not see the family and absences of employees."))
        self.kind: RecordKind = found
        super().prepare()

    @property
    def tab_url(self) -> str:
        return f"{self.card_url}?tab={self.kind.tab}"

    def form_kwargs(self) -> dict[str, Any]:
        return {"by": self.actor}

    @cached_property
    def form(self) -> Any:
        form = super().form  # type: ignore[misc]
        choose_as_of(form, self.today)
        for name, value in self.present().items():
            if isinstance(form.fields.get(name), HandbookField):
                form.fields[name].present = value or ""
        return form

    def present(self) -> Mapping[str, Any]:
        """What the record has: items that were closed since may stay."""
        return {}


class AddRecordPage(OfRecordKind, FormPage):
    submit = gettext_lazy("Write down")
    done = gettext_lazy("The record is written down.")

    def heading(self) -> str:
        return str(self.kind.adding)

    @property
    def form_class(self) -> Any:  # type: ignore[override]
        return FORMS[self.kind.code]

    def perform(self, form: Any) -> str:
        services.add_record(kind=self.kind.code, employee_id=self.card_id, values=form.values(), by=self.actor)
        return self.tab_url


class OfRecord(OfRecordKind):
    """A page about one record."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        rows = self.kind.model._default_manager.filter(pk=self.kwargs["record_id"], employee=self.card_id)
        self.row: Any = found_or_404(rows.first())


class CorrectRecordPage(OfRecord, FormPage):
    done = gettext_lazy("The record is corrected.")

    def heading(self) -> str:
        return _("Correct: %(what)s") % {"what": str(self.kind.title).lower()}

    @property
    def form_class(self) -> Any:  # type: ignore[override]
        return FORMS[self.kind.code]

    def present(self) -> Mapping[str, Any]:
        return self.initial()

    def initial(self) -> Mapping[str, Any]:
        values = {name: getattr(self.row, name) for name in self.kind.names}
        return {name: None if value == FOREVER else value for name, value in values.items()}

    def perform(self, form: Any) -> str:
        services.correct_record(kind=self.kind.code, record_id=self.row.pk, values=form.values(), by=self.actor)
        return self.tab_url


class EndRecordPage(OfRecord, FormPage):
    title = gettext_lazy("End the line")
    submit = gettext_lazy("End the line")
    done = gettext_lazy("The line is ended.")
    form_class = EndForm

    def prepare(self) -> None:
        super().prepare()
        if not self.kind.is_dated:
            raise Http404(_("Such records have no end."))

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def initial(self) -> Mapping[str, Any]:
        return {"on": self.today}

    def perform(self, form: Any) -> str:
        services.end_record(
            kind=self.kind.code, record_id=self.row.pk, on=form.cleaned_data["on"], by=self.actor
        )  # fmt: skip
        return self.tab_url


class RemoveRecordPage(OfRecord, ConfirmPage):
    title = gettext_lazy("Remove the record")
    question = gettext_lazy("Remove the record from the card? Only what was never true is removed.")
    submit = gettext_lazy("Remove")
    done = gettext_lazy("The record is removed.")

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def consequences(self) -> list[str]:
        return [str(self.kind.title), _("What was written stays in the history of changes.")]

    def perform(self, form: Any) -> str:
        services.remove_record(kind=self.kind.code, record_id=self.row.pk, by=self.actor)
        return self.tab_url


class DecideAttestationPage(OfEmployee, FormPage):
    title = gettext_lazy("Outcome of the attestation")
    done = gettext_lazy("The outcome is written down.")
    form_class = DecisionForm

    def prepare(self) -> None:
        super().prepare()
        rows = EmployeeAttestation.objects.filter(pk=self.kwargs["record_id"], employee=self.card_id)
        self.row = found_or_404(rows.first())

    def initial(self) -> Mapping[str, Any]:
        return {"decided_on": self.today}

    def perform(self, form: Any) -> str:
        services.decide_attestation(attestation_id=self.row.pk, by=self.actor, **form.cleaned_data)
        return f"{self.card_url}?tab=attestation"


class PersonnelPage(OfEmployee, FormPage):
    title = gettext_lazy("Service, degree, number")
    done = gettext_lazy("The card is saved.")
    form_class = PersonnelForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"by": self.actor}

    def initial(self) -> Mapping[str, Any]:
        row = Employee.objects.get(pk=self.card_id)
        return {name: getattr(row, name) for name in services.PERSONNEL} | {"version": self.head.version}

    @cached_property
    def form(self) -> Any:
        form = super().form
        choose_as_of(form, self.today)
        return form

    def perform(self, form: Any) -> str:
        services.edit_employee(
            employee_id=self.card_id, changes=form.values(), version=form.cleaned_data["version"], by=self.actor
        )
        return self.card_url


class LetGoPage(OfEmployee, FormPage):
    title = gettext_lazy("Dismissal")
    submit = gettext_lazy("Dismiss")
    done = gettext_lazy("The employee does not work here any more from that day on.")
    danger = True
    form_class = LetGoForm

    def initial(self) -> Mapping[str, Any]:
        return {"on": self.today}

    def perform(self, form: Any) -> str:
        services.let_go(employee_id=self.card_id, by=self.actor, **form.cleaned_data)
        return f"{self.card_url}?tab=posts"


class CorrectEmploymentPage(OfEmployee, FormPage):
    title = gettext_lazy("Orders of hiring and leaving")
    done = gettext_lazy("The orders are corrected.")
    form_class = EmploymentForm

    def prepare(self) -> None:
        super().prepare()
        self.row = found_or_404(Employment.objects.filter(pk=self.kwargs["record_id"], employee=self.card_id).first())

    def form_kwargs(self) -> dict[str, Any]:
        return {"by": self.actor}

    def initial(self) -> Mapping[str, Any]:
        return {name: getattr(self.row, name) for name in EmploymentForm.base_fields}

    def perform(self, form: Any) -> str:
        services.correct_employment(employment_id=self.row.pk, values=form.values(), by=self.actor)
        return f"{self.card_url}?tab=posts"
