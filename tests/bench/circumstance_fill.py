"""Circumstances of a region of any size straight into the region's tables: two academic years, facts and counters.

Organisations, places and classes are those of region_fill; students need no rows, for nobody's row is read.
"""

from collections.abc import Callable
from datetime import date

from region.contingent.circumstance_counters import rebuild_arrangements, rebuild_circumstances

from .region_fill import Filled, registered

SHARES = (
    ("teaching_language", 1, {"rus": 0.985, "adyghe": 0.015}),
    ("citizenship", 4, {"russia": 0.963, "foreign": 0.02, "dual": 0.014, "stateless": 0.003}),
    ("citizenship_country", 4, {"ru": 0.977, "am": 0.01, "uz": 0.007, "az": 0.005, "tj": 0.004, "kz": 0.003, "ua": 0.003}),
    ("native_language", 1, {"rus": 0.92, "adyghe": 0.01, "hye": 0.003}),
    ("foreign_language_1", 1, {"eng": 0.86, "deu": 0.08, "fra": 0.03}),
    ("foreign_language_2", 1, {"deu": 0.2, "fra": 0.08, "zho": 0.01}),
    ("foreign_language_3", 1, {"zho": 0.002}),
    ("extended_day", 1, {"yes": 0.25}),
    ("boarding", 1, {"yes": 0.004}),
    ("transport", 1, {"school_bus": 0.08}),
    ("meals", 1, {"meals_free": 0.4, "meals_paid": 0.35, "meals_reduced": 0.1, "meals_compensation": 0.02}),
    ("study_conditions", 1, {"distance": 0.02, "network": 0.03, "inclusive": 0.01, "evening": 0.002}),
    ("health_group", 2, {"first": 0.2, "second": 0.55, "third": 0.2, "fourth": 0.03, "fifth": 0.02}),
    ("pe_group", 2, {"main": 0.76, "preparatory": 0.17, "special_a": 0.03, "special_b": 0.01, "exempt": 0.03}),
    ("ovz", 2, {f"category_{n}": 0.004 for n in range(12)}),
    ("disability", 2, {"child": 0.02}),
    ("family", 3, {"complete": 0.72, "one_parent": 0.22, "guardian": 0.01, "foster": 0.008}),
    ("social_category", 3, {"large_family": 0.16, "low_income": 0.1, "refugee": 0.003, "combatant": 0.02}),
    ("orphan", 3, {"orphan": 0.004, "without_care": 0.006}),
    ("preventive_record", 3, {"school": 0.004, "police": 0.003, "commission": 0.002}),
)  # fmt: skip
"""Kind, topic, value → which share of the students of an organisation has it."""
ARRANGEMENTS = {"temporary_leave": 0.002, "sanatorium": 0.002, "academic_leave": 0.001, "individual_plan": 0.004,
                "home_study": 0.006}  # fmt: skip

# A number changes whenever one of those who have it comes or goes: 14 of 100 in a year, as in region_fill.
_RUNS = """
    WITH cell AS MATERIALIZED (
        SELECT f.organisation_id, f.kind AS of, w.kind, w.value, w.topic,
               f.size * w.share + random() * (1 - least(1, f.size * w.share)) AS mean
          FROM filled f CROSS JOIN ({wanted}) AS w(kind, topic, value, share)
         WHERE f.size * w.share > random()),
    run AS (
        SELECT cell.*, day, lead(day, 1, '9999-12-31') OVER (PARTITION BY organisation_id, kind, value ORDER BY day)
               AS until
          FROM cell CROSS JOIN LATERAL (
               SELECT make_date(%(first)s, 9, 1) AS day
                UNION
               SELECT make_date(%(first)s, 9, 2) + (random() * 725)::int
                 FROM generate_series(1, ceil(cell.mean * 0.28)::int)) AS days)
"""
_NUMBERS = """greatest(1, (mean * (0.9 + random() * 0.2))::int) AS n"""
_CIRCUMSTANCES = f"""
    INSERT INTO contingent_regioncircumstance
           (organisation_id, topic, kind, value, variant, valid_from, valid_to, n, female, additional,
            additional_female)
    {_RUNS}
    SELECT organisation_id, topic, kind, value, CASE WHEN kind = 'ovz' THEN 'v1' ELSE '' END, day, until,
           CASE WHEN of = 'centre' THEN 0 ELSE n END, CASE WHEN of = 'centre' THEN 0 ELSE n / 2 END,
           CASE WHEN of = 'centre' THEN n ELSE 0 END, CASE WHEN of = 'centre' THEN n / 2 ELSE 0 END
      FROM (SELECT run.*, {_NUMBERS} FROM run) AS numbered
"""
_ARRANGEMENTS = f"""
    INSERT INTO contingent_regionarrangement
           (organisation_id, track, kind, valid_from, valid_to, n, female, additional, additional_female)
    {_RUNS}
    SELECT organisation_id, topic, value, day, until, n, n / 2, 0, 0
      FROM (SELECT run.*, {_NUMBERS} FROM run) AS numbered
"""


def fill_circumstances(
    *, today: date, organisations: int, students: int, report: Callable[[str], None] = lambda line: None
) -> Filled:
    """Fill an empty region by the owner's login. `students`: main enrolments."""
    with registered(today=today, organisations=organisations, students=students, report=report) as region:
        cursor, parameters = region.cursor, region.parameters
        cursor.execute(_CIRCUMSTANCES.format(wanted=_wanted(SHARES)), parameters)
        cursor.execute(_ARRANGEMENTS.format(wanted=_wanted((("arrangement", 1, ARRANGEMENTS),))), parameters)
        cursor.execute("SELECT count(*) FROM contingent_regioncircumstance")
        report(f"{cursor.fetchone()[0]} intervals of circumstances")
        cursor.execute("ANALYZE contingent_regioncircumstance, contingent_regionarrangement")
        region.rebuild(rebuild_circumstances, rebuild_arrangements)
        cursor.execute("SELECT count(*) FROM contingent_circumstancecounter")
        report(f"{cursor.fetchone()[0]} counters")
    return region.filled


def _wanted(shares: tuple[tuple[str, int, dict[str, float]], ...]) -> str:
    rows = [
        f"('{kind}', {topic}, '{value}', {share})" for kind, topic, values in shares for value, share in values.items()
    ]
    return f"VALUES {', '.join(rows)}"
