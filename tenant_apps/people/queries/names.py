"""Names of many people at once, as of a day: for messages, orders and printed lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from ..models import PersonName, Student
from ..names import full_name, short_name


@dataclass(frozen=True, slots=True)
class NamedStudent:
    """A student with the name of a day."""

    student_id: int
    person_id: int
    surname: str
    given_name: str
    patronymic: str
    search_key: str
    birth_date: date | None
    sex: str
    file_number: str

    @property
    def full_name(self) -> str:
        return full_name(self.surname, self.given_name, self.patronymic)

    @property
    def short_name(self) -> str:
        return short_name(self.surname, self.given_name, self.patronymic)


def named_students(student_ids: Iterable[int], *, as_of: date | None = None) -> dict[int, NamedStudent]:
    """By student's id; without a day, by the present name. Two queries."""
    ids = list(student_ids)
    cards = Student.objects.filter(pk__in=ids).values_list(
        "pk", "person_id", "person__birth_date", "person__sex", "file_number"
    )
    names = PersonName.objects.filter(person__student__in=ids).order_by("valid_from")
    names = names.filter(valid_from__lte=as_of) if as_of is not None else names
    latest = {
        person_id: (surname, given_name, patronymic, key)
        for person_id, surname, given_name, patronymic, key in names.values_list(
            "person_id", "surname", "given_name", "patronymic", "search_key"
        )
    }
    found = {}
    for pk, person_id, born, sex, file_number in cards:
        surname, given_name, patronymic, key = latest.get(person_id, ("—", "", "", ""))
        found[pk] = NamedStudent(pk, person_id, surname, given_name, patronymic, key, born, sex, file_number)
    return found


def named_employees(employee_ids: Iterable[int], *, as_of: date) -> dict[int, str]:
    """Full names of a day by the employee's id: "Петрова Инна Ивановна". One query."""
    rows = PersonName.objects.filter(person__employee__in=list(employee_ids), valid_from__lte=as_of)
    columns = ("person__employee", "surname", "given_name", "patronymic")
    return {
        pk: full_name(surname, given_name, patronymic)
        for pk, surname, given_name, patronymic in rows.order_by("valid_from").values_list(*columns)
    }


def latest_name(person: str = "pk") -> QuerySet[PersonName]:
    """For annotations: `Subquery(latest_name("person").values("surname")[:1])`."""
    return PersonName.objects.filter(person=OuterRef(person)).order_by("-valid_from")


__all__ = ["NamedStudent", "Subquery", "latest_name", "named_employees", "named_students"]
