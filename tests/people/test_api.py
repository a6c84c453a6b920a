"""Cards, employees, guardians and consents through the programming interface: written, read back, closed to others."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import CardReading, Citizenship, Guardianship, PersonName
from tests.importing.school import SNILS

from .papers import consented
from .refused_world import API, SINCE, TODAY, TOMORROW, World


class Desk:
    """A program that works with the cards of a school in a role."""

    def __init__(self, world: World, role: str = "director") -> None:
        self.client = world.browser(role)
        self.address = f"/o/{world.school.slug}/{API}"

    def ask(self, method: str, path: str, sent: Mapping[str, Any] | None = None) -> Any:
        """(status, answer)"""
        plain = {name: f"{value}" if hasattr(value, "isoformat") else value for name, value in (sent or {}).items()}
        options: dict[str, Any] = {} if method == "get" else {"content_type": "application/json"}
        answer = getattr(self.client, method)(self.address + path, plain, **options)
        return answer.status_code, answer.json() if answer.content else None

    def get(self, path: str, **asked: Any) -> Any:
        status, found = self.ask("get", path, asked)
        assert status == 200, found
        return found

    def done(self, method: str, path: str, **sent: Any) -> Any:
        status, found = self.ask(method, path, sent)
        assert status in (200, 201, 204), found
        return found


@pytest.fixture
def world(school: Organisation) -> World:
    return World(school)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def readings(world: World, person: int) -> list[tuple[str, str]]:
    with world.inside():
        return list(CardReading.objects.filter(person_id=person).order_by("pk").values_list("what", "via"))


# --- who a person is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["students", "employees", "guardians"])
def test_every_card_has_names_numbers_documents_and_citizenships(whose: str, world: World, desk: Desk) -> None:
    card, person = {
        "students": (world.anna, world.anna_person),
        "employees": (world.helen, world.helen_person),
        "guardians": (world.olga, world.olga_person),
    }[whose]
    here = f"{whose}/{card}/"

    desk.done("post", f"{here}name/", surname="Белова", given_name="Анна", since=TODAY, document="Свидетельство № 7")
    names = desk.done("put", f"{here}name/", surname="Белов", given_name="Анна")
    desk.done("put", f"{here}numbers/", kind="snils", value=SNILS[0])
    documents = desk.done("post", f"{here}documents/", kind="passport", series="0315", number="123456", issued_by="МВД")
    changed = desk.done(
        "put", f"{here}documents/{documents[0]['id']}/", kind="passport", series="0315", number="654321"
    )
    desk.done("post", f"{here}citizenships/", country="ru", since=SINCE)
    second = desk.done("post", f"{here}citizenships/", country="kg", since=SINCE)
    ended = desk.done("post", f"{here}citizenships/{second[-1]['id']}/end/", on=TODAY)

    assert names[0]["surname"] == "Белов"
    assert (names[0]["valid_from"], names[0]["valid_to"], names[0]["document"]) == (
        f"{TODAY}",
        None,
        "Свидетельство № 7",
    )
    assert [line["value"] for line in desk.get(f"{here}numbers/")] == [SNILS[0]]
    assert (changed[0]["number"], changed[0]["issued_by"]) == ("654321", "")
    assert sorted((line["country"], line["valid_to"]) for line in ended) == [("kg", f"{TODAY}"), ("ru", None)]
    desk.done("put", f"{here}numbers/", kind="snils", value="")
    desk.done("delete", f"{here}documents/{documents[0]['id']}/")
    desk.done("delete", f"{here}citizenships/{second[-1]['id']}/")
    assert (desk.get(f"{here}numbers/"), desk.get(f"{here}documents/")) == ([], [])
    assert ("document", "api") in readings(world, person)
    with world.inside():
        assert PersonName.objects.filter(person=person).count() == 2
        assert Citizenship.objects.get(person=person).country == "ru"


def test_a_card_changed_meanwhile_is_refused_and_nothing_is_lost(world: World, desk: Desk) -> None:
    here = f"employees/{world.helen}/particulars/"
    version = desk.get(here)["version"]
    desk.done("patch", here, phone="8 861 1", version=version)

    status, problem = desk.ask("patch", here, {"phone": "8 861 2", "version": version})

    assert (status, problem["code"]) == (422, "changed_meanwhile")
    assert desk.get(here)["phone"] == "8 861 1"


def test_a_photo_is_sent_replaced_and_taken_away(world: World, desk: Desk) -> None:
    with world.inside():
        consented(world.anna_person, "photo")
    here = f"{desk.address}students/{world.anna}/files/"

    def photo(end: bytes) -> dict[str, Any]:
        return {"kind": "photo", "file": SimpleUploadedFile("фото.png", b"\x89PNG\r\n\x1a\n" + end)}

    first = desk.client.post(here, photo(b"1")).json()
    second = desk.client.post(here, photo(b"2")).json()

    assert [line["kind"] for line in first] == [line["kind"] for line in second] == ["photo"]
    assert first[0]["id"] != second[0]["id"]
    desk.done("delete", f"students/{world.anna}/files/{second[0]['id']}/")
    assert desk.get(f"students/{world.anna}/files/") == []


def test_documents_are_not_there_for_who_does_not_hold_them(world: World, desk: Desk) -> None:
    desk.done("put", f"students/{world.anna}/numbers/", kind="snils", value=SNILS[0])
    teacher = Desk(world, "sysadmin")

    assert teacher.ask("get", f"students/{world.anna}/numbers/")[0] == 403
    assert teacher.ask("get", f"guardians/{world.olga}/documents/")[0] == 403
    assert teacher.ask("put", f"students/{world.anna}/numbers/", {"kind": "snils", "value": ""})[0] == 403
    assert "document" not in teacher.get(f"students/{world.anna}/name/")[0]
    assert [line["value"] for line in desk.get(f"students/{world.anna}/numbers/")] == [SNILS[0]]


# --- guardians ------------------------------------------------------------------------------------------------------


def test_guardians_are_linked_written_down_and_let_go(world: World, desk: Desk) -> None:
    here = f"students/{world.peter}/guardians/"

    linked = desk.done("post", here, person_id=world.olga_person, relation="mother", since=SINCE)
    made = desk.done(
        "post", f"{here}new/", surname="Иванов", given_name="Илья", sex="male", relation="father", since=SINCE,
        phone="8 918 111 22 33",
    )  # fmt: skip
    father = next(line for line in made if line["relation"] == "father")
    changed = desk.done("put", f"{here}{father['id']}/", relation="father", may_collect=False)
    ended = desk.done("post", f"{here}{father['id']}/end/", on=TODAY)

    assert (linked[0]["guardian_id"], linked[0]["valid_to"]) == (world.olga, None)
    assert [line["may_collect"] for line in changed if line["id"] == father["id"]] == [False]
    assert [line["valid_to"] for line in ended if line["id"] == father["id"]] == [f"{TODAY}"]
    listed = {one["surname"]: one for one in desk.get("guardians/")["results"]}
    assert listed["Ёлкина"]["children"] == 2
    assert desk.get(f"guardians/{father['guardian_id']}/")["phone"] == "8 918 111 22 33"
    assert [line["student_id"] for line in desk.get(f"guardians/{father['guardian_id']}/students/")] == [world.peter]
    with world.inside():
        assert Guardianship.objects.count() == 3
    assert desk.ask("post", here, {"person_id": 987654, "relation": "mother"})[0] == 422


def test_what_a_guardian_does_is_closed_without_a_consent(world: World, desk: Desk) -> None:
    here = f"guardians/{world.olga}/particulars/"
    closed = desk.ask("patch", here, {"workplace": "ООО", "version": desk.get(here)["version"]})
    with world.inside():
        consented(world.olga_person, "social")

    opened = desk.done("patch", here, workplace="ООО", phone="8 861", version=desk.get(here)["version"])

    assert (closed[0], closed[1]["code"]) == (422, "fields_closed")
    assert (opened["workplace"], opened["phone"]) == ("ООО", "8 861")
    assert "workplace" not in Desk(world, "operator").get(here)
    assert ("social", "api") in readings(world, world.olga_person)


# --- employees ------------------------------------------------------------------------------------------------------


def test_an_employee_is_hired_appointed_and_let_go(world: World, desk: Desk) -> None:
    made = desk.done(
        "post", "employees/", surname="Ким", given_name="Ли", sex="male", birth_date="1980-01-09", post="teacher",
        rate="0.5", since=SINCE, order_number="17-к", order_date=SINCE,
    )  # fmt: skip
    here = f"employees/{made['id']}/"
    posts = desk.done("post", f"{here}posts/", post="methodist", kind="internal", rate="0.25", since=SINCE)
    teacher = next(line for line in posts if line["post"] == "teacher")
    desk.done("post", f"{here}posts/{teacher['id']}/rate/", rate="0.75", since=TODAY)
    methodist = next(line for line in posts if line["post"] == "methodist")
    desk.done("post", f"{here}posts/{methodist['id']}/end/", on=TODAY)
    desk.done("patch", f"{here}personnel/", personnel_number="0042", service_since="2005-09-01")
    left = desk.done("post", f"{here}leave/", on=TOMORROW, reason="own_wish", order_number="9-к")
    mended = desk.done("patch", f"{here}employments/{left[0]['id']}/", leaving_order="10-к")

    held = sorted((line["post"], line["rate"], line["valid_to"]) for line in desk.get(f"{here}posts/"))
    assert held == [
        ("methodist", "0.25", f"{TODAY}"), ("teacher", "0.50", f"{TODAY}"), ("teacher", "0.75", f"{TOMORROW}"),
    ]  # fmt: skip
    assert (mended[0]["hiring_order"], mended[0]["leaving_order"], mended[0]["valid_to"]) == (
        "17-к", "10-к", f"{TOMORROW}",
    )  # fmt: skip
    personnel = desk.get(f"{here}personnel/")
    assert (personnel["personnel_number"], personnel["service_since"]) == ("0042", "2005-09-01")
    assert "marital_status" not in Desk(world, "operator").get(f"{here}personnel/")


def test_records_of_an_employee_are_written_by_kind(world: World, desk: Desk) -> None:
    here = f"employees/{world.helen}/records/"

    added = desk.done(
        "post", f"{here}subject/", values={"subject": "physics", "is_main": "true", "valid_from": f"{SINCE}"}
    )
    row = added[0]["id"]
    corrected = desk.done(
        "put", f"{here}subject/{row}/", values={"subject": "physics", "hours": "18", "valid_from": f"{SINCE}"}
    )
    ended = desk.done("post", f"{here}subject/{row}/end/", on=TODAY)
    begun = desk.done(
        "post", f"{here}attestation/", values={"sought": "first", "begun_on": f"{SINCE}", "due_on": f"{SINCE}"}
    )
    desk.done(
        "post", f"employees/{world.helen}/attestations/{begun[0]['id']}/outcome/", outcome="granted", decided_on=TODAY
    )

    assert (added[0]["values"]["is_main"], corrected[0]["values"]["hours"]) == ("true", "18.0")
    assert ended[0]["values"]["valid_to"] == f"{TODAY}"
    assert [one["values"]["qualification"] for one in desk.get(f"{here}category/")] == ["first"]
    desk.done("delete", f"{here}subject/{row}/")
    assert desk.get(f"{here}subject/") == []
    assert desk.ask("post", f"{here}subject/", {"values": {"subject": "alchemy", "valid_from": f"{SINCE}"}})[0] == 422
    unknown = desk.ask("post", f"{here}subject/", {"values": {"subject": "physics", "nonsense": "1"}})
    assert "nonsense" in unknown[1]["errors"]
    assert Desk(world, "operator").ask("get", f"{here}leave/")[0] == 404


# --- consents -------------------------------------------------------------------------------------------------------


def test_a_consent_is_recorded_withdrawn_and_dealt_with(world: World, desk: Desk) -> None:
    form = desk.done("post", "consents/forms/", purpose="social", about="student", text="Согласен", since=SINCE)
    paper = {"person_id": world.anna_person, "given_by_id": world.olga_person, "purpose": "social"}
    given = desk.done("post", "consents/", **paper, signed_on=TODAY - timedelta(days=9), form_id=form["id"])
    here = f"consents/{given['id']}/"

    withdrawn = desk.done("post", f"{here}withdraw/", on=TODAY, document="Заявление № 5")
    dealt = desk.done("post", f"{here}done/", what="Обработка прекращена", on=TODAY)

    assert (given["form_version"], given["covers"]) == (1, ["social"])
    assert (withdrawn["withdrawn_on"], dealt["followed_up_on"]) == (f"{TODAY}", f"{TODAY}")
    by_mistake = desk.done("post", "consents/", **(paper | {"purpose": "contests"}), signed_on=TODAY)
    desk.done("delete", f"consents/{by_mistake['id']}/")
    assert [one["purpose"] for one in desk.get("consents/")["results"]] == ["social"]
    assert [one["version"] for one in desk.get("consents/forms/")] == [1]
    unknown = desk.ask("post", "consents/", {**paper, "purpose": "photo", "signed_on": f"{TODAY}", "form_id": 987654})
    assert "form_id" in unknown[1]["errors"]
    assert desk.ask("post", "consents/", {**paper, "person_id": 987654, "signed_on": f"{TODAY}"})[0] == 404


def test_papers_of_others_are_not_there_for_a_class_teacher(world: World, desk: Desk) -> None:
    paper = {"person_id": world.anna_person, "given_by_id": world.olga_person, "purpose": "social"}
    given = desk.done("post", "consents/", **paper, signed_on=TODAY)
    leader = Desk(world, "classteacher")

    assert leader.get("consents/")["results"] == []
    assert leader.ask("post", f"consents/{given['id']}/withdraw/", {"on": f"{TODAY}", "document": "1"})[0] == 404
    assert leader.ask("delete", f"consents/{given['id']}/")[0] == 404
    assert leader.ask("patch", f"students/{world.anna}/", {"phone": "1", "version": 1})[0] == 404
