"""Erasing once more what a restoration from a backup brought back, and withdrawing the consents it made valid again."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from shared_apps.organisations.crossing import By

from .. import consent_refusals as refusals
from ..models import Consent, ErasedFields, Person
from .consents import withdraw_consent
from .erasing import erase_fields

log = logging.getLogger("svod.people")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """An erasure as it was made."""

    person_id: int
    groups: tuple[str, ...]
    ground: str
    document: str

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Erased":
        return cls(
            person_id=kept["person_id"], groups=tuple(kept["groups"]), ground=kept["ground"], document=kept["document"]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The withdrawal of a consent as it was written down."""

    consent_id: int
    on: date
    document: str
    online: bool

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Withdrawn":
        return cls(
            consent_id=kept["consent_id"], on=date.fromisoformat(kept["on"]), document=kept["document"],
            online=kept["online"],
        )  # fmt: skip


@transaction.atomic
def erase_again(*, erased: Sequence[Erased], withdrawn: Sequence[Withdrawn], by: By) -> list[ErasedFields]:
    """Whoever is not here after the restoration, or has nothing of it, is passed over. Safe to repeat."""
    standing = set(
        Consent.objects.filter(
            pk__in=[one.consent_id for one in withdrawn], withdrawn_on__isnull=True
        ).values_list("pk", flat=True)
    )  # fmt: skip
    for one in withdrawn:
        if one.consent_id in standing:
            withdraw_consent(
                consent_id=one.consent_id,
                on=one.on,
                document=one.document,
                online=one.online or not one.document,
                by=by,
            )
    here = set(Person.objects.filter(pk__in=[one.person_id for one in erased]).values_list("pk", flat=True))
    made = [_erase(each, by) for each in erased if each.person_id in here]
    return [one for one in made if one is not None]


def _erase(one: Erased, by: By) -> ErasedFields | None:
    try:
        with transaction.atomic():
            return erase_fields(
                person_id=one.person_id,
                groups=one.groups,
                ground=one.ground,
                document=one.document,
                decided=True,
                by=by,
            )
    except refusals.NothingThere:
        log.info("nothing of an erasure came back: person %s", one.person_id)
        return None
