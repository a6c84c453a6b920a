"""Saved views: kept under a name, opened as the list is now, shared without what was typed, seen by nobody else."""

from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared_apps.accounts.models import Membership
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from shared_apps.saved_views import cleaning, refusals, services
from shared_apps.saved_views.models import SavedView
from tenant_apps.enrolment.views.students import StudentListPage
from tests.enrolment.browsing import signed_in
from tests.factories.accounts import browser, member

pytestmark = pytest.mark.django_db
BY = By.system("tests")
QUERY = "grade=5&sex=female&sort=-name&columns=name&columns=snils"


def students(school: Organisation) -> str:
    return f"/o/{school.slug}/students/"


def new(address: str) -> str:
    return f"/views/new/?of={quote(address)}"


def saved(client: Client, address: str, name: str = "Пятые классы", **more: Any) -> SavedView:
    answer = client.post(new(address), {"name": name, **more})
    assert answer.status_code == 302, answer.content.decode()
    with shared(by=BY):
        return SavedView.objects.latest("pk")


def offered(client: Client, address: str) -> list[str]:
    """Names of the views that a list offers."""
    rows = client.get("/api/v1/views/", {"address": address}).json()["results"]
    return [row["name"] for row in rows]


@pytest.fixture
def director(school: Organisation) -> Client:
    return signed_in("director", school)


def test_a_list_leads_to_its_views(director: Client, school: Organisation) -> None:
    page = unescape(director.get(f"{students(school)}?q=нет").content.decode())
    assert f"/views/?of={quote(students(school), safe='')}%3Fq%3D" in page


def test_a_view_opens_the_list_as_it_was_saved(director: Client, school: Organisation) -> None:
    row = saved(director, f"{students(school)}?{QUERY}&page=3&per=25&export=csv")
    answer = director.get(f"/views/{row.pk}/")
    assert answer["Location"] == f"{students(school)}?{QUERY.replace('&columns=snils', '')}"
    assert director.get(answer["Location"]).status_code == 200


def test_what_the_list_knows_no_more_is_left_out_and_said(director: Client, school: Organisation) -> None:
    row = saved(director, f"{students(school)}?grade=5")
    with shared(by=BY):
        SavedView.objects.filter(pk=row.pk).update(query="grade=5&shoe=44&columns=hat")
    answer = director.get(f"/views/{row.pk}/", follow=True)
    assert answer.redirect_chain == [(f"{students(school)}?grade=5", 302)]
    assert "пропущено" in answer.content.decode()
    assert "shoe, hat" in answer.content.decode()


def test_the_form_says_what_is_kept_and_that_a_name_is_personal(director: Client, school: Organisation) -> None:
    page = director.get(new(f"{students(school)}?grade=5&q=Тайнова&sort=-name&sex=male")).content.decode()
    assert "Фамилия, имя, отчество ↓" in page
    assert "<dd>Мужской</dd>" in page
    assert "«Тайнова» сохраняется вместе с видом" in page
    assert "персональные данные" in page


def test_a_shared_view_keeps_nothing_that_was_typed(director: Client, school: Organisation) -> None:
    own = saved(director, f"{students(school)}?grade=5&q=Тайнова")
    assert "q=" in own.query
    assert saved(director, f"{students(school)}?grade=5&q=Тайнова", "Общий", is_shared="on").query == "grade=5"
    director.post(f"/views/{own.pk}/edit/", {"name": "Пятые", "is_shared": "on"})
    with shared(by=BY):
        assert SavedView.objects.get(pk=own.pk).query == "grade=5"


def test_typed_filters_are_left_out_too() -> None:
    page = type("Sample", (StudentListPage,), {"abstract": True, "personal_parameters": ("sex",)})
    assert cleaning.for_others(page, "grade=5&sex=male&q=x").query == "grade=5"


def test_a_shared_view_is_seen_by_the_same_role_here_alone(
    director: Client, school: Organisation, other_school: Organisation
) -> None:
    row = saved(director, f"{students(school)}?grade=5", "Общий", is_shared="on")
    saved(director, f"{students(school)}?grade=6", "Свой")
    colleague = signed_in("director", school)
    assert offered(colleague, students(school)) == ["Общий"]
    assert colleague.get(f"/views/{row.pk}/").status_code == 302
    assert colleague.post(f"/views/{row.pk}/edit/", {"name": "Чужой"}).status_code == 404
    assert colleague.post(f"/views/{row.pk}/remove/").status_code == 404
    for other in (signed_in("secretary", school), signed_in("director", other_school)):
        assert other.get(f"/views/{row.pk}/").status_code == 404
        assert other.get(f"/api/v1/views/{row.pk}/").status_code == 404
    assert offered(signed_in("coordinator", school), students(school)) == []


