"""What a family writes: a consent taken back. Opens the organisation's door itself."""

from shared_apps.accounts.actor import Actor
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.people.consent_models import Consent
from tenant_apps.people.services.consents import withdraw_own_consent

from ..queries.family import acting_as, places
from ..queries.family_consents import people_of


def withdraw_as_family(*, membership_id: int, consent_id: int, by: Actor) -> bool:
    """The family takes a consent back; False: it is none of theirs. The class teacher and the office see a mark.

    :raises NotYoursToWithdraw, WithdrawnAlready:
    """
    for membership, organisation in places(by):
        if membership.id != membership_id or organisation.state != Organisation.State.READY:
            continue
        writer = acting_as(by, membership)
        with inside(organisation, by=writer):
            me, about = people_of(membership, writer)
            if me is None or not Consent.objects.filter(pk=consent_id, person__in=about).exists():
                return False
            withdraw_own_consent(consent_id=consent_id, signer=me, by=writer)
            return True
    return False
