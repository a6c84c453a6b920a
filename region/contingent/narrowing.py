"""What a reader of the contingent narrows it to, as one frozen value, and the SQL conditions it stands for."""

from dataclasses import dataclass
from typing import Any

from .stages import STAGES, stage_sql


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty tuples narrow nothing. Codes are items of handbooks; grade, shift and birth year 0 mean "not stated".

    The first five choose organisations (as they were on the day), the others students. `kinds` are measures of
    enrolments: main, additional. `levels` are those of the table by level (stages.py): all additional enrolments are
    "additional". Shift 0: not distributed to a class.
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

    @property
    def narrow_persons(self) -> bool:
        """Whether classes can't be counted under these filters: they say who sits in them."""
        return bool(self.sexes or self.birth_years)


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Conditions:
    """SQL conditions, each beginning with AND (or empty), and their parameters."""

    places: str
    organisations: str
    counters: str
    classes: str
    students: str
    parameters: dict[str, Any]


_OF_PLACES = {  # filter → column of organisations_organisationperiod
    "municipalities": "period.municipality_id",
    "authorities": "period.authority_id",
    "organisations": "period.organisation_id",
    "organisation_kinds": "period.kind",
    "localities": "period.locality",
}
_OF_CELLS = {  # filter → column of contingent_cell
    "grades": "grade",
    "sexes": "sex",
    "birth_years": "birth_year",
    "shifts": "shift",
    "forms": "form_of_study",
}
_OF_CLASSES = ("grades", "shifts", "forms")
_NULLABLE = {"grade", "birth_year", "shift"}  # in RegionStudent, where a cell has 0


def conditions(filters: Filters) -> Conditions:
    """The conditions over the tables that the queries of the contingent read."""
    chosen = {name: list(getattr(filters, name)) for name in (*_OF_PLACES, *_OF_CELLS) if getattr(filters, name)}
    parameters: dict[str, Any] = dict(chosen)
    places = _and({name: column for name, column in _OF_PLACES.items() if name in chosen})
    cells = {name: column for name, column in _OF_CELLS.items() if name in chosen}
    counters = f" AND cell_id IN (SELECT id FROM contingent_cell WHERE true{_and(cells)})" if cells else ""
    classes = _and({name: column for name, column in cells.items() if name in _OF_CLASSES})
    students = _and({name: f"coalesce({c}, 0)" if c in _NULLABLE else c for name, c in cells.items()})
    if filters.kinds or filters.levels:
        found = [stage for stage in STAGES.values() if _is_chosen(stage.kind, filters.kinds)]
        found = [stage for stage in found if _is_chosen(stage.level, filters.levels)]
        parameters["stages"] = [stage.code for stage in found]
        parameters["class_levels"] = sorted({stage.level for stage in found})
        counters += " AND stage = ANY (%(stages)s)"
        students += f" AND {stage_sql('kind', 'level', 'coalesce(shift, 0)')} = ANY (%(stages)s)"
        classes += " AND level = ANY (%(class_levels)s)"
    organisations = " AND organisation_id = ANY (ARRAY(SELECT organisation_id FROM place))" if places else ""
    return Conditions(places, organisations, counters, classes, students, parameters)


def _is_chosen(value: str, chosen: tuple[str, ...]) -> bool:
    return not chosen or value in chosen


def _and(columns: dict[str, str]) -> str:
    return "".join(f" AND {column} = ANY (%({name})s)" for name, column in columns.items())
