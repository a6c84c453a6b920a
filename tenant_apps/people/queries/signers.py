"""Who may sign a consent about a person: the person, or legal representatives of a student who is not of age."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shared_apps.organisations.periods import valid_on

from ..grounds import ADULT, EMPLOYEE, GUARDIAN, SIGNS, STUDENT
from ..history import persons_by_id as present_names
from ..models import Guardianship, Person
from ..service_years import anniversary


@dataclass(frozen=True, slots=True)
class Subject:
    """A person about whom consents are given: what he is here, and legal representatives (ids of people)."""

    person_id: int
    name: str
    birth_date: date | None
    roles: frozenset[str]
    representatives: tuple[tuple[int, str], ...] = ()

    def comes_to(self, years: int) -> date | None:
        """The day on which the person is so many years old; None: the birth date is not known."""
        return None if self.birth_date is None else anniversary(self.birth_date, years)

    def is_at_least(self, years: int, on: date) -> bool | None:
        day = self.comes_to(years)
        return None if day is None else day <= on

    @property
    def is_ward(self) -> bool:
        """A student who is nothing else here: others may sign for him."""
        return STUDENT in self.roles and EMPLOYEE not in self.roles and GUARDIAN not in self.roles

    def signers(self, on: date) -> tuple[tuple[int, str], ...]:
        """Who may sign on a day: (person's id, name), the person first where he signs himself."""
        oneself = ((self.person_id, self.name),)
        if not self.is_ward or self.is_at_least(ADULT, on):
            return oneself
        if self.is_at_least(SIGNS, on) is False:
            return self.representatives
        return oneself + self.representatives


def subjects(person_ids: Collection[int], day: date) -> dict[int, Subject]:
    """By the person's id. Representatives are those who answer for the student on the day or today. Three queries."""
    ids = list(person_ids)
    rows = Person.objects.filter(pk__in=ids).values_list(
        "pk", "birth_date", "student__pk", "guardian__pk", "employee__pk"
    )
    links = Guardianship.objects.unvoided().filter(
        Q(valid_on(day)) | Q(valid_to__gt=day), student__person__in=ids, is_legal=True
    )
    answering: dict[int, list[int]] = {}
    for ward, guardian in links.order_by("pk").values_list("student__person", "guardian__person"):
        answering.setdefault(ward, []).append(guardian)
    names = present_names({*ids, *(one for each in answering.values() for one in each)})
    found = {}
    for pk, born, *cards in rows:
        roles = frozenset(
            role for role, card in zip((STUDENT, GUARDIAN, EMPLOYEE), cards, strict=True) if card is not None
        )
        people = tuple((one, names.get(one, "—")) for one in dict.fromkeys(answering.get(pk, ())))
        found[pk] = Subject(pk, names.get(pk, "—"), born, roles, people)
    return found
