"""Mergers, splits and closings: a plan of the region's administrator, carried out in steps through envelopes.

Everything here stands outside doors and opens them in turn: one transaction writes one organisation (and shared rows).
What a step did stands in the database, so whoever goes on after a broken-off run takes the next one.
"""

from .choosing import EmployeeChoice, change_employees
from .ending import confirm, undo
from .looking import Look, Remark, look
from .moving import carry_out, next_step
from .plans import ClassChoice, PlanRef, add_side, change_classes, discard, make_plan, read_plan

__all__ = [
    "ClassChoice",
    "EmployeeChoice",
    "Look",
    "PlanRef",
    "Remark",
    "add_side",
    "carry_out",
    "change_classes",
    "change_employees",
    "confirm",
    "discard",
    "look",
    "make_plan",
    "next_step",
    "read_plan",
    "undo",
]
