"""What is arranged for a student on a day, in words that the reader may see."""

from datetime import date

from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from shared_apps.ui.numbers import ru_date

from ..arrangement_models import StudyArrangement

Track = StudyArrangement.Track


def arranged(student_id: int, day: date, *, by: By, sees_health: bool) -> list[tuple[str, str]]:
    """Words and tone of badges. Home study tells of health: only those who hold that class learn of it. One query."""
    rows = StudyArrangement.objects.valid(day).filter(enrolment__student=student_id, enrolment__voided_by__isnull=True)
    found: list[tuple[str, str]] = []
    for track, expected in rows.order_by("track").values_list("track", "expected_to"):
        if track == Track.LEAVE and expected is not None and expected < day:
            found.append((_("on leave, awaited on %(day)s") % {"day": ru_date(expected)}, "warn"))
        elif track != Track.HOME_STUDY or sees_health:
            found.append((str(Track(track).label), "info"))
    return found


def leaves_overdue(day: date) -> int:
    """How many are on leave longer than their order says."""
    return StudyArrangement.objects.valid(day).filter(track=Track.LEAVE, expected_to__lt=day).count()
