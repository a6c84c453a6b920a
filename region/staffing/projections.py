"""What staffing takes from the organisations, and what it counts from it."""

from region.feed.projection import Projection
from tenant_apps.people.facts import EMPLOYEE

from .counters import rebuild_posts
from .models import RegionEmployee

PROJECTIONS = (Projection(EMPLOYEE, RegionEmployee, {"posts": rebuild_posts}),)
