"""A school of a municipality, and shorthands for writing its settings and those above it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation, OrganisationPeriod
from shared_apps.rules import services
from shared_apps.rules.catalogue import Level
from shared_apps.rules.entries import REGION, Holder
from shared_apps.rules.models import RuleValue
from tenant_apps.passport import settings
from tenant_apps.passport.models import OwnSetting

KEEPER = By(account_id=7, name="Регадминова Р. Р.")
DAY = date(2026, 3, 1)

Above = Callable[..., RuleValue]
Own = Callable[..., OwnSetting]


@pytest.fixture
def municipality(school: Organisation) -> Holder:
    """The municipality of the school, as a holder of settings."""
    with crossing.shared(by=KEEPER):
        period = OrganisationPeriod.objects.get(organisation=school)
    return Holder(Level.MUNICIPALITY, period.municipality_id)


@pytest.fixture
def above(db: None) -> Above:
    """Writes a value above organisations: `above("order_deadline_days", 5)`."""

    def write(code: str, value: object, holder: Holder = REGION, since: date = DAY, **more: Any) -> RuleValue:
        with crossing.shared(by=KEEPER):
            return services.write_value(code=code, holder=holder, value=value, since=since, by=KEEPER, **more)

    return write


@pytest.fixture
def own(school: Organisation) -> Own:
    """Writes a value of the school."""

    def write(code: str, value: object, since: date = DAY, **more: Any) -> OwnSetting:
        with crossing.inside(school, by=KEEPER):
            return settings.write_setting(code=code, value=value, since=since, by=KEEPER, **more)

    return write
