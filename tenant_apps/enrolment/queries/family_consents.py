"""A family's consents in each organisation that invited it. Opens inside() in turn; plain values.

A guardian sees consents about the children he answers for and about himself, a student those about himself.
"""

from dataclasses import dataclass

from django.utils import timezone

from shared_apps.accounts.actor import Actor, MembershipRef
from shared_apps.organisations.crossing import inside, plain
from shared_apps.organisations.models import Organisation
from tenant_apps.people.consent_models import Consent
from tenant_apps.people.models import Guardian, Student
from tenant_apps.people.queries import cards as people_cards
from tenant_apps.people.queries.consents import ConsentLine, lines
from tenant_apps.people.queries.signers import subjects

from .family import acting_as, served_places


@dataclass(frozen=True, slots=True)
class FamilyConsent:
    """A consent with the place it was given to. `may_withdraw`: the reader may take it back."""

    membership_id: int
    organisation: str
    line: ConsentLine
    may_withdraw: bool


def family_consents(actor: Actor, membership_id: int | None = None) -> list[FamilyConsent]:
    """By organisation and name, those in force first, where they can be read now.

    :param membership_id: those in this one alone. :raises OrganisationNotReady: it lags behind the code.
    """
    found: list[FamilyConsent] = []
    for membership, organisation in served_places(actor, membership_id):
        reader = acting_as(actor, membership)
        with inside(organisation, by=reader, only_reads=True):
            found += plain(_consents(membership, reader, writes=organisation.state == Organisation.State.READY))
    return found


def _consents(membership: MembershipRef, reader: Actor, *, writes: bool) -> list[FamilyConsent]:
    today = timezone.localdate()
    me, about = people_of(membership, reader)
    found = lines(Consent.objects.filter(person__in=about).order_by("person", "-valid_to", "purpose"), today)
    known = subjects(about, today)
    return [
        FamilyConsent(
            membership.id, membership.scope_title, line,
            writes
            and line.withdrawn_on is None
            and line.valid_to > today
            and (me in {pk for pk, _name in known[line.person_id].signers(today)} or me == line.given_by_id),
        )
        for line in found
    ]  # fmt: skip


def people_of(membership: MembershipRef, reader: Actor) -> tuple[int | None, list[int]]:
    """The reader's own person, and those whose consents he sees."""
    card = membership.card_id or 0
    if membership.role == "student":
        me = Student.objects.filter(pk=card).values_list("person_id", flat=True).first()
        return me, [me] if me is not None else []
    me = Guardian.objects.filter(pk=card).values_list("person_id", flat=True).first()
    children = [line.person_id for line in people_cards.students_of(card, timezone.localdate(), by=reader)]
    return me, ([me] if me is not None else []) + children
