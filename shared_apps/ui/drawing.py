"""The rows of a table drawn in one go: through templates and django-tables2 fifty rows cost half of a page.

The markup is that of ui/table.html and the values are those of django-tables2 (dicts, related rows, choices of a model,
`render_…` methods of the table); a test compares. What each column needs is found out once and not for each cell.
"""

from collections.abc import Callable, Mapping
from html import escape
from inspect import Parameter, signature
from typing import Any
from urllib.parse import quote

from django.db.models import Model
from django.urls import reverse
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import A

from shared_apps.ui.address import PLACEHOLDER, numbered

KNOWN = ("value", "record", "column", "bound_column", "table")
Of = Callable[[Any], Any]


def drawn_rows(table: Any) -> SafeString:
    """The rows of the table's page."""
    cells = [_cell(table, bound) for bound in table.columns]
    drawn = "".join(
        f"<tr>{''.join(cell(row.record, number) for number, cell in enumerate(cells))}</tr>"
        for row in table.paginated_rows
    )
    return mark_safe(drawn)  # noqa: S308  (every value went through an escape)


def _cell(table: Any, bound: Any) -> Callable[[Any, int], str]:
    column, value_of, render, link = bound.column, _value(bound.accessor), _call(bound.render), _link(bound.column)
    empty, default = column.empty_values, _escaped(bound.default if bound.default is not None else "")
    given = {"column": column, "bound_column": bound, "table": table}
    css = bound.attrs["td"].get("class", "")
    place = f' class="{escape(css)}"' if css else ""

    def draw(record: Any, number: int) -> str:
        value = value_of(record)
        if value in empty:
            text = default
        else:
            said = {**given, "value": value, "record": record}
            text = _escaped(render(said))
            url = link(said) if link is not None else None
            text = f'<a href="{escape(url)}">{text}</a>' if url else text
        return f'<th scope="row"{place}>{text}</th>' if number == 0 else f"<td{place}>{text}</td>"

    return draw


def _escaped(shown: Any) -> str:
    """As a template would write it."""
    if hasattr(shown, "__html__"):
        return str(shown)
    return escape(shown if isinstance(shown, str) else str(localize(shown)))


def _value(accessor: Any) -> Of:
    """The value of a record as django-tables2 finds it; a field with choices gives their words."""
    path, _separator, last = str(accessor).rpartition(A.SEPARATOR)
    lead, whole = A(path), A(accessor)
    displays: dict[type, str] = {}

    def display_of(holder: Model) -> str:
        kind = type(holder)
        if kind not in displays:
            fields = {one.name: one for one in kind._meta.get_fields()}
            named = f"get_{last}_display"
            has_words = bool(getattr(fields.get(last), "choices", ())) and hasattr(kind, named)
            displays[kind] = named if has_words else ""
        return displays[kind]

    def find(record: Any) -> Any:
        if isinstance(record, Mapping):
            return whole.resolve(record, quiet=True)
        holder = lead.resolve(record, quiet=True) if path else record
        if isinstance(holder, Model) and (named := display_of(holder)):
            return getattr(holder, named)()
        if holder is None or isinstance(holder, Mapping):
            return whole.resolve(record, quiet=True)
        value = getattr(holder, last, None)
        return whole.resolve(record, quiet=True) if callable(value) else value

    return find


def _call(render: Callable[..., Any]) -> Callable[[dict[str, Any]], Any]:
    """Called with what it asks for, as django-tables2 does."""
    asked = signature(render).parameters
    names = KNOWN if any(one.kind == Parameter.VAR_KEYWORD for one in asked.values()) else tuple(asked)
    if names == ("value",):
        return lambda said: render(said["value"])
    return lambda said: render(**{name: said[name] for name in names if name in said})


def _link(column: Any) -> Callable[[dict[str, Any]], str | None] | None:
    """The address of a record. One by a name with one whole number is reversed once; an argument of None gives none."""
    if column.link_to is None:
        return _call(column.link_of) if column.link_of is not None else None
    name, accessors = column.link_to
    values = [_value(one) for one in accessors]
    cut: list[tuple[str, str]] = []

    def address(said: dict[str, Any]) -> str | None:
        found = [value(said["record"]) for value in values]
        if None in found:
            return None
        if len(found) > 1:
            return reverse(name, args=found)
        if isinstance(found[0], int):
            return numbered(name, found[0])
        if not cut:
            before, _number, after = _reversed(name, found[0]).partition(str(PLACEHOLDER))
            cut.append((before, after))
        return f"{cut[0][0]}{quote(str(found[0]), safe='~')}{cut[0][1]}"

    return address


def _reversed(name: str, argument: Any) -> str:
    """With the placeholder where the argument stands, whatever converter the address has for it."""
    whole = reverse(name, args=[argument])
    spelt = quote(str(argument), safe="~")
    before, _found, after = whole.rpartition(spelt)
    return f"{before}{PLACEHOLDER}{after}"
