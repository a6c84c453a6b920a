"""What staffing takes from the organisations, and what it counts from it."""

from region.feed.projection import Projection
from tenant_apps.people.facts import EMPLOYEE
from tenant_apps.people.leave_facts import STAFF_LEAVE

from .counters import rebuild_movement, rebuild_persons, rebuild_posts
from .models import RegionEmployee, RegionStaffLeave

COUNTERS = {"posts": rebuild_posts, "persons": rebuild_persons, "movement": rebuild_movement}
PROJECTIONS = (Projection(EMPLOYEE, RegionEmployee, COUNTERS), Projection(STAFF_LEAVE, RegionStaffLeave))
