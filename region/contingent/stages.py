"""Stages: the coarse key of the counters, so that totals of organisations by level need no join. One small table.

A stage says the measure (main or additional), the level, and whether the student is in a class.
"""

from dataclasses import dataclass

NOT_STATED = ""
MAIN = "main"
ADDITIONAL = "additional"
LEVELS = ("preschool", "primary", "basic", "secondary")
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stage:
    """`level` is one of LEVELS, "other" (any other level of the handbook) or "" (no grade or class was stated)."""

    code: int
    kind: str
    level: str
    is_placed: bool


def _stages() -> dict[int, Stage]:
    found: dict[int, Stage] = {}
    for number, level in enumerate((NOT_STATED, *LEVELS, _OTHER)):
        found[number] = Stage(number, MAIN, level, is_placed=True)
        found[number + 20] = Stage(number + 20, MAIN, level, is_placed=False)
    found[10] = Stage(10, ADDITIONAL, ADDITIONAL, is_placed=True)
    found[30] = Stage(30, ADDITIONAL, ADDITIONAL, is_placed=False)
    return found


STAGES = _stages()
"""By the code that stands in Cell and Counter. Codes never change their meaning."""


def stage_sql(kind: str, level: str, shift: str) -> str:
    """SQL: the stage of a cell; `shift` 0 means: in no class."""
    by_level = " ".join(
        f"WHEN {level} = '{stage.level}' THEN {stage.code}"
        for stage in STAGES.values()
        if stage.kind == MAIN and stage.is_placed and stage.level != _OTHER
    )
    other = next(stage.code for stage in STAGES.values() if stage.level == _OTHER and stage.is_placed)
    level_or_centre = f"CASE WHEN {kind} = '{ADDITIONAL}' THEN 10 {by_level} ELSE {other} END"
    return f"({level_or_centre} + CASE WHEN {shift} = 0 THEN 20 ELSE 0 END)"
