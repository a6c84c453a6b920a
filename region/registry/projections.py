"""What the registry takes from the organisations."""

from region.feed.projection import Projection
from tenant_apps.enrolment.guardian_facts import GUARDIAN

from .models import RegionGuardian

PROJECTIONS = (Projection(GUARDIAN, RegionGuardian),)
