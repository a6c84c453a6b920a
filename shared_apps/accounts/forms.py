"""Forms of accounts, as declarations; those of issuing are made for the issuer and the role."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.refusal import Refused
from shared_apps.ui.address import number_of
from shared_apps.ui.forms import ChoiceField, DayField, Form, NumberField, Option, PickField, TextField

from . import cards, queries
from .models import Account
from .roles import Role
from .services import Grant, orders, refusals


def secret(label: Any, *, autocomplete: str, **kwargs: Any) -> forms.CharField:
    """A password as it is typed: shown as dots, never stripped, never sent back."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, **kwargs)


class SignInForm(Form):
    autocomplete = "on"
    marks_required = False
    login = TextField(
        label=_("Login"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = secret(_("Password"), autocomplete="current-password")


class FirstPasswordForm(Form):
    """After a temporary password, which has just been typed."""

    autocomplete = "on"
    new = secret(
        _("New password"),
        autocomplete="new-password",
        help_text=_("At least 10 characters. A phrase of several words is easy to keep in mind and hard to guess."),
    )
    again = secret(_("New password once more"), autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("The two passwords differ."))
        return cleaned


class PasswordForm(FirstPasswordForm):
    old = secret(_("Present password"), autocomplete="current-password")
    field_order = ("old", "new", "again")


class CodeForm(Form):
    """The code of a sheet, as it is typed from the paper."""

    marks_required = False
    code = TextField(
        label=_("Code of the invitation"),
        max_length=40,
        help_text=_("Twelve letters and digits from the sheet. Capitals and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autofocus": True}),
    )


class AcceptForm(FirstPasswordForm):
    """An account of one's own: a login that is proposed, and a password that nobody else knows."""

    login = TextField(
        label=_("Login"),
        required=False,
        max_length=64,
        help_text=_("You will sign in with it. Keep the proposed one or write your own: Latin letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    field_order = ("login", "new", "again")


class AcceptAsSelfForm(Form):
    """One more role for the account that is signed in. Where names differ, the reader says that it is he."""

    def __init__(self, *args: Any, names_differ: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names_differ:
            self.fields["is_me"] = forms.BooleanField(
                label=_("It is me: the name is written differently there"), required=False
            )


class MomentForm(Form):
    """A moment in the past: a day and a time of day, both or none; and how it is known."""

    day = DayField(label=_("Since which day"), required=False, help_text=_("Empty: from the moment of the report."))
    time = forms.TimeField(
        label=_("Since what time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("Empty: from the beginning of the day."),
    )
    reason = TextField(label=_("How it is known"), rows=3, required=False, max_length=1000)

    def moment(self) -> datetime | None:
        """The instant in the region's time; None where no day was given."""
        day = self.cleaned_data.get("day")
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day, self.cleaned_data.get("time") or time.min))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("time") is not None and cleaned.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("Write the day as well."))
        return cleaned


class ReportForm(MomentForm):
    """A report of a compromised account. Without a moment operations count from now."""


class DecisionForm(Form):
    decision = TextField(
        label=_("Why there is nothing to void"), rows=3, max_length=1000, help_text=_("It stays in the report.")
    )


class ProfileForm(Form):
    language = ChoiceField(label=_("Language"), choices=Account.Language.choices, empty=None)


class TokenForm(Form):
    """The choices are the permissions of the workplace the key will work in."""

    name = TextField(
        label=pgettext_lazy("key of a program", "Name"),
        max_length=100,
        help_text=_("What the key is for: «Exchange with the canteen»."),
    )
    days = NumberField(label=_("Works for, days"), least=1, most=366, initial=90)
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


class ReasonForm(Form):
    reason = TextField(label=_("Reason"), rows=2, help_text=_("It stays in the log and is seen by administrators."))


class NameForm(Form):
    name = TextField(label=_("Surname, given name, patronymic"), max_length=200, help_text=_("As on documents."))


def order_fields(role: Role) -> dict[str, forms.Field]:
    """Number and date of the order that gives a role."""
    required = orders.is_required(role)
    return {
        "order_number": TextField(label=_("Order number"), required=required, max_length=50),
        "order_date": DayField(label=_("Order date"), required=required),
    }


def name_missing_order(form: forms.Form, role: Role) -> None:
    """What is left empty of the order is refused by the name that services give it."""
    for name in ("order_number", "order_date"):
        if form.has_error(name, "required"):
            del form.errors[name]
            refusal = orders.missing(role, name)
            form.add_error(name, forms.ValidationError(str(refusal), code=refusal.code))


class GrantForm(Form):
    """A role, its place, its dates and its order. Fields depend on the role and on what the issuer answers for."""

    def __init__(self, *args: Any, role: Role, by: By, organisation_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role, self.here = role, organisation_id
        fields = {**self._place(by), **self._card(by), **self._dates(), **self._order()}
        self.fields.update(fields)

    def grant(self) -> Grant:
        """What the form says, as services take it."""
        said = self.cleaned_data
        last_day: date | None = said.get("last_day")
        return Grant(
            role=self.role.code,
            organisation_id=self.here or said.get("organisation"),
            municipality_id=_number(said.get("municipality")),
            authority_id=_number(said.get("authority")),
            card_id=said.get("card_id"),
            valid_from=said["valid_from"],
            valid_to=last_day + timedelta(days=1) if last_day and last_day < date.max else FOREVER,
            order_number=said.get("order_number", ""),
            order_date=said.get("order_date"),
            inspection_number=said.get("inspection_number", ""),
            inspection_purpose=said.get("inspection_purpose", ""),
        )

    def clean(self) -> dict[str, Any]:
        name_missing_order(self, self.role)
        return super().clean() or {}

    def clean_card_id(self) -> Any:
        """A card whose person has no account of his own is refused where it is chosen."""
        card_id = self.cleaned_data.get("card_id")
        if card_id and self.here is not None:
            try:
                cards.refuse_card(self.role.code, card_id)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal), code=refusal.code) from None
        return card_id

    def _place(self, by: By) -> dict[str, forms.Field]:
        if self.role.scope == "municipality":
            choices: Any = lambda: queries.municipality_choices(by)  # noqa: E731
            return {"municipality": ChoiceField(label=_("Municipality"), choices=choices)}
        if self.role.scope == "authority":
            choices = lambda: queries.authority_choices(by)  # noqa: E731
            return {"authority": ChoiceField(label=_("Authority"), choices=choices)}
        if self.role.scope == "region" or self.here is not None:
            return {}
        field = PickField(
            label=_("Organisation"),
            url="accounts:organisation_options",
            lookup=lambda text: [_option(*row) for row in queries.organisation_options(by, text)],
            find=lambda value: _organisation(by, value),
            coerce=int,
        )
        return {"organisation": field}

    def _card(self, by: By) -> dict[str, forms.Field]:
        source = cards.source_for(self.role.code) if self.here is not None else None
        if source is None or self.role.dated:
            return {}
        field = PickField(
            label=_("Card"),
            help_text=_("Whose card in the organisation it is: from it the account knows its own class or children."),
            url=source.url,
            lookup=lambda text: source.lookup(text, by),
            find=lambda value: source.find(value, by),
            coerce=int,
            required=self.role.scope == "family",
        )
        return {"card_id": field}

    def _dates(self) -> dict[str, forms.Field]:
        last_day = DayField(
            label=_("Last day"),
            required=self.role.dated,
            help_text="" if self.role.dated else _("Leave it empty if the end is not known."),
        )
        return {"valid_from": DayField(label=_("From"), initial=timezone.localdate), "last_day": last_day}

    def _order(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        if self.role.dated:
            fields["inspection_number"] = TextField(label=_("Number of the inspection"), max_length=100)
            fields["inspection_purpose"] = TextField(
                label=_("Purpose of the inspection"), rows=2, help_text=_("The head of the organisation sees it.")
            )
        if self.role.scope != "family":
            fields |= order_fields(self.role)
        return fields


class NewAccountForm(GrantForm):
    """A new account with its first role."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = TextField(label=_("Surname, given name, patronymic"), max_length=200, help_text=_("As on documents."))
        login = TextField(
            label=_("Login"),
            required=False,
            max_length=64,
            help_text=_("Latin letters and digits. Leave it empty: it will be made of the surname and initials."),
        )
        self.fields = {"name": name, "login": login, **self.fields}


class KnownAccountForm(GrantForm):
    """A role for an account that somebody else may have issued: it is named by its login."""

    def __init__(self, *args: Any, by: By, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.by = by
        self.fields = {"login": TextField(label=_("Login of the account"), max_length=64), **self.fields}

    def clean_login(self) -> int:
        found = queries.account_by_login(self.cleaned_data["login"], self.by)
        if found is None:
            unknown = refusals.NoSuchAccount()
            raise forms.ValidationError(str(unknown), code=unknown.code)
        return found[0]


def _number(value: str | None) -> int | None:
    return int(value) if value else None


def _option(organisation_id: int, name: str, hint: str) -> Option:
    return Option(str(organisation_id), name, hint)


def _organisation(by: By, value: str) -> Option | None:
    number = number_of(value)
    row = queries.organisation_option(by, number) if number is not None else None
    return _option(*row) if row else None
