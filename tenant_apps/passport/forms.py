"""Forms of the passport and of additions to handbooks."""

from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import HandbookField
from shared_apps.ui.forms import ChoiceField, DateField, Form, Group, NumberField, TextField


class PassportForm(Form):
    """New figures from a day on, or a correction of the present ones."""

    CHANGE, CORRECTION = "change", "correction"
    why = ChoiceField(
        label=_("What happened"),
        choices=[(CHANGE, _("The figures have changed since a day")), (CORRECTION, _("Correction of a slip"))],
        radio=True,
    )
    since = DateField(label=_("Since"), required=False, help_text=_("For a change only."))
    capacity = NumberField(label=_("Places"), least=1, most=99_999, help_text=_("Designed capacity, persons."))
    shifts = NumberField(label=_("Shifts"), least=1, most=3, initial=1)
    buildings = NumberField(label=_("Buildings"), least=1, most=99, initial=1)
    legal_form = HandbookField("legal_form", label=_("Legal form"), required=False)
    inn = TextField(label=_("INN"), required=False)
    kpp = TextField(label=_("KPP"), required=False)
    ogrn = TextField(label=_("OGRN"), required=False)
    director_name = TextField(
        label=_("Head of the organisation"), required=False, help_text=_("As orders are signed: И. И. Петрова.")
    )
    phone = TextField(label=_("Phone"), required=False)
    email = django_forms.EmailField(label=_("E-mail"), required=False)
    site = django_forms.URLField(label=_("Site"), required=False, assume_scheme="https")
    groups = (
        Group(_("What is written"), ("why", "since")),
        Group(_("Figures"), ("capacity", "shifts", "buildings")),
        Group(_("Requisites"), ("legal_form", "inn", "kpp", "ogrn", "director_name")),
        Group(_("How to reach"), ("phone", "email", "site")),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("why") == self.CHANGE and not values.get("since") and "since" not in self.errors:
            self.add_error("since", _("Write since when the figures hold."))
        return values

    def figures(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("why", "since")}


class AdditionForm(Form):
    """An item of the organisation's own, in one of the handbooks that may be extended."""

    name = TextField(label=_("Name"), max_length=200)
    maps_to = ChoiceField(
        label=_("Counts as"), help_text=_("Above the organisation, records with the new item are counted as this one.")
    )
    since = DateField(label=_("Since"), initial=timezone.localdate)

    def __init__(self, *args: Any, handbook: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["maps_to"]
        assert isinstance(field, django_forms.ChoiceField)
        offered = [
            (entry.code, entry.shown)
            for entry in handbooks.items(handbook, as_of=timezone.localdate(), with_additions=False)
        ]
        field.choices = [("", _("Choose")), *offered]
