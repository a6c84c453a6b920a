"""Consents of the demo: most have them, and what docs/operator/demo.md plants is there."""

from django.db.models import Q

from shared_apps.organisations.crossing import inside
from tenant_apps.enrolment.models import ClassMembership
from tenant_apps.people.models import Consent
from tests.demo.conftest import BY, Region


def people_of(name: str, region: Region) -> list[int]:
    members = ClassMembership.objects.valid(region.days.today).filter(class_group__name=name)
    return list(members.values_list("enrolment__student__person", flat=True))


def test_most_students_have_consented_to_the_registry_and_some_have_not(region: Region) -> None:
    with inside(region.organisation("school-1"), by=BY, only_reads=True):
        sitting = set(
            ClassMembership.objects.valid(region.days.today).values_list("enrolment__student__person", flat=True)
        )
        given = Consent.objects.filter(purpose="registry", withdrawn_on=None, person__in=sitting)

        share = given.values("person").distinct().count() / len(sitting)

    assert 0.8 < share < 1


def test_what_is_planted_is_there(region: Region) -> None:
    with inside(region.organisation("school-1"), by=BY, only_reads=True):
        publication = Consent.objects.filter(purpose="publication", person__in=people_of("7А", region))
        online = Consent.objects.filter(withdrawn_online=True, followed_up_on=None, person__in=people_of("6А", region))
        dealt_with = Consent.objects.filter(
            Q(withdrawn_on__isnull=False, followed_up_on__isnull=False),
            purpose="health", person__in=people_of("5А", region),
        )  # fmt: skip

        found = publication.count(), online.count(), dealt_with.exists()

    assert found == (0, 1, True)
