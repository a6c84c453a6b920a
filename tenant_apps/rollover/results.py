"""What a level of school is completed with: which results fit an outcome, and which one is proposed.

Grades 9 and 11 (12 of evening and adapted programmes) end with a certificate: with honours or without, a certificate
of study for whoever learns by a programme for intellectual disability, or a statement only (273-ФЗ article 60 parts 6,
12 and 13). Whoever goes on to grade 10 completes basic education all the same (product.md §7).
"""

from tenant_apps.enrolment.order_grounds import FINISHED_OF_LEVEL

from .models import PlannedOutcome
from .outcomes import BASIC_ENDS, Outcome

COMPLETED, HONOURS, SPECIAL, REFERENCE = "finished", "finished_honours", "finished_special", "finished_reference"
"""Items of the handbook year_result."""
RESULTS = (COMPLETED, HONOURS, SPECIAL, REFERENCE)
CERTIFIED_GRADES = (BASIC_ENDS, 11, 12)


def has_result(outcome: str, grade: int | None) -> bool:
    """Whether a result may be chosen with this outcome."""
    if outcome == Outcome.NEXT:
        return grade == BASIC_ENDS
    return outcome == Outcome.FINISHED and grade in CERTIFIED_GRADES


def usual_result(outcome: str, grade: int | None, *, is_special: bool) -> str:
    """The result that is meant where none is chosen; `is_special`: an adapted programme, intellectual disability."""
    if outcome == Outcome.UNCERTIFIED:
        return REFERENCE
    if not has_result(outcome, grade):
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
