"""Forms of consents and erasures."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks.fields import HandbookField
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, TextField

from .grounds import FieldGroup
from .names import search_key
from .pages import InsistField
from .queries.grounds import labelled
from .services.consents import Paper
from .uploads import IN_WORDS, NAMED, scan_of

LEAVING, DATE, WITHOUT = "leaving", "date", "without"


class ScanField(django_forms.FileField):
    """A scanned paper. What it is, the service reads from its content."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "label": _("Signed scan"),
                "widget": django_forms.ClearableFileInput(attrs={"accept": NAMED}),
                "help_text": _("JPEG, PNG or PDF up to 15 MB. Without a scan, say where the paper is kept."),
                "allow_empty_file": True,
                **kwargs,
            }
        )


class TermForm(Form):
    """When a paper was signed and how long it is in force."""

    signed_on = DayField(label=_("Signed on"))
    valid_from = DayField(label=_("In force since"), required=False, help_text=_("Empty: since it was signed."))
    term = ChoiceField(
        label=_("Term of the consent"),
        choices=[
            (LEAVING, _("until the person leaves the organisation")),
            (DATE, _("until a date")),
            (WITHOUT, _("until it is withdrawn")),
        ],
        radio=True,
        initial=LEAVING,
        empty=None,
    )
    valid_to = DayField(label=_("First day without it"), required=False, help_text=_("For a term until a date."))
    kept_where = TextField(label=_("Where the paper is kept"), required=False)
    insist = InsistField()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("term") == DATE and not values.get("valid_to") and "valid_to" not in self.errors:
            self.add_error("valid_to", _("Write the first day without the consent."))
        return values

    def paper(self, purpose: str, **more: Any) -> Paper:
        """What was typed, as a paper."""
        values = self.cleaned_data
        return Paper(
            purpose=purpose,
            signed_on=values["signed_on"],
            valid_from=values["valid_from"],
            valid_to=values["valid_to"] if values["term"] == DATE else FOREVER,
            until_leaving=values["term"] == LEAVING,
            kept_where=values["kept_where"],
            **more,
        )


class ConsentForm(TermForm):
    """A paper about one person and one purpose."""

    given_by = ChoiceField(label=_("Who signed"), choices=[], empty=None)
    covers = django_forms.MultipleChoiceField(
        label=_("The paper lists"), widget=django_forms.CheckboxSelectMultiple, choices=[]
    )
    number = TextField(label=_("Document number"), required=False, max_length=60)
    form = ChoiceField(label=_("Version of form"), choices=[], required=False, empty=_("another form, on paper"))
    scan = ScanField()
    groups = (
        Group(_("Who and what"), ("given_by", "covers", "number", "form")),
        Group(_("When"), ("signed_on", "valid_from", "term", "valid_to")),
        Group(_("Where it is"), ("scan", "kept_where")),
    )

    def __init__(
        self,
        *args: Any,
        signers: Sequence[tuple[int, str]],
        fields: Iterable[FieldGroup],
        versions: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields = list(fields)
        self.fields["given_by"].choices = [(str(pk), name) for pk, name in signers]  # type: ignore[attr-defined]
        self.fields["covers"].choices = [(one.code, labelled(one)) for one in fields]  # type: ignore[attr-defined]
        self.fields["covers"].initial = [one.code for one in fields]
        chosen = [("", _("another form, on paper")), *((str(pk), words) for pk, words in versions)]
        self.fields["form"].choices = chosen  # type: ignore[attr-defined]

    def written(self, purpose: str) -> Paper:
        values = self.cleaned_data
        return self.paper(
            purpose,
            number=values["number"],
            covers=values["covers"],
            form_id=int(values["form"]) if values["form"] else None,
            scan=scan_of(values["scan"]),
        )


class WithdrawalForm(Form):
    on = DayField(label=_("Withdrawn on"))
    document = TextField(label=_("Document of withdrawal"), help_text=_("Application of the person: number and date."))
    scan = ScanField(label=_("Scan of withdrawal"), help_text=IN_WORDS)


class FollowUpForm(Form):
    what = TextField(
        label=_("What was done"), rows=3,
        help_text=_("Handling stopped, data erased (protocol No), photographs taken off the site, who was told."),
    )  # fmt: skip
    on = DayField(label=_("Dealt with on"))


class FormTextForm(Form):
    """A new version of the text."""

    text = TextField(label=_("Text of the form"), rows=18)
    since = DayField(label=_("In use since"))


class ErasureForm(Form):
    """The first step: what, on what ground, by what document."""

    groups_chosen = django_forms.MultipleChoiceField(
        label=_("What is erased"), widget=django_forms.CheckboxSelectMultiple, choices=[]
    )
    ground = HandbookField("erasure_ground", label=_("Ground"))
    document = TextField(label=_("Document"), help_text=_("Application, order or decision: number and date."))

    def __init__(self, *args: Any, groups: Iterable[FieldGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups_chosen"].choices = [(one.code, labelled(one)) for one in groups]  # type: ignore[attr-defined]


class ErasureConfirmForm(Form):
    """The second step: the surname once more, and the token of the plan that was shown."""

    surname = TextField(label=_("Surname of the person"), help_text=_("Write it to confirm: what is erased is gone."))
    token = django_forms.CharField(widget=django_forms.HiddenInput)

    def __init__(self, *args: Any, surname: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = surname

    def clean_surname(self) -> str:
        typed = str(self.cleaned_data["surname"]).strip()
        if search_key(typed) != search_key(self.expected):
            raise django_forms.ValidationError(_("This is not the surname in the card: look whose data you erase."))
        return typed
