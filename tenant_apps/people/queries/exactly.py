"""Somebody named so exactly that he need not be seen: by the full name of today and the birth date, as documents have
them. So a class teacher finds the father who works here, and leafs through nobody.
"""

import re
from dataclasses import dataclass
from datetime import date

from shared_apps.organisations.periods import valid_on

from ..models import PersonName
from ..names import search_key

_SAID = re.compile(r"(?P<name>[^0-9]+?)[\s,]+(?P<day>[0-9]{2})\.(?P<month>[0-9]{2})\.(?P<year>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class Exactly:
    """`Exactly("Иванова Анна Петровна", date(2012, 4, 3))`: surname, given name and patronymic, none left out."""

    name: str
    birth_date: date

    @classmethod
    def read(cls, text: str) -> "Exactly | None":
        """`"Иванова Анна Петровна 03.04.2012"`, with or without a comma; None: the text is no such thing."""
        said = _SAID.fullmatch(text.strip())
        if said is None:
            return None
        try:
            return cls(said["name"].strip(), date(int(said["year"]), int(said["month"]), int(said["day"])))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.name}, {self.birth_date:%d.%m.%Y}"


def named_exactly(said: Exactly, day: date) -> int | None:
    """The one person here who is called so; None: there is nobody, or more than one."""
    names = PersonName.objects.filter(
        valid_on(day), search_key=search_key(said.name), person__birth_date=said.birth_date
    )
    found = set(names.values_list("person_id", flat=True)[:2])
    return found.pop() if len(found) == 1 else None
