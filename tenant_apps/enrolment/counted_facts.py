"""What enrolment publishes of its students in numbers alone: arrangements, circumstances, citizenship, languages.

Two measures, always side by side: `n` are students (main enrolments), `additional` are the enrolments of centres; of
both the girls. Above the organisations a child of a school and of a centre is one student and two enrolments.
"""

from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks.closed_values import tells_more
from tenant_apps.history.facts import EVERY, SAME_KEY, Column, Fact
from tenant_apps.passport.facts import region_code, region_code_of
from tenant_apps.people.circumstances import KINDS

MEASURES = ("n", "female", "additional", "additional_female")
"""Students, of them girls; additional enrolments, of them of girls."""

CONDITIONALLY = 5
"""Track of those who owe a subject, beside the tracks of `StudyArrangement`."""

_CHANGES = """sum(cut.sign * measure.main)::int AS n, sum(cut.sign * measure.main * measure.girl)::int AS female,
                   sum(cut.sign * (1 - measure.main))::int AS additional,
                   sum(cut.sign * (1 - measure.main) * measure.girl)::int AS additional_female"""
_MEASURED = """JOIN people_student s ON s.id = held.student_id
                   JOIN people_person p ON p.id = s.person_id
                   CROSS JOIN LATERAL (VALUES ((held.measure = 'main')::int, (p.sex = 'female')::int)
                        ) measure(main, girl)
                   CROSS JOIN LATERAL (VALUES (lower(held.during), 1), (upper(held.during), -1)) cut(day, sign)"""
_RUNNING = ", ".join(f"sum({name}) OVER over_time AS {name}" for name in MEASURES)
_COUNTED = ", ".join(f"{name}::int" for name in MEASURES)
_SOMEBODY = "n > 0 OR additional > 0"

ARRANGEMENT = Fact(
    name="arrangement",
    title=_("study arrangements in numbers"),
    grain="how many students had an arrangement of a kind in an interval; nobody's row: home study tells of health",
    key="track",
    identity=("kind", "valid_from"),
    columns=(
        Column("track"),
        Column("kind"),
        Column("valid_from"),
        Column("valid_to"),
        *(Column(name) for name in MEASURES),
    ),
    # The general programme (track 4, no variant) is no arrangement. An arrangement lasts as long as its enrolment at
    # most, whatever its own last day says. Track 5: transferred conditionally, until the last debt is closed.
    select=f"""
        WITH arranged AS (
            SELECT enrolment_id, track, kind, valid_from, valid_to FROM enrolment_studyarrangement
             WHERE voided_by_id IS NULL AND (track <> 4 OR variant <> '')
             UNION ALL
            SELECT enrolment_id, {CONDITIONALLY}::smallint, 'next_year_conditional', valid_from, valid_to
              FROM enrolment_academicdebt WHERE voided_by_id IS NULL),
        held AS (
            SELECT e.student_id, e.kind AS measure, a.track, a.kind,
                   unnest(range_agg(daterange(
                       greatest(a.valid_from, e.valid_from), least(a.valid_to, e.valid_to)))) AS during
              FROM arranged a
                   JOIN enrolment_enrolment e ON e.id = a.enrolment_id AND e.voided_by_id IS NULL
                        AND e.valid_from < a.valid_to AND a.valid_from < e.valid_to
             WHERE {{only}}
             GROUP BY e.id, a.track, a.kind),
        edge AS (
            SELECT held.track, held.kind, cut.day, {_CHANGES}
              FROM held {_MEASURED}
             GROUP BY held.track, held.kind, cut.day),
        run AS (
            SELECT track, kind, day AS valid_from, lead(day) OVER over_time AS valid_to, {_RUNNING}
              FROM edge WINDOW over_time AS (PARTITION BY track, kind ORDER BY day))
        SELECT track, kind, valid_from, valid_to, {_COUNTED} FROM run WHERE {_SOMEBODY}
    """,
    key_expression="a.track",
    touched_by={
        "arrangement": SAME_KEY,
        "student": EVERY,
        "person": EVERY,
        "academic_debt": f"SELECT {CONDITIONALLY}::bigint WHERE cardinality(%(keys)s::bigint[]) > 0",
    },
    about_a_person=False,
)

