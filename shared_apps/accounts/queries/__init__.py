"""What pages of accounts show. Each query opens the shared tables itself and returns plain values, but for the two
querysets of region administration, whose pages stand in shared() anyway."""

from .accounts import (
    STATES,
    TONES,
    account_card,
    accounts_in_organisation,
    accounts_with_roles,
    changes_of,
    events_of,
    matching_events,
    roles_of,
    security_events,
    state_of,
)
from .choices import (
    account_by_login,
    authority_choices,
    municipality_choices,
    organisation_option,
    organisation_options,
)
from .compromise import (
    CASE_TONES,
    case_above,
    case_of,
    cases_above,
    cases_of,
    given_since,
    undecided_cases,
    work_stopped,
)
from .done_above import LIMIT as MOST_DONE
from .done_above import DoneRow, Reported, done_since, reported
from .invitations import (
    ACCESS_STATES,
    ACCESS_TONES,
    access_of_cards,
    card_of_invitation,
    organisation_names,
    organisation_slug,
)
from .memberships import MEMBERSHIP_STATES, MEMBERSHIP_TONES, holders_above, inspections
from .own import own_memberships, own_sessions, own_tokens
from .proposals import ProposedRole, count_proposed, proposed_roles
from .visits import counted_on, visits_by_organisation, visits_of_organisation
from .voiding import Protocol, by_subject, counts_of, operations_above, protocol_above, stopped_above, unvoidable_above

__all__ = [
    "ACCESS_STATES",
    "ACCESS_TONES",
    "CASE_TONES",
    "MEMBERSHIP_STATES",
    "MEMBERSHIP_TONES",
    "MOST_DONE",
    "STATES",
    "TONES",
    "DoneRow",
    "ProposedRole",
    "Protocol",
    "Reported",
    "access_of_cards",
    "account_by_login",
    "account_card",
    "accounts_in_organisation",
    "accounts_with_roles",
    "authority_choices",
    "by_subject",
    "card_of_invitation",
    "case_above",
    "case_of",
    "cases_above",
    "cases_of",
    "changes_of",
    "count_proposed",
    "counted_on",
    "counts_of",
    "done_since",
    "events_of",
    "given_since",
    "holders_above",
    "inspections",
    "matching_events",
    "municipality_choices",
    "operations_above",
    "organisation_names",
    "organisation_option",
    "organisation_options",
    "organisation_slug",
    "own_memberships",
    "own_sessions",
    "own_tokens",
    "proposed_roles",
    "protocol_above",
    "reported",
    "roles_of",
    "security_events",
    "state_of",
    "stopped_above",
    "undecided_cases",
    "unvoidable_above",
    "visits_by_organisation",
    "visits_of_organisation",
    "work_stopped",
]
