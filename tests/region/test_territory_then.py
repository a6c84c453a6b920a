"""Municipalities and authorities as of a day: pages of the region and the interface call them as they were called."""

from datetime import date, timedelta

import pytest
from django.test import Client

from region.feed.moved import Moved
from shared_apps.organisations import territory
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.territory import AuthoritySaid, MunicipalitySaid
from tests.factories.accounts import BY
from tests.region.conftest import DAY, Open, Region

pytestmark = pytest.mark.django_db
API = "/region/api/v1/"
BEFORE = DAY - timedelta(days=1)
COPIED = ("full_name", "short_name", "search_key", "kind", "locality", "authority", "valid_to")


@pytest.fixture
def renamed(region_of_three: Region) -> Region:
    """Южный is an okrug with a code from DAY on; so is the authority called otherwise."""
    with shared(by=BY):
        said = MunicipalitySaid(name="Южный округ", kind="okrug", oktmo="03501000")
        territory.rename(body=region_of_three.south, said=said, on=DAY, control="4", by=BY)
        called = AuthoritySaid(name="Министерство искусств", short_name="Мин искусств")
        territory.rename(body=region_of_three.culture, said=called, on=DAY, by=BY)
        territory.enter_municipality(
            said=MunicipalitySaid(name="Пустой район", kind="district"), since=date(2006, 1, 1), by=BY
        )
    return region_of_three


def text(client: Client, path: str, **asked: object) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize(("day", "name", "other"), [(BEFORE, "Южный", "Южный округ"), (DAY, "Южный округ", "")])
def test_pages_call_a_municipality_as_of_their_day(
    as_role: Open, renamed: Region, day: date, name: str, other: str
) -> None:
    client = as_role("ministry")
    for path in ("/region/", "/region/staff/"):
        said = text(client, path, as_of=f"{day:%d.%m.%Y}")
        assert f">{name}<" in said, "in the rows and among the choices"
        assert not other or other not in said
        inside = text(client, path, as_of=f"{day:%d.%m.%Y}", municipality=renamed.south.pk)
        assert f": {name}</h1>" in inside
    one = text(client, "/region/", as_of=f"{day:%d.%m.%Y}", organisation=renamed.second.pk)
    assert f">{name}</a>" in one, "crumbs of an organisation"
    by_body = text(client, "/region/", as_of=f"{day:%d.%m.%Y}", by="authority")
    assert ("Мин искусств" in by_body) == (day == DAY)


def test_interface_reads_municipalities_as_of_a_day(as_role: Open, renamed: Region) -> None:
    client = as_role("ministry")
    then = {row["id"]: row for row in client.get(f"{API}municipalities/", {"as_of": str(BEFORE)}).json()["results"]}
    now = {row["id"]: row for row in client.get(f"{API}municipalities/", {"as_of": str(DAY)}).json()["results"]}

    south = renamed.south.pk
    assert (then[south]["name"], then[south]["kind"], then[south]["oktmo_verified_on"]) == ("Южный", "district", None)
    assert (now[south]["name"], now[south]["kind"], now[south]["oktmo"]) == ("Южный округ", "okrug", "03501000")
    assert (now[south]["organisations"], now[south]["valid_to"], now[south]["merged_into"]) == (2, None, None)
    assert "Пустой район" in {row["name"] for row in now.values()}
    refused = client.get(f"{API}municipalities/", {"as_of": "nonsense"})
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")


def test_interface_reads_authorities_as_of_a_day(as_role: Open, renamed: Region) -> None:
    client = as_role("ministry")
    for day, name in ((BEFORE, "Мин culture"), (DAY, "Мин искусств")):
        rows = {row["code"]: row for row in client.get(f"{API}authorities/", {"as_of": str(day)}).json()["results"]}
        assert (rows["culture"]["short_name"], rows["culture"]["organisations"]) == (name, 1)


def test_a_municipality_reads_its_own(as_role: Open, renamed: Region) -> None:
    client = as_role("municipality")
    assert [row["name"] for row in client.get(f"{API}municipalities/").json()["results"]] == ["Южный округ"]
    assert [row["code"] for row in client.get(f"{API}authorities/").json()["results"]] == ["culture"]


def test_a_municipality_is_told_whom_it_counts_otherwise_than_the_ministry(as_role: Open, renamed: Region) -> None:
    """Южный got a school of Северный on DAY and gave its own centre away."""
    client = as_role("municipality")
    with shared(by=BY):
        for one, place in ((renamed.first, renamed.south), (renamed.centre, renamed.north)):
            period = OrganisationPeriod.objects.get(organisation=one)
            said = {name: getattr(period, name) for name in COPIED}
            OrganisationPeriod.objects.filter(pk=period.pk).update(valid_to=DAY)
            OrganisationPeriod.objects.create(organisation=one, municipality=place, valid_from=DAY, **said)
    for path in ("/region/", "/region/staff/", "/region/movement/"):
        before = text(client, path, as_of=str(BEFORE))

        assert f"к другому муниципалитету, но учтены здесь: Орг {renamed.first.slug}." in before
        assert f"к этому муниципалитету, но здесь не учтены: Орг {renamed.centre.slug}." in before
        assert "муниципалитету, но" not in text(client, path, as_of=str(DAY))
    assert "муниципалитету, но" not in text(as_role("ministry"), "/region/", as_of=str(BEFORE))


def test_of_many_that_moved_some_are_named() -> None:
    said = Moved(came=tuple(f"Школа {n}" for n in range(7)), went=()).in_words()

    assert "Школа 0, Школа 1, Школа 2, Школа 3, Школа 4 и ещё 2." in said
    assert Moved((), ()).in_words() == ""
