"""Each page of the region asks the database as often for thirty organisations as for one."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from region.contingent.counters import rebuild_students
from shared_apps.organisations.crossing import feed_tables, shared
from shared_apps.organisations.models import Municipality, Organisation, OrganisationPeriod
from tests.factories import accounts

pytestmark = pytest.mark.django_db
ON = "2026-10-01"
PAGES = [
    f"/region/?as_of={ON}",
    f"/region/?as_of={ON}&by=organisation",
    f"/region/?as_of={ON}&municipality={{place}}",
    f"/region/?as_of={ON}&export=csv",
    f"/region/movement/?as_of={ON}",
    f"/region/movement/?as_of={ON}&reason=in:from_abroad",
    f"/region/movement/?as_of={ON}&result=transferred",
    f"/region/registry/movement/?as_of={ON}",
    f"/region/registry/movement/?as_of={ON}&result=transferred",
    f"/region/classes/?as_of={ON}",
    f"/region/classes/?as_of={ON}&municipality={{place}}&level=basic",
    f"/region/circumstances/?as_of={ON}",
    f"/region/circumstances/?as_of={ON}&measure=enrolments&municipality={{place}}",
    f"/region/registry/employees/?as_of={ON}",
    f"/region/registry/guardians/?as_of={ON}",
    f"/region/doubled/?as_of={ON}",
    f"/region/doubled/?as_of={ON}&municipality={{place}}",
    f"/region/registry/doubles/?as_of={ON}",
    f"/region/registry/doubles/?as_of={ON}&which=all",
    f"/region/api/v1/doubled/?as_of={ON}",
    f"/region/api/v1/doubles/?as_of={ON}&purpose=сверка+со+списком",
    f"/region/staff/?as_of={ON}",
    f"/region/staff/composition/?as_of={ON}",
    f"/region/api/v1/staff/composition/?as_of={ON}",
    "/region/freshness/",
    "/region/freshness/differences/",
    f"/region/registry/students/?as_of={ON}&measure=enrolments",
    "/region/registry/?q=Ив",
    "/region/registry/readings/",
    f"/region/api/v1/contingent/?as_of={ON}",
    f"/region/api/v1/classes/?as_of={ON}",
    f"/region/api/v1/circumstances/?as_of={ON}",
    f"/region/api/v1/staff/?as_of={ON}",
    f"/region/api/v1/employees/?as_of={ON}&purpose=сверка+со+списком",
    f"/region/api/v1/movement/?as_of={ON}&purpose=сверка+со+списком",
    f"/region/api/v1/guardians/?as_of={ON}&purpose=сверка+со+списком",
    "/region/api/v1/freshness/",
    f"/region/api/v1/students/?as_of={ON}&purpose=сверка+со+списком",
    "/region/api/v1/readings/",
]


def add(number: int, begin: int, place: Municipality) -> None:
    """So many organisations more, each with three students in a class and an employee; nothing of it is committed."""
    with shared(by=accounts.BY):
        keys = []
        for n in range(begin, begin + number):
            one = Organisation.objects.create(slug=f"added-{n}", code=f"added-{n}")
            OrganisationPeriod.objects.create(
                organisation=one,
                valid_from=date(2000, 1, 1),
                full_name=f"Добавленная {n}",
                short_name=f"Добавленная {n}",
                search_key=f"добавленная {n}",
                kind="school",
                locality="urban",
                municipality=place,
            )
            keys.append(one.pk)
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO feed_freshness (organisation_id, checked_at, last_error) SELECT *, now(), '' FROM unnest(%s)",
            [keys],
        )
        cursor.execute(
            "INSERT INTO feed_feedstate (organisation_id, projected_at, counted_through, differences)"
            " SELECT *, now(), 2028, 0 FROM unnest(%s)",
            [keys],
        )
        cursor.execute(
            "INSERT INTO contingent_regionstudent SELECT key, n, '2026-09-01', '9999-12-31', n, gen_random_uuid(), 'main',"
            " 'basic', 5, 1, '5А', NULL, 1, 'full_time', 'male', 2015, 'Иванов', 'Иван', '', '2015-01-01', 'иванов иван'"
            " FROM unnest(%s) key, generate_series(1, 3) n",
            [keys],
        )
        cursor.execute(
            "INSERT INTO contingent_countedtwice (organisation_id, measure, record_id, is_confirmed, valid_from,"
            " valid_to, person_uid, person) SELECT organisation_id, 'student', enrolment_id, false, valid_from,"
            " valid_to, person_uid, person_uid FROM contingent_regionstudent WHERE organisation_id = ANY(%s)",
            [keys],
        )
        cursor.execute(
            "INSERT INTO registry_samepersonside (organisation_id, pair_id, person_uid, subject, state)"
            " SELECT organisation_id, organisation_id * 10 + enrolment_id, person_uid, 'student', 'proposed'"
            " FROM contingent_regionstudent WHERE organisation_id = ANY(%s)",
            [keys],
        )
        for key in keys:
            rebuild_students(cursor, key, 2028)
        cursor.execute(
            "INSERT INTO staffing_postcounter (organisation_id, period, post, kind, valid_from, valid_to, n, rate)"
            " SELECT key, 2026, post, kind, '2026-09-01', '2027-09-01', 1, 1"
            " FROM unnest(%s) key, (VALUES ('', ''), ('teacher', 'main')) posts(post, kind)",
            [keys],
        )
        cursor.execute(
            "INSERT INTO staffing_staffcounter (organisation_id, period, dimension, value, post, valid_from, valid_to, n,"
            " women) SELECT key, 2026, dimension, value, 'teacher', '2026-09-01', '2027-09-01', 2, 1"
            " FROM unnest(%s) key, (VALUES ('kind', 'main'), ('qualification', 'first'), ('birth_year', '1980'),"
            " ('education', 'master+'), ('service', '20')) counted(dimension, value)",
            [keys],
        )


@pytest.fixture
def place(db: None) -> Municipality:
    with shared(by=accounts.BY):
        return Municipality.objects.create(name="Полный район", oktmo="", kind="district", valid_from="2000-01-01")


@pytest.fixture
def client(place: Municipality) -> Client:
    browser = accounts.browser(accounts.member("counting", "ministry"))
    browser.post("/region/registry/purpose/", {"frequent": "completeness"})
    return browser


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_for_one_as_for_thirty(page: str, client: Client, place: Municipality) -> None:
    url = page.format(place=place.pk)
    add(1, 0, place)
    client.get(url)
    counts = []
    for more in (0, 29):
        if more:
            add(more, 1, place)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counts.append([query["sql"].split("FROM")[0][:60] for query in asked.captured_queries])
    assert len(counts[0]) == len(counts[1]), counts
