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

from region.contingent.class_counters import rebuild_details, rebuild_sizes
from region.contingent.counters import rebuild_classes, rebuild_students
from region.contingent.movement_counters import rebuild_movement, rebuild_results
from region.feed.academic_years import last_counted, period_of
from region.feed.projection import Rebuild

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
            profile, class_set_id, class_set, form_of_study, language, shift, capacity, nosology, programme_years,
            first_grade)
    SELECT organisation_id, (period - %(first)s) * 100000 + coalesce(grade, 0) * 1000 + letter,
           make_date(period, 9, 1), make_date(period + 1, 9, 1), period || '/' || period + 1,
           CASE WHEN kind = 'kindergarten' THEN 'preschool' WHEN kind = 'centre' THEN 'additional'
                WHEN grade < 5 THEN 'primary' WHEN grade < 10 THEN 'basic' ELSE 'secondary' END,
           grade, coalesce(grade::text, 'Группа ') || letter,
           CASE WHEN kind = 'kindergarten' THEN (ARRAY['general', 'combined', 'compensating'])[1 + n %% 3]
                WHEN kind = 'school' THEN coalesce(special.sort, 'ordinary') ELSE 'ordinary' END,
           CASE WHEN kind = 'kindergarten' THEN (ARRAY['junior', 'middle', 'senior', 'preparatory'])[1 + letter %% 4]
                ELSE '' END,
           CASE WHEN kind = 'centre' THEN (ARRAY['art', 'sport', 'technical'])[1 + letter %% 3]
                WHEN grade > 9 THEN (ARRAY['universal', 'humanities', 'natural_science'])[1 + letter %% 3] ELSE '' END,
           CASE WHEN kind = 'school' AND letters = 1 AND n %% 3 = 0 AND grade IN (1, 3) THEN period END,
           CASE WHEN kind = 'school' AND letters = 1 AND n %% 3 = 0 AND grade IN (1, 3) THEN 'Комплект' ELSE '' END,
           'full_time', CASE WHEN n %% 67 = 0 THEN 'adyghe' ELSE 'rus' END,
           CASE WHEN kind = 'school' AND grade %% 3 = 0 AND letter > 1 THEN 2 ELSE 1 END, 25,
           CASE special.sort WHEN 'special_needs'
                THEN (ARRAY['speech', 'delayed', 'autism', 'hearing', 'sight', 'motor'])[1 + n %% 6] ELSE '' END,
           CASE special.sort WHEN 'intellectual' THEN 9 + n %% 5 END,
           CASE WHEN special.sort = 'special_needs' AND grade = 1 THEN 'additional' ELSE '' END
      FROM filled
           CROSS JOIN generate_series(%(first)s, %(first)s + 1) period
           CROSS JOIN LATERAL generate_series(1, CASE kind WHEN 'school' THEN 11 ELSE 1 END) raw_grade
           CROSS JOIN LATERAL (SELECT CASE WHEN kind = 'school' THEN raw_grade END,
                greatest(1, ceil(size / CASE kind WHEN 'school' THEN 11 * 25.0 ELSE 22.0 END)::int)
                ) shape(grade, letters)
           CROSS JOIN LATERAL generate_series(1, letters) letter
           CROSS JOIN LATERAL (SELECT CASE WHEN kind <> 'school' THEN NULL
                WHEN (n * 7 + coalesce(grade, 0) * 3 + letter * 5) %% 25 = 0 THEN 'special_needs'
                WHEN (n * 7 + coalesce(grade, 0) * 3 + letter * 5) %% 50 = 1 THEN 'intellectual' END) special(sort)
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
# Who stood there on the first day came in one of the five years before it; a first grade came on that day.
_MOVEMENT = """
    INSERT INTO contingent_movement
           (organisation_id, enrolment_id, direction, happened_on, student_id, person_uid, kind, reason, counterpart,
            level, grade, class_id, class_name, sex, birth_year)
    SELECT organisation_id, enrolment_id, direction, day, student_id, person_uid, kind, 'from_family', '', level, grade,
           class_id, class_name, sex, birth_year
      FROM (SELECT DISTINCT ON (organisation_id, enrolment_id) *, 'in' AS direction,
                   CASE WHEN valid_from = make_date(%(first)s, 9, 1) AND grade IS DISTINCT FROM 1
                        THEN make_date(%(first)s - 1 - enrolment_id::int %% 5, 9, 1) ELSE valid_from END AS day
              FROM contingent_regionstudent ORDER BY organisation_id, enrolment_id, valid_from) came
     UNION ALL
    SELECT organisation_id, enrolment_id, 'out', valid_to, student_id, person_uid, kind, 'moved', '', level, grade,
           class_id, class_name, sex, birth_year
      FROM (SELECT DISTINCT ON (organisation_id, enrolment_id) *
              FROM contingent_regionstudent ORDER BY organisation_id, enrolment_id, valid_from DESC) last
     WHERE valid_to < '9999-12-31'
"""
# At the end of the first year: of a hundred two go on conditionally, one repeats, of those who finish seven have honours.
_RESULTS = """
    INSERT INTO contingent_yearresult
           (organisation_id, enrolment_id, happened_on, result, student_id, person_uid, kind, level, grade, class_id,
            class_name, sex)
    SELECT organisation_id, enrolment_id, make_date(%(first)s + 1, 8, 31),
           CASE WHEN grade IN (9, 11) THEN CASE WHEN part < 7 THEN 'finished_honours' ELSE 'finished' END
                WHEN part < 1 THEN 'repeated' WHEN part < 3 THEN 'transferred_conditionally' ELSE 'transferred' END,
           student_id, person_uid, kind, level, grade, class_id, class_name, sex
      FROM contingent_regionstudent CROSS JOIN LATERAL (SELECT enrolment_id %% 100) x(part)
     WHERE valid_to = make_date(%(first)s + 1, 9, 1) AND kind = 'main'
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
    students = int(students * 1.09)  # so many stand in the two years; each day sees the others come and go
    with registered(today=today, organisations=organisations, students=students, report=report) as region:
        cursor, parameters = region.cursor, region.parameters
        with _indexes_later(cursor, "contingent_regionstudent", "contingent_movement", "contingent_yearresult"):
            for low in range(1, organisations + 1, 250):
                cursor.execute(_STUDENTS, parameters | {"low": low, "high": low + 249})
            cursor.execute(_MOVEMENT, parameters)
            cursor.execute(_RESULTS, parameters)
        cursor.execute("SELECT count(*) FROM contingent_regionstudent")
        report(f"{cursor.fetchone()[0]} intervals of students")
        cursor.execute("ANALYZE contingent_regionstudent, contingent_regionclass")
        region.rebuild(
            rebuild_students, rebuild_classes, rebuild_sizes, rebuild_details, rebuild_movement, rebuild_results
        )
        report("counters")
    return region.filled


@dataclass(frozen=True, slots=True)
class Registered:
    """An empty region in which the organisations stand with their classes; `cursor` is the owner's.

    `parameters`: organisations, students, first (academic year), places, through (the last year counted).
    """

    cursor: CursorWrapper
    parameters: dict[str, int]
    filled: Filled

    def rebuild(self, *counters: Rebuild) -> None:
        """Make these counters of every organisation from its facts."""
        with transaction.atomic(using=OWNER):
            for ids in self.filled.municipalities.values():
                for organisation_id in ids:
                    for each in counters:
                        each(self.cursor, organisation_id, self.parameters["through"])


@contextmanager
def registered(
    *, today: date, organisations: int, students: int, report: Callable[[str], None]
) -> Iterator[Registered]:
    """A region to be filled; afterwards everything is vacuumed."""
    first = period_of(today) - 1
    parameters = {
        "organisations": organisations,
        "students": students,
        "first": first,
        "places": MUNICIPALITIES,
        "through": last_counted(today),
    }
    with connections[OWNER].cursor() as cursor:
        with transaction.atomic(using=OWNER):
            _register(cursor, parameters)
            report(f"{organisations} organisations")
        cursor.execute(
            "SELECT municipality_id, array_agg(organisation_id) FROM organisations_organisationperiod"
            " JOIN filled USING (organisation_id) GROUP BY 1"
        )
        found = {municipality: tuple(ids) for municipality, ids in cursor.fetchall()}
        yield Registered(cursor, parameters, Filled(found, first))
        cursor.execute("DROP TABLE filled")
        cursor.execute("VACUUM ANALYZE")


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


def _register(cursor: CursorWrapper, parameters: dict[str, int]) -> None:
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
