"""Reading imports: the list, one run with its rows and orders, the job that works on it, what undoing would do."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shared_apps.importing.jobs import WorkState, is_at_work, work_of
from shared_apps.importing.queries import has_changes, rows_of
from tenant_apps.history.models import ChangeLog, Reversal, ReversalLine
from tenant_apps.people.models import PersonName
from tenant_apps.people.names import full_name

from ..import_models import ImportRow, ImportRun
from ..models import Order
from ..wording import described_order

MOST_CONFLICTS = 200


def runs() -> QuerySet[ImportRun]:
    """Every import, the latest first."""
    return ImportRun.objects.order_by("-uploaded_at", "-pk")


def of_kinds(runs: QuerySet[ImportRun], kinds: Sequence[str]) -> QuerySet[ImportRun]:
    """Those of some kinds of import."""
    return runs.filter(kind__in=kinds)


def rows_matching(rows: QuerySet[ImportRow], text: str) -> QuerySet[ImportRow]:
    """Rows with every typed word in the name, or of this class, or with this number."""
    named = Q()
    for word in text.split():
        named &= Q(name__icontains=word)
    found = named | Q(class_name__iexact=text.strip())
    if text.strip().isdecimal() and len(text) < 8:
        found |= Q(number=int(text))
    return rows.filter(found)


def orders_of_run(run: ImportRun) -> list[Order]:
    """Orders that the run made, those that cancel them not among them."""
    return list(Order.objects.filter(source=run.source).order_by("date", "pk"))


def earlier_with_same_file(sha256: str, *, but: int = 0) -> ImportRun | None:
    """The latest other run of the very same file that was not discarded."""
    rows = runs().filter(sha256=sha256).exclude(pk=but)
    return rows.exclude(state__in=[ImportRun.State.ABANDONED, ImportRun.State.REFUSED]).first()


# --- what undoing would do ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record that undoing leaves as it is: what it is, whose, what stands in the way, who changed it later."""

    what: str
    whose: str
    obstacle: str
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class UndoingPlan:
    """What a protocol would do, in numbers of records, and the first of its conflicts."""

    number: int
    reason: str
    reversed: int
    cancelled: tuple[str, ...]
    kept: int
    conflicts: int
    shown: tuple[Conflict, ...]


def undoing_of(run: ImportRun) -> UndoingPlan | None:
    """The plan that waits to be confirmed or put away."""
    planned = run.reversal
    if planned is None or planned.state != Reversal.State.PLANNED:
        return None
    counts: dict[str, set[tuple[str, int]]] = defaultdict(set)
    lines = ReversalLine.objects.filter(reversal=planned)
    written = ChangeLog.objects.filter(source=run.source, source__contains=":")
    rows = {pk: (table, row) for pk, table, row in written.values_list("pk", "table_name", "row_id")}
    titles: dict[str, None] = {}
    for change, verdict, detail in lines.order_by("change").values_list("change", "verdict", "detail"):
        if change in rows:
            counts[verdict].add(rows[change])
        if verdict == ReversalLine.Verdict.CANCEL and detail.get("note"):
            titles[detail["note"]] = None
    conflicting = counts[ReversalLine.Verdict.CONFLICT]
    return UndoingPlan(
        number=planned.number,
        reason=planned.reason,
        reversed=len(counts[ReversalLine.Verdict.REVERSE] - conflicting),
        cancelled=tuple(titles),
        kept=len(counts[ReversalLine.Verdict.KEEP] | counts[ReversalLine.Verdict.CANCEL]),
        conflicts=len(conflicting),
        shown=tuple(_conflicts(planned, rows)),
    )


def _conflicts(planned: Reversal, rows: dict[int, tuple[str, int]]) -> Iterable[Conflict]:
    found: dict[tuple[str, int], ReversalLine] = {}
    for line in ReversalLine.objects.filter(reversal=planned, verdict=ReversalLine.Verdict.CONFLICT).order_by("change"):
        if line.change in rows and len(found) < MOST_CONFLICTS:
            found.setdefault(rows[line.change], line)
    later = ChangeLog.objects.in_bulk([line.later for line in found.values() if line.later])
    names = _owners(found)
    for (table, row), line in found.items():
        change = later.get(line.later) if line.later else None
        note = line.detail.get("note", "")
        yield Conflict(
            what=_what(table, line.detail.get("columns", [])),
            whose=names.get((table, row), ""),
            obstacle=f"{capfirst(line.get_obstacle_display())}{': ' if note else ''}{note}",
            who=change.actor_name if change else "",
            at=change.at if change else None,
        )


def _model(table: str) -> Any:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _what(table: str, columns: list[str]) -> str:
    model = _model(table)
    if model is None:
        return table
    labels = [
        str(model._meta.get_field(name).verbose_name) for name in columns if name != "version" and _has(model, name)
    ]
    name = str(capfirst(model._meta.verbose_name))
    return f"{name}: {', '.join(labels)}" if labels else name


def _has(model: Any, name: str) -> bool:
    return any(getattr(each, "attname", "") == name or each.name == name for each in model._meta.get_fields())


_PERSON = {
    "people_person": "pk",
    "people_personname": "person_id",
    "people_identifier": "person_id",
    "people_identitydocument": "person_id",
    "people_student": "person_id",
    "people_citizenship": "person_id",
    "people_guardian": "person_id",
    "people_guardianship": "guardian__person_id",
    "people_employee": "person_id",
    "people_employment": "employee__person_id",
    "people_employeepost": "employee__person_id",
    "people_employeesubject": "employee__person_id",
    "people_employeeeducation": "employee__person_id",
    "people_employeecourse": "employee__person_id",
    "people_employeequalification": "employee__person_id",
    "people_educationcircumstance": "student__person_id",
    "people_healthcircumstance": "student__person_id",
    "people_socialcircumstance": "student__person_id",
    "enrolment_orderline": "student__person_id",
    "enrolment_enrolment": "student__person_id",
    "enrolment_classmembership": "enrolment__student__person_id",
}
"""How a row of each table leads to the person it is about."""


def _owners(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    by_table: dict[str, list[int]] = defaultdict(list)
    for table, row in keys:
        by_table[table].append(row)
    persons: dict[tuple[str, int], int] = {}
    found: dict[tuple[str, int], str] = {}
    for table, ids in by_table.items():
        if table == "enrolment_order":
            found |= {(table, order.pk): described_order(order) for order in Order.objects.filter(pk__in=ids)}
        elif table in _PERSON:
            rows = _model(table)._default_manager.filter(pk__in=ids).values_list("pk", _PERSON[table])
            persons |= {(table, pk): person for pk, person in rows}
    names = {
        pk: full_name(surname, given, patronymic)
        for pk, surname, given, patronymic in PersonName.objects.filter(person__in=set(persons.values()))
        .order_by("valid_from")
        .values_list("person_id", "surname", "given_name", "patronymic")
    }
    return found | {key: names.get(person, _("a card without a name")) for key, person in persons.items()}


__all__ = [
    "Conflict",
    "UndoingPlan",
    "WorkState",
    "earlier_with_same_file",
    "has_changes",
    "is_at_work",
    "of_kinds",
    "orders_of_run",
    "rows_matching",
    "rows_of",
    "runs",
    "undoing_of",
    "work_of",
]
