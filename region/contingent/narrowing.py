"""What a reader of the contingent narrows it to, as one frozen value, and the SQL conditions it stands for."""

from dataclasses import dataclass
from typing import Any

from .stages import STAGES, stage_sql


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty tuples narrow nothing. Codes are items of handbooks; grade, shift and birth year 0 mean "not stated".

    The first five choose organisations (as they were on the day), the others students. `kinds` are measures of
    enrolments: main, additional. `levels` are those of the table by level (stages.py): all additional enrolments are
    "additional". Shift 0: not distributed to a class. `ways`: "yes" are those on the way to another organisation, "no"
    all others; lists of persons alone know it, counters do not.
    """

    municipalities: tuple[int, ...] = ()
    authorities: tuple[int, ...] = ()
    organisations: tuple[int, ...] = ()
    organisation_kinds: tuple[str, ...] = ()
    localities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    grades: tuple[int, ...] = ()
    sexes: tuple[str, ...] = ()
    birth_years: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()
    forms: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()

    @property
    def narrow_persons(self) -> bool:
        """Whether classes can't be counted under these filters: they say who sits in them."""
        return bool(self.sexes or self.birth_years)

    @property
    def narrow_students(self) -> bool:
        """Whether anything but the choice of organisations is narrowed."""
        return bool(
            self.kinds or self.levels or self.grades or self.sexes or self.birth_years or self.shifts or self.forms
        )


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Conditions:
    """SQL conditions, each beginning with AND (or empty), and their parameters.

    `measures`: name → expression over Counter; a filter by sex is an expression, sex being columns there.
    `stage_counters` is None where only `Counter` knows what is asked for.
    """

    places: str
    organisations: str
    counters: str
    stage_counters: str | None
    class_counters: str
    students: str
    measures: dict[str, str]
    parameters: dict[str, Any]


_OF_PLACES = {  # filter → column of organisations_organisationperiod
    "municipalities": "period.municipality_id",
    "authorities": "period.authority_id",
    "organisations": "period.organisation_id",
    "organisation_kinds": "period.kind",
    "localities": "period.locality",
}
_OF_CELLS = {"grades": "grade", "birth_years": "birth_year", "shifts": "shift", "forms": "form_of_study"}
_OF_CLASSES = ("grades", "shifts", "forms")
_NULLABLE = {"grade", "birth_year", "shift"}  # in RegionStudent, where a cell has 0
_SEXES = {"male": "male", "female": "female", "": "n - male - female"}


def conditions(filters: Filters) -> Conditions:
    """The conditions over the tables that the queries of the contingent read."""
    chosen = {name: list(getattr(filters, name)) for name in (*_OF_PLACES, *_OF_CELLS) if getattr(filters, name)}
    parameters: dict[str, Any] = dict(chosen)
    places = _and({name: column for name, column in _OF_PLACES.items() if name in chosen})
    cells = {name: column for name, column in _OF_CELLS.items() if name in chosen}
    counters = _in_cells(cells)
    class_counters = _in_cells({name: column for name, column in cells.items() if name in _OF_CLASSES})
    students = _and({name: f"coalesce({c}, 0)" if c in _NULLABLE else c for name, c in cells.items()})
    stage_counters = ""
    if filters.kinds or filters.levels:
        found = [stage for stage in STAGES.values() if _is_chosen(stage.kind, filters.kinds)]
        parameters["stages"] = [stage.code for stage in found if _is_chosen(stage.level, filters.levels)]
        stage_counters = " AND stage = ANY (%(stages)s)"
        counters += stage_counters
        class_counters += stage_counters
        students += f" AND {stage_sql('kind', 'level', 'coalesce(shift, 0)')} = ANY (%(stages)s)"
    if filters.ways:
        students += f" AND (envelope_id IS NOT NULL) = {'yes' in filters.ways}"
    if filters.sexes:
        parameters["sexes"] = list(filters.sexes)
        students += " AND sex = ANY (%(sexes)s)"
    organisations = " AND organisation_id = ANY (ARRAY(SELECT organisation_id FROM place))" if places else ""
    return Conditions(
        places=places,
        organisations=organisations,
        counters=counters,
        stage_counters=None if cells else stage_counters,
        class_counters=class_counters,
        students=students,
        measures=_measures(filters.sexes),
        parameters=parameters,
    )


def _measures(sexes: tuple[str, ...]) -> dict[str, str]:
    if not sexes:
        return {"n": "n", "male": "male", "female": "female"}
    expressions = [expression for sex, expression in _SEXES.items() if sex in sexes]
    return {
        "n": " + ".join(expressions) or "0",
        "male": "male" if "male" in sexes else "0",
        "female": "female" if "female" in sexes else "0",
    }


def _is_chosen(value: str, chosen: tuple[str, ...]) -> bool:
    return not chosen or value in chosen


def _in_cells(columns: dict[str, str]) -> str:
    return f" AND cell_id IN (SELECT id FROM contingent_cell WHERE true{_and(columns)})" if columns else ""


def _and(columns: dict[str, str]) -> str:
    return "".join(f" AND {column} = ANY (%({name})s)" for name, column in columns.items())
