"""The demo's transfers stand in every state, some of them late; its merger is whole."""

import pytest
from django.utils import timezone

from shared_apps.envelopes.models import Envelope, Reorganisation
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Succession
from tenant_apps.enrolment.models import Enrolment
from tenant_apps.people.models import EmployeePost

from .conftest import BY, Region


def test_transfers_stand_in_every_state_and_some_are_late(region: Region) -> None:
    main = region.organisation("school-1")
    with inside(main, by=BY, only_reads=True):
        rows = list(Envelope.objects.all())
        confirmed = Enrolment.objects.filter(end_envelope_id__isnull=False, end_confirmed_on__isnull=False)
        assert confirmed.exists()
    assert {row.state for row in rows} >= {"requested", "sent", "accepted", "refused", "withdrawn", "expired"}
    late = [row for row in rows if row.state in ("requested", "sent") and row.due_on < timezone.localdate()]
    assert {row.state for row in late} == {"requested", "sent"}


def test_a_school_has_joined_another_with_students_employees_and_succession(region: Region) -> None:
    on = region.days.merger
    if on is None:
        pytest.skip("on 1 September the merger is only planned")
    small, village = region.organisation("school-4"), region.organisation("school-3")
    with shared(by=BY):
        plan = Reorganisation.objects.get(kind="merge")
        assert (plan.state, plan.on) == ("finished", on)
        assert Succession.objects.get(predecessor=small.pk).successor_id == village.pk
    with inside(village, by=BY, only_reads=True):
        came = Enrolment.objects.unvoided().filter(begun_by__source=plan.source).count()
        assert came > 3
        posts = EmployeePost.objects.filter(valid_from=on, employee__staff_transfers__source=plan.source)
        assert posts.count() > 3
        assert Envelope.objects.filter(kind="staff", state="accepted").exists()
    with inside(small, by=BY, only_reads=True):
        assert not Enrolment.objects.unvoided().filter(valid_to__gt=on).exists()
        assert not EmployeePost.objects.filter(valid_to__gt=on).exists()
        left = Enrolment.objects.unvoided().filter(ended_by__source=plan.source)
        assert left.count() == came
        assert not left.filter(end_confirmed_on=None).exists()
