"""A table whose rows are drawn in one go: through templates and django-tables2 fifty rows cost half of a page.

    class MovementTable(QuickTable):
        name = TextColumn(_("Name"), link="students:card", link_by=("student_id",))

Declared as any other table, but without `render_…` methods of its own. A link whose argument is None is none.
The markup is that of ui/table.html; a test compares.
"""

from collections.abc import Callable
from html import escape
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from shared_apps.ui.tables import BadgeColumn, Table

PLACEHOLDER = 987654321


class QuickTable(Table):
    """Rows are dataclasses with the columns as attributes."""

    def drawn_rows(self) -> SafeString:
        """The rows of this page."""
        cells = [_cell(column) for column in self.columns]
        drawn = "".join(
            f"<tr>{''.join(cell(row.record, number) for number, cell in enumerate(cells))}</tr>"
            for row in self.paginated_rows
        )
        return mark_safe(drawn)  # noqa: S308  (every value went through an escape)


def _cell(bound: Any) -> Callable[[Any, int], str]:
    column = bound.column
    value_of = attrgetter(str(bound.accessor).replace("__", "."))
    empty, default = column.empty_values, escape(str(bound.default or ""))
    takes_record, link = isinstance(column, BadgeColumn), _link(column)
    css = bound.attrs["td"].get("class", "")
    place = f' class="{escape(css)}"' if css else ""

    def draw(record: Any, number: int) -> str:
        value = value_of(record)
        if value in empty:
            text = default
        else:
            shown = column.render(value, record) if takes_record else column.render(value)
            text = str(shown) if hasattr(shown, "__html__") else escape(str(shown))
            url = link(record) if link is not None else None
            text = f'<a href="{escape(url)}">{text}</a>' if url else text
        return f'<th scope="row"{place}>{text}</th>' if number == 0 else f"<td{place}>{text}</td>"

    return draw


def _link(column: Any) -> Callable[[Any], str | None] | None:
    """The address of a record. One by a name with one argument is reversed once."""
    if column.link_to is None:
        found: Callable[[Any], str | None] | None = column.link_of
        return found
    name, (argument,) = column.link_to
    before, after = reverse(name, args=[PLACEHOLDER]).split(str(PLACEHOLDER))
    value_of = attrgetter(argument)

    def address(record: Any) -> str | None:
        value = value_of(record)
        return None if value is None else f"{before}{value}{after}"

    return address
