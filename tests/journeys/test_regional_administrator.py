"""The regional administrator creates an organisation and watches its birth; keyboard only."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SignedIn
from tests.journeys.days import BEGAN

pytestmark = [pytest.mark.browser]


def test_the_administrator_creates_an_organisation_and_watches_its_birth(signed_in: SignedIn) -> None:
    person = signed_in("regadmin")
    person.to("Организации").enter().sees("Организация")
    person.to("Новая организация").enter()
    person.to("Код").type("23-journey")
    person.to("Адрес страниц").type("journey")
    person.to("Полное наименование").type("муниципальное бюджетное общеобразовательное учреждение СОШ № 777")
    person.to("Краткое наименование").type("МБОУ СОШ № 777")
    person.to("Вид").choose("Общеобразовательная")
    person.to("Местность").choose("Городское поселение")
    person.to("Муниципальное образование").choose("Анапа")
    person.to("С даты").type(BEGAN.isoformat())
    person.to("Создать").enter()
    person.page.wait_for_url(re.compile(r"/admin/organisations/\d+/$"))
    person.sees("МБОУ СОШ № 777").sees("база данных готова", seconds=30)


def test_a_taken_address_is_said_at_its_field_and_nothing_typed_is_lost(signed_in: SignedIn) -> None:
    person = signed_in("regadmin").go("Организации", "Новая организация")
    person.to("Код").type("23-other")
    person.to("Адрес страниц").type("school-1")
    person.to("Полное наименование").type("Школа, которая не появится")
    person.to("Краткое наименование").type("Школа")
    person.to("Вид").choose("Общеобразовательная")
    person.to("Местность").choose("Сельская местность")
    person.to("Муниципальное образование").choose("Анапа")
    person.to("Создать").enter().sees("Адрес «school-1» занят")
    expect(person.page.get_by_label("Полное наименование")).to_have_value("Школа, которая не появится")
