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
from .compromise import CASE_TONES, case_of, cases_of, given_since, undecided_cases, work_stopped
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
from .memberships import MEMBERSHIP_STATES, MEMBERSHIP_TONES, inspections
from .own import own_memberships, own_sessions, own_tokens
from .visits import counted_on, visits_by_organisation, visits_of_organisation

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
    "Reported",
    "access_of_cards",
    "account_by_login",
    "account_card",
    "accounts_in_organisation",
    "accounts_with_roles",
    "authority_choices",
    "card_of_invitation",
    "case_of",
    "cases_of",
    "changes_of",
    "counted_on",
    "done_since",
    "events_of",
    "given_since",
    "inspections",
    "matching_events",
    "municipality_choices",
    "organisation_names",
    "organisation_option",
    "organisation_options",
    "organisation_slug",
    "own_memberships",
    "own_sessions",
    "own_tokens",
    "reported",
    "roles_of",
    "security_events",
    "state_of",
    "undecided_cases",
    "visits_by_organisation",
    "visits_of_organisation",
    "work_stopped",
]
