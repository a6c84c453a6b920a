"""What a family proposed, in each organisation that invited it. Opens inside() in turn; plain values.

A guardian proposes for the children he legally answers for and for his own card, a student for himself.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from shared_apps.accounts.actor import Actor, MembershipRef
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import inside, plain
from tenant_apps.enrolment.queries.family import FamilyCard, acting_as, family_cards, places, served_places
from tenant_apps.people.models import Guardian, Guardianship, Student
from tenant_apps.people.service_years import is_of_age

from ..models import Correction
from ..proposable import OWN, STUDENT, proposable_of
from .corrections import CorrectionLine, corrections
from .present import present_values


@dataclass(frozen=True, slots=True)
class FamilyCorrection:
    """A correction with the place it was sent to. `may_withdraw`: the reader sent it and something of it waits."""

    membership_id: int
    organisation: str
    line: CorrectionLine
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class ProposableCard:
    """A card of the family with what it says now, for the form. `choices`: field → items of its handbook."""

    card: FamilyCard
    whose: str
    name: str
    present: dict[str, str]
    choices: dict[str, list[Any]]


def family_corrections(actor: Actor, membership_id: int | None = None) -> list[FamilyCorrection]:
    """What this account sent, and what others of the family sent about the same children; the latest first.

    :param membership_id: in this one alone. :raises OrganisationNotReady: it lags behind the code.
    """
    seen: dict[int, list[int]] = {}
    for card in family_cards(actor, membership_id):
        seen.setdefault(card.membership_id, []).append(card.student_id)
    found: list[FamilyCorrection] = []
    for membership, organisation in served_places(actor, membership_id):
        reader = acting_as(actor, membership)
        with inside(organisation, by=reader, only_reads=True):
            lines = corrections(timezone.localdate(), by=reader, student_ids=seen.get(membership.id, []))
            sent = dict(Correction.objects.filter(pk__in=[one.pk for one in lines]).values_list("pk", "proposed_by"))
            found += plain(
                [
                    FamilyCorrection(
                        membership.id, membership.scope_title or organisation.slug, one,
                        bool(one.waiting) and sent[one.pk] == actor.account_id,
                    )
                    for one in lines
                    if one.whose == STUDENT or sent[one.pk] == actor.account_id
                ]
            )  # fmt: skip
    return sorted(found, key=lambda one: one.line.proposed_at, reverse=True)


def proposable_card(actor: Actor, membership_id: int, student_id: int, whose: str) -> ProposableCard | None:
    """A card that this account may propose corrections of; None: there is none."""
    card = family_card(actor, membership_id, student_id)
    if card is None:
        return None
    for membership, organisation in places(actor):
        if membership.id != membership_id:
            continue
        reader = acting_as(actor, membership)
        with inside(organisation, by=reader, only_reads=True):
            person_id, name = _person(membership, student_id, whose)
            if person_id is None:
                return None
            today = timezone.localdate()
            values = present_values(person_id, today, student_id=student_id if whose == STUDENT else None)
            offered = {
                one.code: handbooks.choices(one.handbook, as_of=today, present=values[one.code])
                for one in proposable_of(whose)
                if one.handbook
            }
            return plain(ProposableCard(card, whose, name or card.name, values, offered))
    return None


def family_card(actor: Actor, membership_id: int, student_id: int) -> FamilyCard | None:
    cards = family_cards(actor, membership_id)
    return next((one for one in cards if (one.membership_id, one.student_id) == (membership_id, student_id)), None)


def _person(membership: MembershipRef, student_id: int, whose: str) -> tuple[int | None, str]:
    """The person whose card is meant, and his name for the guardian's own card; None: not proposable."""
    if membership.role == "student":
        return (_of_student(student_id), "") if whose == STUDENT else (None, "")
    links = Guardianship.objects.unvoided().valid(timezone.localdate())
    link = links.filter(guardian=membership.card_id, student=student_id, is_legal=True, may_see=True)
    born = link.values_list("student__person__birth_date", flat=True)
    if not born or is_of_age(born[0], timezone.localdate()):
        return None, ""
    if whose == STUDENT:
        return _of_student(student_id), ""
    if whose != OWN:
        return None, ""
    return Guardian.objects.values_list("person_id", flat=True).get(pk=membership.card_id or 0), membership.role_title


def _of_student(student_id: int) -> int:
    return Student.objects.values_list("person_id", flat=True).get(pk=student_id)
