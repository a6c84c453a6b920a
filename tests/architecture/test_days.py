"""Every day and moment that comes in is bounded: DayField of forms, DayFilter of filters, DayField of serializers.

A day at the end of the calendar is no day to count on from: it would meet date arithmetic or a constraint, and be a 500.
"""

import importlib
from collections.abc import Iterator
from typing import Any

import django_filters
import pytest
from django import forms
from rest_framework import serializers

from shared_apps.accounts import endpoints
from shared_apps.ui.filters import DayFilter
from shared_apps.ui.forms import DayField

from .sources import ROOMS, ROOT, grep, python_files

PLAIN = (
    r"(forms|serializers|django_forms|fields)\.Date(Time)?Field\("
    r"|import .*\bDate(Time|FromToRange|TimeFromToRange)?Filter\b|django_filters\.Date"
    r"|from (django\.forms|rest_framework\.\w+) import .*\bDate(Time)?Field\b"
)
DECLARED_IN = ("shared_apps/ui/forms.py", "shared_apps/ui/filters.py", "shared_apps/accounts/endpoints.py")


def subclasses(of: type) -> Iterator[Any]:
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


@pytest.fixture(scope="module", autouse=True)
def everything_imported() -> None:
    for path in python_files(("shared_apps", "tenant_apps", "region", "reports")):
        if not {"migrations", "management"} & set(path.parts):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def ours(of: type) -> list[Any]:
    return sorted({one for one in subclasses(of) if one.__module__.startswith(ROOMS)}, key=str)


def test_no_source_names_a_plain_field_for_days() -> None:
    found = [
        (path, line)
        for path, line in grep(PLAIN)
        if path not in DECLARED_IN and not ("serializers.DateTimeField(" in line and "read_only=True" in line)
    ]
    assert not found, "take DayField (shared_apps/ui/forms.py), DayFilter (…/filters.py), DayField, MomentField (…)"


def test_forms_take_bounded_days() -> None:
    days = [
        (form, name, field)
        for form in ours(forms.Form)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField | forms.DateTimeField)
    ]
    assert len(days) > 50
    assert not [(form, name) for form, name, field in days if not isinstance(field, DayField)]


def test_filters_take_bounded_days() -> None:
    days = [
        (one, name, filter_)
        for one in ours(django_filters.FilterSet)
        for name, filter_ in one.base_filters.items()
        if isinstance(filter_, django_filters.DateFilter | django_filters.DateTimeFilter)
    ]
    assert days
    assert not [(one, name) for one, name, filter_ in days if not isinstance(filter_, DayFilter)]


def test_serializers_take_bounded_days() -> None:
    days = [
        (one, name, field)
        for one in ours(serializers.Serializer)
        for name, field in (
            one().get_fields() if issubclass(one, serializers.ModelSerializer) else one._declared_fields
        ).items()
        if isinstance(field, serializers.DateField | serializers.DateTimeField) and not field.read_only
    ]
    assert len(days) > 50
    bounded = endpoints.DayField, endpoints.MomentField
    assert not [(one, name) for one, name, field in days if not isinstance(field, bounded)]
