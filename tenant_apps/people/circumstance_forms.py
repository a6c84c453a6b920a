"""Forms of circumstances and files: their fields depend on the kind."""

from typing import Any

from django import forms as django_forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import HandbookField
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, TextField

from .circumstances import FILE_PRIVACY, Kind
from .services import CircumstanceContent
from .uploads import NAMED

DOCUMENT = ("document", "document_number", "document_date", "document_until")


class CircumstanceForm(Form):
    """What is true of a student, since when, by what document."""

    groups = (
        Group(_("What and when"), ("value", "variant", "valid_from", "valid_to", "note")),
        Group(_("By what document"), DOCUMENT),
    )
    valid_from = DayField(label=_("Since"))
    valid_to = DayField(label=_("From which day no more"), required=False, help_text=_("Empty: without an end."))
    note = TextField(label=_("Note"), required=False, rows=2)
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind, by: By, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        value = HandbookField(kind.handbook, label=capfirst(handbooks.name(kind.part.kinds, kind.code)))
        value.without = kind.hidden_from(by)
        self.fields["value"] = value
        if kind.variants:
            self.fields["variant"] = HandbookField(
                kind.variants, label=_("Variant of the adapted programme"), required=False, empty=_("not stated")
            )
        if kind.document:
            self.fields["document"] = TextField(label=_("Document"), required=False, initial=str(kind.document))
            self.fields["document_number"] = TextField(label=_("Number"), required=False)
            self.fields["document_date"] = DayField(label=_("Date of the document"), required=False)
            self.fields["document_until"] = DayField(
                label=_("Document valid until"), required=False, help_text=_("Empty: without a term.")
            )

    def content(self) -> CircumstanceContent:
        values = self.cleaned_data
        is_proved = any(values.get(name) for name in DOCUMENT[1:])
        return CircumstanceContent(
            kind=self.kind.code,
            value=values["value"],
            variant=values.get("variant") or "",
            note=values["note"],
            valid_from=values["valid_from"],
            valid_to=values["valid_to"] or FOREVER,
            document=values.get("document") or "" if is_proved else "",
            document_number=values.get("document_number") or "",
            document_date=values.get("document_date"),
            document_until=values.get("document_until"),
        )


class CardFileForm(Form):
    """A file of a card: which kind, and the file itself."""

    kind = ChoiceField(label=_("Kind of file"))
    file = django_forms.FileField(
        label=_("File"),
        widget=django_forms.ClearableFileInput(attrs={"accept": NAMED}),
        help_text=_("JPEG, PNG or PDF up to 15 MB; a photo: JPEG or PNG up to 5 MB."),
        allow_empty_file=True,
    )
    note = TextField(label=_("Note"), required=False)
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def __init__(self, *args: Any, kinds: frozenset[str], fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["kind"]
            return
        names = handbooks.names("card_file_kind")
        offered = [(code, names.get(code, code)) for code in FILE_PRIVACY if code in kinds]
        self.fields["kind"].choices = [("", _("Choose")), *((code, capfirst(words)) for code, words in offered)]  # type: ignore[attr-defined]
