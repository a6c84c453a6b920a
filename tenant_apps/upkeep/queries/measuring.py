"""How full cards are in all, and which of many lack something: counted, narrowed, sorted and cut by the database.

A page of a list reads its own cards only (`completeness`); what all of them lack is added up where they lie.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, TextField, Value, When

from shared_apps.organisations.crossing import By
from tenant_apps.people.queries.grounds import groups_in_force

from ..models import CardCheck
from ..requirements import Required
from .asking import Statement, asked_cards, asked_of, cards_on, compiled, flags_of, read, with_conditions
from .checks import month_of
from .completeness import CardRow, Total, cards_of

_MEASURED = """
    WITH card AS MATERIALIZED ({cards}),
    covered AS MATERIALIZED ({covered}),
    measured AS (
        SELECT c.*, array_remove(ARRAY[{lacks}]::text[], NULL) AS lacks, {asked} AS asked
          FROM card c LEFT JOIN covered g ON g.person_id = c.person_id)
"""
_TOTALS = """
    SELECT {of}, count(*), count(*) FILTER (WHERE lacks = '{{}}'), sum(asked), sum(cardinality(lacks))
      FROM measured GROUP BY 1
"""
_PERCENT = "CASE WHEN asked = 0 THEN 100 ELSE (asked - cardinality(lacks)) * 100 / asked END"
_SORTS = {
    "name": "name_key {way}",
    "class_name": "grade {way}, class_name {way}, name_key {way}",
    "percent": _PERCENT + " {way}",
    "state": "state {way}",
}
_USUAL = {"student": "grade, class_name, name_key, pk"}
ANY_FIELD = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cards of a list. `missing`: a code, or ANY_FIELD; `check`: checked, stale, left; `words` of the name."""

    class_id: int | None = None
    missing: str = ""
    check: str = ""
    words: tuple[str, ...] = ()


@dataclass
class Cards:
    """Cards of one kind (student, guardian, employee) on a day, as far as this reader sees them."""

    kind: str
    day: date
    by: By

    def total(self) -> Total:
        """Of all of them together."""
        found = list(self.totals.values())
        return Total(*(sum(getattr(one, name) for one in found) for name in ("cards", "full", "asked", "missing")))

    @cached_property
    def totals(self) -> dict[int | None, Total]:
        """By class; of guardians and employees under None. One query."""
        columns = ("class_id",) if self.kind == "student" else ()
        everybody = asked_cards(self.kind, self.day, ("pk", "person_id", *columns), by=self.by)
        totals = _TOTALS.format(of=", ".join(columns) or "NULL::bigint")
        return {
            class_id: Total(cards, full, int(asked), int(missing))
            for class_id, cards, full, asked, missing in self._measured(everybody, totals, [])
        }

    def number(self, wanted: Wanted) -> int:
        """How many there are."""
        rows = self._rows(wanted)
        if not wanted.missing:
            return rows.count()
        where, more = _lacking(wanted)
        statement = f"SELECT count(*) FROM measured WHERE {where}"  # noqa: S608
        found: int = self._measured(self._asked(rows), statement, more)[0][0]
        return found

    def page(self, wanted: Wanted, *, order: str = "", offset: int = 0, limit: int) -> list[CardRow]:
        """Some of them. `order`: columns of the table, "-" for descending, by commas. Three queries at most."""
        rows = self._rows(wanted)
        asked = [one for one in order.split(",") if one.lstrip("-") in _SORTS]
        sorts = [_SORTS[one.lstrip("-")].format(way="DESC" if one.startswith("-") else "ASC") for one in asked]
        by = ", ".join([*sorts, _USUAL.get(self.kind, "name_key, pk")])
        where, more = _lacking(wanted)
        if wanted.missing or any(one.lstrip("-") == "percent" for one in asked):
            statement = f"SELECT pk FROM measured WHERE {where} ORDER BY {by} OFFSET %s LIMIT %s"  # noqa: S608
            found = self._measured(self._asked(rows), statement, [*more, offset, limit])
        else:
            cards, parameters = compiled(rows, ("pk", *self._columns))
            statement = f"SELECT pk FROM ({cards}) card ORDER BY {by} OFFSET %s LIMIT %s"  # noqa: S608
            found = read(statement, [*parameters, offset, limit])
        return cards_of(self.kind, [pk for (pk,) in found], self.day, by=self.by)

    @property
    def _columns(self) -> tuple[str, ...]:
        return ("name_key", *(("class_id", "class_name", "grade", "state") if self.kind == "student" else ()))

    def _rows(self, wanted: Wanted) -> QuerySet[Any]:
        rows = cards_on(self.kind, self.day, by=self.by, class_id=wanted.class_id).order_by()
        if self.kind == "student":
            rows = rows.annotate(state=_state(self.day))
        if wanted.check:
            rows = rows.filter(state=wanted.check)
        for word in wanted.words:
            rows = rows.filter(name_key__contains=word)
        return rows

    def _asked(self, rows: QuerySet[Any]) -> Statement:
        """The rows with what is asked of them."""
        required = asked_of(self.kind, self.by)
        columns = ("pk", "person_id", *self._columns, *flags_of(required))
        return compiled(with_conditions(rows, required, self.day), columns)

    def _measured(self, asked: Statement, statement: str, more: list[Any]) -> list[tuple[Any, ...]]:
        """Ask `measured`: the columns of `asked` with the codes that lack and the number of those that are asked."""
        required = asked_of(self.kind, self.by)
        cards, parameters = asked
        groups = sorted({one.group for one in required if one.group})
        covered, days = groups_in_force(self.day, groups, among="SELECT person_id FROM card")
        begun = _MEASURED.format(
            covered=covered,
            cards=cards,
            lacks=", ".join(
                f"CASE WHEN {_is_asked(one)} AND NOT has_{one.code} THEN '{one.code}' END" for one in required
            ),
            asked=" + ".join(f"coalesce(({_is_asked(one)})::int, 0)" for one in required),
        )
        return read(begun + statement, [*parameters, *days, *more])


def _is_asked(one: Required) -> str:
    """SQL: whether a card must have it; codes and groups are declared words, nothing that was typed."""
    conditions = [f"asked_{one.code}"] if one.asked is not None else []
    conditions += [f"opens_{one.group}"] if one.group else []
    return " AND ".join(conditions) or "true"


def _lacking(wanted: Wanted) -> tuple[str, list[str]]:
    """The condition on `measured`, and its values."""
    if not wanted.missing:
        return "true", []
    return ("lacks <> '{}'", []) if wanted.missing == ANY_FIELD else ("%s = ANY(lacks)", [wanted.missing])


def _state(day: date) -> Case:
    """Whether the card was checked in the day's month: checked, stale (changed since), left."""
    done = CardCheck.objects.filter(student=OuterRef("pk"), month=month_of(day))
    return Case(
        When(Exists(done.filter(card_version=F("student__person__version"))), then=Value("checked")),
        When(Exists(done), then=Value("stale")),
        default=Value("left"),
        output_field=TextField(),
    )
