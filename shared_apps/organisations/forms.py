"""Forms of the register of organisations."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.handbooks.fields import HandbookField
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, TextField

from .models import Authority, Municipality
from .routing import SLUG
from .territory_queries import authorities, municipalities, to_choose


def _municipalities() -> Sequence[tuple[Any, str]]:
    return to_choose(municipalities())


def _authorities() -> Sequence[tuple[Any, str]]:
    return to_choose(authorities())


class NamesForm(Form):
    """Name, kind and place of an organisation, and the order that made them so. Forms below add the day."""

    full_name = TextField(label=_("Full name"), rows=2, max_length=500)
    short_name = TextField(label=_("Short name"), max_length=200, help_text=_("As in lists: МБОУ СОШ № 12."))
    kind = HandbookField("organisation_kind", label=pgettext_lazy("organisation", "Kind"))
    locality = HandbookField("locality", label=pgettext_lazy("organisation", "Locality"))
    municipality = ChoiceField(label=_("Municipality"), choices=_municipalities)
    authority = ChoiceField(
        label=_("Subordinate to"), choices=_authorities, required=False, help_text=_("Empty: the municipality.")
    )
    address = TextField(label=pgettext_lazy("organisation", "Address"), required=False, rows=2, max_length=500)
    order_number = TextField(label=_("Order number"), required=False, max_length=60)
    order_date = DayField(label=_("Order date"), required=False)
    groups: ClassVar[Sequence[Group]] = (
        Group(pgettext_lazy("organisation", "Name"), ("full_name", "short_name", "kind")),
        Group(pgettext_lazy("organisation", "Place"), ("locality", "municipality", "authority", "address")),
    )

    def clean_municipality(self) -> Municipality:
        return Municipality.objects.get(pk=self.cleaned_data["municipality"])

    def clean_authority(self) -> Authority | None:
        chosen = self.cleaned_data["authority"]
        return Authority.objects.get(pk=chosen) if chosen else None


class ParticularsForm(NamesForm):
    """They are so from a day on."""

    on = DayField(label=pgettext_lazy("organisation", "From"))
    groups: ClassVar[Sequence[Group]] = (
        *NamesForm.groups,
        Group(pgettext_lazy("organisation", "Ground"), ("on", "order_number", "order_date")),
    )


class NewOrganisationForm(ParticularsForm):
    """A new organisation: besides its particulars, the code and the address of its pages."""

    code = TextField(
        label=pgettext_lazy("organisation", "Code"),
        max_length=40,
        help_text=_("The organisation's code in the region; stays for good, so check it."),
    )
    slug = TextField(
        label=_("Address of pages"),
        max_length=40,
        help_text=_(
            "Small Latin letters, digits and hyphens: krasnodar-12. It stands in every link and stays for good."
        ),
    )
    groups: ClassVar[Sequence[Group]] = (Group(_("Code and address"), ("code", "slug")), *ParticularsForm.groups)

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if not SLUG.fullmatch(slug):
            raise ValidationError(_("Only small Latin letters, digits and hyphens; no hyphen at the ends."))
        return slug


class IdentityForm(Form):
    """A mistyped code or address, put right; and why."""

    code = TextField(label=pgettext_lazy("organisation", "Code"), max_length=40)
    slug = TextField(
        label=_("Address of pages"),
        max_length=40,
        help_text=_("Links to the mistyped address lead on to the right one."),
    )
    reason = TextField(
        label=_("What was wrong"),
        rows=2,
        max_length=500,
        help_text=_("Stays in the log of changes beside both values."),
    )


class WithdrawForm(Form):
    reason = TextField(label=pgettext_lazy("organisation", "Reason"), rows=2, max_length=500)


class CorrectionForm(NamesForm):
    """What was written wrongly of a name and place, put right; and why."""

    since = DayField(
        label=pgettext_lazy("organisation", "In force since"),
        help_text=_("The day written already, unless the slip is in it."),
    )
    reason = TextField(
        label=_("What was wrong"),
        rows=2,
        max_length=500,
        help_text=_("Stays in the log of changes beside both values."),
    )
    groups: ClassVar[Sequence[Group]] = (
        *NamesForm.groups,
        Group(pgettext_lazy("organisation", "Ground"), ("since", "order_number", "order_date")),
        Group(pgettext_lazy("organisation", "Correction"), ("reason",)),
    )


class SupervisionForm(Form):
    """An authority watches the organisation from a date on."""

    authority = ChoiceField(label=pgettext_lazy("organisation", "Authority"), choices=_authorities)
    on = DayField(label=pgettext_lazy("organisation", "From"))
    order_number = TextField(label=_("Order number"), required=False, max_length=60)

    def clean_authority(self) -> Authority:
        return Authority.objects.get(pk=self.cleaned_data["authority"])


class EndForm(Form):
    """The first day without it."""

    on = DayField(label=pgettext_lazy("organisation", "Ends on"), help_text=_("The first day without supervision."))
