"""How full cards are: what is asked, of whom, what each reader is told, what a missing consent closes."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people import services as people
from tenant_apps.upkeep import requirements
from tenant_apps.upkeep.queries import completeness
from tenant_apps.upkeep.queries.asking import asked_of
from tenant_apps.upkeep.queries.completeness import CardRow
from tests.access.conftest import BY, TODAY, Acting, Filled
from tests.people.papers import consented

from .conftest import Browser


def card(filled: Filled, by: object, student: int | None = None) -> CardRow:
    with inside(filled.organisation, by=BY):
        rows = completeness.students_completeness(TODAY, by=by)  # type: ignore[arg-type]
        return next(row for row in rows if row.pk == (student or filled.anna))


@pytest.mark.usefixtures("addressed")
def test_every_requirement_names_a_page_that_stands(filled: Filled, acting: Acting) -> None:
    from tenant_apps.upkeep.queries.cards import place_of

    director = acting("director")
    for kind, declared in requirements.KINDS.items():
        for code in declared:
            with inside(filled.organisation, by=BY):
                assert place_of(kind, code, 1, director), (kind, code)


def test_a_new_card_lacks_what_nobody_wrote(filled: Filled, acting: Acting) -> None:
    found = card(filled, acting("director"))
    assert {"citizenship", "snils", "identity_document", "phone", "file_number"} <= set(found.missing)
    assert not {"birth_date", "class", "guardian"} & set(found.missing)
    assert found.percent == (found.asked - len(found.missing)) * 100 // found.asked < 50


def test_a_number_that_is_written_is_missing_no_more(filled: Filled, acting: Acting) -> None:
    before = card(filled, acting("director"))
    with inside(filled.organisation, by=BY):
        people.set_identifier(person_id=filled.anna_person, kind="snils", value="112-233-445 95", version=None, by=BY)
    after = card(filled, acting("coordinator"))
    assert "snils" in before.missing
    assert "snils" not in after.missing


def test_a_guardians_phone_counts_for_the_child(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        people.edit_person(person_id=filled.mother_person, changes={"phone": "+7 900 000-00-01"}, version=None, by=BY)
    assert "phone" not in card(filled, acting("director")).missing


def test_what_needs_a_consent_is_closed_not_missing(filled: Filled, acting: Acting) -> None:
    director = acting("director")
    closed = card(filled, director)
    with inside(filled.organisation, by=BY):
        consented(filled.anna_person, "health")
    opened = card(filled, director)
    assert "health_group" in closed.closed
    assert "health_group" not in closed.missing
    assert "health_group" in opened.missing
    assert opened.asked == closed.asked + 3  # health group, group of physical education, medical policy


def test_readers_are_told_of_what_they_hold_alone(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        consented(filled.anna_person, "health")
    teacher = card(filled, acting("classteacher", card_id=filled.teacher))
    whole = card(filled, acting("director"))
    assert not {"snils", "identity_document", "birth_place", "health_group"} & {*teacher.missing, *teacher.closed}
    assert {"snils", "identity_document", "health_group"} <= set(whole.missing)


@pytest.mark.parametrize(
    "role", [role.code for role in ROLES.values() if role.scope == "organisation" and not role.dated]
)
def test_no_role_is_told_of_a_class_it_does_not_hold(role: str, acting: Acting) -> None:
    told = asked_of("student", acting(role))
    assert {one.privacy for one in told} <= ROLES[role].holds | {Privacy.OPEN}


def test_a_class_teacher_sees_the_own_class_alone(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        rows = completeness.students_completeness(TODAY, by=acting("classteacher", card_id=filled.teacher))
    assert [row.pk for row in rows] == [filled.anna]


def test_an_adult_needs_no_representative(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        alone = people.guardians.Guardianship.objects.filter(student=filled.vera)
        alone.delete()
        born = TODAY.replace(year=TODAY.year - 19, day=1)
    director = acting("director")
    assert "guardian" in card(filled, director, filled.vera).missing
    with inside(filled.organisation, by=BY):
        people.edit_person(person_id=filled.vera_person, changes={"birth_date": born}, version=None, by=BY)
    assert "guardian" not in card(filled, director, filled.vera).missing


def test_number_of_queries_does_not_grow_with_students(filled: Filled, acting: Acting) -> None:
    director = acting("director")

    def asked() -> int:
        with inside(filled.organisation, by=BY), CaptureQueriesContext(connection) as queries:
            completeness.students_completeness(TODAY, by=director)
            return len(queries)

    two = asked()
    with inside(filled.organisation, by=BY):
        consented(filled.anna_person, "health")
        consented(filled.vera_person, "social")
    assert asked() == two == 2


def test_employees_lack_what_the_personnel_office_did_not_write(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        found = completeness.employees_completeness(TODAY, by=acting("director"))[0]
    assert found.pk == filled.teacher
    assert {"birth_date", "snils", "education", "subject", "hiring_order"} <= set(found.missing)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_card_says_what_lacks_with_the_way_there(filled: Filled, browser: Browser) -> None:
    page = browser("director").get(filled.url(f"students/{filled.anna}/")).content.decode()
    assert "Заполнено: " in page
    assert filled.url(f"students/{filled.anna}/numbers/") in page
    assert "Нет согласия" in page or "нет согласия" in page


def test_card_of_an_employee_says_it_too(filled: Filled, browser: Browser) -> None:
    page = browser("secretary").get(filled.url(f"people/employees/{filled.teacher}/")).content.decode()
    assert "Заполнено: " in page


def test_card_tells_a_class_teacher_nothing_of_documents(filled: Filled, browser: Browser) -> None:
    page = browser("classteacher").get(filled.url(f"students/{filled.anna}/")).content.decode()
    assert "Заполнено: " in page
    assert "СНИЛС" not in page


def test_overview_has_classes_and_three_totals(filled: Filled, browser: Browser) -> None:
    page = browser("director").get(filled.url("upkeep/")).content.decode()
    for words in ("5А", "9А", "Карточки обучающихся", "Карточки работников", "Карточка организации"):
        assert words in page, words


def test_list_is_narrowed_by_what_lacks(filled: Filled, browser: Browser) -> None:
    with inside(filled.organisation, by=BY):
        people.set_identifier(person_id=filled.anna_person, kind="snils", value="112-233-445 95", version=None, by=BY)
    page = browser("director").get(filled.url("upkeep/students/"), {"missing": "snils"}).content.decode()
    assert "Ёлкина Вера" in page
    assert "Ёлкина Анна" not in page


def test_list_goes_into_a_file(filled: Filled, browser: Browser) -> None:
    answer = browser("director").get(filled.url("upkeep/students/"), {"export": "csv"})
    assert answer.status_code == 200
    assert "Ёлкина Анна" in answer.content.decode("utf-8-sig")


def test_interface_for_programs_says_the_same(filled: Filled, browser: Browser, acting: Acting) -> None:
    told = browser("director").get(filled.url("api/v1/upkeep/completeness/"), {"missing": "snils"}).json()
    by_id = {row["id"]: row for row in told["results"]}
    whole = card(filled, acting("coordinator"))
    assert set(by_id) == {filled.anna, filled.vera}
    assert set(whole.missing) <= set(by_id[filled.anna]["missing"])


def guardian(filled: Filled, by: object) -> CardRow:
    with inside(filled.organisation, by=BY):
        rows = completeness.guardians_completeness(TODAY, by=by)  # type: ignore[arg-type]
        return next(row for row in rows if row.pk == filled.mother)


def test_card_of_a_guardian_lacks_what_annex_1_lists(filled: Filled, acting: Acting) -> None:
    found = guardian(filled, acting("director"))
    asked = {"birth_date", "identity_document", "registered_address", "actual_address", "phone", "email", "consent"}
    assert set(found.missing) == asked
    assert set(found.closed) == {"education", "workplace"}


def test_consent_of_a_guardian_opens_and_fills(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        consented(filled.mother_person, "social")
    found = guardian(filled, acting("director"))
    assert "consent" not in found.missing
    assert {"education", "workplace"} <= set(found.missing)
    assert "position" not in found.missing  # asked where a place of work is written


def test_class_teacher_counts_guardians_of_the_own_class_alone(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        seen = completeness.guardians_completeness(TODAY, by=acting("classteacher", card_id=filled.teacher))
        whole = completeness.guardians_completeness(TODAY, by=acting("director"))
    assert {row.pk for row in seen} <= {row.pk for row in whole}
    assert not {"identity_document"} & {code for row in seen for code in row.missing}


def test_employees_are_asked_for_family_status_and_residence(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        (found,) = completeness.employees_completeness(TODAY, by=acting("director"))
        told = completeness.employees_completeness(TODAY, by=acting("operator"))[0]
    assert {"actual_address", "email", "marital_status"} <= set(found.missing)
    assert "photo" in found.closed
    assert not {"diploma", "category"} & set(found.missing)  # no education is written yet, here for less than two years
    assert "marital_status" not in told.missing


def test_diploma_is_asked_of_who_studied_for_one(filled: Filled, acting: Acting) -> None:
    values = {"level": "specialist", "is_pedagogical": True, "institution": "КубГУ", "document": "", "issued_on": None}
    with inside(filled.organisation, by=BY):
        people.add_record(kind="education", employee_id=filled.teacher, values=values, by=BY)
        found = completeness.employees_completeness(TODAY, by=acting("director"))[0]
    assert "diploma" in found.missing


def test_guardians_have_a_list_and_a_tile(filled: Filled, browser: Browser) -> None:
    client = browser("director")
    assert "Карточки представителей" in client.get(filled.url("upkeep/")).content.decode()
    page = client.get(filled.url("upkeep/guardians/"), {"missing": "consent"}).content.decode()
    assert "Ёлкина Инна" in page
    card = client.get(filled.url(f"people/guardians/{filled.mother}/")).content.decode()
    assert "Заполнено: " in card
    told = client.get(filled.url("api/v1/upkeep/completeness/guardians/")).json()["results"]
    assert filled.mother in {row["id"] for row in told}


# --- files and citizenships of an employee ----------------------------------------------------------------------------


def test_card_of_an_employee_keeps_files_of_its_own_kinds(filled: Filled, browser: Browser) -> None:
    client, card = browser("secretary"), filled.url(f"people/employees/{filled.teacher}/")
    form = client.get(f"{card}files/new/").content.decode()
    assert 'value="diploma"' in form
    assert 'value="pmpk"' not in form
    sent = {
        "kind": "diploma", "note": "", "version": "1",
        "file": SimpleUploadedFile("диплом.pdf", b"%PDF-1.4 diploma", content_type="application/pdf"),
    }  # fmt: skip
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version
    answer = client.post(f"{card}files/new/", sent | {"version": version[1]})
    assert answer.status_code == 302
    assert "диплом.pdf" in client.get(card, {"tab": "files"}).content.decode()
    assert "диплом.pdf" not in browser("inspector").get(card, {"tab": "files"}).content.decode()


def test_employee_may_have_two_citizenships(filled: Filled, browser: Browser) -> None:
    client, card = browser("secretary"), filled.url(f"people/employees/{filled.teacher}/")
    for country, how in (("ru", "instead"), ("by", "beside")):
        form = client.get(f"{card}citizenship/new/").content.decode()
        version = re.search(r'name="version" value="(\d+)"', form)
        assert version
        sent = {"country": country, "how": how, "since": "2020-01-01", "document": "", "version": version[1]}
        assert client.post(f"{card}citizenship/new/", sent).status_code == 302
    page = client.get(card).content.decode()
    assert "Беларусь" in page
    assert f"{card}citizenship/new/" in page
