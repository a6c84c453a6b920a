"""Records of one person in the scene of isolation: across the two schools, and in the school here alone."""

import uuid

from django.utils import timezone

from region.contingent.models import RegionStudent
from region.registry import finding
from region.registry.models import SamePerson
from shared_apps.envelopes.models import DoubledStudent
from shared_apps.organisations.crossing import By, feed_tables
from shared_apps.organisations.models import Organisation


def one_person(here: Organisation, there: Organisation) -> int:
    """A student of the school here and one of the school there are one person, as somebody has confirmed: both are
    counted twice, and each side stands in its own school. The number returned is of a pair of which the school there
    has nothing.
    """
    with feed_tables():
        rows = RegionStudent.objects.using("feed").filter(kind="main", envelope_id=None)
        own, foreign = (rows.filter(organisation_id=one.pk)[0].person_uid for one in (here, there))
    _pair(own, foreign, "confirmed")
    pair = _pair(own, uuid.uuid4(), "refused")
    finding.find_all(by=By.system("tests"))
    return int(pair.pk)


def notice_to(here: Organisation) -> dict[str, object]:
    """The number of the notice that the school here is given of him, for the addresses that ask for it."""
    with feed_tables():
        notice = DoubledStudent.objects.using("feed").get(organisation_id=here.pk)
    return dict.fromkeys(["students:doubled_answer number", "api:students_doubled_answer number"], notice.pk)


def _pair(one: uuid.UUID, other: uuid.UUID, state: str) -> SamePerson:
    first, second = sorted((one, other))
    with feed_tables():
        return SamePerson.objects.using("feed").create(
            subject="student", first_uid=first, second_uid=second, state=state, found_at=timezone.now(),
            decided_at=timezone.now(), decided_name="tests", reason="Сверено по документам",
        )  # fmt: skip
