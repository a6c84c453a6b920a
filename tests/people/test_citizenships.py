"""Citizenships: dated, dual, none; and the column that repeats the first one of today."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shared_apps.organisations.crossing import By
from tenant_apps.people import refusals, services
from tenant_apps.people.models import Citizenship, Person
from tenant_apps.people.queries import cards
from tenant_apps.people.services.many import CardContent, change_cards, create_students

TODAY = timezone.localdate()
BORN = date(2014, 3, 9)
LATER = date(2024, 5, 1)
pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def person(by: By) -> Person:
    particulars = {"sex": "female", "birth_date": BORN, "citizenship": "am"}
    return services.create_student(name=services.Name("Ёлкина", "Анна"), particulars=particulars, by=by).person


def held(person: Person) -> list[tuple[str, date, date]]:
    return list(
        Citizenship.objects.filter(person=person).order_by("pk").values_list("country", "valid_from", "valid_to")
    )


def test_new_citizenship_ends_the_former_or_stands_beside_it(person: Person, by: By) -> None:
    assert held(person) == [("am", BORN, date.max)]

    services.add_citizenship(person_id=person.pk, country="ru", since=LATER, by=by)
    assert [line.title for line in cards.citizenships_of(person.pk, TODAY, by=by)] == ["Армения", "Россия"]
    services.add_citizenship(person_id=person.pk, country="ge", since=TODAY, instead=True, by=by)

    assert held(person) == [("am", BORN, TODAY), ("ru", LATER, TODAY), ("ge", TODAY, date.max)]
    assert Person.objects.get(pk=person.pk).citizenship == "ge"


def test_what_can_not_be_is_refused(person: Person, by: By) -> None:
    known = {"person_id": person.pk, "by": by}

    with pytest.raises(refusals.CitizenshipHeldAlready):
        services.add_citizenship(**known, country="am", since=TODAY)
    with pytest.raises(refusals.StatelessHasNoCitizenship):
        services.add_citizenship(**known, country="stateless", since=TODAY)
    with pytest.raises(refusals.BeginsBeforeBirth):
        services.add_citizenship(**known, country="ru", since=BORN - timedelta(days=1))
    with pytest.raises(refusals.BeginsBeforeTheFormer):
        services.add_citizenship(**known, country="ru", since=BORN, instead=True)


def test_ended_and_removed_citizenship_leaves_the_column_right(person: Person, by: By) -> None:
    row = services.add_citizenship(person_id=person.pk, country="ru", since=LATER, by=by)

    services.end_citizenship(citizenship_id=Citizenship.objects.get(country="am").pk, on=TODAY, by=by)
    assert Person.objects.get(pk=person.pk).citizenship == "ru"
    services.remove_citizenship(citizenship_id=row.pk, by=by)

    assert Person.objects.get(pk=person.pk).citizenship == ""


def test_particulars_correct_the_present_row(person: Person, by: By) -> None:
    services.edit_person(person_id=person.pk, changes={"citizenship": "ru"}, version=None, by=by)
    assert held(person) == [("ru", BORN, date.max)]

    services.edit_person(person_id=person.pk, changes={"citizenship": ""}, version=None, by=by)
    assert held(person) == []


def test_files_of_many_write_dated_rows_too(by: By) -> None:
    content = CardContent(
        name=services.Name("Белова", "Вера"), particulars={"sex": "female", "birth_date": BORN, "citizenship": "kg"}
    )
    create_students(cards=[content], by=by)
    vera = Person.objects.get()

    change_cards(contents={vera.pk: CardContent(particulars={"citizenship": "ru"})}, since=TODAY, by=by)

    assert held(vera) == [("kg", BORN, TODAY), ("ru", TODAY, date.max)]
