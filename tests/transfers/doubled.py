"""A student of one school who is told to be in the other one too."""

from datetime import date

from django.utils import timezone

from shared_apps.envelopes.models import DoubledStudent
from shared_apps.organisations.crossing import feed_tables
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import Enrolment
from tests.transfers.conftest import SEPTEMBER, School

REASON = "Личное дело у нас, говорили с семьёй"
PHONE = "+7 843 555-00-01"


def noticed(
    at: School,
    other: School,
    student_id: int,
    *,
    confirmed: bool = True,
    until: date = FOREVER,
    pair: int | None = None,
) -> int:
    """As the region's search writes it; the number of the notice."""
    with at.inside():
        row = Enrolment.objects.select_related("student__person").get(student=student_id, valid_to=FOREVER)
    with feed_tables():
        return int(
            DoubledStudent.objects.using("feed").create(
                organisation_id=at.pk, enrolment_id=row.pk, person_uid=row.student.person.person_uid,
                other_id=other.pk, other_phone=PHONE, since=SEPTEMBER, until=until, is_confirmed=confirmed,
                pair_id=pair, found_at=timezone.now(),
            ).pk
        )  # fmt: skip
