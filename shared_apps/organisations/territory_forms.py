"""Forms of municipalities and authorities."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, NumberField, TextField

from .models import Municipality
from .territory import AuthoritySaid, MunicipalitySaid, Said

NAME = pgettext_lazy("organisation", "Name")
GROUND = pgettext_lazy("organisation", "Ground")


def _ground() -> TextField:
    return TextField(label=_("Act"), max_length=500, rows=2, help_text=_("The law or order, its number and date."))


def _reason() -> TextField:
    return TextField(
        label=_("What was wrong"),
        rows=2,
        max_length=500,
        help_text=_("Stays in the log of changes beside both values."),
    )


def _control(**options: Any) -> TextField:
    return TextField(
        label=_("Control number"),
        max_length=1,
        help_text=_("The digit that the classifier OK 033 prints beside the code. It makes the code verified."),
        **options,
    )


class MunicipalityForm(Form):
    """What holds of a municipality. Forms below add the days and why."""

    name = TextField(label=NAME, max_length=200)
    kind = ChoiceField(label=pgettext_lazy("organisation", "Kind"), choices=Municipality.Kind.choices)
    oktmo = TextField(label=_("OKTMO"), required=False, max_length=14, help_text=_("Eight digits."))
    control = _control(required=False)
    groups: ClassVar[Sequence[Group]] = (
        Group(NAME, ("name", "kind")),
        Group(_("Code of the classifier"), ("oktmo", "control")),
    )

    def said(self) -> Said:
        told = self.cleaned_data
        return MunicipalitySaid(name=told["name"], kind=told["kind"], oktmo=told["oktmo"])


class AuthorityForm(Form):
    """What holds of an authority."""

    name = TextField(label=_("Full name"), rows=2, max_length=500)
    short_name = TextField(label=_("Short name"), max_length=200)
    groups: ClassVar[Sequence[Group]] = (Group(NAME, ("name", "short_name")),)

    def said(self) -> Said:
        return AuthoritySaid(name=self.cleaned_data["name"], short_name=self.cleaned_data["short_name"])


class _Map(Form):
    """Where a municipality lies, in degrees; and a note."""

    latitude = NumberField(label=_("latitude"), digits=6, required=False, least=-90, most=90)
    longitude = NumberField(label=_("longitude"), digits=6, required=False, least=-180, most=180)
    note = TextField(label=pgettext_lazy("organisation", "Note"), required=False, rows=2, max_length=500)

    def described(self) -> dict[str, Any]:
        told = self.cleaned_data
        degrees = {name: None if told[name] is None else float(told[name]) for name in ("latitude", "longitude")}
        return {**degrees, "note": told["note"]}


class NewMunicipalityForm(_Map, MunicipalityForm):
    since = DayField(label=pgettext_lazy("organisation", "In force since"))
    ground = _ground()
    field_order = ("name", "kind", "oktmo", "control", "since", "ground", "latitude", "longitude", "note")
    groups: ClassVar[Sequence[Group]] = (
        *MunicipalityForm.groups,
        Group(GROUND, ("since", "ground")),
        Group(_("On the map"), ("latitude", "longitude", "note")),
    )


class RenameMunicipalityForm(MunicipalityForm):
    on = DayField(label=pgettext_lazy("organisation", "From"))
    ground = _ground()
    groups: ClassVar[Sequence[Group]] = (*MunicipalityForm.groups, Group(GROUND, ("on", "ground")))


class CorrectMunicipalityForm(MunicipalityForm):
    since = DayField(label=pgettext_lazy("organisation", "In force since"))
    reason = _reason()
    groups: ClassVar[Sequence[Group]] = (
        *MunicipalityForm.groups,
        Group(pgettext_lazy("organisation", "Correction"), ("since", "reason")),
    )


class VerifyForm(Form):
    """The code was compared with the classifier."""

    oktmo = TextField(label=_("OKTMO"), max_length=14, help_text=_("Eight digits."))
    control = _control()
    reason = TextField(
        label=_("Edition of the classifier"), max_length=500, help_text=_("OK 033-2013, amendment 512/2026.")
    )


class DescribeForm(_Map):
    reason = _reason()


class NewAuthorityForm(AuthorityForm):
    code = TextField(
        label=pgettext_lazy("organisation", "Code"),
        max_length=40,
        help_text=_("Short and lasting: files of organisations name the authority by it."),
    )
    since = DayField(label=pgettext_lazy("organisation", "In force since"))
    ground = _ground()
    groups: ClassVar[Sequence[Group]] = (
        Group(NAME, ("code", "name", "short_name")),
        Group(GROUND, ("since", "ground")),
    )


class RenameAuthorityForm(AuthorityForm):
    on = DayField(label=pgettext_lazy("organisation", "From"))
    ground = _ground()
    groups: ClassVar[Sequence[Group]] = (*AuthorityForm.groups, Group(GROUND, ("on", "ground")))


class CorrectAuthorityForm(AuthorityForm):
    since = DayField(label=pgettext_lazy("organisation", "In force since"))
    reason = _reason()
    groups: ClassVar[Sequence[Group]] = (
        *AuthorityForm.groups,
        Group(pgettext_lazy("organisation", "Correction"), ("since", "reason")),
    )


class CloseForm(Form):
    on = DayField(label=_("Closed from"))
    ground = _ground()


class MergeForm(Form):
    """The other one, the day and the act. `others`: which there are."""

    into = ChoiceField(label=_("Into which one"))
    on = DayField(label=pgettext_lazy("organisation", "From"))
    order_number = TextField(label=_("Number of the act"), max_length=60)
    order_date = DayField(label=_("Date of the act"))
    ground = _ground()
    groups: ClassVar[Sequence[Group]] = (
        Group(pgettext_lazy("territory", "Merger"), ("into", "on")),
        Group(GROUND, ("order_number", "order_date", "ground")),
    )

    def __init__(self, *args: Any, others: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", ""), *others]  # type: ignore[attr-defined]


class ReasonForm(Form):
    reason = TextField(label=pgettext_lazy("organisation", "Reason"), rows=2, max_length=500)
