"""Forms of access, as declarations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts.forms import MomentForm, name_missing_order, order_fields
from shared_apps.accounts.roles import Role
from shared_apps.ui.forms import ChoiceField, Form, NumberField

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

    def __init__(self, *args: Any, role: Role, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role
        self.fields |= order_fields(role)
        self.order_fields(["cards", "order_number", "order_date", "layout", "seen"])
        self.fields["cards"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        name_missing_order(self, self.role)
        return super().clean() or {}


class ProposedForm(Form):
    """Roles of employees who have come: the chosen ones are given, or not."""

    decision = ChoiceField(
        label=_("Decision"), radio=True, choices=[("give", _("give these roles")), ("decline", _("do not give them"))],
        initial="give",
    )  # fmt: skip
    chosen = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]


class SinceForm(MomentForm):
    """From which moment operations count; without a day, from the report."""
