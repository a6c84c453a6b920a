"""A select drawn in one go: Django draws each option through a template, and these pages have two hundred of them."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe


class QuickSelect(forms.Select):
    """As Django's own select, groups included; a test compares."""

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = "" if value is None else str(value)
        drawn = "".join(
            f'<optgroup label="{escape(str(code))}">{_options(label, chosen)}</optgroup>'
            if isinstance(label, list | tuple)
            else _option(code, label, chosen)
            for code, label in self.choices
        )
        return mark_safe(f"<select{flatatt(given)}>{drawn}</select>")  # noqa: S308  (all values are escaped)


class QuickBoundField(BoundField):
    """A field of filters drawn in one go, as ui/field.html draws it; a test compares. One with errors or help is left
    to the template."""

    def as_field_group(self) -> SafeString:
        if self.errors or self.help_text or self.use_fieldset or self.field.required:
            return super().as_field_group()
        return mark_safe(  # noqa: S308  (all values are escaped)
            f'<div class="field" id="{escape(str(self.auto_id))}_field">'
            f'<label for="{escape(str(self.id_for_label))}">{escape(str(self.label))}</label>{self.as_widget()}</div>'
        )


def _options(group: Any, chosen: str) -> str:
    return "".join(_option(code, label, chosen) for code, label in group)


def _option(code: Any, label: Any, chosen: str) -> str:
    selected = " selected" if str(code) == chosen else ""
    return f'<option value="{escape(str(code))}"{selected}>{escape(str(label))}</option>'
