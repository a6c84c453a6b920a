"""Every write to rollovers: plans are made, edited, carried out, undone; years are closed by two persons."""

from .applying import Progress, apply_all, apply_next, rehearse, start_applying
from .editing import (
    OutcomeChange,
    PlannedParameters,
    add_planned_class,
    change_outcomes,
    change_planned_class,
    decide_for_many,
    remove_planned_class,
)
from .planning import change_plan, discard_plan, make_plan, refresh_plan
from .sealing import (
    confirm_sealing,
    decide_reopening,
    obstacle_of,
    propose_reopening,
    propose_sealing,
    refuse_sealing,
    reopen,
    withdraw_proposal,
)
from .undoing import looked_at, plan_undoing, refuse_undoing, undo

__all__ = [
    "OutcomeChange",
    "PlannedParameters",
    "Progress",
    "add_planned_class",
    "apply_all",
    "apply_next",
    "change_outcomes",
    "change_plan",
    "change_planned_class",
    "confirm_sealing",
    "decide_for_many",
    "decide_reopening",
    "discard_plan",
    "looked_at",
    "make_plan",
    "obstacle_of",
    "plan_undoing",
    "propose_reopening",
    "propose_sealing",
    "refresh_plan",
    "refuse_sealing",
    "refuse_undoing",
    "rehearse",
    "remove_planned_class",
    "reopen",
    "start_applying",
    "undo",
    "withdraw_proposal",
]
