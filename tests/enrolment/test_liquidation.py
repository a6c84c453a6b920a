"""Academic debts are made up for subject by subject: what an order closes, what stays open, what is printed."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment import arrangement_refusals, refusals, services
from tenant_apps.enrolment.arrangement_models import AcademicDebt
from tenant_apps.enrolment.models import Order
from tenant_apps.enrolment.printed import printed_order
from tenant_apps.enrolment.queries import arrangements, lists
from tests.refusing.doors import BY

from .browsing import signed_in
from .refused_world import DECEMBER, NEXT_YEAR, World

FIRST, CLOSED, LATER = (NEXT_YEAR + timedelta(days=n) for n in (20, 30, 60))
SCHOOL: Any = SimpleNamespace(full_name="Школа № 1", municipality="", is_kindergarten=False, is_centre=False)


@pytest.fixture
def world(school: Organisation) -> World:
    return World(school)


def url(world: World, path: str) -> str:
    return f"/o/{world.school.slug}/{path}"


@pytest.fixture
def debtor(world: World) -> int:
    """Owes algebra, physics and chemistry; the first attempt at algebra is passed, that at physics is not."""
    with world.inside():
        student, physics = world.debtor("Алгебра; Физика; Химия")
        algebra = AcademicDebt.objects.get(subject="Алгебра").pk
        services.record_debt_attempt(debt_id=algebra, on=FIRST, is_passed=True, by=BY)
        services.record_debt_attempt(debt_id=physics, on=FIRST, is_passed=False, by=BY)
    return student


def standing(student: int) -> dict[str, tuple[date, str]]:
    rows = AcademicDebt.objects.unvoided().filter(enrolment__student=student)
    return {subject: (until, outcome) for subject, until, outcome in rows.values_list("subject", "valid_to", "outcome")}


def liquidated(world: World, student: int, subjects: str = "", *, on: date = CLOSED) -> Order:
    return world.issued("debt_liquidation", student, on=on, dated=DECEMBER, subjects=subjects)


OPEN = (FOREVER, "")


def test_line_without_subjects_takes_those_with_a_passed_attempt(world: World, debtor: int) -> None:
    with world.inside():
        draft = world.draft("debt_liquidation", debtor, on=CLOSED, dated=DECEMBER)
        services.sign_order(order_id=draft, by=BY)

        assert standing(debtor) == {"Алгебра": (CLOSED, "liquidated"), "Физика": OPEN, "Химия": OPEN}


def test_debt_is_passed_only_from_the_day_of_its_attempt(world: World, debtor: int) -> None:
    with world.inside():
        draft = world.draft(
            "debt_liquidation", debtor, on=FIRST - timedelta(days=1), dated=DECEMBER, subjects="Алгебра"
        )

        with pytest.raises(arrangement_refusals.DebtsNotPassed):
            services.sign_order(order_id=draft, by=BY)


def test_each_order_reopens_its_own_subjects(world: World, debtor: int) -> None:
    with world.inside():
        first = liquidated(world, debtor, "алгебра")
        second = liquidated(world, debtor, "Физика; Химия", on=LATER)
        assert {until for until, _outcome in standing(debtor).values()} == {CLOSED, LATER}

        services.cancel_order(order_id=first.pk, requisites=services.Requisites(date=DECEMBER), by=BY)
        assert standing(debtor) == {
            "Алгебра": OPEN, "Физика": (LATER, "liquidated"), "Химия": (LATER, "liquidated"),
        }  # fmt: skip

        services.cancel_order(order_id=second.pk, requisites=services.Requisites(date=DECEMBER), by=BY)
        assert set(standing(debtor).values()) == {OPEN}


def test_debt_of_somebody_who_left_is_not_opened_again(world: World, debtor: int) -> None:
    with world.inside():
        order = liquidated(world, debtor, "Алгебра")
        world.issued("leaving", debtor, on=LATER, dated=DECEMBER)

        with pytest.raises(refusals.LaterOrdersDepend):
            services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=DECEMBER), by=BY)


def test_list_says_until_the_last_debt_what_stays_open(world: World, debtor: int) -> None:
    with world.inside():
        liquidated(world, debtor, "Алгебра; Химия")
        [before] = lists.conditional(FIRST, FIRST)
        [partly] = lists.conditional(CLOSED, CLOSED)
        assert [subject[:6] for subject in before.stay_open.split("; ")] == ["Алгебр", "Физика", "Химия "]
        assert (partly.stay_open, partly.outcome, partly.closed_on) == (
            "Физика (01.09.2027)",
            "ещё не ликвидирована",
            None,
        )

        liquidated(world, debtor, "Физика", on=LATER)
        assert lists.conditional(LATER, LATER) == []


def test_order_is_printed_subject_by_subject(world: World, debtor: int) -> None:
    with world.inside():
        document = printed_order(liquidated(world, debtor, "Алгебра; Физика"), organisation=SCHOOL, by=BY)

    titles = [column.title for column in document.columns]
    at = titles.index("Предмет")
    assert [line[at : at + 2] for line in document.lines] == [
        ["Алгебра", "попытка 1, 21.09.2026: сдано"], ["Физика", "попытка 1, 21.09.2026: не сдано"],
    ]  # fmt: skip
    assert any("Химия, ликвидировать до 01.09.2027" in str(point) for point in document.points)


def test_card_closes_the_subjects_that_are_ticked(world: World, debtor: int, client: Client) -> None:
    signed = signed_in("secretary", world.school)
    page = url(world, f"students/{debtor}/order/liquidate/?kind=debt_liquidation")
    shown = signed.get(page).content.decode()
    assert "Физика, ликвидировать до 01.09.2027 (попытка 1, 21.09.2026: не сдано)" in shown
    ticked = [box for box in shown.split("<input ") if 'name="subjects"' in box and " checked" in box.partition(">")[0]]
    assert ["Алгебра" in box for box in ticked] == [True]

    form = {"date": DECEMBER, "on": CLOSED, "subjects": ["Алгебра", "Химия"], "sign": "on"}
    warned = signed.post(page, form)
    assert "нет сданной попытки" in warned.content.decode()
    signed.post(page, form | {"insist": "on"})

    with world.inside():
        assert {one for one, state in standing(debtor).items() if state == OPEN} == {"Физика"}
        [words] = {row.standing[0] for row in arrangements.debts_of(debtor) if not row.outcome}
        assert words == "открыта, осталось попыток: 1"


def test_interface_names_the_debts_of_a_line(world: World, debtor: int) -> None:
    with world.inside():
        order = liquidated(world, debtor, "Алгебра")
    signed = signed_in("secretary", world.school)

    [line] = signed.get(url(world, f"api/v1/orders/{order.pk}/")).json()["lines"]

    assert {(one["subject"], one["is_closed"], len(one["attempts"])) for one in line["debts"]} == {
        ("Алгебра", True, 1), ("Физика", False, 1), ("Химия", False, 0),
    }  # fmt: skip
