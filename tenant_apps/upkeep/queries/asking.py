"""The question about cards as a statement. The process keeps it: to make it takes longer than to answer it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.queries.students import students_on
from tenant_apps.people.models import Guardianship
from tenant_apps.people.queries.lists import employees_on, guardians_on
from tenant_apps.people.reach import seen_students

from ..requirements import KINDS, WORDS, Required

EVERYBODY = By.system("upkeep")
Statement = tuple[str, tuple[Any, ...]]
"""Text and parameters."""


def cards_on(kind: str, day: date, *, by: By, class_id: int | None = None) -> QuerySet[Any]:
    """Cards of a kind (student, guardian, employee) that the list of the day asks about, by name."""
    if kind == "student":
        return students_on(day, by=by, class_id=class_id)
    if kind == "employee":
        return employees_on(day)
    return guardians_on(day, by=by).filter(pk__in=Guardianship.objects.valid(day).values("guardian"))


def asked_of(kind: str, by: By) -> list[Required]:
    """What is asked of cards of a kind, as far as this reader is told of it."""
    return [one for one in KINDS[kind].values() if one.is_seen(by)]


def asked_cards(kind: str, day: date, columns: Sequence[str], *, by: By) -> Statement:
    """All cards of the kind that this reader sees: these columns, then those of `flags_of` what is asked."""
    asked = asked_of(kind, by)
    if kind != "employee" and seen_students(by) is not None:
        return compiled(with_conditions(cards_on(kind, day, by=by), asked, day), (*columns, *flags_of(asked)))
    words = tuple(known() for known in WORDS.get(kind, ()))
    return _kept(kind, day, tuple(one.code for one in asked), tuple(columns), words)


@lru_cache(maxsize=200)
def _kept(
    kind: str, day: date, codes: tuple[str, ...], columns: tuple[str, ...], _words: tuple[tuple[str, ...], ...]
) -> Statement:
    """Returns the statement for readers who see every card. Made once and then used in ALL organisations.

    The cache is shared between organisations, so the statement must depend on nothing of an organisation that is not
    among the arguments. `_words` is an argument for that reason alone: the handbook items, some of them the
    organisation's own, that conditions write into the SQL. A condition that reads anything else of an organisation must
    add it to WORDS; otherwise the cards of one organisation would be asked by the values of another.
    """
    asked = [KINDS[kind][code] for code in codes]
    rows = with_conditions(cards_on(kind, day, by=EVERYBODY), asked, day)
    return compiled(rows, (*columns, *flags_of(asked)))


def flags_of(wanted: Iterable[Required]) -> list[str]:
    """Names of the columns that `with_conditions` adds."""
    found = list(wanted)
    return [f"has_{one.code}" for one in found] + [f"asked_{one.code}" for one in found if one.asked is not None]


def with_conditions(rows: QuerySet[Any], wanted: Iterable[Required], day: date) -> QuerySet[Any]:
    """The rows with `has_<code>`, and `asked_<code>` where not everybody is asked."""
    conditions: dict[str, Q] = {}
    for one in wanted:
        conditions[f"has_{one.code}"] = one.has(day)
        if one.asked is not None:
            conditions[f"asked_{one.code}"] = one.asked(day)
    told: QuerySet[Any] = rows.annotate(
        **{name: ExpressionWrapper(each, output_field=BooleanField()) for name, each in conditions.items()}
    )
    return told


def compiled(rows: QuerySet[Any], columns: Sequence[str]) -> Statement:
    """The rows, in no order, as a statement that calls its columns by these names."""
    statement, parameters = rows.order_by().values_list(*columns).query.sql_with_params()
    return statement, tuple(parameters)


def read(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
