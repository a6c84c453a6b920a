"""Columns of the calendar of attestation."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.tables import BadgeColumn, DateColumn, Table

from .queries.attestation import Due
from .tables import HandbookColumn, NameColumn

WHAT: dict[str, Any] = {
    "category": gettext_lazy("term of the category: %s"),
    "attestation": gettext_lazy("decision due: %s"),
    "nothing": gettext_lazy("never attested"),
}
STATES: dict[str, Any] = {
    "overdue": gettext_lazy("has passed"),
    "soon": gettext_lazy("within three months"),
    "later": gettext_lazy("within a year"),
    "none": gettext_lazy("no category, no conformity"),
}


def what(record: Due) -> str:
    """`"term of the category: первая категория"`."""
    words = str(WHAT[record.what])
    return words % handbooks.name("qualification", record.category) if record.category else words


class WhatColumn(HandbookColumn):
    """What ends or is due."""

    def render(self, value: Any, record: Due | None = None) -> str:
        return what(record) if record is not None else ""

    def value(self, value: Any, record: Due | None = None) -> str:
        return self.render(value, record)


class StateColumn(BadgeColumn):
    """The state in words."""

    def words(self, value: Any) -> str:
        return str(STATES[str(value)])


class AttestationTable(Table):
    caption = gettext_lazy("Attestation calendar")
    name = NameColumn(
        pgettext_lazy("person", "Name"),
        link=lambda record: f"{reverse('people:employee', args=[record.employee_id])}?tab=attestation",
    )
    posts_held = HandbookColumn(gettext_lazy("Posts"), "post", several=True, orderable=False)
    what = WhatColumn(gettext_lazy("What is due"), "qualification", orderable=False, empty_values=())
    on = DateColumn(gettext_lazy("Term"))
    state = StateColumn(
        gettext_lazy("State"), tones={"overdue": "err", "soon": "warn", "later": "info", "none": "warn"}
    )
