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
from .memberships import MEMBERSHIP_STATES, MEMBERSHIP_TONES, inspections
from .own import own_memberships, own_sessions, own_tokens

__all__ = [
    "MEMBERSHIP_STATES",
    "MEMBERSHIP_TONES",
    "STATES",
    "TONES",
    "account_by_login",
    "account_card",
    "accounts_in_organisation",
    "accounts_with_roles",
    "authority_choices",
    "changes_of",
    "events_of",
    "inspections",
    "matching_events",
    "municipality_choices",
    "organisation_option",
    "organisation_options",
    "own_memberships",
    "own_sessions",
    "own_tokens",
    "roles_of",
    "security_events",
    "state_of",
]