COUNTED = (
    "study_conditions", "native_language", "foreign_language_1", "foreign_language_2", "foreign_language_3",
    "extended_day", "boarding", "transport", "meals", "health_group", "pe_group", "ovz", "disability", "family",
    "social_category", "orphan", "preventive_record",
)  # fmt: skip
"""Kinds of circumstances that go up as numbers: those that the federal forms count (F3–F4, F8), and
meals, which the region pays for.

Diseases, behaviour and programmes of rehabilitation stay in the organisation altogether.
"""

CITIZENSHIP, COUNTRY, TEACHING_LANGUAGE = "citizenship", "citizenship_country", "teaching_language"
"""Kinds that no circumstance says: the forms count citizens of Russia and others (85-К rows 707–712, ОО-1 2.13), and
students by the language in which their class is taught (ОО-1 2.9).

Citizenship is identity, held by law without a consent (people/grounds.py): like sex it goes up counted, without a name.
Dual is a citizen of Russia who is also one of another state (138-ФЗ art. 4). By countries each of both counts.
"""

CAME_AS, LEFT_AS = "admission_ground", "leaving_ground"
"""Kinds that an enrolment's own beginning or end says: grounds that tell of health or of an offence. No row of movement
says them above the organisation; here each is counted from its day to the end of that academic year."""

TOPICS = {"education": 1, "health": 2, "social": 3, "identity": 4}

_SAID = " UNION ALL ".join(
    f"""
            SELECT student_id, NULL::bigint AS enrolment_id, kind, value, variant, valid_from, valid_to
              FROM people_{part}circumstance WHERE voided_by IS NULL"""
    for part in ("education", "health", "social")
)
_CITIZENS = f"""
            SELECT s.id, NULL, '{COUNTRY}', c.country, '', c.valid_from, c.valid_to
              FROM people_citizenship c JOIN people_student s ON s.person_id = c.person_id
             WHERE c.country <> 'stateless'
             UNION ALL
            SELECT s.id, NULL, '{CITIZENSHIP}',
                   CASE WHEN bool_or(c.country = 'ru')
                        THEN CASE WHEN bool_or(c.country NOT IN ('ru', 'stateless')) THEN 'dual' ELSE 'russia' END
                        WHEN bool_and(c.country = 'stateless') THEN 'stateless' ELSE 'foreign' END,
                   '', piece.valid_from, piece.valid_to
              FROM (SELECT person_id, day AS valid_from,
                           lead(day) OVER (PARTITION BY person_id ORDER BY day) AS valid_to
                      FROM (SELECT person_id, valid_from AS day FROM people_citizenship
                             UNION
                            SELECT person_id, valid_to FROM people_citizenship) AS point) AS piece
                   JOIN people_citizenship c ON c.person_id = piece.person_id
                        AND c.valid_from <= piece.valid_from AND c.valid_to > piece.valid_from
                   JOIN people_student s ON s.person_id = piece.person_id
             GROUP BY s.id, piece.valid_from, piece.valid_to"""
_TAUGHT = f"""
            SELECT e.student_id, e.id, '{TEACHING_LANGUAGE}', c.language, '', greatest(m.valid_from, c.valid_from),
                   least(m.valid_to, c.valid_to)
              FROM enrolment_classmembership m
                   JOIN enrolment_enrolment e ON e.id = m.enrolment_id
                   JOIN enrolment_classgroup c ON c.id = m.class_group_id
                        AND c.valid_from < m.valid_to AND m.valid_from < c.valid_to
             WHERE m.voided_by_id IS NULL AND c.language <> ''"""


