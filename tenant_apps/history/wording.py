"""How rows, values and operations of the history are called. Apps above say it for their tables, in `ready()`:

register_subject("people_person", persons_by_id, privacy=Privacy.IDENTITY, rank=0)
register_source("import", _("Import of students"), "enrolment:import")
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.sql import SQL, Identifier, Literal

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.orphans import handbook_columns
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.refusal import Text
from shared_apps.ui.numbers import ru_date, ru_datetime

Names = Callable[[Collection[int]], Mapping[int, str]]
LONGEST = 200
"""Values longer than this are cut on pages."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Rows of a table that records are about: people, classes, orders."""

    names: Names
    privacy: Privacy
    rank: int


_SUBJECTS: dict[str, Subject] = {}
_VALUES: dict[str, Callable[[Any], Text]] = {}
_SOURCES: dict[str, tuple[Text, str]] = {"reversal": (gettext_lazy("Reversal of changes"), "history:reversal")}


def register_subject(table: str, names: Names, *, privacy: Privacy, rank: int) -> None:
    """Say how rows of a table are called by their ids.

    What a record is about is the subject of the lowest `rank` that its references lead to. A reader who does not hold
    `privacy` does not see the name.
    """
    if table in _SUBJECTS and _SUBJECTS[table].names is not names:
        raise ValueError(f"Rows of {table} are called twice: by {_SUBJECTS[table].names} and by {names}.")
    _SUBJECTS[table] = Subject(names, privacy, rank)
    _way_to_subject.cache_clear()


def register_values(table: str, column: str, words: Callable[[Any], Text]) -> None:
    """Say how values of a column are called that are codes of the program itself: of fields, of kinds of work."""
    _VALUES[f"{table}.{column}"] = words


def register_source(prefix: str, title: Text, url_name: str = "") -> None:
    """Say what operations "prefix:17" are called, and which page shows one."""
    _SOURCES[prefix] = (title, url_name)


@dataclass(frozen=True, slots=True)
class Source:
    """An operation that lines belong to, in words, and its page."""

    title: str
    url: str


def described_source(source: str) -> Source | None:
    """Returns the words and the page of an operation such as "import:17"; None for lines that belong to none."""
    prefix, colon, number = source.partition(":")
    if not colon:
        return None
    title, url_name = _SOURCES.get(prefix, (prefix, ""))
    try:
        url = reverse(url_name, args=[number]) if url_name else ""
    except NoReverseMatch:
        url = ""
    return Source(f"{title} № {number}", url)


# --- tables and columns ---------------------------------------------------------------------------------------------


@cache
def _models() -> dict[str, type[models.Model]]:
    ours = [config for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]
    return {model._meta.db_table: model for config in ours for model in config.get_models(include_auto_created=True)}


def tables() -> list[tuple[str, str]]:
    """Every table of organisations with the words for its rows, in the order of the words."""
    found = [(table, str(capfirst(model._meta.verbose_name_plural))) for table, model in _models().items()]
    return sorted((one for one in found if not one[0].startswith("history_")), key=lambda one: one[1])


def title_of(table: str) -> str:
    """What a row of the table is; the table's own name if no model has it any more."""
    model = _models().get(table)
    return str(capfirst(model._meta.verbose_name)) if model else table


def field_of(table: str, column: str) -> "models.Field[Any, Any] | None":
    """The field of a column, if the table still has it."""
    return _fields().get((table, column))


@cache
def _fields() -> "dict[tuple[str, str], models.Field[Any, Any]]":
    return {
        (table, str(field.column)): field for table, model in _models().items() for field in model._meta.concrete_fields
    }


def privacy_of(table: str, column: str) -> Privacy:
    """Returns the privacy class of a column.

    A column that no model has any more gets the class that is shown to nobody.
    """
    found = field_of(table, column)
    declared: Mapping[str, Privacy] = getattr(_models().get(table), "privacy", {})
    return declared.get(found.name, Privacy.SECRET) if found else Privacy.SECRET


def is_derived(table: str, column: str) -> bool:
    """Returns True if nobody enters the column (a search key, a version).

    References are not derived: services enter them.
    """
    found = field_of(table, column)
    return found is not None and not found.editable and not found.is_relation


def label_of(table: str, column: str) -> str:
    """What a column is called."""
    found = field_of(table, column)
    return str(capfirst(found.verbose_name)) if found else column


# --- what a record is about -----------------------------------------------------------------------------------------


class Step(NamedTuple):
    """From a table through its column to another one."""

    table: str
    column: str
    target: str


@cache
def _way_to_subject(table: str) -> tuple[Step, ...] | None:
    """Returns the shortest chain of references from a table to the subject of the lowest rank; () for a subject
    itself."""
    if table in _SUBJECTS:
        return ()
    ways: dict[str, tuple[Step, ...]] = {table: ()}
    best: tuple[Step, ...] | None = None
    queue = [table]
    for here in queue:
        model = _models().get(here)
        for one in model._meta.concrete_fields if model else ():
            target = one.related_model._meta.db_table if isinstance(one.related_model, type) else ""
            if not target or target in ways or len(ways[here]) >= 4:
                continue
            ways[target] = (*ways[here], Step(here, str(one.column), target))
            if target in _SUBJECTS:
                if best is None or _SUBJECTS[target].rank < _SUBJECTS[best[-1].target].rank:
                    best = ways[target]
            else:
                queue.append(target)
    return best


