"""By which order somebody leaves at the turn of the year, and which grounds there are for it."""

from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.closed_values import telling
from tenant_apps.enrolment.order_grounds import GROUNDS

from ..outcomes import ADDITIONAL, PRESCHOOL

OF_LEVEL = {PRESCHOOL: "leaving_kindergarten", ADDITIONAL: "leaving_programme"}
OF_SCHOOLS = ("leaving_family_education", "leaving_transfer", "leaving")
"""The kinds that are tried, in this order; expulsion and death are never part of a plan."""


def kind_of_leaving(level: str, reason: str) -> str:
    """The kind of order of somebody who leaves from a level on this ground; "": there is none.

    None for grounds that tell of health or of an offence: a plan is read by whoever moves the year on.
    """
    code = handbooks.counts_as("leaving_reason", reason)
    tried = (OF_LEVEL[level],) if level in OF_LEVEL else OF_SCHOOLS
    return next((kind for kind in tried if code in GROUNDS[kind] and _is_planned(code)), "")


def grounds_of(level: str) -> frozenset[str]:
    """The grounds on which somebody may leave from a level before he has finished."""
    kinds = (OF_LEVEL[level],) if level in OF_LEVEL else OF_SCHOOLS
    return frozenset(code for kind in kinds for code in GROUNDS[kind] if _is_planned(code))


def _is_planned(code: str) -> bool:
    return not is_finishing(code) and code not in telling("leaving_reason")


def is_finishing(code: str) -> bool:
    return handbooks.group_of("leaving_reason", code) == "finished"
