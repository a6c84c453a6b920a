"""The authority sees exactly its organisations, on the page of the contingent and in the register; keyboard only."""

import re

import pytest

from tests.journeys.conftest import SignedIn
from tests.journeys.platform import Platform

pytestmark = [pytest.mark.browser]

OWN = """
from django.utils.timezone import localdate
from shared_apps.accounts.models import Membership
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import OrganisationPeriod, Supervision
from shared_apps.organisations.periods import valid_on
with shared(by=By.system('journey')):
    today = localdate()
    authority = Membership.objects.get(account__login='authority').authority_id
    periods = OrganisationPeriod.objects.filter(valid_on(today))
    own = set(periods.filter(authority_id=authority).values_list('organisation_id', flat=True))
    watched = Supervision.objects.filter(valid_on(today), authority_id=authority)
    own |= set(watched.values_list('organisation_id', flat=True))
    for period in periods:
        print('ORG', '+' if period.organisation_id in own else '-', period.short_name)
"""


def test_the_authority_sees_exactly_its_organisations(signed_in: SignedIn, platform: Platform) -> None:
    printed = platform.manage("shell", "--verbosity", "0", "-c", OWN)
    lines = [line for line in printed.splitlines() if line.startswith("ORG")]
    own = {line[6:] for line in lines if line[4] == "+"}
    foreign = {line[6:] for line in lines if line[4] == "-"}
    assert own, printed
    assert foreign, printed
    person = signed_in("authority")
    for page in ("Контингент", "Организации"):
        person.go(page).sees(page, within="h1")
        cells = {(text or "").strip() for text in person.page.locator("main a, main th, main td").all_inner_texts()}
        assert own - cells == set(), page
        assert foreign & cells == set(), page
    one = min(own)
    person.go("Контингент", re.compile(re.escape(one))).sees(one, within="h1")
    person.go("Организации", re.compile(re.escape(one))).sees(one, within="h1")
