"""Forms of the passport and of additions to handbooks."""

from typing import Any

from django import forms as django_forms
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import HandbookField
from shared_apps.ui.forms import CHOOSE, ChoiceField, DayField, Form, Group, NumberField, TextField

from .columns import GROUPS
from .models import Building, OrganisationPassport


class PassportForm(Form):
    """New figures from a day on, or a correction of the present ones."""

    CHANGE, CORRECTION = "change", "correction"
    why = ChoiceField(
        label=_("What happened"),
        choices=[(CHANGE, _("The figures have changed since a day")), (CORRECTION, _("Correction of a slip"))],
        radio=True,
    )
    since = DayField(label=_("Since"), required=False, help_text=_("For a change only."))
    number = TextField(required=False, help_text=_("The number in the name, without signs."))
    status = HandbookField("organisation_status", required=False)
    governing_body = TextField(required=False, help_text=_("Founder and bodies of management, as in the charter."))
    settlement_kind = HandbookField("settlement_kind", required=False)
    settlement = TextField(required=False)
    legal_address = TextField(required=False, rows=2)
    capacity = NumberField(least=1, most=99_999, help_text=_("Designed capacity, persons."))
    shifts = NumberField(least=1, most=3, initial=1)
    buildings = NumberField(least=1, most=99, initial=1)
    school_week = HandbookField("school_week", required=False)
    director_name = TextField(
        label=_("Head of the organisation"), required=False, help_text=_("As orders are signed: И. И. Петрова.")
    )
    deputy_teaching_name = TextField(required=False)
    deputy_premises_name = TextField(required=False)
    deputy_it_name = TextField(required=False)
    phone = TextField(required=False)
    email = django_forms.EmailField(required=False)
    site = django_forms.URLField(required=False, assume_scheme="https")
    legal_form = HandbookField("legal_form", required=False)
    ownership = HandbookField("ownership", required=False)
    inn = TextField(required=False)
    kpp = TextField(required=False)
    ogrn = TextField(required=False)
    okpo = TextField(required=False)
    okato = TextField(required=False)
    oktmo = TextField(required=False)
    okogu = TextField(required=False)
    okved = TextField(required=False, help_text=_("The code alone: 85.14."))
    okved_more = TextField(required=False, help_text=_("Codes, one after another: 85.12; 85.13."))
    charter_number = TextField(required=False)
    charter_on = DayField(required=False)
    licence_number = TextField(required=False)
    licence_on = DayField(required=False)
    licence_by = TextField(required=False)
    accreditation_number = TextField(required=False)
    accreditation_on = DayField(required=False)
    has_video = django_forms.TypedChoiceField(
        choices=[("", CHOOSE), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes", empty_value=None, required=False,
    )  # fmt: skip
    computers_online = NumberField(least=0, most=99_999, required=False)
    content_filter = TextField(required=False)
    internet_speed = NumberField(digits=2, least=0, most=999_999, required=False)
    groups = (
        Group(_("What is written"), ("why", "since")),
        *(Group(title, names) for _code, title, names in GROUPS),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_by_model(self, OrganisationPassport)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("why") == self.CHANGE and not values.get("since") and "since" not in self.errors:
            self.add_error("since", _("Write since when the figures hold."))
        return values

    def figures(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("why", "since")}


class BuildingForm(Form):
    """A building."""

    name = TextField(help_text=_("As it is called here: building 1, the canteen."))
    purpose = HandbookField("building_purpose", label=_("What it is used for"))
    address = TextField(rows=2)
    built_in = NumberField(least=1700, most=2100, required=False)
    area = NumberField(digits=1, least=1, most=9_999_999, required=False)
    capacity = NumberField(least=1, most=99_999, required=False)
    is_accessible = django_forms.BooleanField(required=False)
    valid_from = DayField()
    valid_to = DayField(required=False, help_text=_("Empty: it is used."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_by_model(self, Building)


class LeaveBuildingForm(Form):
    on = DayField(label=_("From which day no more"), initial=timezone.localdate)


def label_by_model(form: Form, model: type[models.Model]) -> None:
    """Give fields without a label the name of their column."""
    for name, field in form.fields.items():
        if not field.label:
            field.label = str(capfirst(str(getattr(model._meta.get_field(name), "verbose_name", name))))


class AdditionForm(Form):
    """An item of the organisation's own, in one of the handbooks that may be extended."""

    name = TextField(label=_("Name"), max_length=200)
    maps_to = ChoiceField(
        label=_("Counts as"), help_text=_("Above the organisation, records with the new item are counted as this one.")
    )
    since = DayField(label=_("Since"), initial=timezone.localdate)

    def __init__(self, *args: Any, handbook: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["maps_to"]
        assert isinstance(field, django_forms.ChoiceField)
        offered = [
            (entry.code, entry.shown)
            for entry in handbooks.items(handbook, as_of=timezone.localdate(), with_additions=False)
        ]
        field.choices = [("", _("Choose")), *offered]
