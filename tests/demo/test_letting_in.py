"""The demo's families in every state of access, and its compromised account."""

from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.models import Account
from shared_apps.accounts.visit_models import VisitCount
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.access.models import FamilyNotice
from tenant_apps.access.queries.families import Families
from tenant_apps.history.queries import conflicts, reversal_by_number

from .conftest import BY, Region


def test_families_stand_in_every_state(region: Region) -> None:
    with shared(by=BY):
        main = Organisation.objects.get(slug="school-1")
    with inside(main, by=BY, only_reads=True):
        found = Families(region.days.today, main.pk, BY).counts
    assert {"works", "never", "invited", "expired", "none"} <= set(found["guardian"])
    assert "young" in found["student"]


def test_compromised_account_is_decided_with_a_conflict_and_families_told(region: Region) -> None:
    with shared(by=BY):
        case = CompromiseCase.objects.select_related("organisation").get(report__account__login="operator2")
        assert case.state == "voided"
        assert Account.objects.get(login="operator2").frozen_at is None
    with inside(case.organisation, by=BY, only_reads=True):
        protocol = reversal_by_number(case.reversal or 0)
        assert protocol is not None
        assert len(conflicts(protocol, holds=())) == 1
        assert FamilyNotice.objects.filter(case=case.pk, read_at=None).count() == 2


def test_visits_are_counted(region: Region) -> None:
    with shared(by=BY):
        assert VisitCount.objects.filter(role="guardian", active__gt=0).exists()
