"""Consents that open parts of cards in tests."""

from datetime import date

from tenant_apps.people.grounds import GROUPS
from tenant_apps.people.models import Consent


def consented(person_id: int, *purposes: str) -> None:
    """A paper for each purpose that lists all it covers, in force since long ago."""
    for purpose in purposes:
        covers = [group.code for group in GROUPS.values() if group.purpose == purpose]
        Consent.objects.create(
            person_id=person_id, given_by_id=person_id, purpose=purpose, covers=covers, signed_on=date(2020, 1, 1),
            valid_from=date(2020, 1, 1), until_leaving=False,
        )  # fmt: skip
