"""Widgets: the date that keeps what was typed, the combobox."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.urls import reverse

DATE_SPELLINGS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")


def typed_date(text: str) -> date | None:
    """The day that was typed, if it is one."""
    for spelling in DATE_SPELLINGS:
        try:
            return datetime.strptime(text.strip(), spelling).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


class DateInput(forms.DateInput):
    """The browser's date picker with an ISO value; a text box when the typed text is no date."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return None
        if isinstance(value, date):
            return value.isoformat()[:10]
        read = typed_date(str(value))
        return str(value) if read is None else read.isoformat()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        try:
            date.fromisoformat(shown or "2000-01-01")
        except ValueError:
            context["widget"]["type"] = "text"
        return context


class PickInput(forms.Widget):
    """A combobox: the text is typed into one input, the value waits in a hidden one.

    Sends ``name`` and ``name_text``; the field gets the pair.
    """

    template_name = "ui/widgets/pick.html"
    url = ""
    label_of: Callable[[Any], str] | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        picked, text = value if isinstance(value, tuple) else (value, "")
        context = super().get_context(name, picked, attrs)
        if not text and picked not in (None, "") and self.label_of is not None:
            text = self.label_of(picked)
        context["widget"] |= {"text": text, "url": reverse(self.url) if self.url else ""}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[Any, str]:
        return data.get(name, ""), str(data.get(f"{name}_text", "")).strip()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data
