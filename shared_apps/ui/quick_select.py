"""A select drawn in one go: Django draws each option through a template, and these pages have two hundred of them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class QuickSelect(forms.Select):
    """As Django's own select, groups included; a test compares."""

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = "" if value is None else str(value)
        drawn = "".join(
            f'<optgroup label="{escape(code)}">{"".join(_option(*each, chosen) for each in _pairs(label))}</optgroup>'
            if isinstance(label, list | tuple)
            else _option(code, label, chosen)
            for code, label in self.choices
        )
        return mark_safe(f"<select{flatatt(given)}>{drawn}</select>")  # noqa: S308  (all values are escaped)


def _pairs(group: Any) -> list[tuple[Any, Any]]:
    return [(code, label) for code, label in group]


def _option(code: Any, label: Any, chosen: str) -> str:
    selected = " selected" if str(code) == chosen else ""
    return f'<option value="{escape(code)}"{selected}>{escape(label)}</option>'
