"""Opening academic years and asking in which one a day lies."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from shared_apps.organisations.crossing import By

from .. import refusals
from ..models import HELD, AcademicYear, ClassGroup, ClassMembership, ClassSet, Order, OrderLine
from .class_periods import move_classes

SHORTEST_DAYS, LONGEST_DAYS = 180, 430


@transaction.atomic
def open_academic_year(*, valid_from: date, valid_to: date, by: By, name: str = "") -> AcademicYear:
    """An academic year; `valid_to` is the first day after it. The name is "2026/2027" unless given. An abandoned year
    of that name is held after all.

    :raises AcademicYearOverlaps, AcademicYearMisshapen:
    """
    _check(valid_from, valid_to, None)
    name = name.strip() or year_name(valid_from, valid_to)
    year = abandoned_year(name) or AcademicYear(name=name)
    year.valid_from, year.valid_to = valid_from, valid_to
    year.save()
    return year


def abandoned_year(name: str) -> AcademicYear | None:
    """The year of this name that exists on no day."""
    return AcademicYear.every.filter(~HELD, name=name).order_by("pk").first()


@transaction.atomic
def abandon_academic_year(*, year_id: int, by: By) -> bool:
    """A year that was opened for nothing exists on no day; its row stays for abandoned classes. False: it is needed.

    Needed is a year in which a class is held, somebody stands, an order is dated or takes effect; one that anything but
    classes refers to; and one that another year follows.

    :raises AcademicYearSealed:
    """
    year = AcademicYear.objects.select_for_update().get(pk=year_id)
    if year.closed_at is not None:
        raise refusals.AcademicYearSealed(params={"name": year.name})
    days = (year.valid_from, year.valid_to - timedelta(days=1))
    needing: list[QuerySet[Any]] = [
        ClassGroup.objects.filter(HELD, academic_year=year),
        ClassMembership.objects.unvoided().filter(valid_from__range=days),
        Order.objects.filter(date__range=days),
        OrderLine.objects.filter(on__range=days).exclude(order__state=Order.State.CANCELLED),
        AcademicYear.objects.filter(valid_from__gte=year.valid_to),
    ]
    needing += [
        relation.related_model._default_manager.filter(**{relation.field.name: year})
        for relation in AcademicYear._meta.related_objects
        if relation.related_model not in (ClassGroup, ClassSet)
    ]
    if any(rows.exists() for rows in needing):
        return False
    year.valid_to = year.valid_from
    year.save(update_fields=["valid_to"])
    return True


@transaction.atomic
def change_academic_year(*, year_id: int, valid_from: date, valid_to: date, by: By) -> AcademicYear:
    """Other dates of a year: classes that begin or end with it go along, with their students and class teachers.

    :raises AcademicYearOverlaps, AcademicYearMisshapen, AcademicYearSealed, AcademicYearInUse:
    """
    year = AcademicYear.objects.select_for_update().get(pk=year_id)
    if year.closed_at is not None:
        raise refusals.AcademicYearSealed(params={"name": year.name})
    _check(valid_from, valid_to, year)
    begun = ClassMembership.objects.unvoided().filter(valid_from__gte=year.valid_from, valid_from__lt=year.valid_to)
    outside = begun.exclude(valid_from__gte=valid_from, valid_from__lt=valid_to)
    if (count := outside.count()) > 0:
        raise refusals.AcademicYearInUse(params={"name": year.name, "count": count})
    before = (year.valid_from, year.valid_to)
    year.valid_from, year.valid_to, year.name = valid_from, valid_to, year_name(valid_from, valid_to)
    year.save(update_fields=["valid_from", "valid_to", "name"])
    move_classes(ClassGroup.objects.filter(HELD, academic_year=year), before, (valid_from, valid_to))
    last = Q(valid_to=before[1]) | Q(valid_to__gt=valid_to)
    begun.filter(last, ended_by__isnull=True).update(valid_to=valid_to)
    return year


def year_name(valid_from: date, valid_to: date) -> str:
    """`"2026/2027"`."""
    last = date.fromordinal(valid_to.toordinal() - 1)
    return f"{valid_from.year}/{last.year}" if last.year != valid_from.year else str(valid_from.year)


def usual_dates(begins: int) -> tuple[date, date]:
    """1 September to 31 August: [first day, first day after]."""
    return date(begins, 9, 1), date(begins + 1, 9, 1)


@dataclass(frozen=True, slots=True)
class Years:
    """All academic years, read once: asked for many days."""

    years: tuple[AcademicYear, ...]

    @classmethod
    def read(cls) -> "Years":
        return cls(tuple(AcademicYear.objects.order_by("valid_from")))

    def of(self, day: date) -> AcademicYear | None:
        return next((year for year in self.years if year.valid_from <= day < year.valid_to), None)

    def following(self, year: AcademicYear) -> AcademicYear | None:
        return next((one for one in self.years if one.valid_from >= year.valid_to), None)


def _check(valid_from: date, valid_to: date, itself: AcademicYear | None) -> None:
    if not SHORTEST_DAYS <= (valid_to - valid_from).days <= LONGEST_DAYS:
        raise refusals.AcademicYearMisshapen
    others = AcademicYear.objects.filter(valid_from__lt=valid_to, valid_to__gt=valid_from)
    other = others.exclude(pk=itself.pk).first() if itself else others.first()
    if other is not None:
        last = date.fromordinal(other.valid_to.toordinal() - 1)
        raise refusals.AcademicYearOverlaps(
            params={"name": other.name, "since": f"{other.valid_from:%d.%m.%Y}", "until": f"{last:%d.%m.%Y}"}
        )
