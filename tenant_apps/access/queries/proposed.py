"""Roles proposed to employees who have come from a reorganised organisation, with the names of their cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.accounts import queries as accounts
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.queries import ProposedRole
from shared_apps.organisations.crossing import By
from shared_apps.ui.numbers import ru_date
from tenant_apps.enrolment.notices import Notice
from tenant_apps.people.queries.names import named_employees


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A role that waits for a decision, with the employee's name as on his card."""

    proposal: ProposedRole
    name: str

    @property
    def order(self) -> str:
        return f"№ {self.proposal.order_number}, {ru_date(self.proposal.order_date)}"


def proposed_rows(day: date, *, organisation_id: int, by: By) -> list[ProposedRow]:
    """By name. Three queries."""
    found = accounts.proposed_roles(organisation_id, by)
    names = named_employees({one.card_id for one in found}, as_of=day)
    rows = [ProposedRow(one, names.get(one.card_id, one.account)) for one in found]
    return sorted(rows, key=lambda row: (row.name, row.proposal.role_title))


def notices(day: date, reader: Actor) -> Iterator[Notice]:
    """For the first page: roles wait for who gives them."""
    if not reader.may(permissions.INVITE_STAFF) or reader.organisation is None:
        return
    waiting = [one for one in accounts.proposed_roles(reader.organisation.id, reader) if one.may_decide]
    if waiting:
        since = min(one.valid_from for one in waiting)
        words = _("roles that wait: %(count)s") % {"count": len(waiting)}
        yield Notice(
            _("Accesses of employees who have come"), since, (since - day).days, reverse("access:proposed"), words
        )
