"""Writing the passport (dated) and additions to the region's handbooks."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import entries, identifiers
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.refusal import Refused

from .columns import FIGURES, HANDBOOKS, IDENTIFIERS
from .models import Building, LocalHandbookItem, OrganisationPassport


class PassportBeginsBeforeTheFormer(Refused):
    message = _(
        "The present figures hold since %(day)s: new ones can only begin after that day. Or correct the present ones."
    )
    code = "passport_begins_before_the_former"
    field = "since"


class NoPassportYet(Refused):
    message = _("There are no figures to correct yet: write the first ones.")
    code = "no_passport_yet"


class DocumentOfTheFuture(Refused):
    message = _("The document is dated %(day)s: that day has not come yet. Correct the date.")
    code = "document_of_the_future"


class BuildingLeftAlready(Refused):
    message = _("The building is not used since %(day)s already.")
    code = "building_left_already"


class BuildingEndsBeforeItBegins(Refused):
    message = _("The building is used since %(day)s: the end must come later. Correct one of the dates.")
    code = "building_ends_before_it_begins"
    field = "valid_to"


class NothingToChange(Refused):
    message = _("There is nothing to change: all values are the same.")
    code = "passport_nothing_to_change"


class AdditionNotAllowed(Refused):
    message = _("Organisations don't add items to the handbook “%(handbook)s”. Choose another handbook.")
    code = "addition_not_allowed"
    field = "handbook"


class AdditionNameTaken(Refused):
    message = _("The handbook “%(handbook)s” has an item “%(name)s” already. Choose that one.")
    code = "addition_name_taken"
    field = "name"


class AdditionClosedAlready(Refused):
    message = _("The item was closed on %(day)s already.")
    code = "addition_closed_already"


@transaction.atomic
def write_passport(*, figures: Mapping[str, Any], since: date, by: By) -> OrganisationPassport:
    """New figures from a day on, those that are not named as they stand; earlier days keep the former ones.

    :raises PassportBeginsBeforeTheFormer, NothingToChange, DocumentOfTheFuture, BadIdentifier, UnknownItem:
    """
    values = _checked(figures, since)
    present = OrganisationPassport.objects.select_for_update().filter(valid_to=FOREVER).first()
    standing: dict[str, Any] = {"capacity": 0}
    if present is not None:
        if since <= present.valid_from:
            raise PassportBeginsBeforeTheFormer(params={"day": f"{present.valid_from:%d.%m.%Y}"})
        standing = {name: getattr(present, name) for name in FIGURES}
        if all(standing[name] == value for name, value in values.items()):
            raise NothingToChange
        present.valid_to = since
        present.save(update_fields=["valid_to"])
    return OrganisationPassport.objects.create(valid_from=since, **(standing | values))


@transaction.atomic
def correct_passport(*, figures: Mapping[str, Any], by: By) -> OrganisationPassport:
    """Mend the present figures where they stand: a slip, never true. :raises NoPassportYet, NothingToChange, …:"""
    present = OrganisationPassport.objects.select_for_update().filter(valid_to=FOREVER).first()
    if present is None:
        raise NoPassportYet
    values = _checked(figures, present.valid_from)
    changed = [name for name, value in values.items() if getattr(present, name) != value]
    if not changed:
        raise NothingToChange
    for name in changed:
        setattr(present, name, values[name])
    present.save(update_fields=changed)
    return present


@transaction.atomic
def fill_passport(*, values: Mapping[str, Any], since: date, by: By) -> OrganisationPassport:
    """Some figures from a day on, the others as they stand: from a day after the present ones a new period begins,
    else the present one is corrected. Days may be ISO texts. An organisation without a passport gets one.

    :raises NothingToChange, BadIdentifier, UnknownItem, DocumentOfTheFuture:
    """
    given = {
        name: date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) else value
        for name, value in values.items()
    }
    present = OrganisationPassport.objects.select_for_update().filter(valid_to=FOREVER).first()
    if present is None or since > present.valid_from:
        return write_passport(figures=given, since=since, by=by)
    return correct_passport(figures=given, by=by)


@transaction.atomic
def add_building(*, values: Mapping[str, Any], by: By) -> Building:
    """A building from a day on. :raises UnknownItem, ItemNotValid, BuildingEndsBeforeItBegins:"""
    row = Building(**_of_building(values))
    _check_building(row)
    row.save(force_insert=True)
    return row


@transaction.atomic
def correct_building(*, building_id: int, values: Mapping[str, Any], by: By) -> Building:
    """Mend what is written of a building. :raises NothingToChange, and as `add_building`:"""
    row = Building.objects.select_for_update().get(pk=building_id)
    sent = _of_building(values)
    changed = [name for name, value in sent.items() if getattr(row, name) != value]
    if not changed:
        raise NothingToChange
    for name in changed:
        setattr(row, name, sent[name])
    _check_building(row)
    row.save(update_fields=changed)
    return row


@transaction.atomic
def leave_building(*, building_id: int, on: date, by: By) -> Building:
    """The building is not used from a day on. :raises BuildingLeftAlready, BuildingEndsBeforeItBegins:"""
    row = Building.objects.select_for_update().get(pk=building_id)
    if row.valid_to <= on:
        raise BuildingLeftAlready(params={"day": f"{row.valid_to:%d.%m.%Y}"})
    row.valid_to = on
    _check_building(row)
    row.save(update_fields=["valid_to"])
    return row


def _of_building(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in values.items()}
    if "valid_to" in found and found["valid_to"] is None:
        found["valid_to"] = FOREVER
    return found


def _check_building(row: Building) -> None:
    handbooks.known_item("building_purpose", row.purpose, as_of=row.valid_from, field="purpose")
    if row.valid_to <= row.valid_from:
        raise BuildingEndsBeforeItBegins(params={"day": f"{row.valid_from:%d.%m.%Y}"})


@transaction.atomic
def add_handbook_item(*, handbook: str, name: str, maps_to: str, since: date, by: By) -> LocalHandbookItem:
    """An addition of the organisation, counted above as the region's item `maps_to`.

    :raises AdditionNotAllowed, AdditionNameTaken, UnknownItem, ItemNotValid:
    """
    if handbook not in handbooks.extendable():
        raise AdditionNotAllowed(params={"handbook": handbooks.title(handbook)})
    handbooks.known_item(handbook, maps_to, as_of=since, field="maps_to")
    name = " ".join(name.split())
    if handbooks.code_of(handbook, name, as_of=since) is not None:
        raise AdditionNameTaken(params={"handbook": handbooks.title(handbook), "name": name})
    last = LocalHandbookItem.objects.select_for_update().filter(handbook=handbook).values_list("code", flat=True)
    numbers = [int(found.group()) for code in last if (found := re.search(r"\d+$", code))]
    item = LocalHandbookItem.objects.create(
        handbook=handbook,
        code=f"~{maps_to}_{max(numbers, default=0) + 1}",
        name=name,
        maps_to=maps_to,
        valid_from=since,
    )
    entries.forget()
    return item


@transaction.atomic
def close_handbook_item(*, item_id: int, on: date, by: By) -> LocalHandbookItem:
    """The item is offered no more from a day on; records keep it. :raises AdditionClosedAlready:"""
    item = LocalHandbookItem.objects.select_for_update().get(pk=item_id)
    if item.valid_to != FOREVER:
        raise AdditionClosedAlready(params={"day": f"{item.valid_to:%d.%m.%Y}"})
    item.valid_to = max(on, item.valid_from + timedelta(days=1))
    item.save(update_fields=["valid_to"])
    entries.forget()
    return item


def _checked(figures: Mapping[str, Any], day: date) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in figures.items()
    }
    if unknown := set(values) - set(FIGURES):
        raise TypeError(f"A passport has no {sorted(unknown)}: figures are {FIGURES}.")
    for name, kind in IDENTIFIERS.items():
        if values.get(name):
            values[name] = _identifier(kind, values[name], name)
    if values.get("okved_more"):
        codes = re.split(r"[;,\s]+", values["okved_more"])
        values["okved_more"] = "; ".join(
            identifiers.kind("okved").format(_identifier("okved", code, "okved_more")) for code in codes if code
        )
    for name, handbook in HANDBOOKS.items():
        if values.get(name):
            handbooks.known_item(handbook, values[name], as_of=day, field=name)
    for name in ("charter_on", "licence_on", "accreditation_on"):
        if values.get(name) and values[name] > timezone.localdate():
            raise DocumentOfTheFuture(field=name, params={"day": f"{values[name]:%d.%m.%Y}"})
    return values


def _identifier(kind: str, text: str, field: str) -> str:
    try:
        return identifiers.kind(kind).clean(text, of="organisation")
    except identifiers.BadIdentifier as refusal:
        refusal.field = field
        raise
