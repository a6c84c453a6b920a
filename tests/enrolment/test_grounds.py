"""Grounds of orders: a kind has only those that are its own, through whichever door they come."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import arrangement_refusals, services
from tenant_apps.enrolment.models import Order
from tenant_apps.enrolment.order_grounds import GROUNDS, GROUNDS_IN
from tenant_apps.enrolment.order_kinds import ORDER_KINDS
from tenant_apps.enrolment.services import imports
from tests.importing.conftest import workbook
from tests.importing.school import ANNA, TITLES, received
from tests.refusing.doors import BY, Call, by_api, by_page

from .refused_world import OCTOBER, World, drafting

FOREIGN = [
    ("graduation", "expelled", "end"), ("graduation", "finished_programme", "end"), ("leaving", "death", "end"),
    ("leaving", "family_education", "end"), ("expulsion", "own_wish", "end"), ("death", "moved", "end"),
    ("leaving_transfer", "to_college", "end"), ("form_transfer", "splitting", "move"),
    ("temporary_leave", "term_over", "arrange"), ("individual_plan", "sanatorium", "arrange"),
]  # fmt: skip
"""Kind, a ground that it has not, the page of the card that offers it."""


@pytest.fixture
def world(school: Organisation) -> World:
    return World(school)


@pytest.mark.parametrize(("kind", "ground", "effect"), FOREIGN)
def test_a_foreign_ground_is_refused_by_page_api_and_service(kind: str, ground: str, effect: str, world: World) -> None:
    with world.inside():
        student = world.admitted()
        form = {"date": OCTOBER, "on": OCTOBER, "reason": ground}
        page = Call(f"students/{student}/order/{effect}/?kind={kind}", form)
        knock = drafting(kind, [{"student_id": student, "on": OCTOBER, "reason": ground}], page=page)
        with pytest.raises(arrangement_refusals.ReasonNotOfThisOrder):
            knock.service()
    assert isinstance(knock.api, Call)

    status, problem = by_api(world, knock.api)
    shown, text = by_page(world, page)

    assert (status, problem["code"]) == (422, "reason_not_of_this_order")
    assert shown == 422
    assert f"Значения «{ground}» нет в справочнике" in text
    with world.inside():
        assert not Order.objects.filter(kind=kind).exists()


def test_a_file_of_students_is_admitted_on_the_grounds_of_admission_alone(world: World, tmp_path: Any) -> None:
    with world.inside():
        row = [*ANNA[:5], "5Б", "06.10.2025"]
        run = received(row, by=BY)
        with pytest.raises(arrangement_refusals.ReasonNotOfThisOrder):
            imports.confirm(run_id=run.pk, choice=imports.Choice(reason="readmitted"), by=BY)
        file = tmp_path / "students.xlsx"
        file.write_bytes(workbook([TITLES, row]))

    with pytest.raises(CommandError, match="не бывает основания"):
        call_command(
            "import_students", world.school.slug, str(file), "--confirm", "--reason", "readmitted", stdout=StringIO()
        )
    with world.inside():
        assert not Order.objects.exists()


def test_every_kind_with_a_handbook_of_grounds_says_which_are_its_own() -> None:
    for kind in ORDER_KINDS.values():
        assert bool(kind.reasons) == bool(GROUNDS.get(kind.code)), kind.code
        for place, grounds in GROUNDS_IN.get(kind.code, {}).items():
            assert set(grounds) <= set(GROUNDS[kind.code]), (kind.code, place)


def test_an_order_on_a_death_does_not_ask_where_to() -> None:
    assert not ORDER_KINDS["death"].asks_counterpart
    assert not ORDER_KINDS["death"].asks_destination


@pytest.mark.parametrize(
    ("place", "usual"), [("school", ""), ("kindergarten", "finished_preschool"), ("centre", "finished_programme")]
)
def test_the_usual_ground_of_a_graduation_follows_the_organisation(place: str, usual: str) -> None:
    assert ORDER_KINDS["graduation"].usual_ground(place) == usual


def test_the_ground_of_a_schools_graduate_follows_his_level(world: World) -> None:
    with world.inside():
        student = world.admitted(into=world.group(world.year, 9, "В"))
        line = services.Line(student_id=student, on=OCTOBER)
        order = services.draft_order(
            kind="graduation", requisites=services.Requisites(date=OCTOBER), lines=[line], by=BY
        )

        assert order.lines.get().reason == "finished_basic"
        assert order.lines.get().result == "finished"
