"""How the history calls people: what a record is about is, before all else, a person."""

from collections.abc import Collection

from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.wording import register_subject

from .models import Employee, Guardian, PersonName, Student
from .names import full_name


def people_called(ids: Collection[int]) -> dict[int, str]:
    """Present names by person's id."""
    names = PersonName.objects.filter(person__in=ids).order_by("valid_from")
    return {
        person: full_name(surname, given_name, patronymic)
        for person, surname, given_name, patronymic in names.values_list(
            "person_id", "surname", "given_name", "patronymic"
        )
    }


def _by_card(model: type[Student] | type[Employee] | type[Guardian], ids: Collection[int]) -> dict[int, str]:
    persons = dict(model._default_manager.filter(pk__in=ids).values_list("pk", "person_id"))
    names = people_called(set(persons.values()))
    return {card: names[person] for card, person in persons.items() if person in names}


def register() -> None:
    """Called once, when the app is ready."""
    register_subject("people_person", people_called, privacy=Privacy.IDENTITY, rank=0)
    register_subject("people_student", lambda ids: _by_card(Student, ids), privacy=Privacy.IDENTITY, rank=1)
    register_subject("people_employee", lambda ids: _by_card(Employee, ids), privacy=Privacy.IDENTITY, rank=2)
    register_subject("people_guardian", lambda ids: _by_card(Guardian, ids), privacy=Privacy.IDENTITY, rank=3)
