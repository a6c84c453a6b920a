"""An organisation that is no more: its page, the lists of later days and the combobox say what became of it."""

import re
from datetime import date
from html import unescape

import pytest

from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation, OrganisationPeriod, Succession
from tests.factories import accounts
from tests.region.conftest import DAY, Open, Region

pytestmark = pytest.mark.django_db
ENDED = date(2026, 1, 1)
LATER = f"as_of={DAY.isoformat()}&compare_with=2025-12-01"


def end(organisation: Organisation, into: Organisation | None = None, kind: str = "merge") -> None:
    with shared(by=accounts.BY):
        OrganisationPeriod.objects.filter(organisation=organisation).update(valid_to=ENDED)
        if into is not None:
            Succession.objects.create(
                predecessor=organisation, successor=into, kind=kind, on=ENDED, order_number="7", order_date=ENDED
            )


def said(response) -> str:
    """The sentence under the heading, with its tags."""
    found = re.search(r'<p class="became">.*?</p>', response.content.decode(), re.DOTALL)
    return unescape(found[0]) if found else ""


def test_the_page_of_a_merged_organisation_leads_to_its_successor(as_role: Open, region_of_three: Region) -> None:
    end(region_of_three.second, into=region_of_three.first)
    client = as_role("ministry")
    for path in ("/region/", "/region/movement/", "/region/staff/", "/region/staff/composition/"):
        response = client.get(f"{path}?as_of={DAY.isoformat()}&organisation={region_of_three.second.pk}")
        words = said(response)
        assert "реорганизовано с 01.01.2026, правопреемник:" in words, path
        link = re.search(r'<a href="([^"]+)">Орг north-1</a>', words)
        assert link
        assert f"organisation={region_of_three.first.pk}" in link[1]
        assert client.get(link[1]).status_code == 200
        before = client.get(f"{path}?as_of=2025-12-31&organisation={region_of_three.second.pk}")
        assert said(before) == "", "on that day it stood"


def test_lists_of_later_days_name_the_successor(as_role: Open, region_of_three: Region) -> None:
    end(region_of_three.second, into=region_of_three.centre)
    client = as_role("ministry")
    for page in (
        f"/region/?{LATER}&by=organisation",
        f"/region/movement/?{LATER}&municipality={region_of_three.south.pk}",
    ):
        text = unescape(client.get(page).content.decode())
        row = re.search(r'<th scope="row"><a [^>]+>Орг south-1</a><small>(.*?)</small>', text)
        assert row, page
        assert "правопреемник: <a " in row[1]
        assert f"organisation={region_of_three.centre.pk}" in row[1]


def test_a_successor_outside_of_the_scope_is_named_and_nothing_leads_to_it(
    as_role: Open, region_of_three: Region
) -> None:
    end(region_of_three.second, into=region_of_three.first)
    words = said(as_role("authority").get(f"/region/?{LATER}&organisation={region_of_three.second.pk}"))
    assert "правопреемник: Орг north-1" in words
    assert "<a " not in words


def test_what_was_closed_without_a_successor_says_so(as_role: Open, region_of_three: Region) -> None:
    end(region_of_three.second)
    words = said(as_role("ministry").get(f"/region/?{LATER}&organisation={region_of_three.second.pk}"))
    assert "закрыто с 01.01.2026" in words


def test_an_organisation_that_gave_classes_away_stands_on(as_role: Open, region_of_three: Region) -> None:
    with shared(by=accounts.BY):
        Succession.objects.create(
            predecessor=region_of_three.second, successor=region_of_three.first, kind="split", on=ENDED,
            order_number="7", order_date=ENDED,
        )  # fmt: skip
    assert said(as_role("ministry").get(f"/region/?{LATER}&organisation={region_of_three.second.pk}")) == ""


def test_the_combobox_says_that_it_is_no_more(as_role: Open, region_of_three: Region) -> None:
    end(region_of_three.second, into=region_of_three.first)
    options = unescape(as_role("ministry").get("/region/organisations/", {"q": "south-1"}).content.decode())
    assert "Южный, реорганизовано с 01.01.2026" in options
