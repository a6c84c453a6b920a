"""The page of the staff and the page of freshness."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection, connections

from region.staffing.queries import staff
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import Scope, feed_tables, region
from tests.factories import accounts
from tests.region.conftest import DAY, Open, Region, totals
from tests.truth.counted import truth

pytestmark = pytest.mark.django_db(databases=("default", "aside", "feed", "owner"))
ON = DAY.isoformat()
MINISTRY = Scope("ministry")


def posts_of(found: Region) -> list[tuple]:
    """(employee, post, kind, rate) of every post on the day, by the second implementation."""
    return [
        (one.pk, row[1], row[3], row[4], row[5])
        for one in found.all
        for row in truth(connections["owner"], str(one.schema_name), DAY).posts
    ]


def test_the_staff_is_the_truth(region_of_three: Region) -> None:
    with region(MINISTRY, by=accounts.BY):
        found = staff(as_of=DAY)
        names = {entry.code for entry in handbooks.items("post")}
    posts = posts_of(region_of_three)
    assert posts
    assert found.total.posts.n == len(posts)
    assert found.total.posts.rates == sum((Decimal(str(row[4])) for row in posts), Decimal(0))
    assert Counter({line.post: line.posts.n for line in found.by_post}) == Counter(row[2] for row in posts)
    assert {line.post for line in found.by_post} <= names | {""}  # "": the organisation's own, not mapped
    assert sum(line.posts.n for line in found.rows) == found.total.posts.n
    assert sum(posts.n for _kind, posts in found.by_kind) == found.total.posts.n


def test_students_per_teacher_are_students_over_teachers(region_of_three: Region) -> None:
    with region(MINISTRY, by=accounts.BY):
        lines = staff(as_of=DAY, rows="organisation").rows
        assert any(line.teachers and line.students for line in lines)
        for line in lines:
            if line.teachers:
                assert line.students_per_teacher == line.students / line.teachers
            else:
                assert line.students_per_teacher is None


def test_the_page_shows_what_the_query_counts(as_role: Open) -> None:
    with region(MINISTRY, by=accounts.BY):
        total = staff(as_of=DAY).total
    response = as_role("ministry").get("/region/staff/", {"as_of": ON})
    assert totals(response)["employees"] == total.employees > 0
    assert totals(response)["teachers"] == total.teachers


def test_a_municipality_sees_its_own_staff(as_role: Open, region_of_three: Region) -> None:
    client = as_role("municipality")
    text = client.get("/region/staff/", {"as_of": ON}).content.decode()
    assert "Орг south-1" in text
    assert "Орг north-1" not in text
    assert client.get("/region/staff/", {"organisation": region_of_three.first.pk}).status_code == 404


def test_the_staff_of_one_organisation_is_shown_by_post(as_role: Open, region_of_three: Region) -> None:
    response = as_role("ministry").get("/region/staff/", {"as_of": ON, "organisation": region_of_three.first.pk})
    text = response.content.decode()
    assert 'data-figures="rows"' not in text
    assert 'data-figures="by_post"' in text


def test_no_staff_on_a_day_that_is_not_counted(as_role: Open) -> None:
    response = as_role("ministry").get("/region/staff/", {"as_of": "1999-01-01"})
    assert response.status_code == 422
    assert totals(response) == {}


@pytest.mark.parametrize("table", ["rows", "by_post", "by_category", "by_kind"])
def test_each_table_of_the_staff_becomes_a_file(as_role: Open, table: str) -> None:
    response = as_role("ministry").get("/region/staff/", {"as_of": ON, "export": "csv", "table": table})
    text = response.content.decode("utf-8-sig")
    assert "Кадры" in text
    assert "01.03.2026" in text


def test_freshness_is_shown_by_organisation_and_scope(as_role: Open) -> None:
    text = as_role("municipality").get("/region/freshness/").content.decode()
    assert "Орг south-1" in text
    assert "Орг north-1" not in text
    assert re.search(r"По состоянию на [\d.: ]+, отстают 0 организаций", text)


def test_a_failure_is_shown_by_its_kind_without_values(as_role: Open, region_of_three: Region) -> None:
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE feed_freshness SET failed_at = now(), behind_since = now(), last_error = %s WHERE organisation_id = %s",
            ["DataError: bad value «Иванов Иван»", region_of_three.first.pk],
        )
    text = as_role("ministry").get("/region/freshness/", {"state": "failed"}).content.decode()
    assert "DataError" in text
    assert "Иванов" not in text
    assert "Орг south-1" not in text


def test_what_a_recount_found_is_shown_without_values(as_role: Open, region_of_three: Region) -> None:
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO feed_recountdifference (organisation_id, recounted_at, fact, row, kind, columns)"
            " SELECT %s, now(), 'student', n::text, 'different', 'grade' FROM generate_series(1, 3) n",
            [region_of_three.first.pk],
        )
        cursor.execute(
            "UPDATE feed_feedstate SET differences = 3 WHERE organisation_id = %s", [region_of_three.first.pk]
        )
    client = as_role("ministry")
    assert "исправлено сверкой" in client.get("/region/freshness/").content.decode()
    text = client.get("/region/freshness/differences/", {"organisation": region_of_three.first.pk}).content.decode()
    for words in ("Орг north-1", "обучающиеся", "отличалось", "grade"):
        assert words in text
    assert "Орг north-1" not in as_role("municipality").get("/region/freshness/differences/").content.decode()
