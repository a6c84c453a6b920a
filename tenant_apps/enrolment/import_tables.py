"""Columns of the lists of imports and of the rows of one, by the kind of import."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.importing.tables import RowTable, RunTable, VerdictColumn
from shared_apps.ui.tables import Empty, TextColumn

from .import_models import ImportRow
from .importing.declared import KINDS


def _kind(value: str) -> Any:
    return KINDS[value].catalogue.title if value in KINDS else value


class ImportRunTable(RunTable):
    empty = Empty(
        gettext_lazy("No file has been loaded yet."),
        gettext_lazy("A workbook or CSV as the school has it: first it is checked, and nothing is written."),
    )
    file_name = TextColumn(pgettext_lazy("import", "File"), link="enrolment:import_card")
    kind = TextColumn(pgettext_lazy("import", "What is in it"))

    class Meta:
        sequence = ("file_name", "kind", "...")

    def render_kind(self, value: str) -> Any:
        return _kind(value)


def _to(page: str, column: str) -> Callable[..., str | None]:
    """The address of the card that a row leads to."""

    def address(record: ImportRow) -> str | None:
        pk = getattr(record, column)
        return reverse(page, args=[pk]) if pk else None

    return address


class InOrder:
    """The person first, then what the file and the check say."""

    sequence = ("name", "number", "verdict", "class_name", "problems", "changes")


class ImportRowTable(RowTable):
    verdict = VerdictColumn(create=pgettext_lazy("import", "admission"))
    name = TextColumn(
        pgettext_lazy("person", "Name"), link=_to("students:card", "student_id"), order_by=("name", "number"),
        empty_values=(),
    )  # fmt: skip
    class_name = TextColumn(pgettext_lazy("import", "Class"))

    class Meta(InOrder):
        pass


class GuardianRowTable(RowTable):
    name = TextColumn(
        pgettext_lazy("person", "Guardian"), link=_to("people:guardian", "card_id"), order_by=("name", "number"),
        empty_values=(),
    )  # fmt: skip
    class_name = TextColumn(pgettext_lazy("import", "Child"))

    class Meta(InOrder):
        pass


class EmployeeRowTable(RowTable):
    name = TextColumn(
        pgettext_lazy("person", "Employee"), link=_to("people:employee", "card_id"), order_by=("name", "number"),
        empty_values=(),
    )  # fmt: skip
    class_name = TextColumn(pgettext_lazy("import", "Post"))

    class Meta(InOrder):
        pass


TABLES: dict[str, type[RowTable]] = {
    "students": ImportRowTable,
    "guardians": GuardianRowTable,
    "employees": EmployeeRowTable,
}
"""By the kind of import."""
