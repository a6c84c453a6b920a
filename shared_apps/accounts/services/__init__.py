"""Every write of accounts: keyword-only verbs that say who acts (`by=`). Refusals stand in `refusals`.

They may be called where shared() is open, within inside() or region(), and where no door is: they open what they need.
"""

from ..passwords import plain_code
from .compromise import release_account, report_compromise
from .invitations import (
    Invitee,
    NewInvitation,
    OpenedInvitation,
    accept_as_new,
    accept_as_self,
    issue_invitations,
    may_invite,
    open_invitation,
    revoke_invitation,
)
from .issuing import (
    Grant,
    Issued,
    block_account,
    create_account,
    create_demo_account,
    end_membership,
    issue_inspection,
    issue_membership,
    rename_account,
    reset_password,
    unblock_account,
)
from .signing_in import (
    SignedIn,
    change_password,
    change_profile,
    end_other_sessions,
    end_session,
    forget_old_sessions,
    sign_in,
    sign_out,
    switch_workplace,
)
from .successions import (
    carry_families_over,
    end_memberships_of,
    give_families_again,
    hand_archive_over,
    take_families_back,
)
from .tokens import NewToken, create_token, revoke_token
from .visits import count_visits

__all__ = [
    "Grant",
    "Invitee",
    "Issued",
    "NewInvitation",
    "NewToken",
    "OpenedInvitation",
    "SignedIn",
    "accept_as_new",
    "accept_as_self",
    "block_account",
    "carry_families_over",
    "change_password",
    "change_profile",
    "count_visits",
    "create_account",
    "create_demo_account",
    "create_token",
    "end_membership",
    "end_memberships_of",
    "end_other_sessions",
    "end_session",
    "forget_old_sessions",
    "give_families_again",
    "hand_archive_over",
    "issue_inspection",
    "issue_invitations",
    "issue_membership",
    "may_invite",
    "open_invitation",
    "plain_code",
    "release_account",
    "rename_account",
    "report_compromise",
    "reset_password",
    "revoke_invitation",
    "revoke_token",
    "sign_in",
    "sign_out",
    "switch_workplace",
    "take_families_back",
    "unblock_account",
]
