"""What a level of school is completed with: which results fit an outcome, and which one is proposed.

Grades 9 and 11 (12 of part-time programmes) end with a certificate: with honours or without, a certificate of study for
whoever learns by a programme for intellectual disability (in grade 10 too, if it ends there), or a statement only
(273-ФЗ article 60 parts 6, 12 and 13). Whoever goes on to grade 10 completes basic education all the same.
"""

from tenant_apps.enrolment.order_grounds import FINISHED_OF_LEVEL
from tenant_apps.enrolment.programmes import BASIC_ENDS

from .models import PlannedOutcome
from .outcomes import Outcome, may_finish

COMPLETED, HONOURS, SPECIAL, REFERENCE = "finished", "finished_honours", "finished_special", "finished_reference"
"""Items of the handbook year_result."""
RESULTS = (COMPLETED, HONOURS, SPECIAL, REFERENCE)
CERTIFIED_GRADES = (BASIC_ENDS, 11, 12)
"""Grades of which a result is asked; in classes for intellectual disability of grade 10 too."""


def has_result(outcome: str, grade: int | None, *, is_special: bool) -> bool:
    """Whether a result may be chosen with this outcome."""
    if outcome == Outcome.NEXT:
        return grade == BASIC_ENDS
    if outcome != Outcome.FINISHED or (grade or 0) < BASIC_ENDS:
        return False
    return may_finish(outcome, grade, is_special=is_special)


def usual_result(outcome: str, grade: int | None, *, is_special: bool) -> str:
    """The result that is meant where none is chosen; `is_special`: an adapted programme, intellectual disability."""
    if outcome == Outcome.UNCERTIFIED:
        return REFERENCE
    if not has_result(outcome, grade, is_special=is_special):
        return ""
    if is_special:
        return SPECIAL if outcome == Outcome.FINISHED else ""
    return COMPLETED


def settled(outcome: Outcome, result: str) -> Outcome:
    """Finishing with a statement is finishing without a certificate, however it was said."""
    return Outcome.UNCERTIFIED if outcome == Outcome.FINISHED and result == REFERENCE else outcome


def ground_of(row: PlannedOutcome) -> str:
    """The ground of leaving of a row: what he chose, or what he has finished (handbook leaving_reason)."""
    if row.outcome == Outcome.LEAVES:
        return row.reason
    return SPECIAL if row.result == SPECIAL else FINISHED_OF_LEVEL.get(row.level, "")


def needs_completion(row: PlannedOutcome) -> bool:
    """Whether an order on the completion of grade 9 goes before the transfer to grade 10."""
    return row.outcome == Outcome.NEXT and bool(row.result)
