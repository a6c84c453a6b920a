"""Balances of movement as the region says them, beside the second implementation."""

from collections.abc import Sequence
from datetime import date

from django.db import connections

from region.contingent import movement_balance as balance
from region.contingent.movement_balance import Asked
from region.contingent.narrowing import Filters
from shared_apps.organisations.crossing import Scope, region
from shared_apps.organisations.models import Organisation
from tests.feed.life_of_orders import BY
from tests.truth import movement as truth

Schools = Sequence[Organisation]


def of(schools: Schools, first: date, last: date, measure: str = "main") -> Asked:
    return Asked(
        first=first, last=last, measure=measure, filters=Filters(organisations=tuple(one.pk for one in schools))
    )


def numbers(row: balance.PlaceBalance) -> tuple[int, int, int, int]:
    return row.at_start, row.arrived, row.left, row.at_end


def added(found: Sequence[truth.Numbers]) -> truth.Numbers:
    return tuple(sum(each) for each in zip(*found, strict=True))


def assert_add_up(schools: Schools, first: date, last: date) -> None:
    """start + in − out = end for region, municipality, organisation, class: whatever was projected of what happened."""
    with region(Scope("ministry"), by=BY):
        municipalities = balance.by_places(of(schools, first, last), "municipality")
        places = [
            *municipalities,
            balance.total(municipalities),
            *balance.by_places(of(schools, first, last), "organisation"),
        ]
        classes = [row for school in schools for row in balance.by_classes(of([school], first, last))]
    assert [row for row in (*places, *classes) if not row.adds_up] == []


def assert_true(municipalities: Sequence[Schools], first: date, last: date, measure: str) -> int:
    """The balances are those of the second implementation, for class, organisation, municipality and region; how many
    moved. Everything is projected. `municipalities`: the schools of each.
    """
    owner, schools = connections["owner"], [school for each in municipalities for school in each]
    truly = {one.pk: truth.of_the_organisation(owner, str(one.schema_name), first, last, measure) for one in schools}
    asked = of(schools, first, last, measure)
    with region(Scope("ministry"), by=BY):
        of_organisations = {row.key: numbers(row) for row in balance.by_places(asked, "organisation")}
        of_municipalities = balance.by_places(asked, "municipality")
        kinds = balance.by_kinds(asked)
    shown = {pk: said for pk, said in truly.items() if any(said) or pk in of_organisations}
    assert of_organisations == shown, "one that was closed before the period, and it alone, may be left out"
    expected = [added([truly[school.pk] for school in each]) for each in municipalities]
    assert sorted(numbers(row) for row in of_municipalities) == sorted(expected)
    total = balance.total(of_municipalities)
    assert numbers(total) == added(list(truly.values()))
    assert total.adds_up
    assert sum(one.students for one in kinds if one.direction == "in") == total.arrived
    assert sum(one.students for one in kinds if one.direction == "out") == total.left
    for school in schools:
        with region(Scope("municipality", (school.pk,)), by=BY):
            classes = balance.by_classes(of([school], first, last, measure))
        said = {row.key: (row.at_start, row.arrived, row.came, row.left, row.went, row.at_end) for row in classes}
        assert all(row.adds_up for row in classes)
        shown = {key: row for key, row in said.items() if any(row)}
        assert shown == truth.of_classes(owner, str(school.schema_name), first, last, measure)
    return total.arrived + total.left
