"""Forms of the upkeep, as declarations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks.fields import HandbookField
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, TextField
from tenant_apps.people.pages import InsistField
from tenant_apps.people.uploads import NAMED

from .models import ProposedField
from .proposable import Proposable, proposable_of
from .services import Happened

LONGEST = 300
HAPPENED = ("nature", "since", "document")


class CorrectionForm(Form):
    """The card as it stands; what the family changes is proposed. `choices`: field → items of its handbook."""

    nature = ChoiceField(
        label=_("What happened to the name or the citizenship"), required=False,
        choices=ProposedField.Nature.choices[1:], empty=_("the class teacher decides"),
        help_text=_("If one of them is proposed. A change leaves what was true before in former lists."),
    )  # fmt: skip
    since = DayField(label=_("Changed since"), required=False)
    document = TextField(
        label=_("By what document"), required=False, max_length=LONGEST,
        help_text=_("Certificate of marriage, of a change of name: No, date."),
    )  # fmt: skip
    comment = TextField(
        label=_("Comment"), required=False, rows=2, max_length=1000,
        help_text=_("What the class teacher should know: by what document, since when."),
    )  # fmt: skip
    scan = django_forms.FileField(
        label=_("Photo or scan of a document"), required=False, allow_empty_file=True,
        widget=django_forms.ClearableFileInput(attrs={"accept": NAMED}),
        help_text=_("JPEG, PNG or PDF. It is deleted when the correction is decided."),
    )  # fmt: skip

    def __init__(self, *args: Any, whose: str, choices: Mapping[str, Sequence[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {name: self.fields.pop(name) for name in HAPPENED}
        last = {name: self.fields.pop(name) for name in ("comment", "scan")}
        self.codes = [one.code for one in proposable_of(whose)]
        for one in proposable_of(whose):
            self.fields[one.code] = _field(one, choices.get(one.code, ()))
        self.fields |= asked | last
        by_class: Mapping[Privacy, Any] = {
            Privacy.IDENTITY: _("Who it is"),
            Privacy.CONTACT: _("How to reach"),
            Privacy.EDUCATION: _("Conditions of study"),
        }
        self.groups: Sequence[Group] = (  # type: ignore[misc]
            *(
                Group(
                    title,
                    tuple(one.code for one in proposable_of(whose) if one.privacy == privacy)
                    + (HAPPENED if privacy == Privacy.IDENTITY else ()),
                )
                for privacy, title in by_class.items()
            ),
            Group(_("To the class teacher"), ("comment", "scan")),
        )

    def values(self) -> dict[str, object]:
        """Code → what was sent."""
        return {code: self.cleaned_data[code] for code in self.codes}

    def happened(self) -> Happened:
        return happened(self.cleaned_data)


class RefusalForm(Form):
    """Why a correction is refused."""

    reason = TextField(label=_("Why"), rows=2, max_length=500, help_text=_("The family reads it."))


class AcceptForm(Form):
    """The card was changed since: once more, knowingly."""

    insist = InsistField()


class WhenForm(AcceptForm):
    """A name or a citizenship is accepted: a mistake or a change, since when, by which document."""

    nature = ChoiceField(label=_("What happened"), choices=ProposedField.Nature.choices[1:], radio=True)
    since = DayField(
        label=_("Changed since"), required=False, help_text=_("Lists and orders of earlier days keep the former value.")
    )
    document = TextField(label=_("By what document"), required=False, max_length=LONGEST)
    field_order = ("nature", "since", "document", "insist")

    def happened(self) -> Happened:
        return happened(self.cleaned_data)


def happened(values: Mapping[str, Any]) -> Happened:
    """Of cleaned values of a form, or of the API."""
    return Happened(values.get("nature") or "", values.get("since"), values.get("document") or "")


def _field(one: Proposable, choices: Sequence[Any]) -> django_forms.Field:
    common: dict[str, Any] = {"label": one.title, "required": False}
    if one.handbook:
        return ChoiceField(choices=choices, **common)
    if one.is_date:
        return DayField(**common)
    if one.code == "email":
        return django_forms.EmailField(**common)
    return TextField(max_length=LONGEST, rows=2 if one.code.endswith("_address") else 0, **common)


class BatchForm(Form):
    """The new value of one field, since when, in whose cards. `token` names the dry run that was looked at."""

    value = HandbookField("meals", label=_("New value"), required=False, empty=_("nothing any more"))
    since = DayField(label=_("Since"))
    students = django_forms.MultipleChoiceField(
        label=_("In whose cards"), widget=django_forms.CheckboxSelectMultiple,
        help_text=_("What each card says now stands beside the name."),
    )  # fmt: skip
    token = django_forms.CharField(required=False, widget=django_forms.HiddenInput)

    def __init__(
        self, *args: Any, title: str, handbook: str, choices: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        value = HandbookField(
            handbook, label=_("New value"), required=False, empty=_("nothing any more"), help_text=title
        )
        self.fields["value"] = value
        self.fields["students"].choices = choices  # type: ignore[attr-defined]
        self.order_fields(["value", "since", "students", "token"])


class ReasonOfUndoingForm(Form):
    """Why a batch update is taken back."""

    reason = TextField(label=_("Reason"), rows=2, max_length=500)
    insist = InsistField()
