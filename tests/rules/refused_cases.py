"""Each refusal of settings, at the level of the region and at that of an organisation, and how it is brought about."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.rules import entries, services
from shared_apps.rules import refusals as r
from shared_apps.rules.entries import REGION
from shared_apps.rules.models import RuleEdition, RuleValue
from tenant_apps.passport import settings
from tests.factories.accounts import browser, member
from tests.refusing.doors import Call, Knock, Place

from .conftest import DAY, KEEPER

PAGES_ALONE = "settings are set where their way from above is seen: in pages alone"
DAYS, BY_DAY, STYLE, REGIONS = "order_deadline_days", "year_end_by", "order_numbering", "invitation_days"
OF_THE_REGION, OF_ORGANISATIONS = "transfer_acceptance_days", "last_grade"


class Level(Place, ABC):
    """Where settings are written: `write` and `inherit` of its services, `address` of its pages."""

    address: str
    api: str = ""

    @abstractmethod
    def write(self, code: str, value: object, since: date = DAY, **more: Any) -> Any:
        """Set a value."""

    @abstractmethod
    def inherit(self, code: str, since: date = DAY) -> Any:
        """Take the value from above again."""


class OfRegion(Level):
    address = "/admin/settings/"

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.client = browser(member("level-regadmin", "regadmin"))

    def inside(self) -> AbstractContextManager[Any]:
        return crossing.shared(by=KEEPER)

    def write(self, code: str, value: object, since: date = DAY, **more: Any) -> Any:
        return services.write_value(code=code, holder=REGION, value=value, since=since, by=KEEPER, **more)

    def inherit(self, code: str, since: date = DAY) -> Any:
        return services.inherit_again(code=code, holder=REGION, since=since, by=KEEPER)


class OfSchool(Level):
    address = "organisation/settings/"
    api = "api/v1/organisation/settings/"

    def write(self, code: str, value: object, since: date = DAY, **more: Any) -> Any:
        return settings.write_setting(code=code, value=value, since=since, by=KEEPER, **more)

    def inherit(self, code: str, since: date = DAY) -> Any:
        return settings.inherit_setting(code=code, since=since, by=KEEPER)


def writing(level: Level, code: str, value: object, since: date = DAY, *, locked: bool = False) -> Knock:
    more = {"locked": True} if locked else {}
    form = {"value": value, "since": since, "reason": "", **({"is_locked": "on"} if locked else {})}
    return Knock(
        service=lambda: level.write(code, value, since, **more),
        page=Call(f"{level.address}{code}/write/", form),
        api=Call(f"{level.api}{code}/", {"value": str(value), "since": since}) if level.api else PAGES_ALONE,
        command=PAGES_ALONE,
    )


def inheriting(level: Level, code: str, since: date = DAY) -> Knock:
    return Knock(
        service=lambda: level.inherit(code, since),
        page=Call(f"{level.address}{code}/inherit/", {"since": since, "reason": ""}),
        api=Call(f"{level.api}{code}/inherit/", {"since": since}) if level.api else PAGES_ALONE,
        command=PAGES_ALONE,
    )


def _written(level: Level, value: object, since: date = DAY) -> None:
    level.write(DAYS, value, since)


def _later(level: Level) -> Knock:
    _written(level, 5, DAY + timedelta(days=1))
    return writing(level, DAYS, 4)


def _same(level: Level) -> Knock:
    _written(level, 5)
    return writing(level, DAYS, 5, DAY + timedelta(days=1))


def _locked(level: Level) -> Knock:
    """As the region's administrator has locked it: within the organisation's door nobody writes above it."""
    with crossing.shared(by=KEEPER):
        RuleValue.objects.create(
            level="region", setting=DAYS, value="5", valid_from=DAY, reason="Приказ", is_locked=True
        )
        RuleEdition.objects.update(token=uuid.uuid4())
    entries.forget()
    return writing(level, DAYS, 4)


Case = Callable[[Level], Knock]

AT_EACH_LEVEL: dict[type[Refused], tuple[Case, ...]] = {
    r.ValueMissing: (lambda one: writing(one, DAYS, ""), lambda one: writing(one, BY_DAY, " ")),
    r.NotAWholeNumber: (lambda one: writing(one, DAYS, "семь"), lambda one: writing(one, DAYS, "1,5")),
    r.NumberOutside: (lambda one: writing(one, DAYS, "61"), lambda one: writing(one, DAYS, "0")),
    r.NotADayOfTheYear: (lambda one: writing(one, BY_DAY, "31.02"), lambda one: writing(one, BY_DAY, "летом")),
    r.NoSuchChoice: (lambda one: writing(one, STYLE, "roman"),),
    r.LaterValueWritten: (_later,),
    r.SameValue: (_same,),
    r.NothingOfItsOwn: (lambda one: inheriting(one, DAYS),),
}
AT_ONE_LEVEL: dict[type[Refused], tuple[tuple[type[Level], Case], ...]] = {
    r.SettingNotOfThisLevel: (
        (OfSchool, lambda one: writing(one, OF_THE_REGION, "3")),
        (OfRegion, lambda one: writing(one, OF_ORGANISATIONS, "9")),
        (OfSchool, lambda one: inheriting(one, OF_THE_REGION)),
    ),
    r.SettingLockedAbove: ((OfSchool, _locked),),
    r.LockNeedsReason: ((OfRegion, lambda one: writing(one, REGIONS, "9", locked=True)),),
}
ELSEWHERE: dict[type[Refused], str] = {
    r.BadValue: "a base class",
    r.TextTooLong: "no setting is a line of text yet: tests/rules/test_kinds.py",
}
