"""What the feed itself takes from the organisations."""

from region.feed.projection import Projection
from tenant_apps.passport.facts import ORGANISATION

from .models import RegionOrganisation

PROJECTIONS = (Projection(ORGANISATION, RegionOrganisation),)