def _counted() -> str:
    """(kind, topic, handbook of its values) as rows of SQL."""
    rows = [(code, TOPICS[KINDS[code].privacy.value], KINDS[code].handbook) for code in COUNTED]
    rows += [
        (CITIZENSHIP, TOPICS["identity"], ""),
        (COUNTRY, TOPICS["identity"], "citizenship"),
        (TEACHING_LANGUAGE, TOPICS["education"], "language"),
        (CAME_AS, TOPICS["social"], ""),
        (LEFT_AS, TOPICS["social"], ""),
    ]
    return ", ".join(f"('{code}', {topic}, '{handbook}')" for code, topic, handbook in rows)


_CAME, _LEFT = region_code("admission_reason", "e.begin_reason"), region_code("leaving_reason", "e.end_reason")
_MOVED = f"""
            SELECT e.student_id, e.kind AS measure, '{CAME_AS}' AS kind, {_CAME} AS value, e.valid_from AS day
              FROM enrolment_enrolment e
             WHERE e.voided_by_id IS NULL AND {tells_more("admission_reason", _CAME)}
             UNION ALL
            SELECT e.student_id, e.kind, '{LEFT_AS}', {_LEFT}, e.valid_to
              FROM enrolment_enrolment e
             WHERE e.voided_by_id IS NULL AND e.valid_to < '9999-12-31' AND {tells_more("leaving_reason", _LEFT)}"""

_CELL = "held.topic, held.kind, held.value, held.variant"

CIRCUMSTANCE = Fact(
    name="circumstance",
    title=_("circumstances of students in numbers"),
    grain="how many enrolled students had a circumstance in an interval, or how many came or left in a year on"
    " a closed ground; nobody's row: health and family are closed",
    key="topic",
    identity=("kind", "value", "variant", "valid_from"),
    columns=(
        Column("topic"),
        Column("kind"),
        Column("value"),
        Column("variant"),
        Column("valid_from"),
        Column("valid_to"),
        *(Column(name) for name in MEASURES),
    ),
    # Two items of the organisation's own may count as one of the region's: range_agg counts an enrolment once.
    select=f"""
        WITH counted (kind, topic, handbook) AS (VALUES {_counted()}),
        moved AS ({_MOVED}),
        said AS ({_SAID} UNION ALL {_CITIZENS} UNION ALL {_TAUGHT}),
        held AS (
            SELECT e.student_id, e.kind AS measure, counted.topic, said.kind,
                   {region_code_of("counted.handbook", "said.value")} AS value, said.variant,
                   unnest(range_agg(daterange(
                       greatest(said.valid_from, e.valid_from), least(said.valid_to, e.valid_to)))) AS during
              FROM said
                   JOIN counted ON counted.kind = said.kind
                   JOIN enrolment_enrolment e ON e.student_id = said.student_id AND e.voided_by_id IS NULL
                        AND e.id = coalesce(said.enrolment_id, e.id)
                        AND e.valid_from < said.valid_to AND said.valid_from < e.valid_to
             WHERE {{only}}
             GROUP BY e.id, 3, 4, 5, 6
             UNION ALL
            SELECT moved.student_id, moved.measure, counted.topic, moved.kind, moved.value, '', daterange(
                       moved.day,
                       make_date((date_part('year', moved.day) + (date_part('month', moved.day) > 8)::int)::int, 9, 1))
              FROM moved JOIN counted ON counted.kind = moved.kind
             WHERE {{only}}),
        edge AS (
            SELECT {_CELL}, cut.day, {_CHANGES}
              FROM held {_MEASURED}
             GROUP BY {_CELL}, cut.day),
        run AS (
            SELECT topic, kind, value, variant, day AS valid_from, lead(day) OVER over_time AS valid_to, {_RUNNING}
              FROM edge WHERE {" OR ".join(f"{name} <> 0" for name in MEASURES)}
            WINDOW over_time AS (PARTITION BY kind, value, variant ORDER BY day))
        SELECT topic::smallint, kind, value, variant, valid_from, valid_to, {_COUNTED} FROM run WHERE {_SOMEBODY}
    """,
    key_expression="counted.topic",
    touched_by={"student": EVERY, "person": EVERY, "enrolment": EVERY, "class": EVERY, "handbook": EVERY},
    about_a_person=False,
)
