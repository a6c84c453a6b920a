"""Every planted mistake is where docs/operator/demo.md says, and can be found."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from deploy.demo.flaws import FLAWS
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.queries import names_on
from tests.demo.conftest import BY, PASSWORD, Region

DOCS = Path(__file__).parents[2] / "docs" / "operator" / "demo.md"
SITTING = """
    SELECT m.*, e.student_id, c.name AS class_name, s.person_id, p.birth_date, p.birth_place
      FROM enrolment_classmembership m JOIN enrolment_enrolment e ON e.id = m.enrolment_id
           JOIN people_student s ON s.id = e.student_id JOIN people_person p ON p.id = s.person_id
           LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
     WHERE m.voided_by_id IS NULL AND m.valid_from <= %(today)s AND m.valid_to > %(today)s
"""
FOUND = {  # code: SQL that counts them, and how many there are
    "student-without-class": ("SELECT count(*) FROM sitting WHERE class_group_id IS NULL", 1),
    "class-over-capacity": (
        "SELECT count(*) FROM enrolment_classgroup c"
        " WHERE c.capacity < (SELECT count(*) FROM sitting WHERE class_group_id = c.id)",
        1,
    ),
    "no-snils": (
        "SELECT count(*) FROM sitting WHERE class_name = '8А' AND NOT EXISTS"
        " (SELECT FROM people_identifier i WHERE i.person_id = sitting.person_id AND i.kind = 'snils')",
        3,
    ),
    "two-cards-of-one-student": (
        "SELECT count(*) FROM (SELECT n.search_key, sitting.birth_date FROM sitting"
        " JOIN people_personname n ON n.person_id = sitting.person_id GROUP BY 1, 2 HAVING count(*) > 1) AS twins",
        1,
    ),
    "health-without-consent": (
        "SELECT count(DISTINCT sitting.person_id) FROM sitting JOIN people_healthcircumstance h USING (student_id)"
        " WHERE NOT EXISTS (SELECT FROM people_consent c WHERE c.person_id = sitting.person_id"
        " AND c.purpose = 'health' AND c.withdrawn_on IS NULL)",
        1,
    ),
    "order-overdue": ("SELECT count(*) FROM enrolment_order WHERE state = 'draft' AND effective_on < %(today)s", 1),
    "age-does-not-fit-grade": (
        "SELECT count(*) FROM sitting WHERE grade = 2 AND birth_date < %(today)s - interval '12 years'",
        1,
    ),
    "student-without-guardian": (
        "SELECT count(*) FROM sitting WHERE class_name = '4А' AND NOT EXISTS"
        " (SELECT FROM people_guardianship g WHERE g.student_id = sitting.student_id)",
        1,
    ),
    "class-without-teacher": (
        "SELECT count(*) FROM enrolment_classgroup c WHERE c.valid_to > %(today)s"
        " AND NOT EXISTS (SELECT FROM enrolment_classteacher t WHERE t.class_group_id = c.id)",
        1,
    ),
    "no-birth-place": ("SELECT count(*) FROM sitting WHERE birth_place = ''", 2),
    "no-birth-date": ("SELECT count(*) FROM sitting WHERE birth_date IS NULL", 1),
    "two-main-posts": (
        "SELECT count(*) FROM (SELECT employee_id FROM people_employeepost WHERE kind = 'main' AND valid_to > %(today)s"
        " GROUP BY 1 HAVING count(*) > 1) AS doubled",
        1,
    ),
    "no-passport": ("SELECT (count(*) = 0)::int FROM passport_organisationpassport", 1),
    "fewer-places-than-students": (
        "SELECT count(*) FROM passport_organisationpassport"
        " WHERE valid_to > %(today)s AND capacity < (SELECT count(*) FROM sitting)",
        1,
    ),
}


FOUND_ABOVE: dict[str, tuple[dict[str, str], tuple[str, ...], str]] = {
    "two-main-enrolments": ({"state": "proposed"}, ("school-1", "school-2"), ""),
    "two-main-posts": ({"subject": "employee"}, ("school-3",), "в этой же организации"),
}
"""Code: what the page of doubled contingent is asked for; the organisations and words that stand in one row of it."""


@pytest.mark.parametrize("flaw", [one for one in FLAWS if one.code in FOUND], ids=lambda one: one.code)
def test_flaw_is_found_where_it_was_planted(region: Region, flaw) -> None:
    sql, count = FOUND[flaw.code]

    with inside(region.organisation(flaw.organisation), by=BY, only_reads=True), connection.cursor() as cursor:
        cursor.execute(f"WITH sitting AS ({SITTING}) {sql}", {"today": region.days.today})

        assert cursor.fetchone() == (count,)


def test_one_child_has_main_enrolments_in_two_schools(region: Region) -> None:
    sql = (
        f"WITH sitting AS ({SITTING}) SELECT i.value FROM sitting"
        " JOIN people_identifier i ON i.person_id = sitting.person_id AND i.kind = 'snils'"
    )
    numbers: dict[str, set[str]] = {}
    for slug in ("school-1", "school-2", "school-3", "school-5"):
        with inside(region.organisation(slug), by=BY, only_reads=True), connection.cursor() as cursor:
            cursor.execute(sql, {"today": region.days.today})
            numbers[slug] = {value for (value,) in cursor.fetchall()}

    twice = [(a, b) for a in numbers for b in numbers if a < b for _ in numbers[a] & numbers[b]]

    assert twice == [("school-1", "school-2")]


@pytest.mark.parametrize("code", FOUND_ABOVE)
def test_flaw_is_found_by_the_page_of_doubled_contingent(region: Region, code: str) -> None:
    asked, places, words = FOUND_ABOVE[code]
    keys = [region.organisation(slug).pk for slug in places]
    with shared(by=BY):
        names = set(names_on(keys, region.days.today).values())
    client = Client()
    client.post("/sign-in/", {"login": "ministry", "password": PASSWORD})
    client.post("/region/registry/purpose/", {"frequent": "completeness"})
    page = client.get("/region/registry/doubles/", asked).content.decode()
    rows = re.findall(r"<tr[^>]*>(?:(?!</tr>).)*<td(?:(?!</tr>).)*</tr>", page, re.DOTALL)

    assert sum(all(said in row for said in (*names, words)) for row in rows) == 1


def test_flaws_are_all_looked_for() -> None:
    assert {flaw.code for flaw in FLAWS} == set(FOUND) | set(FOUND_ABOVE)


def test_docs_name_every_flaw_and_its_organisation() -> None:
    lines = DOCS.read_text(encoding="utf-8").splitlines()

    for flaw in FLAWS:
        assert any(f"`{flaw.code}`" in line and f"`{flaw.organisation}`" in line for line in lines), flaw.code
