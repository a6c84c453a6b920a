"""Envelopes keep names, and for a while a personal file: copies that go when data are erased by law."""

from shared_apps.envelopes import services as post
from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.queries import CLOSED
from shared_apps.organisations.crossing import By
from tenant_apps.people.copies import Lost
from tenant_apps.people.models import Person, PersonName
from tenant_apps.people.names import search_key

from ..models import Transfer

NAMES = "identity"
"""The group of a name and a birth date."""


def forget_envelopes_of(lost: Lost, by: By) -> None:
    """The name and birth date of closed envelopes, and the contents of those that were accepted here with something
    put off: what was not decided stays as the card has it.

    A withdrawal takes nothing: an envelope stands on the law. What is on the way is still needed by the other side.
    """
    if not lost.is_erased:
        return
    open_ones = Transfer.objects.filter(student__person=lost.person_id, direction=Transfer.Direction.IN)
    uids = list(open_ones.exclude(unsettled=[]).values_list("envelope_uid", flat=True))
    if uids:
        Transfer.objects.filter(envelope_uid__in=uids).update(unsettled=[])
        post.forget_contents(uids=uids, by=by)
    if NAMES in lost.groups:
        uid = Person.objects.values_list("person_uid", flat=True).get(pk=lost.person_id)
        post.forget_names(person_uid=uid, asked=_asked_for(lost.person_id), by=by)


def _asked_for(person_id: int) -> list[int]:
    """Closed requests that never met a card: they know a name and a birth date."""
    born = Person.objects.values_list("birth_date", flat=True).get(pk=person_id)
    keys = {key for key in PersonName.objects.filter(person=person_id).values_list("search_key", flat=True) if key}
    if born is None or not keys:
        return []
    rows = Envelope.objects.filter(person_uid=None, birth_date=born, state__in=CLOSED)
    return [number for number, who in rows.values_list("pk", "who") if search_key(who) in keys]
