"""Filling in a student's card: particulars, guardians."""

from typing import Any

from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.page import FormPage
from tenant_apps.people import services as people
from tenant_apps.people.forms import (
    EndForm,
    GuardianshipForm,
    LinkGuardianForm,
    NewGuardianForm,
    StudentParticularsForm,
)
from tenant_apps.people.models import Guardianship, Student
from tenant_apps.people.pages import InsistPage
from tenant_apps.people.services.guardians import RIGHTS
from tenant_apps.people.views import persons

from .students import OfStudent


class EditStudentPage(OfStudent, persons.ParticularsPage):
    form_class = StudentParticularsForm

    def initial(self) -> dict[str, Any]:
        number = Student.objects.values_list("file_number", flat=True).get(pk=self.card_id)
        return super().initial() | {"file_number": number}

    def write(self, form: Any) -> None:
        people.edit_student(
            student_id=self.card_id,
            changes=form.particulars(),
            file_number=form.cleaned_data["file_number"],
            version=form.cleaned_data["version"],
            by=self.actor,
        )


class OfGuardians(OfStudent):
    """Pages about the guardians of a student."""

    abstract = True
    permission = permissions.GUARDIAN_EDIT

    @property
    def guardians_url(self) -> str:
        return f"{self.card_url}?tab=guardians"


class LinkGuardianPage(OfGuardians, FormPage):
    title = gettext_lazy("Add a guardian who has a card here")
    submit = gettext_lazy("Link")
    done = gettext_lazy("The guardian is linked.")
    form_class = LinkGuardianForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"by": self.actor}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        people.guardian_of(
            person=values["person"],
            student_id=self.card_id,
            since=values["since"],
            **{name: values[name] for name in RIGHTS},
            by=self.actor,
        )
        return self.guardians_url


class NewGuardianPage(OfGuardians, InsistPage):
    title = gettext_lazy("Add a new guardian")
    submit = gettext_lazy("Add")
    done = gettext_lazy("The guardian is added.")
    form_class = NewGuardianForm
    insist_words = gettext_lazy("These are two different people: make a second card")

    def form_kwargs(self) -> dict[str, Any]:
        return {"by": self.actor}

    def attempt(self, form: Any, *, insist: bool) -> str:
        values = form.cleaned_data
        people.new_guardian_of(
            name=form.name(),
            particulars=form.particulars(),
            occupation=form.occupation(),
            student_id=self.card_id,
            since=values["since"],
            **{name: values[name] for name in RIGHTS},
            by=self.actor,
            insist=insist,
        )
        return self.guardians_url


class OneGuardianship(OfGuardians):
    abstract = True

    def prepare(self) -> None:
        super().prepare()
        rows = Guardianship.objects.unvoided().filter(pk=self.kwargs["link_id"], student=self.card_id)
        self.row = found_or_404(rows.first())


class ChangeGuardianshipPage(OneGuardianship, FormPage):
    title = gettext_lazy("What the guardian is to the student")
    done = gettext_lazy("Saved.")
    form_class = GuardianshipForm

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in RIGHTS}

    def perform(self, form: Any) -> str:
        people.change_guardianship(guardianship_id=self.row.pk, by=self.actor, **form.cleaned_data)
        return self.guardians_url


class EndGuardianshipPage(OneGuardianship, FormPage):
    title = gettext_lazy("The guardian answers no more")
    submit = gettext_lazy("End")
    done = gettext_lazy("The link is ended.")
    danger = True
    form_class = EndForm

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def perform(self, form: Any) -> str:
        people.end_guardianship(guardianship_id=self.row.pk, on=form.cleaned_data["on"], by=self.actor)
        return self.guardians_url
