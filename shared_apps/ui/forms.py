"""``Form`` and its fields: one column, label above, help below, errors inline and in a summary on top.

    class AdmissionForm(Form):
        student = PickField(label=_("Student"), url="students:options", lookup=…, find=…)
        date = DayField(label=_("Date of admission"))
        reason = TextField(label=_("Ground"), required=False, rows=3)
        groups = (Group(_("Whom"), ("student",)), Group(_("Order"), ("date", "reason")))

Required fields are marked with a word. What was typed stays, also when it could not be read.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ChoiceField as DjangoChoiceField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList as DjangoErrorList
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import EARLIEST, LATEST
from shared_apps.organisations.refusal import Text
from shared_apps.ui.quick_select import QuickBoundField, QuickSelect
from shared_apps.ui.widgets import DATE_SPELLINGS, DateInput, PickInput

CHOOSE = _("Choose")
WRITTEN_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{0,9})?", re.ASCII)


@dataclass(frozen=True)
class Option:
    """One thing to pick: its value, its words, and what tells it from its namesakes."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Group:
    """Fields under one heading. `is_line`: few and short ones, beside their heading where there is room."""

    title: Text
    fields: tuple[str, ...]
    help: Text = ""
    is_line: bool = False


class Renderer(DjangoTemplates):
    """Finds our templates for forms and fields, and Django's for plain widgets."""

    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"


class ErrorList(DjangoErrorList):
    """Errors of one field."""

    template_name = "ui/errors.html"


class Form(forms.Form):
    """The base of every form.

    :cvar groups: fields under headings; what no group names comes first.
    :cvar marks_required: write «required» at labels.
    :cvar autocomplete: ``off``, because machines are shared and cards are personal; sign-in sets ``on``.
    """

    groups: ClassVar[Sequence[Group]] = ()
    marks_required: ClassVar[bool] = True
    autocomplete: ClassVar[str] = "off"
    default_renderer = Renderer()  # one for all: a class would build an engine, and parse its templates, for each form
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_class", ErrorList)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def grouped(self) -> Iterator[tuple[Group | None, list[forms.BoundField]]]:
        """Visible fields by group, in the order they are shown."""
        visible = {bound.name: bound for bound in self.visible_fields()}
        named = {name for group in self.groups for name in group.fields}
        if loose := [bound for name, bound in visible.items() if name not in named]:
            yield None, loose
        for group in self.groups:
            if fields := [visible[name] for name in group.fields if name in visible]:
                yield group, fields


class TextField(forms.CharField):
    """Text, stripped; with ``rows`` several lines."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)


class DayField(forms.DateField):
    """A day between 1900 and 2100: the browser's own picker, and ``01.09.2026`` or ``2026-09-01`` however it comes.

    The only field for days: what is written past it would meet the ends of the calendar, where no day can be counted
    on from, and FOREVER, which is no day that anybody names.

    :param earliest: the first day allowed. :param latest: the last one.
    """

    widget = DateInput
    default_error_messages = {
        "invalid": _("Write the date as 01.09.2026."),
        "early": _("The date is before %(day)s."),
        "late": _("The date is after %(day)s."),
    }

    def __init__(self, *, earliest: date = EARLIEST, latest: date = LATEST, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DATE_SPELLINGS)
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest
        self.widget.attrs |= {"min": earliest.isoformat(), "max": latest.isoformat()}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for code, day, wrong in (
            ("early", self.earliest, value < self.earliest), ("late", self.latest, value > self.latest),
        ):  # fmt: skip
            if wrong:
                raise ValidationError(self.error_messages[code], code=code, params={"day": f"{day:%d.%m.%Y}"})


class NumberField(forms.Field):
    """A number as people write it: ``1 234,5``. Whole by default; with ``digits`` a Decimal."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Write a number."),
        "whole": _("Write a whole number."),
        "digits": _("Write at most %(digits)s digits after the comma."),
        "small": _("Not less than %(least)s."),
        "large": _("Not more than %(most)s."),
    }

    def __init__(self, *, digits: int = 0, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.digits, self.least, self.most = digits, least, most
        self.widget.attrs.setdefault("inputmode", "decimal" if digits else "numeric")
        self.widget.attrs.setdefault("class", "short")

    def to_python(self, value: Any) -> int | Decimal | None:
        if value in self.empty_values:
            return None
        text = "".join(str(value).split()).replace("\u2212", "-").replace(",", ".")
        if not WRITTEN_NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        number = Decimal(text)
        if self.digits == 0:
            if number != number.to_integral_value():
                raise ValidationError(self.error_messages["whole"], code="whole")
            return int(number)
        if number != round(number, self.digits):
            raise ValidationError(self.error_messages["digits"], code="digits", params={"digits": self.digits})
        return number

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.least is not None and value < self.least:
            raise ValidationError(self.error_messages["small"], code="small", params={"least": self.least})
        if self.most is not None and value > self.most:
            raise ValidationError(self.error_messages["large"], code="large", params={"most": self.most})

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class ChoiceField(DjangoChoiceField):
    """One of a few (to about fifty): a native select, or radio buttons with ``radio=True``.

    :param empty: the words of the empty choice; None leaves it out.
    """

    widget = QuickSelect

    def __init__(
        self,
        *,
        choices: Any = (),
        empty: Text | None = CHOOSE,
        radio: bool = False,
        **kwargs: Any,
    ) -> None:
        if radio:
            kwargs.setdefault("widget", forms.RadioSelect)
            empty = None
        if empty is not None:
            given = choices
            choices = (lambda: [("", empty), *given()]) if callable(given) else [("", empty), *given]
        super().__init__(choices=choices, **kwargs)

    def get_bound_field(self, form: Any, field_name: str) -> QuickBoundField:
        return QuickBoundField(form, self, field_name)


class PickField(forms.Field):
    """One of many: a combobox that asks a ``PickPage`` for what matches.

    Without scripts the text alone is sent, and one exact match is taken.

    :param url: the PickPage's URL name.
    :param lookup: text → options, best first; the same function as the page's.
    :param find: value → its option, or None when the reader may not pick it.
    :param coerce: makes the cleaned value of the option's, ``int`` for a key.
    """

    widget = PickInput
    default_error_messages = {
        "unknown": _("Nothing is found by “%(text)s”. Choose from the list."),
        "several": _("Several match “%(text)s”. Choose one from the list."),
    }

    def __init__(
        self,
        *,
        url: str,
        lookup: Callable[[str], Sequence[Option]],
        find: Callable[[str], Option | None],
        coerce: Callable[[str], Any] = str,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.lookup, self.find, self.coerce = lookup, find, coerce
        self.widget.url = url
        self.widget.label_of = self.label_of

    def label_of(self, value: Any) -> str:
        """The words of a value."""
        option = self.find(str(value)) if value not in self.empty_values else None
        return option.label if option else ""

    def clean(self, value: Any) -> Any:
        picked, text = value if isinstance(value, tuple) else (value, "")
        option = self.find(str(picked)) if picked else None
        if option is not None and text and option.label != text:
            option = None
        if option is None and text:
            option = self.sole(text)
        if option is None and picked:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"text": text or picked})
        self.validate(option)
        self.run_validators(option)
        return None if option is None else self.coerce(option.value)

    def sole(self, text: str) -> Option:
        """The one option that the text means."""
        found = list(self.lookup(text))
        exact = [option for option in found if option.label.casefold() == text.casefold()]
        found = exact or found
        if len(found) == 1:
            return found[0]
        code = "several" if found else "unknown"
        raise ValidationError(self.error_messages[code], code=code, params={"text": text})
