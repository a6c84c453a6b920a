"""A table whose rows are drawn in one go: through templates and django-tables2 fifty rows cost half of a page.

    class MovementTable(QuickTable):
        name = TextColumn(_("Name"), link=lambda record: …)

Declared as any other table, but without `render_…` methods of its own, and its links are functions of the record. The
markup is that of ui/table.html; a test compares.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from shared_apps.ui.tables import BadgeColumn, Table


class QuickTable(Table):
    """Rows are dataclasses with the columns as attributes."""

    def drawn_rows(self) -> SafeString:
        """The rows of this page."""
        cells = [self._cell(column) for column in self.columns]
        drawn = "".join(
            f"<tr>{''.join(cell(row.record, number) for number, cell in enumerate(cells))}</tr>"
            for row in self.paginated_rows
        )
        return mark_safe(drawn)  # noqa: S308  (every value went through an escape)

    def _cell(self, bound: Any) -> Callable[[Any, int], str]:
        column = bound.column
        value_of = attrgetter(str(bound.accessor).replace("__", "."))
        empty, default = column.empty_values, str(bound.default or "")
        takes_record, link = isinstance(column, BadgeColumn), column.link_of
        css = bound.attrs["td"].get("class", "")
        place = f' class="{escape(css)}"' if css else ""

        def draw(record: Any, number: int) -> str:
            value = value_of(record)
            if value in empty:
                text = escape(default)
            else:
                text = conditional_escape(column.render(value, record) if takes_record else column.render(value))
                url = link(record) if link is not None else None
                text = f'<a href="{escape(url)}">{text}</a>' if url else text
            return f'<th scope="row"{place}>{text}</th>' if number == 0 else f"<td{place}>{text}</td>"

        return draw
