"""A session ends when nobody has worked in it for as long as the region's setting says, and nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.accounts.models import Session
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation
from shared_apps.rules import services as rules
from shared_apps.rules.entries import REGION
from tests.factories.accounts import BY, browser, member

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def secretary(school: Organisation) -> Client:
    return browser(member("idle-secretary", "secretary", organisation=school))


@pytest.fixture
def students(school: Organisation) -> str:
    return f"/o/{school.slug}/students/"


def idle_for(minutes: float) -> None:
    with shared(by=BY):
        Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=minutes))


def region_says(minutes: int) -> None:
    with shared(by=BY):
        rules.write_value(
            code="idle_sign_out_minutes", holder=REGION, value=minutes, since=date(2020, 1, 1), reason="проверка", by=BY
        )


def test_four_hours_without_work_sign_out_and_a_minute_less_does_not(secretary: Client, students: str) -> None:
    idle_for(239)
    assert secretary.get(students).status_code == 200
    idle_for(241)
    assert secretary.get(students).status_code == 302


def test_the_region_may_say_another_time(secretary: Client, students: str) -> None:
    region_says(15)
    idle_for(14)
    assert secretary.get(students).status_code == 200
    idle_for(16)
    assert secretary.get(students).status_code == 302


def test_a_time_that_is_inherited_again_is_the_usual_one(secretary: Client, students: str) -> None:
    region_says(15)
    with shared(by=BY):
        rules.inherit_again(code="idle_sign_out_minutes", holder=REGION, since=timezone.localdate(), by=BY)
    idle_for(200)
    assert secretary.get(students).status_code == 200


def test_sign_in_says_why_and_leads_back(secretary: Client, students: str) -> None:
    region_says(15)
    idle_for(20)

    answer = secretary.get(f"{students}?q=ива", follow=True)

    assert answer.redirect_chain[0][0].startswith("/sign-in/?why=idle&next=/o/")
    assert "не работали 15" in answer.content.decode()


def test_a_stranger_is_told_nothing_of_idleness(db: None, students: str) -> None:
    assert "why=" not in Client().get(students)["Location"]


def test_a_form_that_was_sent_too_late_stays_as_it_is(secretary: Client, students: str) -> None:
    idle_for(300)

    answer = secretary.post(f"{students}new/", {"surname": "Иванова"}, headers=HTMX)

    assert answer.status_code == 401
    assert "HX-Redirect" not in answer


def test_a_form_sent_too_late_without_scripts_is_said_to_be_lost_and_led_back_to(
    secretary: Client, students: str
) -> None:
    idle_for(300)
    form = f"http://testserver{students}new/?kind=admission"

    answer = secretary.post(f"{students}new/", {"surname": "Иванова"}, headers={"Referer": form}, follow=True)

    address = answer.redirect_chain[0][0]
    assert address.startswith("/sign-in/?why=idle&lost=1&next=/o/")
    assert address.endswith("students/new/%3Fkind%3Dadmission")
    page = answer.content.decode()
    assert "не записано" in page
    assert "Иванова" not in page


def test_a_form_on_a_foreign_page_is_no_way_back(secretary: Client, students: str) -> None:
    idle_for(300)
    answer = secretary.post(f"{students}new/", {}, headers={"Referer": "http://evil.example/form"})
    assert "next" not in answer["Location"]


def test_whoever_types_is_not_idle(secretary: Client, students: str) -> None:
    region_says(15)
    idle_for(14)
    assert secretary.get("/account/seen/").status_code == 200
    with shared(by=BY):
        assert Session.objects.get().last_seen_at > timezone.now() - timedelta(seconds=30)


def test_own_sessions_show_those_that_are_not_idle(secretary: Client) -> None:
    region_says(15)
    with shared(by=BY):
        one = Session.objects.get()
        one.pk, one.key_hash, one.user_agent = None, "of another browser", "Firefox Windows"
        one.last_seen_at = timezone.now() - timedelta(minutes=20)
        one.save()

    assert "Firefox" not in secretary.get("/account/sessions/").content.decode()
