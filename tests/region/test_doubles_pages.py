"""Pages of doubled contingent: the error with its number, down to the two records, and the decision of a human."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from region.contingent.models import RegionStudent
from region.registry import finding, queries
from region.registry.models import SamePerson
from shared_apps.envelopes.models import DoubledAnswer, DoubledStudent
from shared_apps.organisations.crossing import feed_tables, shared
from shared_apps.organisations.models import Municipality
from tests.factories import accounts
from tests.region.conftest import PURPOSE, rows_counted
from tests.registry.twins import ON, Places, find, pair_of, places

pytestmark = pytest.mark.django_db
DAY = {"as_of": ON.isoformat()}
LIST, API = "/region/registry/doubles/", "/region/api/v1"
REASON = "сверено по свидетельствам о рождении"
SURNAMES = re.compile(r"Иванов|Сидоров")


@pytest.fixture
def scene(db: None) -> Places:
    """One pair within the north, one across; both wait for a decision."""
    found = places()
    found.student("a")
    found.student("b")
    found.student("a", "Сидоров")
    found.student("c", "Сидоров")
    find()
    return found


def browser(role: str, *, place: Municipality | None = None, purpose: str = PURPOSE) -> Client:
    scope = {"municipality": place} if place else {}
    client = accounts.browser(accounts.member(f"{role}-{place.pk if place else 0}", role, **scope))
    if purpose:
        assert client.post("/region/registry/purpose/", {"purpose": purpose}).status_code == 302
    return client


def numbers(text: str) -> dict[str, int]:
    found = re.findall(r'data-total="([\w-]*doubled)"[^>]*>[^\d<]*([\d\xa0]+)', text)
    return {name: int(re.sub(r"\D", "", number)) for name, number in found}


def link(text: str, name: str) -> str:
    found = re.search(rf'<a href="([^"]+)"[^>]*data-total="{name}"', text)
    assert found, name
    return unescape(found[1])


def pair(surname: str) -> SamePerson:
    with feed_tables():
        rows = RegionStudent.objects.using("feed").filter(surname=surname)
        uids: set[UUID] = set(rows.values_list("person_uid", flat=True))
    return pair_of(*uids)


def say(client: Client, one: SamePerson, decision: str, *, reason: str = REASON) -> int:
    asked = {"decision": decision, "reason": reason, "was": one.state}
    return int(client.post(f"{LIST}{one.pk}/", asked).status_code)


def lines() -> list[tuple[str, int]]:
    with shared(by=accounts.BY):
        return list(queries.readings().values_list("what", "rows_read"))


def test_the_contingent_says_the_error_with_its_number_and_opens_it(scene: Places) -> None:
    client = browser("ministry")
    say(client, pair("Сидоров"), "confirmed")
    finding.count_again(pair("Сидоров").pk, by=accounts.BY)
    for page in ("/region/", "/region/doubled/"):
        text = client.get(page, DAY).content.decode()

        assert numbers(text) == {"doubled": 1, "perhaps-doubled": 1}
        for name, surname in (("doubled", "Сидоров"), ("perhaps-doubled", "Иванов")):
            listed = client.get(link(text, name))
            assert rows_counted(listed) == 1
            assert set(SURNAMES.findall(listed.content.decode())) == {surname}


def test_without_anybody_counted_twice_the_contingent_says_nothing_of_it(db: None) -> None:
    places().student("a")
    text = browser("ministry").get("/region/", DAY).content.decode()

    assert "data-total=" in text
    assert numbers(text) == {}


def test_places_open_their_own_persons(scene: Places) -> None:
    client = browser("ministry")
    text = client.get("/region/doubled/", DAY).content.decode()
    rows = re.findall(r'<td class="num"><a href="([^"]*registry/doubles[^"]*)">(\d+)</a>', text)

    assert sorted(int(number) for _url, number in rows) == [1, 2]
    assert {rows_counted(client.get(unescape(url))) == int(number) for url, number in rows} == {True}


def test_a_municipality_sees_the_other_side_as_somewhere_in_the_region(scene: Places) -> None:
    client = browser("municipality", place=scene.south)
    listed = client.get(LIST, DAY).content.decode()
    opened = client.get(f"{LIST}{pair('Сидоров').pk}/").content.decode()

    assert set(SURNAMES.findall(listed)) == {"Сидоров"}
    assert "в другой организации региона" in listed
    for text in (listed, opened):
        assert "Школа c" in text
        assert "Школа a" not in text
    assert "решение по этой паре принимает министерство" in opened
    assert 'name="decision"' not in opened


def test_a_pair_with_nothing_in_the_scope_is_none(scene: Places) -> None:
    client = browser("municipality", place=scene.south)

    assert client.get(f"{LIST}{pair('Иванов').pk}/").status_code == 404
    assert say(client, pair("Иванов"), "confirmed") == 404
    for nothing in (404404, 9 * 10**30):
        assert client.get(f"{LIST}{nothing}/").status_code == 404
        assert client.post(f"{API}/doubles/{nothing}/", {}, content_type="application/json").status_code == 404


def test_who_sees_one_side_is_refused_a_decision(scene: Places) -> None:
    client = browser("municipality", place=scene.south)

    assert say(client, pair("Сидоров"), "confirmed") == 422
    assert pair("Сидоров").state == "proposed"


def test_who_sees_both_sides_decides_and_takes_it_back(scene: Places) -> None:
    client = browser("municipality", place=scene.north)

    assert say(client, pair("Иванов"), "confirmed", reason="да") == 422
    assert say(client, pair("Иванов"), "confirmed") == 302
    assert pair("Иванов").state == "confirmed"
    opened = client.get(f"{LIST}{pair('Иванов').pk}/").content.decode()
    assert REASON in opened
    assert "Школа a" in opened
    assert "Школа b" in opened
    assert say(client, pair("Иванов"), "proposed") == 302
    assert pair("Иванов").state == "proposed"


def test_without_a_purpose_no_name_is_shown(scene: Places) -> None:
    client = browser("ministry", purpose="")
    for url in (LIST, f"{LIST}{pair('Иванов').pk}/"):
        assert client.get(url).headers["Location"].startswith("/region/registry/purpose/?next=")
    assert say(client, pair("Иванов"), "confirmed") == 302
    assert pair("Иванов").state == "proposed"


def test_a_purpose_that_needs_no_pairs_opens_none(scene: Places) -> None:
    client = browser("ministry", purpose="")
    client.post("/region/registry/purpose/", {"frequent": "support"})

    for url in (LIST, f"{LIST}{pair('Иванов').pk}/"):
        assert client.get(url).status_code == 302


def test_each_reading_is_written_down(scene: Places) -> None:
    client = browser("ministry")
    client.get(LIST, DAY)
    client.get(f"{LIST}{pair('Иванов').pk}/")
    journal = client.get("/region/registry/readings/").content.decode()

    assert lines() == [("doubles", 2), ("doubles", 2)]
    assert "список двойников и двойного контингента" in journal


@pytest.mark.parametrize(
    ("role", "may_persons"), [("ministry", True), ("regadmin", False), ("municipality", True)]
)  # fmt: skip
def test_roles(scene: Places, role: str, may_persons: bool) -> None:
    client = browser(
        role, place=scene.north if role == "municipality" else None, purpose=PURPOSE if may_persons else ""
    )
    one = pair("Иванов")
    told = client.get("/region/doubled/", DAY)

    assert told.status_code == 200
    assert ("registry/doubles" in told.content.decode()) == may_persons
    assert client.get(LIST).status_code == (200 if may_persons else 403)
    assert client.get(f"{LIST}{one.pk}/").status_code == (200 if may_persons else 403)
    assert say(client, one, "refused") == (302 if may_persons else 403)
    assert client.post(f"{LIST}search/").status_code == (302 if may_persons else 403)


def test_a_file_of_the_list_says_the_same(scene: Places) -> None:
    text = browser("municipality", place=scene.south).get(LIST, {**DAY, "export": "csv"}).content.decode("utf-8-sig")

    assert "Сидоров" in text
    assert "в другой организации региона" in text
    assert "Школа a" not in text


# --- the programming interface ----------------------------------------------------------------------------------------


def test_the_interface_counts_lists_and_decides(scene: Places) -> None:
    client = browser("ministry", purpose="")
    counted = client.get(f"{API}/doubled/", DAY).json()
    found = client.get(f"{API}/doubles/", {**DAY, "purpose": PURPOSE, "name": "Иванов"}).json()

    assert counted["total"] == {"confirmed": 0, "proposed": 2}
    assert {row["name"]: row["proposed"] for row in counted["rows"]} == {"Северный район": 2, "Южный район": 1}
    [row] = found["results"]
    assert (row["organisation"], row["elsewhere"], row["state"]) == ("Школа a", ["Школа b"], "proposed")
    said = {"decision": "confirmed", "was": "proposed", "reason": REASON}
    answer = client.post(f"{API}/doubles/{row['pair_id']}/", said, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    again = client.post(f"{API}/doubles/{row['pair_id']}/", said, content_type="application/json")
    assert again.status_code == 422
    assert again.json()["code"] == "decided_meanwhile"


def test_the_interface_keeps_to_the_scope(scene: Places) -> None:
    client = browser("municipality", place=scene.south, purpose="")
    [row] = client.get(f"{API}/doubles/", {**DAY, "purpose": PURPOSE}).json()["results"]
    said = {"decision": "confirmed", "was": "proposed", "reason": REASON}

    assert (row["organisation"], row["elsewhere"]) == ("Школа c", [])
    foreign = client.post(f"{API}/doubles/{pair('Иванов').pk}/", said, content_type="application/json")
    half = client.post(f"{API}/doubles/{pair('Сидоров').pk}/", said, content_type="application/json")
    assert (foreign.status_code, half.status_code) == (404, 422)
    assert half.json()["code"] == "other_side_not_seen"


# --- what organisations answer ----------------------------------------------------------------------------------------


def answered(scene: Places, where: str, one: SamePerson, answer: str = "different") -> None:
    """The office of an organisation has answered about its record of the pair."""
    organisation = scene.keys[where]
    with feed_tables():
        notice = DoubledStudent.objects.using("feed").get(organisation_id=organisation, pair_id=one.pk)
    with shared(by=accounts.BY), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL svod.organisation = '{organisation}'")
        DoubledAnswer.objects.create(
            doubled=notice, organisation_id=organisation, answer=answer, reason=f"Ответ школы {where}",
            answered_at=timezone.now(), answered_name="Секретарёва С. С.",
        )  # fmt: skip


def test_answers_stand_beside_the_pair(scene: Places) -> None:
    answered(scene, "a", pair("Сидоров"), "ours")
    answered(scene, "a", pair("Сидоров"))
    answered(scene, "c", pair("Сидоров"), "ours")
    client = browser("ministry")
    listed = client.get(LIST, DAY).content.decode()
    opened = client.get(f"{LIST}{pair('Сидоров').pk}/").content.decode()

    assert "Школа a: это другой человек" in listed
    assert "Школа c: наш обучающийся" in listed
    assert "Школа a: наш обучающийся" not in listed
    assert [opened.count(f"Ответ школы {where}") for where in "ac"] == [2, 1]
    assert "Секретарёва С. С." in opened
    assert pair("Сидоров").state == "proposed"


def test_answers_of_others_are_read_within_the_scope(scene: Places) -> None:
    answered(scene, "a", pair("Сидоров"))
    answered(scene, "c", pair("Сидоров"), "ours")
    client = browser("municipality", place=scene.south)

    for page in (client.get(LIST, DAY), client.get(f"{LIST}{pair('Сидоров').pk}/")):
        text = page.content.decode()
        assert "наш обучающийся" in text
        assert "другой человек" not in text
    asked = {**DAY, "purpose": PURPOSE}
    [row] = client.get(f"{API}/doubles/", asked).json()["results"]
    assert [(one["organisation"], one["answer"]) for one in row["answers"]] == [("Школа c", "ours")]
