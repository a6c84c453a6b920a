"""The only undo: lines of the log in, rows as they were before out, under a protocol with a number and a reason.

    reversal = plan(by_source("import:17"), title=_("Import of 1 September"), reason=reason, by=actor)
    # the reader looks at the protocol: what is reversed, what is cancelled by a document, what is in conflict
    outcome = confirm(reversal.number, by=actor)               # all or nothing
    outcome = confirm(reversal.number, by=actor, partial=True)   # without the conflicts

What a reversal writes is logged under the source "reversal:<number>", and so can itself be reversed. Documents that are
cancelled instead (a signed order) are declared by their apps: `register_policy`.
"""

from .planning import CannotBeReversed
from .policies import Claim, Policy, register_policy
from .protocol import (
    AlreadyFinished,
    Confirmation,
    ConflictsStand,
    KeptElsewhere,
    NothingToReverse,
    ReasonMissing,
    abandon,
    confirm,
    plan,
)
from .selection import Selection, by_actor, by_lines, by_request, by_source

__all__ = [
    "AlreadyFinished",
    "CannotBeReversed",
    "Claim",
    "Confirmation",
    "ConflictsStand",
    "KeptElsewhere",
    "NothingToReverse",
    "Policy",
    "ReasonMissing",
    "Selection",
    "abandon",
    "by_actor",
    "by_lines",
    "by_request",
    "by_source",
    "confirm",
    "plan",
    "register_policy",
]
