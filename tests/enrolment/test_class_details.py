"""What the forms ask of some classes: years of the first grade, nosology, length of the programme; numbers of orders."""

import pytest
from django.test import Client

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import refusals, services
from tenant_apps.enrolment.arrangement_models import OrderIndex
from tenant_apps.enrolment.models import ClassGroup

from .browsing import signed_in
from .conftest import SECRETARY, Year
from .refused_world import World


def made(year: Year, by: By, **said: object) -> ClassGroup:
    parameters = services.ClassParameters(letter="К", **said)  # type: ignore[arg-type]
    return services.create_class(year_id=year.year.pk, parameters=parameters, by=by)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"grade": 1, "first_grade": "additional"}, "1 доп. К"),
        ({"grade": 1, "first_grade": "first"}, "1-1К"),
        ({"grade": 1, "first_grade": "second"}, "1-2К"),
        ({"grade": 3, "kind": "special_needs", "nosology": "delayed"}, "3К"),
        ({"grade": 9, "kind": "intellectual", "programme_years": 12}, "9К"),
    ],
)
def test_a_class_says_what_the_forms_ask(said: dict[str, object], name: str, year: Year, by: By) -> None:
    group = made(year, by, **said)

    row = ClassGroup.objects.get(pk=group.pk)
    assert {name: getattr(row, name) for name in said} == said
    assert row.name == name


@pytest.mark.parametrize(
    "said",
    [
        {"grade": 2, "first_grade": "additional"},
        {"grade": 3, "nosology": "delayed"},
        {"grade": 9, "programme_years": 12},
        {"grade": 9, "kind": "intellectual", "programme_years": 14},
    ],
)
def test_a_detail_that_such_a_class_has_not_is_refused(said: dict[str, object], year: Year, by: By) -> None:
    with pytest.raises(refusals.ClassDetailDoesNotFit):
        made(year, by, **said)


def test_the_next_years_class_keeps_nosology_and_length(year: Year, by: By) -> None:
    made(year, by, grade=5, kind="intellectual", programme_years=9)
    made(year, by, grade=1, first_grade="first")

    found = services.proposed_classes(year_id=year.year.pk, next_year_id=year.following.pk)

    kept = {one.name: (one.parameters.programme_years, one.parameters.first_grade) for one in found}
    assert kept["6К"] == (9, "")
    assert kept["1-1К"] == (None, "first")
    assert kept["1-2К"] == (None, "second")


@pytest.fixture
def world(school: Organisation) -> World:
    return World(school)


def numbering(client: Client, school: Organisation, **form: str) -> int:
    return client.post(f"/o/{school.slug}/orders/numbering/", form).status_code


def test_indexes_are_set_on_a_page_and_orders_have_them(world: World) -> None:
    form = {"index_leaving": "-к/в", "own_leaving": "on", "index_transfer": " -к "}

    assert numbering(world.client, world.school, **form) == 302
    with world.inside():
        numbers = [world.issued("leaving", world.admitted()).number for _ in range(2)]
        others = world.issued("individual_plan", world.admitted()).number
    page = world.client.get(f"/o/{world.school.slug}/orders/numbering/").content.decode()

    assert numbers == ["1-к/в", "2-к/в"]
    assert others.endswith("-к")
    assert 'value="-к/в"' in page


def test_an_emptied_index_is_the_usual_one_again(world: World) -> None:
    numbering(world.client, world.school, index_leaving="-к/в", own_leaving="on")

    assert numbering(world.client, world.school) == 302
    with inside(world.school, by=SECRETARY):
        assert not OrderIndex.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("secretary", 403), ("operator", 403)])
def test_numbering_is_for_whoever_changes_settings(role: str, status: int, school: Organisation) -> None:
    assert signed_in(role, school).get(f"/o/{school.slug}/orders/numbering/").status_code == status
