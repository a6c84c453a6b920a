"""What a family writes: a correction proposed, or taken back. Opens the organisation's door itself."""

from shared_apps.accounts.actor import Actor, MembershipRef
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.queries.family import acting_as, places
from tenant_apps.people.uploads import Scan

from .. import refusals
from ..models import Correction
from ..queries.family import family_card
from .corrections import NOT_SAID, Happened, propose_correction, withdraw_correction


def propose_as_family(
    *, membership_id: int, student_id: int, whose: str, values: dict[str, object], comment: str, scan: Scan | None,
    happened: Happened = NOT_SAID, by: Actor,
) -> int:  # fmt: skip
    """Send a correction; its number.

    :raises NotYourChild, OrganisationTakesNoCorrections: and as `propose_correction`.
    """
    if family_card(by, membership_id, student_id) is None:
        raise refusals.NotYourChild
    membership, organisation = _place(by, membership_id)
    writer = acting_as(by, membership)
    with inside(organisation, by=writer):
        correction = propose_correction(
            student_id=student_id, guardian_id=membership.card_id if membership.role == "guardian" else None,
            whose=whose, values=values, comment=comment, scan=scan, happened=happened, by=writer,
        )  # fmt: skip
        return correction.pk


def withdraw_as_family(*, membership_id: int, correction_id: int, by: Actor) -> None:
    """Take a correction back. :raises NotYourChild: this account did not send it. :raises DecidedAlready:"""
    membership, organisation = _place(by, membership_id)
    writer = acting_as(by, membership)
    with inside(organisation, by=writer):
        if not Correction.objects.filter(pk=correction_id, proposed_by=by.account_id).exists():
            raise refusals.NotYourChild
        withdraw_correction(correction_id=correction_id, by=writer)


def _place(actor: Actor, membership_id: int) -> tuple[MembershipRef, Organisation]:
    found = next((pair for pair in places(actor) if pair[0].id == membership_id), None)
    if found is None:
        raise refusals.NotYourChild
    if found[1].state != Organisation.State.READY:
        raise refusals.OrganisationTakesNoCorrections
    return found
