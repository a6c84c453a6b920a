"""Who may be the same person: asked before a second card is made."""

from datetime import date

from django.db.models import Q

from ..models import Person, PersonName
from ..names import full_name, search_key


def twins(surname: str, given_name: str, patronymic: str, born: date) -> list[int]:
    """Ids of people with this surname and given name (of any time), this birth date, and no other patronymic."""
    start, patronymic_key = search_key(surname, given_name), search_key(patronymic)
    found = (
        PersonName.objects.filter(Q(search_key=start) | Q(search_key__startswith=f"{start} "), person__birth_date=born)
        .order_by("person_id")
        .values_list("person_id", "search_key")
    )
    fitting = [
        person_id
        for person_id, key in found
        if not patronymic_key or not (rest := key.removeprefix(start).strip()) or rest == patronymic_key
    ]
    return list(dict.fromkeys(fitting))


def described_person(person_id: int) -> str:
    """`"Иванова Анна Петровна, 03.04.2012"`: enough to tell one card from another in a message."""
    name = PersonName.objects.filter(person_id=person_id).order_by("-valid_from").first()
    born = Person.objects.values_list("birth_date", flat=True).get(pk=person_id)
    who = full_name(name.surname, name.given_name, name.patronymic) if name else "—"
    return f"{who}, {born:%d.%m.%Y}" if born else who
