"""What the outcomes of a year mean: who goes on, who finishes, and the ages at which studies end.

Where programmes of school end is said by `enrolment.programmes`.
"""

from tenant_apps.enrolment.programmes import BASIC_ENDS, ENDS_OF_LEVELS

from .models import PlannedOutcome

Outcome = PlannedOutcome.Outcome

GOING_ON = frozenset({Outcome.NEXT, Outcome.CONDITIONAL, Outcome.REPEATED})
FINISHING = frozenset({Outcome.FINISHED, Outcome.UNCERTIFIED})
OF_SCHOOLS = frozenset({Outcome.CONDITIONAL, Outcome.UNCERTIFIED})
"""Outcomes that kindergartens and centres do not have."""

ADDITIONAL, PRESCHOOL = "additional", "preschool"
AGES = ("nursery", "early_first", "early_second", "junior", "middle", "senior", "preparatory")
"""Groups of a kindergarten, the youngest first (handbook age_group)."""
SCHOOL_AGE = 7


def may_finish(outcome: str, grade: int | None, *, is_special: bool) -> bool:
    """Whether a school is left as finished from a grade: the end of a level, or with a certificate of study from grade
    9 on, where a programme for intellectual disability (`is_special`) ends."""
    if is_special and outcome == Outcome.FINISHED and (grade or 0) >= BASIC_ENDS:
        return True
    return grade in ENDS_OF_LEVELS
