"""The demo's transfers stand in every state, some of them late."""

import pytest
from django.utils import timezone

from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.crossing import inside
from tenant_apps.enrolment.models import Enrolment

from .conftest import BY, Region

pytestmark = pytest.mark.xdist_group("demo")  # the region is built once


def test_transfers_stand_in_every_state_and_some_are_late(region: Region) -> None:
    main = region.organisation("school-1")
    with inside(main, by=BY, only_reads=True):
        rows = list(Envelope.objects.all())
        confirmed = Enrolment.objects.filter(end_envelope_id__isnull=False, end_confirmed_on__isnull=False)
        assert confirmed.exists()
    assert {row.state for row in rows} >= {"requested", "sent", "accepted", "refused"}
    late = [row for row in rows if row.state in ("requested", "sent") and row.due_on < timezone.localdate()]
    assert {row.state for row in late} == {"requested", "sent"}
