"""What the outcomes of a year mean: who goes on, who finishes, and the grades and ages at which studies end."""

from .models import PlannedOutcome

Outcome = PlannedOutcome.Outcome

GOING_ON = frozenset({Outcome.NEXT, Outcome.CONDITIONAL, Outcome.REPEATED})
FINISHING = frozenset({Outcome.FINISHED, Outcome.UNCERTIFIED})
OF_SCHOOLS = frozenset({Outcome.CONDITIONAL, Outcome.UNCERTIFIED})
"""Outcomes that kindergartens and centres do not have."""

ADDITIONAL, PRESCHOOL = "additional", "preschool"
BASIC_ENDS, LAST_GRADES = 9, (11, 12)
ENDS_OF_LEVELS = (4, 9, 11, 12)
"""Grades after which a school is left as finished: of primary (where a school goes no further), basic, secondary."""
AGES = ("nursery", "early_first", "early_second", "junior", "middle", "senior", "preparatory")
"""Groups of a kindergarten, the youngest first (handbook age_group)."""
SCHOOL_AGE = 7
