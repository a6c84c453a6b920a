"""Reading what the organisation says of itself on a day, and its additions to handbooks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from shared_apps.handbooks.entries import Entry
from shared_apps.organisations.periods import FOREVER

from .columns import FIGURES, NOT_ASKED_OF_ALL
from .models import Building, LocalHandbookItem, OrganisationPassport, OwnSetting


def passport_on(day: date) -> OrganisationPassport | None:
    """The passport that held on a day; before the first one nothing is known."""
    return OrganisationPassport.objects.valid(day).first()


def card_says(columns: Sequence[str]) -> dict[str, Any]:
    """The present figures in these columns, for the region's file of organisations; {}: there is no card yet."""
    row = OrganisationPassport.objects.filter(valid_to=FOREVER).values(*columns).first()
    return dict(row) if row is not None else {}


def passports() -> list[OrganisationPassport]:
    """Every period, the latest first."""
    return list(OrganisationPassport.objects.order_by("-valid_from"))


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of the passport is filled in. `missing`: the columns that are asked of all and are empty."""

    asked: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Rounded down: 100 means that nothing is missing."""
        return (self.asked - len(self.missing)) * 100 // self.asked


def completeness(passport: OrganisationPassport | None) -> Completeness:
    """Of a passport; without one everything is missing."""
    asked = [name for name in FIGURES if name not in NOT_ASKED_OF_ALL]
    missing = [name for name in asked if getattr(passport, name, None) in ("", None)]
    return Completeness(len(asked), tuple(missing))


def differences(earlier: OrganisationPassport, later: OrganisationPassport) -> list[str]:
    """The columns in which two periods differ."""
    return [name for name in FIGURES if getattr(earlier, name) != getattr(later, name)]


def buildings_on(day: date) -> list[Building]:
    """The buildings used on a day."""
    return list(Building.objects.valid(day).order_by("name", "pk"))


def director_on(day: date) -> str:
    """The head's name on a day, as the passport has it; "" if it is not known."""
    return OrganisationPassport.objects.valid(day).values_list("director_name", flat=True).first() or ""


def additions() -> Iterable[Entry]:
    """The organisation's additions to all handbooks, for `handbooks.register_additions`."""
    columns = ("handbook", "code", "name", "valid_from", "valid_to", "maps_to")
    for handbook, code, name, valid_from, valid_to, maps_to in LocalHandbookItem.objects.order_by("name").values_list(
        *columns
    ):
        yield Entry(handbook, code, name, valid_from=valid_from, valid_to=valid_to, maps_to=maps_to)


def items(handbook: str = "") -> QuerySet[LocalHandbookItem]:
    """The additions, closed ones too."""
    rows = LocalHandbookItem.objects.order_by("handbook", "name", "pk")
    return rows.filter(handbook=handbook) if handbook else rows


def own_settings() -> QuerySet[OwnSetting]:
    """Every value that the organisation set, for `rules.register_own`."""
    return OwnSetting.objects.all()
