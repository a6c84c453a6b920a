"""The programming interface of the region: the numbers of the pages, their scopes, the same refusals."""

import pytest
from django.test import Client

from region.contingent.queries import contingent
from shared_apps.accounts import services
from shared_apps.accounts.models import Membership
from shared_apps.organisations.crossing import By, Scope, region, shared
from tests.factories import accounts
from tests.region.conftest import DAY, PURPOSE, Open, Region, totals
from tests.region.test_restricted_lists import lines

pytestmark = pytest.mark.django_db
API = "/region/api/v1/"
ON = DAY.isoformat()


def test_the_contingent_says_what_the_page_says(as_role: Open) -> None:
    client = as_role("ministry")
    asked = {"as_of": ON, "locality": "urban"}
    said = client.get(f"{API}contingent/", asked).json()
    assert said["total"]["count"] == {
        name: totals(client.get("/region/", asked))[name] for name in ("students", "enrolments")
    }
    assert said["as_of"] == ON
    assert said["freshness"]["behind"] == 0
    assert sum(row["count"]["students"] for row in said["rows"]) == said["total"]["count"]["students"]


def test_a_municipality_gets_its_own(as_role: Open, region_of_three: Region) -> None:
    client = as_role("municipality")
    said = client.get(f"{API}contingent/", {"as_of": ON}).json()
    assert {row["name"] for row in said["rows"]} == {"Орг south-1", "Орг south-2"}
    with region(Scope("municipality", (region_of_three.second.pk, region_of_three.centre.pk)), by=accounts.BY):
        assert said["total"]["count"]["enrolments"] == contingent(as_of=DAY).total.count.enrolments
    for foreign in ({"organisation": region_of_three.first.pk}, {"municipality": region_of_three.north.pk}):
        for name in ("contingent", "staff"):
            assert client.get(f"{API}{name}/", foreign).status_code == 404
        assert client.get(f"{API}students/", {**foreign, "purpose": PURPOSE}).status_code == 404


@pytest.mark.parametrize("name", ["students", "employees", "guardians"])
def test_a_purpose_that_nobody_can_read_is_refused(as_role: Open, name: str) -> None:
    client = as_role("ministry")
    for purpose in ("\x00" * 11, "\u200b" * 11, "." * 11, "1" * 11):
        refused = client.get(f"{API}{name}/", {"as_of": ON, "purpose": purpose})
        assert (refused.status_code, refused.json()["code"]) == (422, "purpose_not_stated"), purpose
    assert lines() == []
    assert client.get(f"{API}{name}/", {"as_of": ON, "purpose": f"{PURPOSE}\x00"}).status_code == 200
    assert [line.purpose for line in lines()] == [PURPOSE]


@pytest.mark.parametrize("name", ["contingent", "staff", "students"])
@pytest.mark.parametrize("day", ["1999-01-01", "nonsense"])
def test_a_day_without_numbers_is_refused(as_role: Open, name: str, day: str) -> None:
    response = as_role("ministry").get(f"{API}{name}/", {"as_of": day, "purpose": PURPOSE})
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"


def test_students_need_a_purpose_and_leave_a_line(as_role: Open, region_of_three: Region) -> None:
    client = as_role("ministry")
    asked = {"as_of": ON, "organisation": region_of_three.first.pk, "measure": "enrolments", "page_size": 7}
    refused = client.get(f"{API}students/", asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "purpose_not_stated")
    assert lines() == []
    said = client.get(f"{API}students/", {**asked, "purpose": PURPOSE, "page": 2}).json()
    total = client.get(f"{API}contingent/", {"as_of": ON, "organisation": region_of_three.first.pk}).json()["total"]
    assert said["count"] == total["count"]["enrolments"]
    assert len(said["results"]) == 7
    assert (lines()[0].rows_read, lines()[0].purpose) == (7, PURPOSE)
    assert "search_key" not in said["results"][0]


def test_the_journal_is_for_those_who_may(as_role: Open) -> None:
    assert as_role("municipality").get(f"{API}readings/").status_code == 403
    client = as_role("ministry")
    client.get(f"{API}students/", {"as_of": ON, "purpose": PURPOSE})
    said = client.get(f"{API}readings/").json()
    assert said["results"][0]["purpose"] == PURPOSE


def test_regadmin_gets_numbers_and_no_persons(as_role: Open) -> None:
    client = as_role("regadmin")
    assert client.get(f"{API}contingent/").status_code == 200
    assert client.get(f"{API}students/", {"purpose": PURPOSE}).status_code == 403


def test_freshness_is_by_organisation(as_role: Open) -> None:
    said = as_role("municipality").get(f"{API}freshness/").json()
    assert {row["name"] for row in said["results"]} == {"Орг south-1", "Орг south-2"}
    assert {row["state"] for row in said["results"]} == {"fresh"}


def test_the_anonymous_get_nothing(db: None) -> None:
    for name in ("contingent", "staff", "students", "readings", "freshness"):
        assert Client().get(f"{API}{name}/").status_code == 401


def test_a_program_with_a_key_reads_what_the_key_allows(region_of_three: Region, db: None) -> None:
    who = accounts.member("program-owner", "ministry")
    with shared(by=accounts.BY):
        workplace = Membership.objects.get(account=who)
    by = By(account_id=who.pk, name=who.name)
    made = services.create_token(name="x", membership_id=workplace.pk, scopes=["contingent.view"], days=5, by=by)
    headers = {"authorization": f"Bearer {made.token}"}
    assert Client().get(f"{API}contingent/", headers=headers).status_code == 200
    assert Client().get(f"{API}students/", {"purpose": PURPOSE}, headers=headers).status_code == 403
