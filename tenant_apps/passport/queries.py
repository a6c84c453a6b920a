"""Reading what the organisation says of itself on a day, and its additions to handbooks."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from shared_apps.handbooks.entries import Entry

from .models import LocalHandbookItem, OrganisationPassport, OwnSetting


def passport_on(day: date) -> OrganisationPassport | None:
    """The passport that held on a day; before the first one nothing is known."""
    return OrganisationPassport.objects.valid(day).first()


def passports() -> list[OrganisationPassport]:
    """Every period, the latest first."""
    return list(OrganisationPassport.objects.order_by("-valid_from"))


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
