"""The contingent's numbers: equal to the second implementation, additive in every table, narrowed exactly."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

import pytest
from django.db import connections

from region.contingent.figures import Contingent, Count
from region.contingent.narrowing import Filters
from region.contingent.queries import OutOfCountedTime, contingent, movement
from region.feed import projector, sweep
from shared_apps.organisations.crossing import By, Scope, inside, region
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership, ClassSet, Enrolment
from tests.factories import organisations
from tests.feed.life import Life, random_days
from tests.truth.compare import students_on
from tests.truth.counted import truth

BY = By.system("tests")
DAYS = random_days(5, 10)
ALIASES = ("default", "aside", "feed", "owner")


@pytest.fixture(scope="module")
def lively(django_db_setup: None, django_db_blocker) -> Iterator[tuple[Organisation, ...]]:
    """Three schools in two municipalities with a life behind them, projected. Committed; dropped after the module."""
    with django_db_blocker.unblock():
        north, south = organisations.municipality("Северный"), organisations.municipality("Южный")
        places = (("school", north), ("kindergarten", north), ("centre", south))
        found = tuple(organisations.born(kind=kind, place=place) for kind, place in places)
        for seed, one in enumerate(found):
            life = Life(one, seed + 20)
            life.begin()
            for _ in range(40):
                life.step()
            projector.drain(one.pk)
        sweep.look([(one.pk, str(one.schema_name)) for one in found])
        connections["owner"].close()
        yield found
        for one in found:
            organisations.drop(one)
        connections["owner"].close()


def ministry(**asked) -> Contingent:
    with region(Scope("ministry"), by=BY):
        return contingent(**asked)


def said(found: tuple[Organisation, ...], on: date, wanted: Callable[[tuple], bool] = lambda row: True) -> Count:
    rows = list(chain.from_iterable(truth(connections["owner"], str(one.schema_name), on).persons for one in found))
    kinds = [row[3] for row in rows if wanted(row)]
    return Count(kinds.count("main"), kinds.count("additional"))


TABLES = ("rows", "by_level", "by_grade", "by_sex", "by_birth_year", "by_shift", "by_form", "by_kind", "by_locality")


@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.parametrize("on", DAYS)
def test_every_table_sums_up_to_the_truth(lively: tuple[Organisation, ...], on: date) -> None:
    found = ministry(as_of=on)
    main = students_on(connections["owner"], lively, on)
    assert found.total.count == Count(main["main"], main["additional"])
    for table in TABLES:
        assert sum((line.count for line in getattr(found, table)), Count()) == found.total.count, table


@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.parametrize("rows", ["municipality", "authority", "organisation"])
def test_organisations_sum_up_to_the_region(lively: tuple[Organisation, ...], rows) -> None:
    found = ministry(as_of=date(2026, 3, 1), rows=rows)
    assert sum((line.count for line in found.rows), Count()) == found.total.count
    assert sum(line.organisations for line in found.rows) == 3


@pytest.mark.django_db(databases=ALIASES)
def test_rows_are_the_organisations_own_numbers(lively: tuple[Organisation, ...]) -> None:
    on = date(2026, 3, 1)
    found = {line.key: line.count for line in ministry(as_of=on, rows="organisation").rows}
    assert found == {one.pk: said((one,), on) for one in lively}


FILTERS = {
    "main": (Filters(kinds=("main",)), lambda row: row[3] == "main"),
    "additional level": (Filters(levels=("additional",)), lambda row: row[3] == "additional"),
    "primary": (Filters(levels=("primary",)), lambda row: row[3] == "main" and row[4] == "primary"),
    "no level": (Filters(levels=("",)), lambda row: row[3] == "main" and row[4] == ""),
    "grades": (Filters(grades=(1, 5)), lambda row: row[5] in (1, 5)),
    "no grade": (Filters(grades=(0,)), lambda row: row[5] is None),
    "boys": (Filters(sexes=("male",)), lambda row: row[13] == "male"),
    "girls of a year": (
        Filters(sexes=("female",), birth_years=(2012,)), lambda row: row[13] == "female" and row[14] == 2012
    ),
    "no birth year": (Filters(birth_years=(0,)), lambda row: row[14] is None),
    "second shift": (Filters(shifts=(2,)), lambda row: row[9] == 2),
    "in no class": (Filters(shifts=(0,)), lambda row: row[9] is None),
    "family": (Filters(forms=("family",)), lambda row: row[10] == "family"),
}  # fmt: skip


@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.parametrize("name", FILTERS)
def test_filters_narrow_exactly(lively: tuple[Organisation, ...], name: str) -> None:
    filters, wanted = FILTERS[name]
    for on in DAYS:
        found = ministry(as_of=on, filters=filters)
        assert found.total.count == said(lively, on, wanted), on
        for table in TABLES:
            assert sum((line.count for line in getattr(found, table)), Count()) == found.total.count, (table, on)


@pytest.mark.django_db(databases=ALIASES)
def test_filters_by_place_narrow_exactly(lively: tuple[Organisation, ...]) -> None:
    on = date(2026, 3, 1)
    school, kindergarten, centre = lively
    south = organisations.municipality("Южный").pk
    assert ministry(as_of=on, filters=Filters(municipalities=(south,))).total.count == said((centre,), on)
    kinds = Filters(organisation_kinds=("school", "kindergarten"))
    assert ministry(as_of=on, filters=kinds).total.count == said((school, kindergarten), on)
    assert ministry(as_of=on, filters=Filters(localities=("rural",))).total.count == Count()
    assert ministry(as_of=on, filters=Filters(organisations=(school.pk,))).total.count == said((school,), on)


@pytest.mark.django_db(databases=ALIASES)
def test_a_municipality_gets_its_own_total(lively: tuple[Organisation, ...]) -> None:
    on = date(2026, 3, 1)
    with region(Scope("municipality", (lively[0].pk, lively[1].pk)), by=BY):
        found = contingent(as_of=on, rows="organisation")
    assert found.total.count == said(lively[:2], on)
    assert {line.key for line in found.rows} == {lively[0].pk, lively[1].pk}
    assert found.freshness.organisations == 2


@pytest.mark.django_db(databases=ALIASES)
def test_change_since_is_the_difference_of_two_days(lively: tuple[Organisation, ...]) -> None:
    then, now = date(2025, 10, 1), date(2026, 3, 1)
    found = ministry(as_of=now, compare_with=then, rows="organisation")
    before, after = said(lively, then), said(lively, now)
    assert found.total.before == before
    assert found.total.change == Count(after.students - before.students, after.additional - before.additional)
    for table in TABLES:
        assert sum((line.before for line in getattr(found, table)), Count()) == before, table


@pytest.mark.django_db(databases=ALIASES)
def test_rows_by_class_hold_everybody(lively: tuple[Organisation, ...]) -> None:
    on, school = date(2026, 3, 1), lively[0]
    found = ministry(as_of=on, rows="class", filters=Filters(organisations=(school.pk,)))
    rows = truth(connections["owner"], str(school.schema_name), on).persons
    counted = {line.key: line.count.enrolments for line in found.rows if line.count.enrolments}
    assert counted == {key: sum(row[6] == key for row in rows) for key in {row[6] for row in rows}}
    assert sum((line.count for line in found.rows), Count()) == found.total.count


@pytest.mark.django_db(databases=ALIASES)
def test_classes_count_a_class_set_once(lively: tuple[Organisation, ...]) -> None:
    for on in DAYS:
        found = ministry(as_of=on, rows="organisation")
        for line in found.rows:
            [one] = [organisation for organisation in lively if organisation.pk == line.key]
            rows = truth(connections["owner"], str(one.schema_name), on)
            schools = {cell: pair for cell, pair in rows.class_cells.items() if cell[0] in ("primary", "basic")}
            assert line.classes
            assert line.classes.classes == sum(pair[0] for pair in schools.values()), on
            assert line.classes.units == sum(pair[1] for pair in schools.values()), on
            seated = [r for r in rows.persons if r[3] == "main" and r[9] is not None and r[4] in ("primary", "basic")]
            assert line.classes.seated == len(seated), on


@pytest.mark.django_db(databases=ALIASES)
def test_classes_are_not_counted_where_persons_are_chosen(lively: tuple[Organisation, ...]) -> None:
    found = ministry(as_of=date(2026, 3, 1), filters=Filters(sexes=("male",)))
    assert (found.total.classes, found.total.groups) == (None, None)


@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.parametrize("day", [date(1999, 5, 1), date(2000, 8, 31), date(2060, 1, 1)])
def test_a_day_that_is_not_counted_is_no_zero(lively: tuple[Organisation, ...], day: date) -> None:
    with pytest.raises(OutOfCountedTime):
        ministry(as_of=day)
    with pytest.raises(OutOfCountedTime):
        ministry(as_of=date(2026, 3, 1), compare_with=day)


@pytest.mark.django_db(databases=ALIASES)
def test_movement_explains_the_change(lively: tuple[Organisation, ...]) -> None:
    then, now = date(2025, 10, 1), date(2026, 3, 1)
    with region(Scope("ministry"), by=BY):
        moved = movement(since=then, until=now)
    came = sum((count for direction, _reason, count in moved if direction == "in"), Count())
    left = sum((count for direction, _reason, count in moved if direction == "out"), Count())
    change = ministry(as_of=now, compare_with=then).total.change
    assert change == Count(came.students - left.students, came.additional - left.additional)


@pytest.mark.usefixtures("three_logins")
def test_a_class_set_of_two_grades_is_one_class(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        year = AcademicYear.objects.create(name="2025/2026", valid_from=date(2025, 9, 1), valid_to=date(2026, 9, 1))
        both = ClassSet.objects.create(academic_year=year, name="1+3")
        common = {"academic_year": year, "level": "primary", "valid_from": year.valid_from, "valid_to": year.valid_to}
        first = ClassGroup.objects.create(**common, name="1", grade=1, class_set=both)
        third = ClassGroup.objects.create(**common, name="3", grade=3, class_set=both)
        second = ClassGroup.objects.create(**common, name="2", grade=2)
        life = Life(new_school, 1)
        for group, number in ((first, 4), (third, 5), (second, 9)):
            for _ in range(number):
                student = life.student()
                enrolment = Enrolment.objects.create(student=student, valid_from=year.valid_from)
                ClassMembership.objects.create(
                    enrolment=enrolment,
                    level="primary",
                    grade=group.grade,
                    class_group=group,
                    valid_from=year.valid_from,
                )
        undistributed = Enrolment.objects.create(student=life.student(), valid_from=year.valid_from)
        ClassMembership.objects.create(enrolment=undistributed, level="primary", grade=1, valid_from=year.valid_from)
    projector.drain(new_school.pk)
    found = ministry(as_of=date(2026, 2, 1), filters=Filters(organisations=(new_school.pk,)))
    assert found.total.count == Count(19)
    assert found.total.classes
    assert (found.total.classes.classes, found.total.classes.units, found.total.classes.seated) == (3, 2, 18)
    assert found.total.classes.mean_size == 9
    assert [(line.key, line.count.students) for line in found.by_grade] == [(1, 5), (2, 9), (3, 5)]
    assert [(line.key, line.count.students) for line in found.by_shift] == [(0, 1), (1, 18)]
