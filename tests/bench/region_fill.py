"""A region of any size straight into the region's tables: two academic years with movement, facts and counters.

The facts are made by set statements from a seed; the counters are rebuilt from them by the code that serves production.
The organisations have no schemas (state "requested"), so no sweep looks for them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from region.contingent.counters import rebuild_classes, rebuild_students
from region.feed.academic_years import last_counted, period_of

OWNER = "owner"
MUNICIPALITIES = 44

# Of every 15 organisations ten are schools, four kindergartens, one a centre. Schools differ in size a hundredfold.
_ORGANISATIONS = """
    WITH made AS (
        INSERT INTO organisations_organisation
               (slug, code, state, state_detail, state_changed_at, schema_version, schema_problem, is_demo,
                requested_at)
        SELECT 'fill-' || n, 'fill-' || n, 'requested', '', now(), '', '', false, now()
          FROM generate_series(1, %(organisations)s) n
        RETURNING id, substr(slug, 6)::int AS n)
    INSERT INTO filled (organisation_id, n, kind, weight)
    SELECT id, n, CASE WHEN n %% 15 < 10 THEN 'school' WHEN n %% 15 < 14 THEN 'kindergarten' ELSE 'centre' END,
           CASE WHEN n %% 15 < 10 THEN exp(random() * 2.6) ELSE 3 END
      FROM made
"""
_PLACES = """
    INSERT INTO organisations_organisationperiod
           (organisation_id, valid_from, valid_to, full_name, short_name, search_key, kind, locality, municipality_id,
            address, order_number)
    SELECT organisation_id, '2000-01-01', '9999-12-31', name, name, lower(name), kind,
           CASE WHEN n %% 3 = 0 THEN 'rural' ELSE 'urban' END,
           (SELECT id FROM organisations_municipality WHERE name = 'Район ' || lpad((n %% %(places)s)::text, 2, '0')),
           '', ''
      FROM filled CROSS JOIN LATERAL (SELECT CASE kind WHEN 'school' THEN 'Школа № ' WHEN 'kindergarten'
           THEN 'Детский сад № ' ELSE 'Центр № ' END || n AS name) named
"""
_CLASSES = """
    INSERT INTO contingent_regionclass
           (organisation_id, class_id, valid_from, valid_to, academic_year, level, grade, name, kind, age_group,
            profile, class_set_id, class_set, form_of_study, language, shift, capacity)
    SELECT organisation_id, (period - %(first)s) * 100000 + coalesce(grade, 0) * 1000 + letter,
           make_date(period, 9, 1), make_date(period + 1, 9, 1), period || '/' || period + 1,
           CASE WHEN kind = 'kindergarten' THEN 'preschool' WHEN kind = 'centre' THEN 'additional'
                WHEN grade < 5 THEN 'primary' WHEN grade < 10 THEN 'basic' ELSE 'secondary' END,
           grade, coalesce(grade::text, 'Группа ') || letter, 'ordinary', '', '',
           CASE WHEN kind = 'school' AND letters = 1 AND n %% 3 = 0 AND grade IN (1, 3) THEN period END,
           CASE WHEN kind = 'school' AND letters = 1 AND n %% 3 = 0 AND grade IN (1, 3) THEN 'Комплект' ELSE '' END,
           'full_time', 'rus', CASE WHEN kind = 'school' AND grade %% 3 = 0 AND letter > 1 THEN 2 ELSE 1 END, 25
      FROM filled
           CROSS JOIN generate_series(%(first)s, %(first)s + 1) period
           CROSS JOIN LATERAL generate_series(1, CASE kind WHEN 'school' THEN 11 ELSE 1 END) raw_grade
           CROSS JOIN LATERAL (SELECT CASE WHEN kind = 'school' THEN raw_grade END,
                greatest(1, ceil(size / CASE kind WHEN 'school' THEN 11 * 25.0 ELSE 22.0 END)::int)
                ) shape(grade, letters)
           CROSS JOIN LATERAL generate_series(1, letters) letter
