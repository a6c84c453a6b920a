"""Kinds of settings: how a value is written, checked, stored as text, and said in words.

    number, days, day of the year, choice, yes or no, text

A stored value is plain text ("7", "06-20", "yes"), so that one column holds any kind.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shared_apps.ui.forms import ChoiceField, NumberField, TextField
from shared_apps.ui.numbers import ru_num

from .refusals import NoSuchChoice, NotADayOfTheYear, NotAWholeNumber, NumberOutside, TextTooLong, ValueMissing

Text = str | Promise
T = TypeVar("T")
LEAP = 2024
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, order=True)
class DayOfYear:
    """20 June of any year; 29 February is none, since most years have no such day."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)

    def __str__(self) -> str:
        return f"{self.day:02d}.{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What a value may be. `read` and `store` turn stored text to a value and back; `clean` takes what was typed."""

    abstract = True

    def read(self, stored: str) -> T:
        raise NotImplementedError

    def store(self, value: T) -> str:
        return str(value)

    def clean(self, typed: object) -> T:
        """:raises BadValue: the value is not of this kind; the message says what is."""
        raise NotImplementedError

    def words(self, value: T) -> str:
        return str(value)

    def field(self, label: Text, help_text: Text) -> django_forms.Field:
        """How the value is asked on a page."""
        return TextField(label=label, help_text=help_text)

    def typed(self, value: T) -> Any:
        """What stands in the field when the page opens."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Number(Kind[int]):
    """A whole number between `least` and `most`, both allowed."""

    least: int
    most: int

    def read(self, stored: str) -> int:
        return int(stored)

    def clean(self, typed: object) -> int:
        text = "".join(str(typed if typed is not None else "").split())
        if not text:
            raise ValueMissing
        if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
            raise NotAWholeNumber(params={"value": str(typed)})
        number = int(text)
        if not self.least <= number <= self.most:
            raise NumberOutside(params={"least": self.least, "most": self.most})
        return number

    def words(self, value: int) -> str:
        return ru_num(value)

    def field(self, label: Text, help_text: Text) -> django_forms.Field:
        return NumberField(label=label, help_text=help_text, least=self.least, most=self.most)


@dataclass(frozen=True, slots=True)
class Days(Number):
    """A number of days; `working` ones are said to be so."""

    working: bool = False

    def words(self, value: int) -> str:
        if self.working:
            return ngettext("%(count)s working day", "%(count)s working days", value) % {"count": ru_num(value)}
        return ngettext("%(count)s day", "%(count)s days", value) % {"count": ru_num(value)}


@dataclass(frozen=True, slots=True)
class DayInYear(Kind[DayOfYear]):
    """A day of any year, written as 20.06."""

    def read(self, stored: str) -> DayOfYear:
        month, day = stored.split("-")
        return DayOfYear(int(month), int(day))

    def store(self, value: DayOfYear) -> str:
        return f"{value.month:02d}-{value.day:02d}"

    def clean(self, typed: object) -> DayOfYear:
        if isinstance(typed, DayOfYear):
            return typed
        text = str(typed or "").strip()
        if not text:
            raise ValueMissing
        found = re.fullmatch(r"(\d{1,2})\s*[.\-/ ]\s*(\d{1,2})\.?", text, re.ASCII)
        if found is None:
            raise NotADayOfTheYear(params={"value": text})
        day, month = int(found[1]), int(found[2])
        try:
            date(LEAP - 1, month, day)
        except ValueError:
            raise NotADayOfTheYear(params={"value": text}) from None
        return DayOfYear(month, day)

    def field(self, label: Text, help_text: Text) -> django_forms.Field:
        return TextField(
            label=label, help_text=help_text, max_length=10, widget=django_forms.TextInput({"class": "short"})
        )


@dataclass(frozen=True, slots=True)
class Choice(Kind[str]):
    """One of a few codes, each with its words."""

    choices: Mapping[str, Text]

    def read(self, stored: str) -> str:
        return stored

    def clean(self, typed: object) -> str:
        if typed in ("", None):
            raise ValueMissing
        if typed not in self.choices:
            raise NoSuchChoice(params={"value": str(typed), "choices": ", ".join(self.choices)})
        return str(typed)

    def words(self, value: str) -> str:
        return str(self.choices.get(value, value))

    def field(self, label: Text, help_text: Text) -> django_forms.Field:
        return ChoiceField(label=label, help_text=help_text, choices=list(self.choices.items()), empty=None)


@dataclass(frozen=True, slots=True)
class Flag(Kind[bool]):
    """Yes or no."""

    def read(self, stored: str) -> bool:
        return stored == YES

    def store(self, value: bool) -> str:
        return YES if value else NO

    def clean(self, typed: object) -> bool:
        if isinstance(typed, bool):
            return typed
        if typed in ("", None):
            raise ValueMissing
        if typed not in (YES, NO):
            raise NoSuchChoice(params={"value": str(typed), "choices": f"{YES}, {NO}"})
        return typed == YES

    def words(self, value: bool) -> str:
        return str(_("yes") if value else _("no"))

    def field(self, label: Text, help_text: Text) -> django_forms.Field:
        return ChoiceField(label=label, help_text=help_text, choices=[(YES, _("yes")), (NO, _("no"))], radio=True)

    def typed(self, value: bool) -> str:
        return self.store(value)


@dataclass(frozen=True, slots=True)
class Line(Kind[str]):
    """A line of text."""

    longest: int = 200

    def read(self, stored: str) -> str:
        return stored

    def clean(self, typed: object) -> str:
        text = " ".join(str(typed or "").split())
        if not text:
            raise ValueMissing
        if len(text) > self.longest:
            raise TextTooLong(params={"longest": self.longest})
        return text

    def field(self, label: Text, help_text: Text) -> django_forms.Field:
        return TextField(label=label, help_text=help_text, max_length=self.longest)
