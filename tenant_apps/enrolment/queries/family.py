"""What a family sees: own cards in each organisation that invited it. Opens inside() in turn; plain values.

A student sees the own card alone, a guardian those for whom he answers today and of whom he may know; each as the role
may read them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from shared_apps.accounts.actor import Actor, MembershipRef
from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import inside, is_served, plain, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION
from tenant_apps.people.circumstances import PARTS
from tenant_apps.people.models import Student
from tenant_apps.people.notices import Notice, notices_of
from tenant_apps.people.queries import cards as people_cards
from tenant_apps.people.queries.cards import GuardianLine
from tenant_apps.people.queries.circumstances import KindOfCard, circumstances_of
from tenant_apps.people.service_years import is_of_age
from tenant_apps.people.services import note_reading

from ..family_lines import FamilyLine, lines_of
from .cards import EnrolmentRow, Standing, enrolments_of, standing


@dataclass(frozen=True, slots=True)
class FamilyCard:
    """A student as the family sees him in one organisation. `relation`: what the guardian is to him; "" for oneself.

    `is_legal`: the reader is his legal representative, or he himself: he may propose corrections and
    reads closed parts. Nobody represents a student who is of age.
    """

    membership_id: int
    organisation: str
    slug: str
    student_id: int
    name: str
    relation: str
    birth_date: date | None
    file_number: str
    standing: Standing
    notices: tuple[Notice, ...] = ()
    lines: tuple[FamilyLine, ...] = ()
    is_legal: bool = True

    @property
    def unread(self) -> list[Notice]:
        """What the family was told and nobody of it has read yet."""
        return [notice for notice in self.notices if notice.read_at is None]


@dataclass(frozen=True, slots=True)
class FamilyPart:
    """A closed part of the card (a privacy class) with what holds today: kind in words, its lines."""

    part: str
    kinds: tuple[KindOfCard, ...]


@dataclass(frozen=True, slots=True)
class FamilyCardInFull:
    """The same with everything that is known of him and may be read."""

    card: FamilyCard
    particulars: tuple[tuple[str, Any], ...]
    enrolments: tuple[EnrolmentRow, ...]
    guardians: tuple[GuardianLine, ...]
    parts: tuple[FamilyPart, ...] = ()


def family_cards(actor: Actor, membership_id: int | None = None) -> list[FamilyCard]:
    """The own card and those of the own children, by organisation and name, where they can be read now.

    :param membership_id: those in this one alone. :raises OrganisationNotReady: it lags behind the code.
    """
    found: list[FamilyCard] = []
    for membership, organisation in served_places(actor, membership_id):
        reader = acting_as(actor, membership)
        with inside(organisation, by=reader, only_reads=True):
            found += plain(list(_cards(membership, organisation, reader)))
    return sorted(found, key=lambda card: (card.organisation, card.name))


def family_card(actor: Actor, membership_id: int, student_id: int) -> FamilyCardInFull | None:
    """One of those cards in full; None if it is not among them.

    :raises OrganisationNotReady: the organisation's schema lags behind the code.
    """
    for membership, organisation in places(actor):
        if membership.id != membership_id:
            continue
        reader = acting_as(actor, membership)
        with inside(organisation, by=reader, only_reads=True):
            card = next((one for one in _cards(membership, organisation, reader) if one.student_id == student_id), None)
            if card is None:
                return None
            person_id = Student.objects.values_list("person_id", flat=True).get(pk=student_id)
            return plain(
                FamilyCardInFull(
                    card,
                    tuple(people_cards.particulars(person_id, by=reader)),
                    tuple(enrolments_of(student_id, by=reader)),
                    tuple(people_cards.guardians_of(student_id, timezone.localdate(), by=reader)),
                    tuple(_parts(student_id, person_id, reader, closed=_is_represented(membership, card.birth_date))),
                )
            )
    return None


def places(actor: Actor) -> Iterator[tuple[MembershipRef, Organisation]]:
    """The family's memberships with their organisations, those that work."""
    memberships = [one for one in actor.memberships if one.scope_kind == "family" and one.card_id is not None]
    with shared(by=actor):
        rows = Organisation.objects.filter(pk__in={one.organisation_id for one in memberships if one.organisation_id})
        organisations = {row.pk: row for row in rows}
    for membership in memberships:
        organisation = organisations.get(membership.organisation_id or 0)
        if organisation is not None and organisation.state in (Organisation.State.READY, Organisation.State.CLOSED):
            yield membership, organisation


def served_places(actor: Actor, membership_id: int | None = None) -> Iterator[tuple[MembershipRef, Organisation]]:
    """Those of them that this code serves: one organisation that is being updated does not hide the others.

    :param membership_id: this one alone, whether it is served or not: its door refuses, and says why.
    """
    for membership, organisation in places(actor):
        if membership.id == membership_id or (membership_id is None and is_served(organisation)):
            yield membership, organisation


def updated_places(actor: Actor) -> list[str]:
    """Names of the organisations that a list of the family lacks now, because their schemas lag behind the code."""
    return sorted({m.scope_title or one.slug for m, one in places(actor) if not is_served(one)})


def acting_as(actor: Actor, membership: MembershipRef) -> Actor:
    """The actor with what this role of the family may read."""
    return replace(actor, holds=ROLES[membership.role].holds, reach="own", membership=membership)


def _is_represented(membership: MembershipRef, born: date | None) -> bool:
    """Whether the reader speaks for the student: he himself always, a guardian until the student is of age."""
    return membership.role == "student" or not is_of_age(born, timezone.localdate())


def _parts(student_id: int, person_id: int, reader: Actor, *, closed: bool) -> Iterator[FamilyPart]:
    """What this role of the family may read of the parts of the card, with the closed ones or without. What is closed
    and filled leaves a line in the log."""
    for privacy in PARTS:
        if privacy in CLOSED_ABOVE_AN_ORGANISATION and not closed:
            continue
        kinds = circumstances_of(student_id, privacy, timezone.localdate(), by=reader)
        filled = tuple(kind for kind in kinds if kind.present)
        if filled:
            yield FamilyPart(privacy.value, filled)
            if privacy in CLOSED_ABOVE_AN_ORGANISATION:
                note_reading(person_id=person_id, what=privacy.value, via="family", by=reader)


def _cards(membership: MembershipRef, organisation: Organisation, reader: Actor) -> Iterator[FamilyCard]:
    today = timezone.localdate()
    if membership.role == "student":
        known = [(membership.card_id or 0, "", True)]
    else:
        lines = people_cards.students_of(membership.card_id or 0, today, by=reader)
        known = [(line.card_id, line.relation, line.is_legal) for line in lines if line.may_see]
    told = notices_of([student_id for student_id, _relation, _is_legal in known])
    sentences = lines_of([student_id for student_id, _relation, _is_legal in known])
    for student_id, relation, is_legal in known:
        student = Student.objects.filter(pk=student_id).first()
        head = people_cards.person_card(student.person_id, today, by=reader) if student else None
        if student is None or head is None:
            continue
        yield FamilyCard(
            membership.id, membership.scope_title or organisation.slug, organisation.slug, student.pk, head.name.full,
            str(capfirst(relation)), head.birth_date, student.file_number, standing(student.pk, today),
            tuple(notice for notice in told if notice.student_id == student.pk), sentences.get(student.pk, ()),
            is_legal and _is_represented(membership, head.birth_date),
        )  # fmt: skip