"""
# A student's two years: grade and class of each; about 7 in 100 come late, 7 leave early, 3 change class within a year,
# 1 sits in no class, 1 in 50 studies in a family.
_STUDENTS = """
    WITH enrolled AS (
        SELECT f.organisation_id, f.kind, f.n, i, 1 + (i * 7 + f.n) %% 11 AS grade, random() AS chance, random() AS day,
               greatest(1, ceil(f.size / CASE f.kind WHEN 'school' THEN 11 * 25.0 ELSE 22.0 END)::int) AS letters,
               CASE WHEN random() < 0.5 THEN 'male' ELSE 'female' END AS sex, random() AS luck
          FROM filled f CROSS JOIN LATERAL generate_series(1, f.size) i
         WHERE f.n BETWEEN %(low)s AND %(high)s),
    shaped AS MATERIALIZED (
        SELECT *, CASE WHEN kind = 'school' THEN (%(first)s - 6 - grade - (luck < 0.3)::int - (luck < 0.03)::int
                                                  + (luck > 0.96)::int)::smallint
                       WHEN kind = 'kindergarten' THEN (%(first)s - 2 - i %% 5)::smallint
                       ELSE (%(first)s - 7 - i %% 10)::smallint END AS birth_year,
               CASE WHEN chance < 0.07 THEN make_date(%(first)s, 9, 2) + (day * 700)::int
                    ELSE make_date(%(first)s, 9, 1) END AS comes,
               CASE WHEN chance BETWEEN 0.07 AND 0.14 THEN make_date(%(first)s, 9, 2) + (day * 700)::int
                    ELSE date '9999-12-31' END AS leaves,
               CASE WHEN chance BETWEEN 0.14 AND 0.17 THEN make_date(%(first)s, 9, 2) + (day * 700)::int END AS moves
          FROM enrolled),
    year AS MATERIALIZED (
        SELECT shaped.*, period, greatest(comes, make_date(period, 9, 1)) AS begins,
               least(leaves, CASE WHEN period = %(first)s THEN make_date(period + 1, 9, 1)
                                  ELSE '9999-12-31' END) AS ends
          FROM shaped CROSS JOIN generate_series(%(first)s, %(first)s + 1) period),
    cut AS MATERIALIZED (
        SELECT *, CASE WHEN moves > begins AND moves < ends THEN moves END AS day_of_move
          FROM year WHERE begins < ends),
    pieces AS (
        SELECT *, 0 AS part, begins AS valid_from, coalesce(day_of_move, ends) AS valid_to FROM cut
         UNION ALL
        SELECT *, 1, day_of_move, ends FROM cut WHERE day_of_move IS NOT NULL)
    INSERT INTO contingent_regionstudent
           (organisation_id, enrolment_id, valid_from, valid_to, student_id, person_uid, kind, level, grade, class_id,
            class_name, class_set_id, shift, form_of_study, sex, birth_year, surname, given_name, patronymic,
            birth_date, search_key)
    SELECT organisation_id, i, valid_from, valid_to, i, md5(organisation_id || '-' || i)::uuid,
           CASE WHEN kind = 'centre' THEN 'additional' ELSE 'main' END,
           CASE WHEN kind = 'kindergarten' THEN 'preschool' WHEN kind = 'centre' THEN 'additional'
                WHEN g < 5 THEN 'primary' WHEN g < 10 THEN 'basic' ELSE 'secondary' END,
           CASE WHEN kind = 'school' THEN g END,
           CASE WHEN in_class
                THEN (period - %(first)s) * 100000 + CASE kind WHEN 'school' THEN g ELSE 0 END * 1000 + l END,
           CASE WHEN in_class THEN CASE kind WHEN 'school' THEN g::text ELSE 'Группа ' END || l ELSE '' END, NULL,
           CASE WHEN in_class THEN CASE WHEN kind = 'school' AND g %% 3 = 0 AND l > 1 THEN 2 ELSE 1 END END,
           CASE WHEN chance > 0.98 THEN 'family' ELSE 'full_time' END, sex, birth_year,
           surname, given_name, '', make_date(birth_year, 1 + i %% 12, 1 + i %% 28), lower(surname || ' ' || given_name)
      FROM pieces
           CROSS JOIN LATERAL (SELECT least(11, grade + period - %(first)s), 1 + (i / 11 + part) %% letters,
                chance < 0.97 OR chance > 0.98, 'Фамилия' || (i * 7919 + n) %% 3000, 'Имя' || i %% 300)
                x(g, l, in_class, surname, given_name)
