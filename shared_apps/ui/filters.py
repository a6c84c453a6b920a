"""Filters of lists: ``FilterSet`` over querysets, ``Parameters`` for pages whose rows a query function makes.

Both read the address and nothing else, draw one form, and tell what is on as chips with a link that
takes it off. An unreadable value in the address is shown as an error and filters nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms as django_forms
from django.http import HttpRequest, QueryDict

from shared_apps.ui.address import with_query
from shared_apps.ui.forms import DayField, Form
from shared_apps.ui.numbers import ru_date


@dataclass(frozen=True)
class Chip:
    """A filter that is on: its label, its value in words, the address without it."""

    label: str
    value: str
    remove: str


class FilterForm(Form):
    """The form of filters: nothing is required, nothing is changed by it."""

    marks_required = False


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]  # brings no types
    """A day of a queryset's filter, bounded like every day that is asked for."""

    field_class = DayField


class FilterSet(django_filters.FilterSet):  # type: ignore[misc]  # brings no types
    """Filters over a queryset, declared as in django-filter, drawn as ours.

    class StudentFilters(FilterSet):
        grade = ChoiceFilter(label=_("Grade"), choices=…)
        class Meta:
            model = Student
            fields = ()
    """

    def get_form_class(self) -> type[django_forms.Form]:
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        return type(f"{type(self).__name__}Form", (FilterForm,), fields)

    def chips(self, request: HttpRequest) -> list[Chip]:
        """What is on."""
        return chips_of(self.form, request)


class Parameters(FilterForm):
    """Settings of a page read from its address: a form that is always bound and always has values.

        class ContingentParameters(Parameters):
            as_of = DayField(label=_("As of"))
            municipality = ChoiceField(label=_("Municipality"), required=False, choices=…)

            def defaults(self):
                return {"as_of": today()}

    ``parameters.value("as_of")`` is the valid value, else the default. What equals its default is no chip.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        given = data if data is not None else QueryDict()
        super().__init__(given, **kwargs)
        self._defaults = dict(self.defaults())
        filled = QueryDict(mutable=True)
        for name in given:
            filled.setlist(name, given.getlist(name) if isinstance(given, QueryDict) else [given[name]])
        for name, value in self._defaults.items():
            if self.add_prefix(name) not in filled and value is not None:
                filled[self.add_prefix(name)] = self.fields[name].prepare_value(value)
        for field in self.fields.values():
            field.required = False
        self.data = filled
        self.full_clean()

    def defaults(self) -> Mapping[str, Any]:
        """Name → value when the address does not say."""
        return {}

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def value(self, name: str) -> Any:
        """The valid value of ``name``, else its default."""
        value = self.cleaned_data.get(name)
        if value in (None, "", []):
            return self._defaults.get(name, value)
        return value

    def values(self) -> dict[str, Any]:
        """Every name with its value."""
        return {name: self.value(name) for name in self.fields}

    def chips(self, request: HttpRequest) -> list[Chip]:
        """What is set otherwise than by default."""
        return [
            chip
            for name in self.fields
            if self.value(name) != self._defaults.get(name)
            for chip in chips_of(self, request, only=name)
        ]

    def described(self) -> list[tuple[str, str]]:
        """Label and words of every value that is set, defaults too: what an export writes down."""
        return [
            (str(bound.label), words(bound, self.value(bound.name), self.value(bound.name)))
            for bound in self.visible_fields()
            if self.value(bound.name) not in (None, "", [])
        ]


def chips_of(form: Any, request: HttpRequest, only: str | None = None) -> list[Chip]:
    """One chip per value that is on."""
    if not form.is_bound:
        return []
    form.errors  # noqa: B018  (cleans the form)
    found: list[Chip] = []
    for bound in form:
        if only is not None and bound.name != only:
            continue
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", [], ()) or bound.is_hidden:
            continue
        raw = bound.value()
        several = [str(each) for each in raw] if isinstance(raw, list | tuple) else None
        if several is None:
            found.append(
                Chip(
                    str(bound.label),
                    words(bound, raw, value),
                    with_query(request, **{bound.html_name: None, "page": None}),
                )
            )
            continue
        for each in several:
            rest = [other for other in several if other != each]
            found.append(
                Chip(
                    str(bound.label),
                    words(bound, each, each),
                    with_query(request, **{bound.html_name: rest or None, "page": None}),
                )
            )
    return found


def words(bound: django_forms.BoundField, raw: Any, value: Any) -> str:
    """A filter's value as the reader knows it."""
    field = bound.field
    choices = getattr(field, "choices", None)
    if choices is not None:
        for code, label in flat(choices):
            if str(code) == str(raw):
                return str(label)
    if hasattr(field, "label_of"):
        return str(field.label_of(raw))
    if isinstance(value, bool):
        return ""
    return ru_date(value)


def flat(choices: Any) -> list[tuple[Any, Any]]:
    """Choices without their groups."""
    found: list[tuple[Any, Any]] = []
    for code, label in choices:
        if isinstance(label, list | tuple):
            found.extend(label)
        else:
            found.append((code, label))
    return found
