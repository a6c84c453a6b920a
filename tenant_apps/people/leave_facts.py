"""What people publish of long leaves: numbers alone. Which leave somebody is on tells of his family or health."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.history.facts import EVERY, Column, Fact
from tenant_apps.passport.facts import region_code

STAFF_LEAVE = Fact(
    name="staff_leave",
    title=_("long leaves of employees in numbers"),
    grain="how many employees who hold a post were on a long leave of a kind in an interval; nobody's row",
    key="leave_key",
    identity=("kind", "valid_from"),
    columns=(
        Column("leave_key"),
        Column("kind"),
        Column("valid_from"),
        Column("valid_to"),
        Column("n"),
        Column("women"),
    ),
    # Who holds several posts is one employee: range_agg.
    select=f"""
        WITH away AS (
            SELECT l.employee_id, {region_code("staff_leave", "l.kind")} AS kind,
                   unnest(range_agg(daterange(
                       greatest(l.valid_from, h.valid_from), least(l.valid_to, h.valid_to)))) AS during
              FROM people_employeeleave l
                   JOIN people_employeepost h ON h.employee_id = l.employee_id
                        AND h.valid_from < l.valid_to AND l.valid_from < h.valid_to
             WHERE {{only}}
             GROUP BY 1, 2),
        edge AS (
            SELECT away.kind, cut.day, sum(cut.sign)::int AS n, sum(cut.sign * (p.sex = 'female')::int)::int AS women
              FROM away
                   JOIN people_employee m ON m.id = away.employee_id
                   JOIN people_person p ON p.id = m.person_id
                   CROSS JOIN LATERAL (VALUES (lower(away.during), 1), (upper(away.during), -1)) cut(day, sign)
             GROUP BY away.kind, cut.day),
        run AS (
            SELECT kind, day AS valid_from, lead(day) OVER over_time AS valid_to, sum(n) OVER over_time AS n,
                   sum(women) OVER over_time AS women
              FROM edge WHERE n <> 0 OR women <> 0 WINDOW over_time AS (PARTITION BY kind ORDER BY day))
        SELECT 1::bigint AS leave_key, kind, valid_from, valid_to, n::int, women::int FROM run WHERE n > 0
    """,
    key_expression="1::bigint",
    touched_by={"employee": EVERY, "person": EVERY, "handbook": EVERY},
    about_a_person=False,
)