def test_a_colleague_who_left_shares_nothing_more(director: Client, school: Organisation) -> None:
    row = saved(director, f"{students(school)}?grade=5", is_shared="on")
    colleague = signed_in("director", school)
    with shared(by=BY):
        Membership.objects.filter(account_id=row.account_id).update(role="teacher")
    assert offered(colleague, students(school)) == []
    assert colleague.get(f"/views/{row.pk}/").status_code == 404


def test_a_view_of_a_list_that_is_not_opened_any_more_is_gone(director: Client, school: Organisation) -> None:
    row = saved(director, f"{students(school)}?grade=5")
    with shared(by=BY):
        Membership.objects.filter(account_id=row.account_id).update(role="moderator")
    assert director.get(f"/views/{row.pk}/").status_code == 404
    assert director.get("/views/").status_code == 200


@pytest.mark.parametrize("address", ["https://example.com/", "//example.com/o/x/", "/account/", "/o/nowhere/students/"])
def test_what_is_no_list_of_ones_own_has_no_views(director: Client, address: str) -> None:
    assert director.get("/views/", {"of": address}).status_code == 404
    assert director.post(new(address), {"name": "x"}).status_code == 404


def test_without_a_list_nothing_is_saved(director: Client) -> None:
    for answer in (director.get("/views/new/"), director.get("/api/v1/views/")):
        assert (answer.status_code, refusals.NoListNamed.code in answer.content.decode()) == (422, True)


def test_views_of_the_region_and_of_administration(db: None) -> None:
    client = browser(member("views-regadmin", "regadmin"))
    for address in ("/region/freshness/", "/admin/jobs/"):
        row = saved(client, f"{address}?sort=x", f"Вид {address}")
        assert client.get(f"/views/{row.pk}/")["Location"] == f"{address}?sort=x"
    assert client.get("/views/").content.decode().count("/edit/") == 2


def test_a_view_is_renamed_and_deleted(director: Client, school: Organisation) -> None:
    row = saved(director, f"{students(school)}?grade=5")
    assert director.post(f"/views/{row.pk}/edit/", {"name": "Иначе"}).status_code == 302
    assert offered(director, students(school)) == ["Иначе"]
    assert director.post(f"/views/{row.pk}/remove/").status_code == 302
    assert offered(director, students(school)) == []


def test_a_name_is_taken_once(director: Client, school: Organisation) -> None:
    saved(director, f"{students(school)}?grade=5")
    answer = director.post(new(students(school)), {"name": "Пятые  классы"})
    assert (answer.status_code, refusals.NameTaken.code in answer.content.decode()) == (422, True)
    sent = {"address": students(school), "name": "Пятые классы"}
    said = director.post("/api/v1/views/", sent, content_type="application/json")
    assert (said.status_code, said.json()["code"]) == (422, refusals.NameTaken.code)


def test_views_are_not_kept_without_end(
    director: Client, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_VIEWS", 1)
    saved(director, students(school))
    answer = director.post(new(students(school)), {"name": "Ещё один"})
    assert (answer.status_code, refusals.TooManyViews.code in answer.content.decode()) == (422, True)


def test_the_interface_for_programs_does_the_same(director: Client, school: Organisation) -> None:
    sent = {"address": f"{students(school)}?grade=5&q=Тайнова", "name": "Пятые", "is_shared": True}
    made = director.post("/api/v1/views/", sent, content_type="application/json")
    assert (made.status_code, made.json()["address"]) == (201, f"{students(school)}?grade=5")
    path = f"/api/v1/views/{made.json()['id']}/"
    changed = director.put(path, {"name": "Шестые"}, content_type="application/json").json()
    assert (changed["name"], changed["is_shared"], director.get(path).json()) == ("Шестые", False, changed)
    assert director.delete(path).status_code == 204
    assert director.get(path).status_code == 404


def test_a_list_asks_for_no_views_and_their_page_costs_the_same_for_one_and_for_twenty(
    director: Client, school: Organisation
) -> None:
    row = saved(director, f"{students(school)}?grade=5")
    page = f"/views/?of={quote(students(school))}"
    director.get(page)
    with CaptureQueriesContext(connection) as one:
        director.get(page)
    with shared(by=BY):
        for number in range(19):
            row.pk, row.name = None, f"Вид {number}"
            row.save(force_insert=True)
    with CaptureQueriesContext(connection) as twenty:
        assert director.get(page).content.decode().count("/edit/") == 20
    assert len(twenty) == len(one)
    with CaptureQueriesContext(connection) as of_a_list:
        director.get(students(school))
    assert not any("saved_views" in one["sql"] for one in of_a_list.captured_queries)
