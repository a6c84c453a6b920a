"""Tags and filters of Svod's templates. Numbers and dates are written by these filters and by no others."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from shared_apps.organisations.refusal import Text
from shared_apps.ui import address as addresses
from shared_apps.ui import numbers
from shared_apps.ui.tables import TONES, Empty
from shared_apps.ui.viewer import may as viewer_may
from shared_apps.ui.viewer import organisation

register = template.Library()

LONG_VALUE = 60
"""Characters of a fact that takes the width of two."""


@register.filter
def ru_num(value: Any, digits: int = 0) -> str:
    """``{{ n|ru_num }}`` → 1 234; ``{{ n|ru_num:1 }}`` → 1 234,5."""
    return numbers.ru_num(value, digits)


@register.filter
def ru_signed(value: Any, digits: int = 0) -> str:
    """A change: +12, −3."""
    return numbers.ru_num(value, digits, signed=True)


@register.filter
def ru_percent(value: Any, digits: int = 1) -> str:
    """62,4 %."""
    return numbers.ru_percent(value, digits)


@register.filter
def ru_phone(value: Any) -> Any:
    """+7 918 111-22-33."""
    return numbers.ru_phone(value)


@register.filter
def ru_date(value: Any) -> str:
    """01.09.2026; the open end of a period is empty."""
    return numbers.ru_date(value)


@register.filter
def ru_datetime(value: Any, seconds: str = "") -> str:
    """01.09.2026 14:02; ``{{ at|ru_datetime:"seconds" }}`` adds seconds."""
    return numbers.ru_datetime(value, seconds=seconds == "seconds")


@register.filter
def iso(value: Any) -> str:
    """For the ``datetime`` attribute of ``<time>``."""
    return value.isoformat() if value else ""


@register.filter
def error_codes(form: Any) -> str:
    """Codes of what is wrong in a form, of refusals too: "required rollover_term_missing"."""
    found = [error.code for errors in form.errors.as_data().values() for error in errors]
    return " ".join(dict.fromkeys(code for code in found if code))


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """An icon of lucide's. It is decoration: put words beside it, or an ``aria-label`` on what it is in."""
    return mark_safe(_icon(str(name), int(size)))  # noqa: S308  (lucide's own SVG)


@cache
def _icon(name: str, size: int) -> str:
    rem = f"{size / 16:g}rem"  # grows with the letters
    return lucide(name, size=None, width=rem, height=rem, aria_hidden="true", focusable="false", **{"class": "icon"})


@register.simple_tag
def badge(words: Text, tone: str = "") -> SafeString:
    """A state in a word."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"Unknown tone {tone!r}; there are {TONES}.")
    return format_html('<span class="badge {}">{}</span>', tone, words)


@register.inclusion_tag("ui/facts.html")
def facts(pairs: Iterable[tuple[Text, Any]]) -> dict[str, Any]:
    """Labels and values; empty values are left out, long ones take the width of two."""
    told = ((label, value) for label, value in pairs if value not in (None, ""))
    return {"pairs": [(label, value, len(str(value)) > LONG_VALUE) for label, value in told]}


@register.inclusion_tag("ui/empty.html")
def empty(empty: Empty) -> dict[str, Any]:
    """An empty state: what, why, next."""
    return {"empty": empty}


@register.simple_tag(takes_context=True)
def table(context: Context, table: Any) -> SafeString:
    """A table of ``ui.tables``."""
    return render_to_string(
        table.template_name, {"table": table, "request": context["request"], "shell": context.get("shell")}
    )


@register.simple_tag
def chart(chart: Any) -> SafeString:
    """A chart of ``ui.charts`` with its table."""
    return render_to_string("ui/chart.html", {"chart": chart})


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The query string of this page with changes: ``{% query page=2 %}``; None drops a name."""
    return addresses.with_query(context["request"], **changes)


@register.simple_tag(takes_context=True)
def sort_url(context: Context, table: Any, column: Any) -> str:
    """The address of this page with the table sorted by the column; once more turns the order."""
    changes = {table.prefixed_order_by_field: column.order_by_alias.next, table.prefixed_page_field: None}
    return addresses.with_query(context["request"], **changes)


@register.simple_tag(takes_context=True)
def address(context: Context, door: str, name: str, *args: Any) -> str:
    """The address of a page behind another door."""
    place = organisation(context["request"])
    return addresses.address(door, name, *args, slug=place.slug if place is not None else "")


@register.simple_tag(takes_context=True)
def may(context: Context, permission: Any) -> bool:
    """Whether the reader may: ``{% may "order.sign" as may_sign %}``."""
    return viewer_may(context["request"], permission)


@register.inclusion_tag("ui/post_button.html", takes_context=True)
def post_button(
    context: Context, url: str, words: Text, tone: str = "", icon: str = "", **values: Any
) -> dict[str, Any]:
    """A button that writes: a small form of its own. Further arguments are sent with it."""
    return {
        "url": url,
        "words": words,
        "tone": tone,
        "icon": icon,
        "values": values,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """``{{ totals|at:column.name }}``."""
    return mapping.get(key, "")
