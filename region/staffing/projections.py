"""What staffing takes from the organisations, and what it counts from it."""

from region.feed.projection import Projection
from tenant_apps.people.facts import EMPLOYEE

from .counters import rebuild_movement, rebuild_persons, rebuild_posts
from .models import RegionEmployee

COUNTERS = {"posts": rebuild_posts, "persons": rebuild_persons, "movement": rebuild_movement}
PROJECTIONS = (Projection(EMPLOYEE, RegionEmployee, COUNTERS),)
