"""By which order somebody leaves at the turn of the year, and which grounds there are for it."""

from shared_apps.handbooks import queries as handbooks
from tenant_apps.enrolment.order_grounds import GROUNDS

from ..outcomes import ADDITIONAL, PRESCHOOL

OF_LEVEL = {PRESCHOOL: "leaving_kindergarten", ADDITIONAL: "leaving_programme"}
OF_SCHOOLS = ("leaving_family_education", "leaving_transfer", "leaving")
"""The kinds that are tried, in this order; expulsion and death are never part of a plan."""


def kind_of_leaving(level: str, reason: str) -> str:
    """The kind of order of somebody who leaves from a level on this ground; "": there is none."""
    code = handbooks.counts_as("leaving_reason", reason)
    tried = (OF_LEVEL[level],) if level in OF_LEVEL else OF_SCHOOLS
    return next((kind for kind in tried if code in GROUNDS[kind] and not is_finishing(code)), "")


def grounds_of(level: str) -> frozenset[str]:
    """The grounds on which somebody may leave from a level before he has finished."""
    kinds = (OF_LEVEL[level],) if level in OF_LEVEL else OF_SCHOOLS
    return frozenset(code for kind in kinds for code in GROUNDS[kind] if not is_finishing(code))


def is_finishing(code: str) -> bool:
    return handbooks.group_of("leaving_reason", code) == "finished"
