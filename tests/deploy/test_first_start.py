"""A real region begins: no demo, an empty database, the commands of docs/operator/installing.md, then the pages."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoDbBlocker

from shared_apps.accounts.models import Account
from shared_apps.jobs.models import Job
from shared_apps.jobs.services import run as run_job
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Authority, Municipality, Organisation
from tests import servers
from tests.factories.databases import empty_database

BY = By.system("tests")
OWN = "Своя-фраза-2027-из-слов"
TODAY = f"{localdate():%d.%m.%Y}"
ORDER = {"order_number": "1-к", "order_date": TODAY}
MUNICIPALITIES = """Муниципальное образование;Вид;ОКТМО;КЧ;Действует с;Акт
Абинский район;муниципальный район;03601000;7;01.01.2006;Закон края № 679-КЗ
Краснодар;городской округ;03701000;0;01.01.2006;Закон края № 679-КЗ
"""
AUTHORITIES = """Код;Полное наименование;Краткое наименование;Действует с
culture;Министерство культуры края;Минкультуры края;01.01.2006
"""


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def first_sign_in(login: str, password: str) -> Client:
    """With the temporary password, which is changed at once to one's own."""
    client = Client()
    answer = client.post("/sign-in/", {"login": login, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/account/first-password/"
    assert client.post("/account/first-password/", {"new": OWN, "again": OWN}).status_code == 302
    return client


def sheet(client: Client, path: str, **typed: Any) -> tuple[str, str]:
    """Login and temporary password of the account that a form issues."""
    answer = client.post(path, typed)
    page = answer.content.decode()
    assert answer.status_code == 200, page
    found = re.findall(r"<dd><code>([^<]+)</code>", page)
    assert len(found) == 2, page
    return found[0], found[1]


@pytest.mark.more
def test_a_region_begins_without_the_demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    with django_db_blocker.unblock(), empty_database("first"):
        said("prepare_database", "--admin-url", servers.admin_url())
        order = ("--order-number", "12", "--order-date", "2026-01-12")
        told = said("create_regadmin", "ivanov", "Иванов Иван Иванович", *order)
        for kind, rows in (("municipalities", MUNICIPALITIES), ("authorities", AUTHORITIES)):
            path = tmp_path / f"{kind}.csv"
            path.write_text(rows, encoding="utf-8")
            said("load_territory", kind, str(path), "--confirm")
        administrator = first_sign_in("ivanov", re.findall(r"Temporary password: (\S+)", told)[0])
        with shared(by=BY):
            place = Municipality.objects.get(name="Абинский район")
            assert place.oktmo_verified_on == localdate()
            assert Authority.objects.get().code == "culture"

        form = administrator.get("/admin/organisations/new/").content.decode()
        assert "Абинский район" in form
        assert "Минкультуры края" in form
        typed = {
            "code": "23-0001", "slug": "abinsk-1", "full_name": "Средняя школа № 1", "short_name": "МБОУ СОШ № 1",
            "kind": "school", "locality": "urban", "municipality": place.pk, "authority": "", "address": "",
            "on": "01.09.2020",
        }  # fmt: skip
        assert administrator.post("/admin/organisations/new/", typed).status_code == 302
        with shared(by=BY):
            birth = Job.objects.get(kind="birth").pk
        assert run_job(birth) == "done"
        with shared(by=BY):
            school = Organisation.objects.get(slug="abinsk-1")
        assert school.state == "ready"

        specialist = sheet(
            administrator, "/admin/accounts/new/?role=municipality", name="Петрова Анна Ивановна", login="",
            municipality=place.pk, valid_from=TODAY, last_day="", **ORDER,
        )  # fmt: skip
        director = sheet(
            administrator, "/admin/accounts/new/?role=director", name="Сидоров Пётр Петрович", login="sidorov",
            organisation=school.pk, organisation_text="", valid_from=TODAY, last_day="", **ORDER,
        )  # fmt: skip
        with shared(by=BY):
            assert set(Account.objects.values_list("login", flat=True)) == {"ivanov", specialist[0], "sidorov"}

        there = first_sign_in(*specialist)
        assert "МБОУ СОШ № 1" in there.get("/admin/organisations/").content.decode()
        assert there.get("/region/").status_code == 200
        here = first_sign_in(*director)
        assert here.get("/o/abinsk-1/").status_code in (200, 302)
        assert "Абинский район" in here.get("/o/abinsk-1/organisation/").content.decode()
        assert administrator.get("/o/abinsk-1/").status_code == 404
