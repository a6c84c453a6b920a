"""A name or a citizenship that a family proposes: the card was wrong all along, or it has changed since a day."""

from datetime import date, timedelta

import pytest

from shared_apps.organisations.crossing import inside
from tenant_apps.people import services as people
from tenant_apps.people.models import Citizenship, Person, PersonName
from tenant_apps.upkeep import refusals, services
from tenant_apps.upkeep.models import Correction, ProposedField
from tests.access.conftest import BY, TODAY, Acting, Filled

from .conftest import Browser
from .test_corrections import PDF, family_url, propose

__all__ = ["PDF"]
SINCE = TODAY - timedelta(days=20)
EVE = SINCE - timedelta(days=1)
CHANGE = services.Happened("change", SINCE, "Свидетельство № 5")


def name_on(person: int, day: date) -> str:
    return str(PersonName.objects.valid(day).get(person=person))


def countries_on(person: int, day: date) -> set[str]:
    return set(Citizenship.objects.valid(day).filter(person=person).values_list("country", flat=True))


def test_changed_name_leaves_yesterdays_as_it_was(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    fields = propose(filled, surname="Белкина", given_name="Алина")
    with inside(filled.organisation, by=teacher):
        for field in fields:
            services.accept_field(field_id=field, happened=CHANGE, by=teacher)

        assert (name_on(filled.anna_person, EVE), name_on(filled.anna_person, SINCE)) == (
            "Ёлкина Анна", "Белкина Алина",
        )  # fmt: skip
        assert PersonName.objects.valid(SINCE).get(person=filled.anna_person).document == "Свидетельство № 5"


def test_mistake_in_a_name_is_mended_for_all_time(filled: Filled, acting: Acting) -> None:
    by = acting("secretary")
    (field,) = propose(filled, surname="Белкина")
    with inside(filled.organisation, by=by):
        services.accept_field(field_id=field, happened=services.Happened("mistake"), by=by)

        assert (name_on(filled.anna_person, EVE), name_on(filled.anna_person, TODAY)) == (
            "Белкина Анна", "Белкина Анна",
        )  # fmt: skip


def test_changed_citizenship_ends_the_first_and_a_second_one_stays(filled: Filled, acting: Acting) -> None:
    by, person = acting("secretary"), filled.anna_person
    with inside(filled.organisation, by=by):
        people.edit_person(person_id=person, changes={"citizenship": "am"}, version=None, by=by)
        people.add_citizenship(person_id=person, country="ge", since=EVE, by=by)
    (field,) = propose(filled, citizenship="ru")
    with inside(filled.organisation, by=by):
        services.accept_field(field_id=field, happened=CHANGE, by=by)

        assert (countries_on(person, EVE), countries_on(person, SINCE)) == ({"am", "ge"}, {"ge", "ru"})


def test_what_the_family_says_counts_unless_the_teacher_says_otherwise(filled: Filled, acting: Acting) -> None:
    by = acting("secretary")
    with inside(filled.organisation, by=by):
        row = services.propose_correction(
            student_id=filled.anna, guardian_id=filled.mother, whose="student", by=by,
            values={"surname": "Белкина", "citizenship": "ru", "phone": "+7 900 000-00-05"}, happened=CHANGE,
        )  # fmt: skip
        kept = dict(row.fields.values_list("code", "nature"))
        surname = row.fields.get(code="surname")
        services.accept_field(field_id=surname.pk, by=by)
        surname.refresh_from_db()

        assert kept == {"surname": "change", "citizenship": "change", "phone": ""}
        assert (surname.nature, surname.since, name_on(filled.anna_person, EVE)) == ("change", SINCE, "Ёлкина Анна")


def test_nobody_said_it_and_a_change_without_a_day_are_refused(filled: Filled, acting: Acting) -> None:
    by = acting("secretary")
    (field,) = propose(filled, surname="Белкина")
    with inside(filled.organisation, by=by):
        with pytest.raises(refusals.NatureNotSaid):
            services.accept_field(field_id=field, by=by)
        with pytest.raises(refusals.SinceMissing):
            services.accept_field(field_id=field, happened=services.Happened("change"), by=by)
        assert ProposedField.objects.get(pk=field).state == "pending"


def test_family_and_teacher_are_asked_on_their_pages(filled: Filled, browser: Browser) -> None:
    mother, teacher = browser("guardian"), browser("classteacher")
    said = {"surname": "Белкина", "given_name": "Анна", "birth_date": f"{TODAY.year - 11}-01-09"}
    mother.post(family_url(mother, filled), said | {"nature": "change", "since": SINCE, "document": "Свид. № 5"})
    with inside(filled.organisation, by=BY):
        number, field = Correction.objects.get().pk, ProposedField.objects.get().pk
    base = filled.url(f"upkeep/corrections/{number}/{field}/")

    asked = teacher.post(f"{base}accept/")
    form = teacher.get(f"{base}when/").content.decode()
    done = teacher.post(f"{base}when/", {"nature": "change", "since": SINCE, "document": "Свид. № 5"})

    assert (asked["Location"], done.status_code) == (f"{base}when/", 302)
    assert f"изменилось с {SINCE:%d.%m.%Y}, Свид. № 5" in form
    with inside(filled.organisation, by=BY):
        assert name_on(filled.anna_person, EVE) == "Ёлкина Анна"
        assert Person.objects.get(pk=filled.anna_person).names.count() == 2


def test_interface_takes_the_same(filled: Filled, browser: Browser) -> None:
    (field,) = propose(filled, surname="Белкина")
    client, base = browser("classteacher"), filled.url("api/v1/upkeep/corrections/")
    (told,) = client.get(base).json()["results"]
    url = f"{base}{told['id']}/{field}/accept/"

    unsaid = client.post(url, {}, content_type="application/json")
    done = client.post(url, {"nature": "change", "since": f"{SINCE}"}, content_type="application/json").json()

    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "nature_not_said")
    [accepted] = done["fields_proposed"]
    assert (accepted["state"], accepted["nature"], accepted["since"]) == ("accepted", "change", f"{SINCE}")
