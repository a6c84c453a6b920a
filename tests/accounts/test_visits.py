"""Statistics of visits: numbers by organisation and role, the same as a plain count; no persons above."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shared_apps.accounts import queries, services
from shared_apps.accounts.models import Account, Session
from shared_apps.accounts.visit_models import VisitCount
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.routing import region_url
from tests.factories.grants import granted

from .conftest import SYSTEM, Region, account, signed_in

pytestmark = pytest.mark.django_db


def visited(who: Account, days_ago: int | None) -> None:
    at = None if days_ago is None else timezone.now() - timedelta(days=days_ago)
    with shared(by=SYSTEM):
        Account.objects.filter(pk=who.pk).update(last_sign_in_at=at)


@pytest.fixture
def visitors(region: Region) -> Region:
    """Three teachers in the school (today, 40 days ago, never), one guardian in the other."""
    for login, days_ago in (("now", 0), ("long", 40), ("never", None)):
        visited(account(login, granted(role="teacher", organisation_id=region.school.pk)), days_ago)
    visited(account("mother", granted(role="guardian", organisation_id=region.other.pk, card_id=1)), 1)
    return region


def counted(region: Region) -> dict[tuple[int, str], tuple[int, int, int]]:
    services.count_visits(by=SYSTEM)
    with shared(by=SYSTEM):
        return {
            (one.organisation_id, one.role): (one.accounts, one.active, one.never) for one in VisitCount.objects.all()
        }


def test_count_says_all_active_and_never(visitors: Region) -> None:
    assert counted(visitors) == {
        (visitors.school.pk, "teacher"): (3, 1, 1),
        (visitors.other.pk, "guardian"): (1, 1, 0),
    }


def test_browser_that_stays_signed_in_is_a_visit(visitors: Region) -> None:
    with shared(by=SYSTEM):
        long = Account.objects.get(login="long")
    signed_in(long)
    assert counted(visitors)[visitors.school.pk, "teacher"] == (3, 2, 1)


def test_role_that_ended_is_not_counted(visitors: Region) -> None:
    with shared(by=SYSTEM):
        Account.objects.get(login="never").memberships.update(ended_at=timezone.now())
    assert counted(visitors)[visitors.school.pk, "teacher"] == (2, 1, 0)


def test_second_count_of_a_day_replaces_the_first(visitors: Region) -> None:
    assert counted(visitors) == counted(visitors)


def test_organisation_counts_its_own_now(visitors: Region) -> None:
    [row] = queries.visits_of_organisation(visitors.school.pk, SYSTEM)
    assert (row.role, row.accounts, row.active, row.never) == ("teacher", 3, 1, 1)


def test_count_agrees_with_one_made_in_python(visitors: Region) -> None:
    since, plain = timezone.now() - timedelta(days=30), {}
    with shared(by=SYSTEM):
        for one in Account.objects.all():
            seen = Session.objects.filter(account=one, last_seen_at__gte=since).exists()
            active = seen or (one.last_sign_in_at is not None and one.last_sign_in_at >= since)
            for role, organisation in one.memberships.values_list("role", "organisation"):
                key = (organisation, role)
                all_, now, never = plain.get(key, (0, 0, 0))
                plain[key] = (all_ + 1, now + active, never + (one.last_sign_in_at is None))
    assert counted(visitors) == plain


def test_municipality_sees_numbers_of_its_own_organisations_and_no_names(visitors: Region) -> None:
    services.count_visits(by=SYSTEM)
    client = signed_in(account("viewer", granted(role="municipality", municipality_id=visitors.north.pk)))

    page = client.get(region_url("accounts:region_visits")).content.decode()

    assert "Short school" in page
    assert "Short other" not in page
    assert "Name now" not in page
