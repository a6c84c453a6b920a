"""What the law had erased is not brought back by a restoration: the list is kept with it, and erased again at once.

The list stands in the organisation's own tables, which the restoration replaces, so it is read before they are. Until
all of it is erased again the organisation is held: nobody works in it, and /admin/backups/ says why.
"""

import copy
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from shared_apps.backups.models import Restoration
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.recording import OWNER
from tenant_apps.people.models import Consent, ErasedFields
from tenant_apps.people.services.erasing_again import Erased, Withdrawn, erase_again

State = Organisation.State
Kept = dict[str, list[dict[str, Any]]]
"""As it stands in Restoration.erasures: {"erased": […], "withdrawn": […]}."""


def lost(cursor: CursorWrapper, *, replaced: str, restored: str, since: datetime, organisation_id: int) -> Kept:
    """Erasures that `replaced` knows and that were made after the moment, consents whose withdrawal `restored` does not
    know; and what an earlier restoration has not erased again yet.
    """
    cursor.execute(
        SQL(
            "SELECT person_id, groups, ground, document, erased_at::text, erased_name FROM {}"
            " WHERE erased_at > %s ORDER BY id"
        ).format(Identifier(replaced, ErasedFields._meta.db_table)),
        [since],
    )
    columns = ("person_id", "groups", "ground", "document", "erased_at", "erased_name")
    erased = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    cursor.execute(
        SQL(
            "SELECT was.id, was.withdrawn_on::text, was.withdrawal_document, was.withdrawn_online"
            "  FROM {} was JOIN {} again USING (id)"
            " WHERE was.withdrawn_on IS NOT NULL AND again.withdrawn_on IS NULL ORDER BY was.id"
        ).format(Identifier(replaced, Consent._meta.db_table), Identifier(restored, Consent._meta.db_table))
    )
    withdrawn = [dict(zip(("consent_id", "on", "document", "online"), row, strict=True)) for row in cursor.fetchall()]
    earlier = _waiting(organisation_id)
    before = earlier.erasures if earlier is not None else {}
    return {
        "erased": [*before.get("erased", []), *erased],
        "withdrawn": [*before.get("withdrawn", []), *withdrawn],
    }


def hold(organisation: Organisation, kept: Kept) -> str:
    """Hold the organisation if anything must be erased or withdrawn again: nobody works in it until `make_again`.

    Call inside the transaction of the restoration. Returns the state in which the organisation goes on afterwards; ""
    if there is nothing to do again and it is not held.
    """
    if not any(kept.values()):
        return ""
    earlier = _waiting(organisation.pk)
    state = earlier.held_as if earlier is not None else str(organisation.state)
    organisation.state, organisation.state_changed_at = State.HELD, timezone.now()
    organisation.save(using=OWNER, update_fields=["state", "state_changed_at"])
    return state


def make_again(organisation: Organisation, restoration_id: int, *, by: By) -> Organisation:
    """Erase again what a restoration brought back, and let the organisation go on. Safe to repeat."""
    with shared(by=by):
        restoration = Restoration.objects.get(pk=restoration_id)
    if not restoration.held_as or restoration.erased_again_at is not None:
        return organisation
    held = copy.copy(organisation)
    held.state = State.READY  # the door of this work alone
    kept: Kept = restoration.erasures
    with inside(held, by=by.as_source(f"restoration:{restoration_id}")):
        erase_again(
            erased=[Erased.read(one) for one in kept["erased"]],
            withdrawn=[Withdrawn.read(one) for one in kept["withdrawn"]],
            by=by,
        )
        with shared(by=by):
            now = timezone.now()
            Restoration.objects.filter(pk=restoration_id).update(erased_again_at=now)
            waiting = Restoration.objects.filter(organisation_id=organisation.pk, erased_again_at__isnull=True)
            waiting.exclude(held_as="").filter(pk__lt=restoration_id).update(erased_again_at=now)
            rows = Organisation.objects.filter(pk=organisation.pk, state=State.HELD)
            rows.update(state=restoration.held_as, state_changed_at=now)
    with shared(by=by):
        return Organisation.objects.get(pk=organisation.pk)


def _waiting(organisation_id: int) -> Restoration | None:
    """The last restoration of which something is not erased again yet."""
    rows = Restoration.objects.using(OWNER).filter(organisation_id=organisation_id, erased_again_at__isnull=True)
    return rows.exclude(held_as="").order_by("-pk").first()
