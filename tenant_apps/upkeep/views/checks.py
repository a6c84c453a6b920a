"""The monthly check: one student by a button, a whole class by a question."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms as django_forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.forms import Form
from shared_apps.ui.numbers import ru_num
from shared_apps.ui.page import ActionPage, Crumb, FormPage
from tenant_apps.enrolment.queries import classes, students

from .. import services
from ..queries.checks import checks_of


class CheckOnePage(InOrganisation, ActionPage):
    """The button «nothing has changed» of one student."""

    permission = permissions.UPKEEP_CHECK
    done = gettext_lazy("The card is marked as checked.")

    def perform(self) -> str:
        services.check_cards(student_ids=[self.kwargs["student_id"]], by=self.actor)
        back = self.request.POST.get("back", "")
        return reverse("upkeep:students") + (f"?{back}" if back else "")


class CheckClassForm(Form):
    """Who is marked: all who are not checked yet; those whose cards are being mended are taken off."""

    students = django_forms.MultipleChoiceField(
        label=gettext_lazy("Whose cards are right"), widget=django_forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["students"].choices = choices  # type: ignore[attr-defined]


class CheckClassPage(InOrganisation, FormPage):
    """The whole class at once, with those taken off whose cards are not right yet."""

    permission = permissions.UPKEEP_CHECK
    title = gettext_lazy("Checked, nothing has changed")
    lead = gettext_lazy("Take off those whose cards are to be mended first; mark them afterwards, one by one.")
    submit = gettext_lazy("Mark as checked")
    form_class = CheckClassForm

    def prepare(self) -> None:
        rows = classes.classes_on(self.today, by=self.actor)
        self.group = found_or_404(next((row for row in rows if row.pk == self.class_id), None))

    @property
    def class_id(self) -> int:
        return int(self.kwargs["class_id"])

    @property
    def list_url(self) -> str:
        return f"{reverse('upkeep:students')}?class_id={self.class_id}"

    def heading(self) -> str:
        return f"{self.group.name}: {str(self.title).lower()}"

    def breadcrumbs(self) -> Sequence[Crumb]:
        words = _("Cards of class %(name)s") % {"name": self.group.name}
        return [Crumb(_("Completeness of cards"), reverse("upkeep:overview")), Crumb(words, self.list_url)]

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        rows = list(students.students_on(self.today, by=self.actor, class_id=self.class_id))
        known = checks_of([row.pk for row in rows], self.today)
        return [(str(row.pk), students.label(row)) for row in rows if row.pk not in known or known[row.pk].is_stale]

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"choices": self.choices}

    def initial(self) -> Mapping[str, Any]:
        return {"students": [pk for pk, _name in self.choices]}

    def perform(self, form: Any) -> str:
        marked = services.check_cards(student_ids=[int(pk) for pk in form.cleaned_data["students"]], by=self.actor)
        words = ngettext("%(number)s card is marked as checked.", "%(number)s cards are marked as checked.", marked)
        self.tell(words % {"number": ru_num(marked)})
        return self.list_url
