"""Dates of validity: half-open intervals [valid_from, valid_to), an open end is FOREVER."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import CheckConstraint, Expression, F, Func, Q
from django.db.models.functions import Least

FOREVER = date.max
"""The end of what has no end yet: 9999-12-31. Never NULL, so that `valid_to > day` needs no OR."""

NEVER = date(1900, 1, 1)
"""When the names of what was withdrawn hold: on no day that anybody asks about."""

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
"""Days that forms and endpoints take: what lies outside is a slip."""

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open interval of days: `valid_from` is in it, `valid_to` is the first day after it."""

    valid_from: date
    valid_to: date = FOREVER

    def __post_init__(self) -> None:
        if self.valid_to <= self.valid_from:
            raise ValueError(f"A period must end after it begins: {self.valid_from} … {self.valid_to}.")

    def __contains__(self, day: date) -> bool:
        return self.valid_from <= day < self.valid_to


def valid_on(day: date, prefix: str = "") -> Q:
    """The condition "was valid on this day" for a dated table, or for one reached by `prefix`."""
    return Q(**{f"{prefix}valid_from__lte": day, f"{prefix}valid_to__gt": day})


class DatedQuerySet(models.QuerySet[M_co]):
    """Rows with valid_from and valid_to; rows voided by an order (where the table knows that) are not read."""

    def unvoided(self) -> "DatedQuerySet[M_co]":
        return self.filter(voided_by__isnull=True)

    def valid(self, day: date) -> "DatedQuerySet[M_co]":
        rows = self.filter(valid_on(day))
        return rows.filter(voided_by__isnull=True) if hasattr(self.model, "voided_by") else rows


if TYPE_CHECKING:

    class DatedManager(models.Manager[M_co]):
        """The manager of a dated table: `objects: ClassVar[DatedManager["Post"]] = DatedManager()`."""

        def get_queryset(self) -> DatedQuerySet[M_co]: ...
        def filter(self, *args: Any, **kwargs: Any) -> DatedQuerySet[M_co]: ...
        def exclude(self, *args: Any, **kwargs: Any) -> DatedQuerySet[M_co]: ...
        def unvoided(self) -> DatedQuerySet[M_co]: ...
        def valid(self, day: date) -> DatedQuerySet[M_co]: ...

else:

    class DatedManager(models.Manager.from_queryset(DatedQuerySet)):
        """The manager of a dated table."""


class _Point(Func):
    """int8range(x, x, '[]'): lets a GiST exclusion compare integers by && without btree_gist."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"
    arity = 2
    output_field = models.Field()


class _Hash(Func):
    """hashtextextended(code, 0): a code as a bigint, for `_Point`."""

    function = "hashtextextended"
    template = "%(function)s(%(expressions)s, 0)"
    arity = 1
    output_field = models.BigIntegerField()


def no_overlap(name: str, *columns: str, texts: tuple[str, ...] = (), among: Q | None = None) -> ExclusionConstraint:
    """EXCLUDE constraint: rows alike in `columns` (integers) and `texts` never overlap; voided rows don't count.

    :param among: only these rows are held to it.
    `least(valid_from, valid_to)` lets a typo (end before beginning) reach its own named CHECK.
    Tables without a `voided_by` column use `no_overlap_at_all`.
    """
    return ExclusionConstraint(
        name=name,
        expressions=_overlap_expressions(columns, texts),
        condition=Q(voided_by__isnull=True) & (among or Q()),
        index_type="gist",
    )


def no_overlap_at_all(name: str, *columns: str) -> ExclusionConstraint:
    """As `no_overlap`, for tables whose rows are never voided."""
    return ExclusionConstraint(name=name, expressions=_overlap_expressions(columns), index_type="gist")


def no_overlap_of(name: str, *columns: str, texts: tuple[str, ...]) -> ExclusionConstraint:
    """As `no_overlap_at_all`, for rows alike in integers and in codes (`texts`)."""
    return ExclusionConstraint(name=name, expressions=_overlap_expressions(columns, texts), index_type="gist")


def _overlap_expressions(columns: tuple[str, ...], texts: tuple[str, ...] = ()) -> list[tuple[Expression, str]]:
    days = Func(Least(F("valid_from"), F("valid_to")), F("valid_to"), function="daterange", output_field=models.Field())
    points: list[tuple[Expression, str]] = [(_Point(F(c), F(c)), RangeOperators.OVERLAPS) for c in columns]
    points += [(_Point(_Hash(F(c)), _Hash(F(c))), RangeOperators.OVERLAPS) for c in texts]
    return [*points, (days, RangeOperators.OVERLAPS)]


def ends_after_it_begins(name: str) -> CheckConstraint:
    """CHECK (valid_to > valid_from)."""
    return CheckConstraint(name=name, condition=Q(valid_to__gt=F("valid_from")))


__all__ = [
    "FOREVER",
    "NEVER",
    "DatedManager",
    "DatedQuerySet",
    "Period",
    "ends_after_it_begins",
    "no_overlap",
    "no_overlap_at_all",
    "no_overlap_of",
    "valid_on",
]
