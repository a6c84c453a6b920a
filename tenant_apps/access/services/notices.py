"""Families are told of voided operations, and say that they have read it."""

from collections import Counter
from collections.abc import Mapping

from django.utils import timezone

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.services import refusals
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.queries.family import family_cards

from ..models import FamilyNotice


def tell_families(*, case_id: int, protocol: int, changes: Mapping[int, int], by: By) -> int:
    """Tell the families of these students, each once; says how many. `changes`: student → voided changes."""
    told_at = timezone.now()
    FamilyNotice.objects.bulk_create(
        FamilyNotice(student_id=student, case=case_id, protocol=protocol, changes=number, told_at=told_at)
        for student, number in sorted(Counter(changes).items())
    )
    return len(changes)


def read_notice(*, membership_id: int, notice_id: int, by: Actor) -> None:
    """Somebody of the family has read it; the first reader stays. Opens the organisation's door itself.

    :raises NoSuchCase: the notice is not about a student of this family.
    """
    slug = next(
        (
            card.slug
            for card in family_cards(by, membership_id)
            if card.membership_id == membership_id and notice_id in {notice.id for notice in card.notices}
        ),
        None,
    )
    if slug is None:
        raise refusals.NoSuchCase
    with shared(by=by):
        organisation = Organisation.objects.get(slug=slug)
    with inside(organisation, by=by):
        FamilyNotice.objects.filter(pk=notice_id, read_at__isnull=True).update(
            read_at=timezone.now(), read_by=by.account_id, read_name=by.name
        )
