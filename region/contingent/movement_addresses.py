"""Addresses of movement: the page of its balance, and the restricted list of those who came and left."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from .movement_balance import FROM_CLASS, IN, OUT, TO_CLASS, Asked
from .stages import ADDITIONAL

DAY = timedelta(days=1)


def next_day(day: date) -> date:
    """A change "since" a day is the movement of the days after it."""
    return day + DAY


def movement_address(**asked: Any) -> str:
    """The balance of movement; the names are those of `_query`."""
    return f"{reverse('contingent:movement')}?{_query(**asked)}"


def _query(
    *, first: date, last: date, municipality: int | None = None, organisation: int | None = None, **narrowed: Any
) -> str:
    """A place is the organisation, if there is one; `narrowed`: reason, destination, result, measure, direction."""
    asked = {
        "first": first.isoformat(),
        "as_of": last.isoformat(),
        "municipality": None if organisation else municipality,
        "organisation": organisation,
        **narrowed,
    }
    return urlencode({name: value for name, value in asked.items() if value is not None})


class PersonsOfMovement:
    """Restricted lists of whom the numbers of a balance count; None for a reader who may not open them.

    `class_id` 0: those in no class; without one: of all classes.
    """

    def __init__(self, asked: Asked, *, organisation: int | None, may: bool) -> None:
        self.asked, self.organisation, self.may = asked, organisation, may

    def of(self, class_id: int | None = None) -> dict[str, str | None]:
        """By number of a balance: start, in, came (from other classes), out, went (to other classes), end."""
        return {
            "start": self.students(self.asked.eve, class_id=class_id),
            "in": self.movers(class_id=class_id, direction=IN),
            "came": self.movers(class_id=class_id, direction=FROM_CLASS),
            "out": self.movers(class_id=class_id, direction=OUT),
            "went": self.movers(class_id=class_id, direction=TO_CLASS),
            "end": self.students(self.asked.last, class_id=class_id),
        }

    def movers(self, *, class_id: int | None = None, **narrowed: Any) -> str | None:
        """Those who came and left."""
        if not self.may:
            return None
        query = _query(
            first=self.asked.first,
            last=self.asked.last,
            organisation=self.organisation,
            measure=self.asked.measure,
            **{"class": class_id},
            **narrowed,
        )
        return f"{reverse('registry:movement')}?{query}"

    def students(self, on: date, *, class_id: int | None = None) -> str | None:
        """Those who study on a day: without those on the way, who have left."""
        return self._listed(on, **{"class": class_id}, way="no")

    def on_the_way(self, municipality: int | None = None) -> str | None:
        """Those on the way on the last day."""
        return self._listed(self.asked.last, municipality=None if self.organisation else municipality, way="yes")

    def _listed(self, on: date, **narrowed: Any) -> str | None:
        if not self.may:
            return None
        is_additional = self.asked.measure == ADDITIONAL
        asked = {
            "as_of": on.isoformat(),
            "organisation": self.organisation,
            "measure": "enrolments" if is_additional else "students",
            "level": ADDITIONAL if is_additional else None,
            **narrowed,
        }
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{reverse('registry:students')}?{query}"
