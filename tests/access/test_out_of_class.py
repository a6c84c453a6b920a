"""A class teacher does not leave the own class by choosing people: no options list others, nobody else is linked as a
guardian but by his exact name and birth date. Those who work with the whole organisation choose anybody.
"""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import inside
from shared_apps.ui.page import PickPage
from tenant_apps.people import refusals
from tenant_apps.people import services as people
from tenant_apps.people.models import Guardianship, Person
from tenant_apps.people.queries import lists
from tenant_apps.people.queries.exactly import Exactly
from tests.enrolment.browsing import signed_in
from tests.isolation.addresses import organisation_addresses

from .conftest import BY, TODAY, Acting, Filled

BORN = date(1985, 2, 1)
FATHER = "Сидоров Пётр Ильич"
NAMED = f"{FATHER} {BORN:%d.%m.%Y}"
OF_ORGANISATIONS = {"enrolment:organisation_options", "transfers:organisation_options"}
"""Combobox pages that offer no people."""

OPTIONS = [
    address
    for address in organisation_addresses()
    if isinstance(address.view, type) and issubclass(address.view, PickPage) and address.name not in OF_ORGANISATIONS
]
NARROW = [role.code for role in ROLES.values() if role.scope == "organisation" and role.reach != "organisation"]
TYPED = ("", "а", "е", "и", "Ёлкина", "Петрова", FATHER, f"{BORN:%d.%m.%Y}", f"Сидоров Пётр {BORN:%d.%m.%Y}")
"""What a curious reader types; none of it names anybody exactly."""


@pytest.fixture
def father(filled: Filled) -> int:
    """Vera's father works here; the person's id."""
    with inside(filled.organisation, by=BY):
        return people.hire(
            name=people.Name(*FATHER.split()), particulars={"sex": "male", "birth_date": BORN}, post="teacher",
            kind="main", rate=Decimal(1), since=date(2020, 9, 1), by=BY,
        ).person_id  # fmt: skip


def browser(filled: Filled, role: str) -> Client:
    return signed_in(role, filled.organisation, card_id=filled.teacher)


def offered(client: Client, path: str, text: str) -> set[str]:
    answer = client.get(path, {"q": text})
    if answer.status_code == 403:
        return set()
    assert answer.status_code == 200
    return set(re.findall('data-label="([^"]*)"', answer.content.decode()))


@pytest.mark.parametrize("address", OPTIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("role", NARROW)
def test_options_show_nobody_out_of_reach(role: str, address: object, filled: Filled, father: int) -> None:
    path = filled.url(address.template.lstrip("/"))  # type: ignore[attr-defined]
    client = browser(filled, role)
    found = set().union(*(offered(client, path, text) for text in TYPED))
    assert found <= {"Ёлкина Анна", "Ёлкина Инна", "Старова Вера"}


def test_who_works_with_everybody_is_offered_anybody(filled: Filled, father: int) -> None:
    found = offered(browser(filled, "secretary"), filled.url("people/options/"), "")
    assert found == {"Ёлкина Инна", "Старова Вера", "Петрова Инна", FATHER}, "adults: nobody who studies here"


@pytest.mark.parametrize("role", NARROW)
def test_nobody_is_linked_by_trying_ids(role: str, filled: Filled, father: int, acting: Acting) -> None:
    client, page = browser(filled, role), filled.url(f"students/{filled.anna}/guardians/link/")
    endpoint = filled.url(f"api/v1/students/{filled.anna}/guardians/")
    with inside(filled.organisation, by=BY):
        seen = {filled.mother_person, filled.anna_person}
        before = set(Guardianship.objects.values_list("pk", flat=True))
        seen |= set(Person.objects.filter(guardian=filled.grandmother).values_list("pk", flat=True))
        others = [*Person.objects.exclude(pk__in=seen).values_list("pk", flat=True), 999_999]
    assert father in others
    for person in others:
        form = {"relation": "father", "is_legal": "on", "may_see": "on", "person": person}
        assert client.post(page, form).status_code == 422
        assert client.post(page, {**form, "person_text": FATHER}).status_code == 422
        refused = client.post(endpoint, {"relation": "father", "person_id": person}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (422, "person_not_seen")
    with inside(filled.organisation, by=BY):
        assert set(Guardianship.objects.values_list("pk", flat=True)) == before


def test_guardian_out_of_reach_is_refused_by_the_service(filled: Filled, acting: Acting, father: int) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=BY):
        stranger = people.make_guardian(person_id=father, by=BY)
        with pytest.raises(refusals.PersonNotSeen):
            people.link_guardian(guardian_id=stranger.pk, student_id=filled.anna, relation="father", by=teacher)
        people.link_guardian(guardian_id=stranger.pk, student_id=filled.anna, relation="father", by=BY)


@pytest.mark.parametrize("sent", ["chosen", "typed", "program"])
def test_a_father_who_works_here_is_linked_by_his_exact_name(sent: str, filled: Filled, father: int) -> None:
    client, page = browser(filled, "classteacher"), filled.url(f"students/{filled.anna}/guardians/link/")
    form = {"relation": "father", "is_legal": "on", "may_collect": "on", "may_see": "on"}
    match sent:
        case "chosen":
            assert offered(client, filled.url("people/options/"), NAMED) == {FATHER}
            value = f"{FATHER}, {BORN:%d.%m.%Y}"
            answer = client.post(page, {**form, "person": value, "person_text": FATHER})
        case "typed":
            answer = client.post(page, {**form, "person": "", "person_text": NAMED.upper()})
        case _:
            answer = client.post(
                filled.url(f"api/v1/students/{filled.anna}/guardians/"),
                {"relation": "father", "full_name": FATHER, "birth_date": BORN.isoformat()},
                content_type="application/json",
            )
    assert answer.status_code in (201, 302), answer.content.decode()
    with inside(filled.organisation, by=BY):
        assert Guardianship.objects.filter(student=filled.anna, guardian__person=father).exists()


def test_namesakes_born_on_one_day_are_nobody(filled: Filled, father: int, acting: Acting) -> None:
    teacher, said = acting("classteacher", card_id=filled.teacher), Exactly(FATHER, BORN)
    with inside(filled.organisation, by=BY):
        people.create_guardian(
            name=people.Name(*FATHER.split()), particulars={"sex": "male", "birth_date": BORN}, insist=True, by=BY
        )
        assert lists.people_options(NAMED, TODAY, by=teacher) == []
        with pytest.raises(refusals.NobodyNamedSo):
            people.guardian_of(person=said, student_id=filled.anna, relation="father", by=teacher)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (NAMED, Exactly(FATHER, BORN)),
        (f" {FATHER},  01.02.1985 ", Exactly(FATHER, BORN)),
        (FATHER, None),
        ("01.02.1985", None),
        (f"{FATHER} 31.02.1985", None),
        (f"{FATHER} ٠١.٠٢.١٩٨٥", None),
    ],
)
def test_a_text_is_read_as_a_name_with_a_birth_date(text: str, read: Exactly | None) -> None:
    assert Exactly.read(text) == read
