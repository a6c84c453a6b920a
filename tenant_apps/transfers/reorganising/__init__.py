"""Mergers, splits and closings: a plan of the region's administrator, carried out in steps through envelopes.

Everything here stands outside doors and opens them in turn: one transaction writes one organisation (and shared rows).
What a step did stands in the database, so whoever goes on after a broken-off run takes the next one.
"""

from .ending import confirm, undo
from .looking import Look, Remark, look
from .moving import carry_out, next_step
from .plans import ClassChoice, PlanRef, add_side, change_classes, discard, make_plan, read_plan

__all__ = [
    "ClassChoice",
    "Look",
    "PlanRef",
    "Remark",
    "add_side",
    "carry_out",
    "change_classes",
    "confirm",
    "discard",
    "look",
    "make_plan",
    "next_step",
    "read_plan",
    "undo",
]
