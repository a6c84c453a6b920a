"""How years ended for students, in numbers: of a period, by place and class. Call inside region(scope).

A result lies in a period by its day: the last one of the year, or of the student in his class if that was earlier.
"""

from dataclasses import dataclass

from tenant_apps.enrolment.result_facts import RESULTS as OF_ORDERS

from .counting import read
from .figures import Level
from .movement_balance import Asked, PlaceCount, parameters_of, places_of
from .narrowing import conditions

RESULT = "result"
"""A direction beside those of movement (movement_balance.py), in lists of persons."""
FINISHED = ("finished", "finished_honours", "finished_special", "finished_reference", "not_admitted")
RESULTS = (*dict.fromkeys(OF_ORDERS.values()), *FINISHED)
"""Items of year_result that are counted, in the order in which they are shown."""
LEVELS = ("preschool", "primary", "basic", "secondary", "additional", "")

_PERIOD = "happened_on BETWEEN %(first)s AND %(last)s AND kind = %(measure)s"
_SUMS = f"""
    {{head}}SELECT result, level, sum(n)::int, sum(female)::int
      FROM contingent_resultcounter WHERE {_PERIOD}{{organisations}}{{narrowed}} GROUP BY 1, 2
"""
_OF_PLACES = f"""
    WITH place AS MATERIALIZED ({{places}})
    SELECT place.row, place.name, place.within, sum(ended.n)::int
      FROM (SELECT organisation_id, n FROM contingent_resultcounter
             WHERE {_PERIOD}{{organisations}}{{narrowed}}) AS ended
           JOIN place USING (organisation_id)
     GROUP BY 1, 2, 3 ORDER BY 4 DESC, 2
"""
_OF_CLASSES = f"""
    SELECT class_id, max(class_name), '', count(*)
      FROM contingent_yearresult WHERE organisation_id = %(organisation)s AND {_PERIOD}{{narrowed}}
     GROUP BY 1 ORDER BY 4 DESC, 2
"""


@dataclass(frozen=True, slots=True)
class ResultCount:
    """How many students of a level a year ended so for."""

    result: str
    level: str
    students: int
    girls: int


def by_results(asked: Asked) -> tuple[ResultCount, ...]:
    """Results of everything asked for, in the order of RESULTS. One statement."""
    organisations = conditions(asked.filters).organisations
    head = f"WITH place AS MATERIALIZED ({places_of('organisation', asked)}) " if organisations else ""
    statement = _SUMS.format(head=head, organisations=organisations, narrowed=result_sql(asked))
    found = [ResultCount(*row) for row in read(statement, parameters_of(asked) | result_parameters(asked))]
    return tuple(sorted(found, key=lambda one: (_place(RESULTS, one.result), _place(LEVELS, one.level))))


def of_a_result(asked: Asked, rows: Level) -> tuple[PlaceCount, ...]:
    """How many students with the result asked for each place, or each class of one organisation, has."""
    statement = _OF_CLASSES.format(narrowed=result_sql(asked))
    if rows != "class":
        statement = _OF_PLACES.format(
            places=places_of(rows, asked),
            organisations=conditions(asked.filters).organisations,
            narrowed=result_sql(asked),
        )
    found = read(statement, parameters_of(asked) | result_parameters(asked))
    return tuple(PlaceCount(*row) for row in found)


def result_sql(asked: Asked, table: str = "") -> str:
    """The conditions of a result, and of its level; `table`: an alias with its dot."""
    result, colon, _level = asked.result.partition(":")
    return (f" AND {table}result = %(result)s" if result else "") + (f" AND {table}level = %(level)s" if colon else "")


def result_parameters(asked: Asked) -> dict[str, str]:
    result, _colon, level = asked.result.partition(":")
    return {"result": result, "level": "" if level == "none" else level}


def _place(order: tuple[str, ...], value: str) -> int:
    return order.index(value) if value in order else len(order)
