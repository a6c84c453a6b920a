"""What the contingent takes from the organisations, and what it counts from it."""

from region.feed.projection import Projection
from tenant_apps.enrolment.facts import CLASS, MOVEMENT, STUDENT

from .counters import rebuild_classes, rebuild_students
from .models import Movement, RegionClass, RegionStudent

PROJECTIONS = (
    Projection(CLASS, RegionClass, {"classes": rebuild_classes}),
    Projection(STUDENT, RegionStudent, {"students": rebuild_students}),
    Projection(MOVEMENT, Movement),
)