"""
_MOVEMENT = """
    INSERT INTO contingent_movement
           (organisation_id, enrolment_id, direction, happened_on, student_id, person_uid, kind, reason, counterpart,
            level, grade, class_id, class_name, sex, birth_year)
    SELECT organisation_id, enrolment_id, direction, day, student_id, person_uid, kind, 'from_family', '', level, grade,
           class_id, class_name, sex, birth_year
      FROM (SELECT DISTINCT ON (organisation_id, enrolment_id) *, 'in' AS direction, valid_from AS day
              FROM contingent_regionstudent ORDER BY organisation_id, enrolment_id, valid_from) came
     UNION ALL
    SELECT organisation_id, enrolment_id, 'out', valid_to, student_id, person_uid, kind, 'moved', '', level, grade,
           class_id, class_name, sex, birth_year
      FROM (SELECT DISTINCT ON (organisation_id, enrolment_id) *
              FROM contingent_regionstudent ORDER BY organisation_id, enrolment_id, valid_from DESC) last
     WHERE valid_to < '9999-12-31'
"""
_STATES = """
    INSERT INTO feed_feedstate (organisation_id, projected_at, counted_through, recounted_at, differences)
    SELECT organisation_id, now(), %(through)s, now(), 0 FROM filled;
    INSERT INTO feed_freshness (organisation_id, checked_at, last_error) SELECT organisation_id, now(), '' FROM filled
"""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made: organisations by the municipality they lie in, and the first of the two academic years."""

    municipalities: dict[int, tuple[int, ...]]
    first_period: int

    @property
    def organisations(self) -> int:
        return sum(len(ids) for ids in self.municipalities.values())


def fill(
    *,
    today: date,
    organisations: int = 3000,
    students: int = 750_000,
    report: Callable[[str], None] = lambda line: None,
) -> Filled:
    """Fill an empty region by the owner's login. `students`: main enrolments; those of centres come on top."""
    first = period_of(today) - 1
    parameters = {
        "organisations": organisations,
        "students": int(students * 1.09),  # so many stand in the two years; each day sees the others come and go
        "first": first,
        "places": MUNICIPALITIES,
        "through": last_counted(today),
    }
    with connections[OWNER].cursor() as cursor:
        with transaction.atomic(using=OWNER):
            register(cursor, parameters)
            report(f"{organisations} organisations")
        with _indexes_later(cursor, "contingent_regionstudent", "contingent_movement"):
            for low in range(1, organisations + 1, 250):
                cursor.execute(_STUDENTS, parameters | {"low": low, "high": low + 249})
            cursor.execute(_MOVEMENT)
        cursor.execute("SELECT count(*) FROM contingent_regionstudent")
        report(f"{cursor.fetchone()[0]} intervals of students")
        cursor.execute("SELECT organisation_id FROM filled ORDER BY 1")
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("ANALYZE contingent_regionstudent, contingent_regionclass")
        with transaction.atomic(using=OWNER):
            for organisation_id in ids:
                rebuild_students(cursor, organisation_id, parameters["through"])
                rebuild_classes(cursor, organisation_id, parameters["through"])
        report("counters")
        cursor.execute(
            "SELECT municipality_id, array_agg(organisation_id) FROM organisations_organisationperiod"
            " JOIN filled USING (organisation_id) GROUP BY 1"
        )
        found = {municipality: tuple(ids) for municipality, ids in cursor.fetchall()}
        cursor.execute("DROP TABLE filled")
        cursor.execute("VACUUM ANALYZE")
    return Filled(found, first)


@contextmanager
def _indexes_later(cursor: CursorWrapper, *tables: str) -> Iterator[None]:
    """Take the tables' indexes away and make them again after the rows, which is several times quicker."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY (%s) AND indexname NOT LIKE '%%_pkey'",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in found:
        cursor.execute(definition)


def register(cursor: CursorWrapper, parameters: dict[str, int]) -> None:
    """Organisations in their places, their classes and states; the table `filled` says how large each is."""
    cursor.execute("SELECT setseed(0.5)")
    cursor.execute(
        "CREATE TEMP TABLE filled (organisation_id bigint, n int, kind text, weight float, size int);"
        "INSERT INTO organisations_municipality (oktmo, name, kind, note, valid_from, valid_to)"
        " SELECT '', 'Район ' || lpad(n::text, 2, '0'), 'district', '', '2000-01-01', '9999-12-31'"
        " FROM generate_series(0, %(places)s - 1) n",
        parameters,
    )
    cursor.execute(_ORGANISATIONS, parameters)
    cursor.execute(
        "UPDATE filled SET size = greatest(10, weight * %(students)s / (SELECT sum(weight) FROM filled"
        " WHERE kind <> 'centre'))::int",
        parameters,
    )
    cursor.execute(_PLACES, parameters)
    cursor.execute(_CLASSES, parameters)
    cursor.execute(_STATES, parameters)