def subjects(rows: Iterable[tuple[str, int]], *, holds: Collection[Privacy]) -> dict[tuple[str, int], str]:
    """About whom or what each row (table, id) is, deleted rows too. A few queries for any number of rows and tables."""
    led: dict[tuple[str, int], int] = {}
    ways: dict[str, tuple[Step, ...]] = {}
    for table, row in rows:
        if table not in ways:
            way = _way_to_subject(table)
            if way is None or _subject_of(table, way).privacy not in holds:
                continue
            ways[table] = way
        led[table, row] = row
    for depth in range(max(map(len, ways.values()), default=0)):
        asked: dict[Step, set[int]] = {}
        for (table, _row), here in led.items():
            if depth < len(ways[table]):
                asked.setdefault(ways[table][depth], set()).add(here)
        pointed = _pointed(asked)
        led = {
            origin: pointed[step][here] if step is not None else here
            for origin, here in led.items()
            for step in [ways[origin[0]][depth] if depth < len(ways[origin[0]]) else None]
            if step is None or here in pointed[step]
        }
    wanted: dict[str, set[int]] = {}
    for (table, _row), there in led.items():
        wanted.setdefault(_target(table, ways[table]), set()).add(there)
    names = {table: _SUBJECTS[table].names(ids) for table, ids in wanted.items()}
    return {
        (table, row): named
        for (table, row), there in led.items()
        if (named := names[_target(table, ways[table])].get(there)) is not None
    }


def _target(table: str, way: tuple[Step, ...]) -> str:
    return way[-1].target if way else table


def _subject_of(table: str, way: tuple[Step, ...]) -> Subject:
    return _SUBJECTS[_target(table, way)]


def _pointed(asked: Mapping[Step, Collection[int]]) -> dict[Step, dict[int, int]]:
    """Returns where each step leads from these rows: by their column now, or as it was when they were deleted.

    Two queries at most.
    """
    found: dict[Step, dict[int, int]] = {step: {} for step in asked}
    steps = list(asked)
    present = SQL(" UNION ALL ").join(
        SQL("SELECT {number}, id, {column} FROM {table} WHERE id = ANY(%s) AND {column} IS NOT NULL").format(
            number=Literal(number), column=Identifier(step.column), table=Identifier(step.table)
        )
        for number, step in enumerate(steps)
    )
    with connection.cursor() as cursor:
        cursor.execute(present, [list(asked[step]) for step in steps])
        for number, row, there in cursor.fetchall():
            found[steps[number]][row] = there
        gone = [(step, row) for step, rows in asked.items() for row in rows if row not in found[step]]
        if gone:
            cursor.execute(
                "SELECT DISTINCT ON (g.number, g.id) g.number, g.id, (l.before ->> g.name)::bigint"
                "  FROM unnest(%s::int[], %s::text[], %s::text[], %s::bigint[]) AS g (number, kept_in, name, id)"
                "  JOIN history_changelog l ON l.table_name = g.kept_in AND l.row_id = g.id"
                " WHERE l.operation = 'D' AND l.before ->> g.name IS NOT NULL"
                " ORDER BY g.number, g.id, l.id DESC",
                [
                    [steps.index(step) for step, _row in gone],
                    [step.table for step, _row in gone],
                    [step.column for step, _row in gone],
                    [row for _step, row in gone],
                ],
            )
            for number, row, there in cursor.fetchall():
                found[steps[number]][row] = there
    return found


# --- values ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Values:
    """Values of the log in words. References are looked up in bulk: `learn()` all, then `words()` one by one."""

    holds: Collection[Privacy]
    _names: dict[str, dict[int, str]] = field(default_factory=dict)

    def learn(self, values: Iterable[tuple[str, str, Any]]) -> None:
        """Look up what (table, column, value) refer to."""
        wanted: dict[str, set[int]] = {}
        for table, column, value in values:
            found = field_of(table, column)
            if found is not None and isinstance(found.related_model, type) and isinstance(value, int):
                wanted.setdefault(found.related_model._meta.db_table, set()).add(value)
        for table, ids in wanted.items():
            known = self._names.setdefault(table, {})
            if unknown := ids - known.keys():
                known |= self._look_up(table, unknown)

    def _look_up(self, table: str, ids: set[int]) -> Mapping[int, str]:
        if subject := _SUBJECTS.get(table):
            return subject.names(ids) if subject.privacy in self.holds else {}
        model = _models().get(table)
        if model is None or model.__str__ is models.Model.__str__:
            return {}
        return {row: str(one) for row, one in model._default_manager.in_bulk(ids).items()}

    def words(self, table: str, column: str, value: Any) -> str:
        """A value as the reader knows it; "" for nothing."""
        if value is None or value == "":
            return ""
        if value == FOREVER.isoformat():
            return _("without end")
        found = field_of(table, column)
        if found is None:
            return _cut(str(value))
        if called := _VALUES.get(f"{table}.{column}"):
            return str(called(value))
        if isinstance(found.related_model, type):
            return self._names.get(found.related_model._meta.db_table, {}).get(value, f"№ {value}")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if found.choices:
            return str(dict(found.flatchoices).get(value, value))
        if named := handbook_columns().get(f"{table}.{column}"):
            known = next((each for each in named if handbooks.item(each, str(value))), named[0])
            return handbooks.name(known, str(value))
        return _cut(_plain(found, value))


def _plain(found: "models.Field[Any, Any]", value: Any) -> str:
    if isinstance(found, models.DateTimeField):
        return ru_datetime(datetime.fromisoformat(value))
    if isinstance(found, models.DateField):
        return ru_date(date.fromisoformat(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str | int):
        return str(value)
    return str(value).replace(".", ",")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
