"""Organisations as they are composed in memory, before anything is written."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from deploy.demo.days import Days
from deploy.demo.filling import Composed, compose
from deploy.demo.region_plan import planned_region
from deploy.demo.sign_in_accounts import SIGN_INS
from deploy.demo.ties import ties

TODAY = date(2026, 11, 23)


def composed(today: date = TODAY, organisations: int = 8, students: int = 30) -> dict[str, Composed]:
    region, days = planned_region(organisations, students), Days(today)
    tied = ties(region, days)
    return {one.slug: compose(one, days, tied.get(one.slug, []), []) for one in region}


def plain(rows: Any) -> list[tuple[Any, ...]]:
    """Columns of rows, keys of other rows left out."""
    return [_plain(row) for row in rows]


def _plain(row: Model) -> tuple[Any, ...]:
    return tuple(getattr(row, field.name) for field in row._meta.concrete_fields if not field.is_relation)


def everything(one: Composed) -> list[Any]:
    cards, book = one.cards, one.book
    tables = [
        cards.persons.values(), cards.names, cards.identifiers, cards.documents, cards.students, cards.posts,
        cards.guardianships, [room.row for room in book.rooms],
        [seat.enrolment for seat in book.seats if seat.enrolment],
        one.leading, one.passports, one.local_items,
    ]  # fmt: skip
    return [plain(rows) for rows in tables]


def test_same_size_and_day_give_the_same_rows() -> None:
    first, second = composed(), composed()

    assert {slug: everything(one) for slug, one in first.items()} == {
        slug: everything(one) for slug, one in second.items()
    }


@pytest.mark.parametrize(
    "today",
    [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 20), date(2027, 1, 9), date(2027, 6, 26), date(2027, 8, 31)],
    ids=str,
)
def test_region_can_be_built_on_any_day(today: date) -> None:
    for one in composed(today).values():
        one.book.number()
        assert all(order.date <= today for order in one.book.orders)
        assert all(post.valid_from <= today for post in one.cards.posts)


@pytest.mark.parametrize("count", [8, 24, 100])
def test_plan_has_as_many_organisations_of_different_names(count: int) -> None:
    region = planned_region(count, 250)

    assert len(region) == count
    assert len({one.slug for one in region}) == len({one.name.short for one in region}) == count
    assert abs(sum(one.students for one in region) / count - 250) < 15


def test_default_region_has_what_the_issue_asks() -> None:
    region = planned_region(24, 250)

    kinds = [one.kind for one in region]
    assert (kinds.count("school"), kinds.count("kindergarten"), kinds.count("centre")) == (18, 4, 2)
    assert len({one.municipality for one in region}) == 6
    assert len({one.locality for one in region if one.kind == "school"}) == 2


def test_village_has_class_sets_and_city_does_not() -> None:
    found = composed(organisations=8, students=100)

    assert found["school-3"].book.sets
    assert not found["school-1"].book.sets


def test_somebody_works_here_and_has_a_child_here() -> None:
    cards = composed(students=250)["school-1"].cards

    assert {id(one.person) for one in cards.employees.values()} & {id(one.person) for one in cards.guardians.values()}


def test_each_sign_in_is_described_in_russian() -> None:
    assert len(SIGN_INS) == 17
    assert all(who[0].islower() and not who.isascii() for who in SIGN_INS.values())
