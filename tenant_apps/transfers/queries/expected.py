"""Whom this organisation expects by a transfer: asked before somebody is admitted by an ordinary order."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from shared_apps.envelopes.models import Contents, Envelope, Kind
from shared_apps.envelopes.queries import WAITING
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.expected import Comer, Expected

from ..contents import unpack
from ..partners import partners
from ..rules import ADDITIONAL
from ..same_person import SNILS, alike

Found = tuple[Envelope, bool]
"""A transfer, and whether it certainly is of the comer."""


def transfers_expected(comers: Sequence[Comer]) -> list[Expected | None]:
    """Of each comer the transfer to this organisation that waits for an answer, sent or only asked for. At most four
    queries.

    Main enrolments are looked for among transfers of main ones, additional among additional. These stand beside each
    other: one who is expected may be admitted to another group meanwhile, so of them nothing is certain.
    """
    rows = _waiting(comers)
    numbers = _numbers(rows, comers)
    found = [_of(one, rows, numbers) for one in comers]
    names = partners([row.sender_id for row, _sure in filter(None, found)], timezone.localdate()) if rows else {}
    return [
        Expected(number=one[0].pk, partner=names[one[0].sender_id].name, is_certain=one[1]) if one else None
        for one in found
    ]


def _waiting(comers: Sequence[Comer]) -> list[Envelope]:
    same = Q(birth_date__in={one.birth_date for one in comers if one.birth_date})
    same |= Q(person_uid__in={one.person_uid for one in comers if one.person_uid})
    same |= Q(snils__in={one.snils for one in comers if one.snils})
    rows = Envelope.objects.filter(same, state__in=WAITING, receiver_id=organisation_here()).exclude(kind=Kind.STAFF)
    return list(rows.order_by("pk"))


def _numbers(rows: Sequence[Envelope], comers: Sequence[Comer]) -> dict[int, str]:
    """СНИЛС by the number of the transfer: of a request, or from what was sent, where it is to be compared."""
    found = {row.pk: row.snils for row in rows}
    born: dict[date | None, list[Comer]] = defaultdict(list)
    for one in comers:
        born[one.birth_date].append(one)
    alikes = {
        row.pk: row.digest for row in rows if any(one.snils and alike(row.who, one.who) for one in born[row.birth_date])
    }
    for number, content in Contents.objects.filter(envelope__in=alikes).values_list("envelope", "content"):
        if content is not None and hashlib.sha256(content).hexdigest() == alikes[number]:
            found[number] = unpack(bytes(content)).identifier(SNILS)
    return found


def _of(one: Comer, rows: Sequence[Envelope], numbers: dict[int, str]) -> Found | None:
    certain = likely = None
    for row in rows:
        if (row.level == ADDITIONAL) != one.is_additional:
            continue
        number = numbers[row.pk]
        if (one.person_uid and str(row.person_uid) == one.person_uid) or (one.snils and number == one.snils):
            certain = certain or row
        elif row.birth_date == one.birth_date and not (one.snils and number) and alike(row.who, one.who):
            likely = likely or row
    found = certain or likely
    return (found, certain is not None and not one.is_additional) if found is not None else None
