"""The nightly search for orphans: values in organisations that name a shared row which is not there.

No constraint crosses schemas, so nothing in the database forbids an orphan; shared rows are closed, never deleted,
so there should be none. Each tenant app declares what its columns name in `references.py`:

    HANDBOOKS = {"people_person.sex": "sex"}           # column → handbook, or several: the code stands in one of them
    ACCOUNTS = ("enrolment_order.signed_by",)          # columns that hold an account's id
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from .crossing import By, for_each, is_served, shared
from .models import Organisation, OrphanValue

SYSTEM = By.system("orphans")
STANDING = (Organisation.State.READY, Organisation.State.CLOSED)
SEVERAL = 20


@dataclass(frozen=True, slots=True)
class Orphan:
    """A value of a column that names nothing."""

    organisation: str
    column: str
    value: str
    rows: int

    def __str__(self) -> str:
        return f"{self.organisation}: {self.column} has {self.value!r} in {self.rows} rows, which names nothing"


@cache
def handbook_columns() -> Mapping[str, tuple[str, ...]]:
    """Column → the handbooks whose codes it holds, over all tenant apps."""
    return MappingProxyType(
        {
            column: (named,) if isinstance(named, str) else tuple(named)
            for module in _declarations()
            for column, named in module.HANDBOOKS.items()
        }
    )


def account_columns() -> list[str]:
    """Columns that hold accounts' ids, over all tenant apps."""
    return [column for module in _declarations() for column in module.ACCOUNTS]


def find(*, slugs: tuple[str, ...] = ()) -> list[Orphan]:
    """Look through the organisations that this code serves, closed ones too: their rows stand in the region still.

    Opens doors of its own, one after the other.
    """
    with shared(by=SYSTEM):
        rows = Organisation.objects.filter(state__in=STANDING).order_by("id")
        organisations = [row for row in (rows.filter(slug__in=slugs) if slugs else rows) if is_served(row)]
    found: list[Orphan] = []
    named: dict[int, list[tuple[str, str, int]]] = {}
    for codes, accounts in for_each(organisations, _in_one, by=SYSTEM):
        found += [Orphan(*one) for one in codes]
        for slug, column, account, rows_there in accounts:
            named.setdefault(account, []).append((slug, column, rows_there))
    with shared(by=SYSTEM):
        model = apps.get_model("accounts.Account")
        known = set(model.objects.filter(pk__in=named).values_list("pk", flat=True))
    for account in named.keys() - known:
        found += [Orphan(slug, column, str(account), number) for slug, column, number in named[account]]
    return found


def note(found: Sequence[Orphan], *, by: By) -> None:
    """Write down what was found, in the place of what was found before. Call inside shared()."""
    ids = dict(Organisation.objects.filter(slug__in={one.organisation for one in found}).values_list("slug", "pk"))
    OrphanValue.objects.all().delete()
    OrphanValue.objects.bulk_create(
        OrphanValue(organisation_id=ids[one.organisation], column=one.column, value=one.value, rows=one.rows)
        for one in found
    )


def noted(limit: int) -> list[tuple[OrphanValue, str]]:
    """What was found last, with the column in words. Call inside shared()."""
    rows = OrphanValue.objects.select_related("organisation").order_by("organisation__slug", "column", "value")[:limit]
    return [(row, _in_words(row.column)) for row in rows]


def _in_words(column: str) -> str:
    table, name = column.split(".")
    model = next((one for one in apps.get_models() if one._meta.db_table == table), None)
    if model is None:
        return column
    field: Any = next((one for one in model._meta.concrete_fields if one.column == name), None)
    return f"{model._meta.verbose_name}: {field.verbose_name if field else name}"


Codes = list[tuple[str, str, str, int]]
Accounts = list[tuple[str, str, int, int]]


def _in_one(organisation: Organisation) -> tuple[Codes, Accounts]:
    codes: Codes = []
    accounts: Accounts = []
    with connection.cursor() as cursor:
        for column, named in handbook_columns().items():
            table, name = column.split(".")
            cursor.execute(
                f"""
                SELECT t.{name}, count(*) FROM {table} t
                 WHERE t.{name} <> ''
                   AND NOT EXISTS (SELECT FROM handbooks_handbookitem i
                                      JOIN handbooks_handbook h ON h.id = i.handbook_id
                                    WHERE h.code = ANY(%(handbooks)s) AND i.code = t.{name})
                   AND NOT EXISTS (SELECT FROM passport_localhandbookitem l
                                    WHERE l.handbook = ANY(%(handbooks)s) AND l.code = t.{name})
                 GROUP BY 1 ORDER BY 2 DESC LIMIT {SEVERAL}
                """,
                {"handbooks": list(named)},
            )
            codes += [(organisation.slug, column, str(value), int(rows)) for value, rows in cursor.fetchall()]
        for column in account_columns():
            table, name = column.split(".")
            cursor.execute(f"SELECT {name}, count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY 1")
            accounts += [(organisation.slug, column, int(value), int(rows)) for value, rows in cursor.fetchall()]
    return codes, accounts


def _declarations() -> Iterator["_References"]:
    for app in settings.TENANT_APPS:
        if find_spec(f"{app}.references"):
            module = import_module(f"{app}.references")
            yield _References(dict(module.HANDBOOKS), tuple(module.ACCOUNTS))


@dataclass(frozen=True, slots=True)
class _References:
    HANDBOOKS: dict[str, str | tuple[str, ...]]
    ACCOUNTS: tuple[str, ...]
