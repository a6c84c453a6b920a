"""The demo region as it stands after it was built (and after the building had died once on the way)."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from deploy import demo
from deploy.demo import building
from deploy.demo.sign_in_accounts import SIGN_INS
from region.feed import recount
from shared_apps.accounts import services
from shared_apps.accounts.models import Account, Membership
from shared_apps.accounts.roles import ROLES
from shared_apps.accounts.services import demo_passwords
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Municipality, Organisation, OrganisationPeriod, Supervision
from tests.demo.conftest import BY, ORGANISATIONS, PASSWORD, STUDENTS, Region
from tests.truth.compare import differences


def rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def in_each(region: Region, sql: str, *parameters: object) -> dict[str, list[tuple[Any, ...]]]:
    """What a query says in each organisation, where it says anything."""
    found = {}
    for organisation in region.all():
        with inside(organisation, by=BY, only_reads=True):
            found[organisation.slug] = rows(sql, *parameters)
    return {slug: said for slug, said in found.items() if said}


def test_second_build_is_quick_and_touches_nothing(region: Region) -> None:
    with shared(by=BY):
        Account.objects.filter(login="ministry").update(name="Переименованная Анна")
    began = time.monotonic()

    built = region.build()

    assert not built
    assert time.monotonic() - began < 1
    with shared(by=BY):
        assert Account.objects.get(login="ministry").name == "Переименованная Анна"
        assert Account.objects.filter(login__in=SIGN_INS).count() == len(SIGN_INS)


def test_another_size_is_refused_with_the_cure(region: Region) -> None:
    region.build(organisations=60)

    assert "--fresh" in region.lines[-1]


@pytest.mark.django_db
def test_database_with_other_organisations_is_refused(two_schools: object) -> None:
    with pytest.raises(CommandError, match="did not make"):
        building.complete_region(organisations=8, students=20, password="x", report=print, processes=1)


def test_all_municipalities_stand_and_say_that_codes_are_unverified(region: Region) -> None:
    with shared(by=BY):
        notes = dict(Municipality.objects.values_list("name", "note"))

    assert len(notes) == 45
    assert all("не проверен" in note or "не установлен" in note for note in notes.values())


def test_region_has_the_kinds_that_were_planned(region: Region) -> None:
    with shared(by=BY):
        periods = OrganisationPeriod.objects.filter(valid_to=date.max)
        kinds = list(periods.values_list("kind", flat=True))
        of_culture = set(periods.filter(authority__code="culture").values_list("organisation__slug", flat=True))
        supervised = set(Supervision.objects.values_list("authority__code", flat=True))

    assert len(region.all()) == ORGANISATIONS
    assert kinds.count("centre") == 2
    assert kinds.count("kindergarten") == 1
    assert of_culture == {"centre-2"}
    assert supervised == {"culture", "sport", "cossacks"}


def test_one_school_is_renamed_and_one_has_joined_another(region: Region) -> None:
    with shared(by=BY):
        names = OrganisationPeriod.objects.filter(organisation__slug="school-5").order_by("valid_from")
        renamed = list(names.values_list("short_name", flat=True))
        closed = Organisation.objects.get(slug="school-4")

    assert len(renamed) == 2
    assert "Черняховского" in renamed[1]
    assert (closed.state, closed.closed_on) == ("closed", region.days.merger)
    with inside(closed, by=BY, only_reads=True):
        assert rows("SELECT count(*) FROM enrolment_enrolment WHERE valid_to > %s", closed.closed_on) == [(0,)]


# --- signing in -----------------------------------------------------------------------------------------------------


def test_sign_ins_cover_every_role(region: Region) -> None:
    with shared(by=BY):
        given = set(Membership.objects.values_list("role", flat=True))

    assert given == set(ROLES)
    assert all(f"{login}  " in demo.ways_in(print) for login in SIGN_INS)


@pytest.mark.parametrize("login", SIGN_INS)
def test_everybody_signs_in(region: Region, login: str) -> None:
    signed_in = services.sign_in(login=login, password=PASSWORD, ip="127.0.0.1", user_agent="tests", by=BY)

    assert not signed_in.must_change_password


def test_start_names_the_password_of_the_building(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    assert f"Sign in with the password {PASSWORD} as" in demo.ways_in(print)


def test_start_without_the_password_of_the_building_names_no_wrong_one(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    said = demo.ways_in(print)
    assert "only its hash is kept" in said
    assert demo.DEFAULT_PASSWORD not in said


def test_start_with_another_password_sets_it_but_for_those_changed_by_hand(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Account.objects.filter(login="moderator")
    with shared(by=BY):
        before = rows.values("password", "password_changed_at").get()
        rows.update(password="by hand", password_changed_at=timezone.now())
        Account.objects.filter(login="teacher").update(failed_count=4)
    monkeypatch.setenv("DEMO_PASSWORD", "another-phrase")
    try:
        said = demo.ways_in(region.lines.append)
        assert "Sign in with the password another-phrase as" in said
        assert "those changed by hand keep theirs" in region.lines[-1]
        assert [line.split()[0] for line in said.splitlines() if "изменён" in line] == ["moderator"]
        services.sign_in(login="teacher", password="another-phrase", ip="127.0.0.1", user_agent="tests", by=BY)
        with shared(by=BY):
            assert rows.get().password == "by hand"
    finally:
        with shared(by=BY):
            rows.update(**before)
            demo_passwords.set_demo_password(password=PASSWORD, by=BY)


def test_sign_in_page_lets_the_secretary_in(region: Region) -> None:
    browser = Client()

    answer = browser.post("/sign-in/", {"login": "secretary", "password": PASSWORD})

    assert answer.status_code == 302


def test_class_teacher_leads_a_class_and_guardian_has_children_in_two_schools(region: Region) -> None:
    with shared(by=BY):
        teacher = Membership.objects.get(account__login="classteacher")
        cards = dict(Membership.objects.filter(account__login="guardian").values_list("organisation__slug", "card_id"))

    with inside(region.organisation("school-1"), by=BY, only_reads=True):
        assert rows(
            "SELECT 1 FROM enrolment_classteacher WHERE employee_id = %s AND valid_to > %s", teacher.card_id,
            region.days.today,
        )  # fmt: skip
    assert set(cards) == {"school-1", "school-2"}
    for slug, card in cards.items():
        with inside(region.organisation(slug), by=BY, only_reads=True):
            enrolled = rows(
                "SELECT count(*) FROM people_guardianship g JOIN enrolment_enrolment e ON e.student_id = g.student_id"
                " WHERE g.guardian_id = %s AND e.valid_to > %s",
                card,
                region.days.today,
            )
        assert enrolled[0][0] >= 1


# --- what the services would have kept ------------------------------------------------------------------------------

RULES = {
    "an enrolment is begun by an order, and ended by one": """
        SELECT id FROM enrolment_enrolment
         WHERE begun_by_id IS NULL OR (valid_to < '9999-12-31') <> (ended_by_id IS NOT NULL)""",
    "enrolments of a student do not overlap, but for additional ones": """
        SELECT a.id FROM enrolment_enrolment a JOIN enrolment_enrolment b ON b.student_id = a.student_id AND b.id > a.id
         WHERE a.voided_by_id IS NULL AND b.voided_by_id IS NULL AND a.valid_from < b.valid_to
           AND b.valid_from < a.valid_to AND 'main' IN (a.kind, b.kind)""",
    "nobody is twice in a class": """
        SELECT a.id FROM enrolment_classmembership a JOIN enrolment_enrolment e ON e.id = a.enrolment_id
          JOIN enrolment_classmembership b ON b.class_group_id = a.class_group_id AND b.id > a.id
          JOIN enrolment_enrolment f ON f.id = b.enrolment_id AND f.student_id = e.student_id
         WHERE a.voided_by_id IS NULL AND b.voided_by_id IS NULL AND a.valid_from < b.valid_to
           AND b.valid_from < a.valid_to""",
    "a membership lies within its enrolment": """
        SELECT m.id FROM enrolment_classmembership m JOIN enrolment_enrolment e ON e.id = m.enrolment_id
         WHERE m.valid_from < e.valid_from OR (m.voided_by_id IS NULL AND m.valid_to > e.valid_to)""",
    "a membership lies within its class, and has its grade": """
        SELECT m.id FROM enrolment_classmembership m JOIN enrolment_classgroup c ON c.id = m.class_group_id
         WHERE m.valid_from < c.valid_from OR m.valid_to > c.valid_to OR m.grade IS DISTINCT FROM c.grade
            OR m.level <> c.level""",
    "an open enrolment has a membership today": """
        SELECT e.id FROM enrolment_enrolment e
         WHERE e.voided_by_id IS NULL AND e.valid_from <= %(today)s AND e.valid_to > %(today)s AND NOT EXISTS (
               SELECT FROM enrolment_classmembership m WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
                  AND m.valid_from <= %(today)s AND m.valid_to > %(today)s)""",
    "what an order in force begins or ends stands in its lines": """
        SELECT e.id FROM enrolment_enrolment e WHERE NOT EXISTS (
               SELECT FROM enrolment_orderline l WHERE l.order_id = e.begun_by_id AND l.student_id = e.student_id
                  AND l."on" = e.valid_from AND l.reason = e.begin_reason)
            OR e.ended_by_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM enrolment_orderline l WHERE l.order_id = e.ended_by_id AND l.student_id = e.student_id
                  AND l."on" = e.valid_to AND l.reason = e.end_reason)""",
    "only a cancelling order voids, and all of the order it cancels": """
        SELECT e.id FROM enrolment_enrolment e JOIN enrolment_order o ON o.id = e.begun_by_id
          LEFT JOIN enrolment_order c ON c.cancels_id = o.id
         WHERE e.voided_by_id IS DISTINCT FROM c.id OR (o.state = 'cancelled') <> (c.id IS NOT NULL)""",
    "drafts have no number, others one, and nothing is signed in the future": """
        SELECT id FROM enrolment_order
         WHERE (state = 'draft') <> (number = '') OR (state <> 'draft' AND (signed_at IS NULL OR date > %(today)s))
            OR (state = 'effective' AND effective_on > %(today)s)""",
    "numbers of a year grow with dates": """
        SELECT number FROM (
            SELECT number, regexp_replace(number, '[^0-9].*', '')::int - row_number() OVER (
                       PARTITION BY (date_part('month', date) >= 9)::int + date_part('year', date) ORDER BY date,
                       regexp_replace(number, '[^0-9].*', '')::int) AS apart
              FROM enrolment_order WHERE number <> '') AS numbered WHERE apart <> 0""",
    "an order without lines only cancels": """
        SELECT o.id FROM enrolment_order o
         WHERE (o.kind = 'cancelling') = EXISTS (SELECT FROM enrolment_orderline l WHERE l.order_id = o.id)""",
    "one post of a kind at a time": """
        SELECT a.id FROM people_employeepost a JOIN people_employeepost b
               ON b.employee_id = a.employee_id AND b.post = a.post AND b.kind = a.kind AND b.id > a.id
         WHERE a.valid_from < b.valid_to AND b.valid_from < a.valid_to""",
    "a guardian is older than the student": """
        SELECT g.id FROM people_guardianship g JOIN people_student s ON s.id = g.student_id
          JOIN people_guardian w ON w.id = g.guardian_id JOIN people_person p ON p.id = s.person_id
          JOIN people_person q ON q.id = w.person_id
         WHERE date_part('year', p.birth_date) - date_part('year', q.birth_date) < 14""",
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_every_organisation_keeps(region: Region, rule: str) -> None:
    with_today = RULES[rule].replace("%(today)s", f"'{region.days.today}'")

    assert in_each(region, with_today.replace("%", "%%")) == {}


def test_every_choice_stands_in_its_handbook(region: Region) -> None:
    from shared_apps.handbooks.catalogue import CATALOGUE

    asked = {
        "class_kind": "SELECT DISTINCT kind FROM enrolment_classgroup WHERE level NOT IN ('preschool', 'additional')",
        "class_profile": "SELECT DISTINCT profile FROM enrolment_classgroup WHERE level = 'secondary'",
        "group_kind": "SELECT DISTINCT kind FROM enrolment_classgroup WHERE level = 'preschool'",
        "age_group": "SELECT DISTINCT age_group FROM enrolment_classgroup WHERE level = 'preschool'",
        "programme_direction": "SELECT DISTINCT profile FROM enrolment_classgroup WHERE level = 'additional'",
        "form_of_study": "SELECT DISTINCT form_of_study FROM enrolment_classmembership",
        "order_kind": "SELECT DISTINCT kind FROM enrolment_order",
        "admission_reason": "SELECT DISTINCT begin_reason FROM enrolment_enrolment",
        "leaving_reason": "SELECT DISTINCT end_reason FROM enrolment_enrolment WHERE end_reason <> ''",
        "post": "SELECT DISTINCT post FROM people_employeepost",
        "post_kind": "SELECT DISTINCT kind FROM people_employeepost",
        "guardian_relation": "SELECT DISTINCT relation FROM people_guardianship",
        "identity_document": "SELECT DISTINCT kind FROM people_identitydocument",
        "citizenship": "SELECT DISTINCT citizenship FROM people_person",
        "legal_form": "SELECT DISTINCT legal_form FROM passport_organisationpassport",
    }
    for handbook, sql in asked.items():
        known = CATALOGUE[handbook].codes
        used = {code for said in in_each(region, sql).values() for (code,) in said}
        own = {code for code in used if code.startswith("~")}
        assert used - own <= known, handbook
        assert own <= {
            code for said in in_each(region, "SELECT code FROM passport_localhandbookitem").values() for (code,) in said
        }


# --- the region's numbers -------------------------------------------------------------------------------------------


def test_region_agrees_with_plain_sql(region: Region) -> None:
    days = [region.days.today, region.days.begins(1) - timedelta(days=1), date(region.days.first, 10, 15)]

    with connections["owner"].cursor() as cursor:
        cursor.execute("SET search_path = public")

    assert differences(connections["owner"], region.all(), days) == []


def test_recount_finds_nothing_and_outboxes_are_empty(region: Region) -> None:
    found = [recount.recount(organisation.pk).differences for organisation in region.all()]

    assert found == [()] * ORGANISATIONS
    assert in_each(region, "SELECT id FROM history_outbox LIMIT 1") == {}


def test_students_are_about_as_many_as_asked(region: Region) -> None:
    sql = "SELECT count(*) FROM enrolment_enrolment WHERE voided_by_id IS NULL AND valid_from <= %s AND valid_to > %s"
    counted = in_each(region, sql, region.days.today, region.days.today)

    total = sum(said[0][0] for said in counted.values())

    assert 0.85 * ORGANISATIONS * STUDENTS < total < 1.2 * ORGANISATIONS * STUDENTS


def test_students_of_centres_study_in_schools_too(region: Region) -> None:
    sql = (
        "SELECT i.value FROM people_identifier i JOIN people_student s ON s.person_id = i.person_id"
        " WHERE i.kind = 'snils'"
    )
    numbers = {slug: {value for (value,) in said} for slug, said in in_each(region, sql).items()}

    schools = set().union(*(values for slug, values in numbers.items() if slug.startswith("school")))

    assert len(numbers["centre-1"] & schools) > len(numbers["centre-1"]) / 2


def test_some_attend_two_groups_of_a_centre(region: Region) -> None:
    sql = (
        "SELECT student_id FROM enrolment_enrolment WHERE voided_by_id IS NULL AND valid_from <= %s AND valid_to > %s"
        " GROUP BY 1 HAVING count(*) > 1"
    )

    several = in_each(region, sql, region.days.today, region.days.today)

    assert several.keys() == {"centre-1", "centre-2"}
