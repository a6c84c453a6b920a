"""Forms of access, as declarations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts.forms import MomentForm
from shared_apps.ui.forms import ChoiceField, Form, NumberField, TextField

WHO = [
    ("guardian", _("guardians")),
    ("student", _("students who sign in themselves")),
    ("", _("guardians and students who sign in themselves")),
]
WHICH = [
    ("new", _("those without a sheet")),
    ("both", _("those without a sheet and those whose sheet is out of date")),
    ("again", _("all without an account: the sheets they have die")),
]
LAYOUTS = [("three", _("three on a page, to cut apart")), ("one", _("one on a page"))]


class PaperForm(Form):
    """How sheets are printed. `seen` is the newest invitation that the page knew: a form sent twice is refused."""

    layout = ChoiceField(label=_("Sheets"), choices=LAYOUTS, empty=None)
    seen = NumberField(required=False, widget=forms.HiddenInput())


class IssueFamiliesForm(PaperForm):
    """For a class or for the organisation."""

    who = ChoiceField(label=pgettext_lazy("access", "Who"), choices=WHO, empty=None, required=False)
    which = ChoiceField(label=_("For whom of them"), choices=WHICH, empty=None)
    field_order = ("who", "which", "layout", "seen")


class IssueStaffForm(PaperForm):
    """For employees, all in one role."""

    cards = forms.MultipleChoiceField(
        label=_("Employees"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those who hold a post today and do not have this role yet. A sheet they have for it dies."),
    )
    field_order = ("cards", "layout", "seen")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cards"].choices = choices  # type: ignore[attr-defined]


class SinceForm(MomentForm):
    """From which moment operations count; without a day, from the report."""


class DecisionForm(Form):
    decision = TextField(
        label=_("Why there is nothing to void"), rows=3, max_length=1000, help_text=_("It stays in the report.")
    )
