"""One field of many cards at once: the dry run says the truth, the writing is whole, the way back leads back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.periods import FOREVER
from tenant_apps.history.models import ChangeLog
from tenant_apps.people import services as people
from tenant_apps.people.models import CardReading, EducationCircumstance, Person
from tenant_apps.upkeep import refusals, services
from tenant_apps.upkeep.batches import FIELDS, fields_of
from tenant_apps.upkeep.models import BatchUpdate
from tests.access.conftest import BY, TODAY, Acting, Filled
from tests.people.papers import consented

from .conftest import Browser

SINCE = date(2022, 9, 1)


def begin(filled: Filled, student: int, kind: str, value: str, since: date = SINCE) -> None:
    with inside(filled.organisation, by=BY):
        content = people.CircumstanceContent(kind=kind, value=value, valid_from=since)
        people.begin_circumstance(student_id=student, content=content, by=BY)


def batch(filled: Filled, code: str = "transport", value: str = "school_bus", since: date = TODAY) -> services.Batch:
    return services.Batch(code, value, since, (filled.anna, filled.vera))


def verdicts(plan: services.Plan) -> dict[int, str]:
    return {one.student_id: one.verdict for one in plan.planned}


def test_fields_have_one_value_at_a_time() -> None:
    assert [code for code, kind in FIELDS.items() if kind.several] == []


@pytest.mark.parametrize(
    "role", [role.code for role in ROLES.values() if role.scope == "organisation" and not role.dated]
)
def test_fields_are_those_of_parts_that_the_role_opens(role: str, acting: Acting, filled: Filled) -> None:
    by = acting(role)
    with inside(filled.organisation, by=BY):
        offered = {FIELDS[code].privacy for code, _title in fields_of(by)}
    assert offered <= ROLES[role].holds


def test_dry_run_says_what_becomes_of_each_and_writes_nothing(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    begin(filled, filled.anna, "transport", "hired_bus")
    begin(filled, filled.vera, "transport", "school_bus")
    with inside(filled.organisation, by=by):
        plan = services.plan_batch(batch=batch(filled), by=by)
        assert not BatchUpdate.objects.exists()
        assert EducationCircumstance.objects.count() == 2
    assert verdicts(plan) == {filled.anna: "changes", filled.vera: "same"}
    assert [one.former for one in plan.planned if one.student_id == filled.anna] == ["hired_bus"]


def test_written_value_ends_the_former_one_on_its_day(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    begin(filled, filled.anna, "transport", "hired_bus")
    with inside(filled.organisation, by=by):
        before = Person.objects.get(pk=filled.anna_person).version
        plan = services.plan_batch(batch=batch(filled), by=by)
        row = services.apply_batch(batch=batch(filled), token=plan.token, by=by)
        rows = EducationCircumstance.objects.filter(student=filled.anna, kind="transport").order_by("valid_from")
        found = [(one.value, one.valid_from, one.valid_to) for one in rows]
        lines = ChangeLog.objects.filter(source=f"batch:{row.pk}", table_name="people_educationcircumstance")
        assert Person.objects.get(pk=filled.anna_person).version == before + 1
        assert lines.count() == 3
    assert row.cards == 2
    assert found == [("hired_bus", SINCE, TODAY), ("school_bus", TODAY, FOREVER)]


def test_an_empty_value_ends_what_stands(filled: Filled, acting: Acting) -> None:
    by, ending = acting("director"), batch(filled, value="")
    begin(filled, filled.anna, "transport", "hired_bus")
    with inside(filled.organisation, by=by):
        plan = services.plan_batch(batch=ending, by=by)
        services.apply_batch(batch=ending, token=plan.token, by=by)
        (row,) = EducationCircumstance.objects.filter(kind="transport")
    assert verdicts(plan) == {filled.anna: "changes", filled.vera: "same"}
    assert row.valid_to == TODAY


def test_what_would_be_refused_on_the_card_is_left_out_with_its_reason(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    begin(filled, filled.anna, "transport", "hired_bus", TODAY)
    with inside(filled.organisation, by=by):
        later = services.plan_batch(batch=batch(filled), by=by)
        closed = services.plan_batch(batch=batch(filled, "health_group", "i"), by=by)
        unborn = services.plan_batch(batch=batch(filled, since=date(1990, 1, 1)), by=by)
    assert verdicts(later) == {filled.anna: "later", filled.vera: "changes"}
    assert set(verdicts(closed).values()) == {"closed"}
    assert set(verdicts(unborn).values()) == {"unborn"}


def test_consent_opens_the_field(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by):
        consented(filled.anna_person, "health")
        plan = services.plan_batch(batch=batch(filled, "health_group", "i"), by=by)
    assert verdicts(plan) == {filled.anna: "changes", filled.vera: "closed"}


def test_a_plan_that_is_true_no_more_is_refused(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by):
        plan = services.plan_batch(batch=batch(filled), by=by)
    begin(filled, filled.anna, "transport", "hired_bus")
    with inside(filled.organisation, by=by):
        with pytest.raises(refusals.PlanIsOutOfDate):
            services.apply_batch(batch=batch(filled), token=plan.token, by=by)
        assert not BatchUpdate.objects.exists()


def test_nothing_to_change_is_refused(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by), pytest.raises(refusals.NothingChanges):
        services.apply_batch(batch=batch(filled, value=""), token="", by=by)


@pytest.mark.parametrize(("role", "code"), [("coordinator", "health_group"), ("classteacher", "pe_group")])
def test_a_field_of_a_class_not_held_is_refused(role: str, code: str, filled: Filled, acting: Acting) -> None:
    by = acting(role, card_id=filled.teacher if role == "classteacher" else None)
    with inside(filled.organisation, by=by), pytest.raises(refusals.FieldNotInBatches):
        services.plan_batch(batch=services.Batch(code, "", TODAY, (filled.anna,)), by=by)


def test_another_class_is_refused(filled: Filled, acting: Acting) -> None:
    by = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=by), pytest.raises(refusals.NotYourStudents):
        services.plan_batch(batch=batch(filled), by=by)


def test_taken_back_everything_is_as_before(filled: Filled, acting: Acting) -> None:
    by = acting("secretary")
    begin(filled, filled.anna, "transport", "hired_bus")
    with inside(filled.organisation, by=by):
        plan = services.plan_batch(batch=batch(filled), by=by)
        row = services.apply_batch(batch=batch(filled), token=plan.token, by=by)
        services.take_batch_back(batch_id=row.pk, reason="Ошибка в списке", by=by)
        (left,) = EducationCircumstance.objects.filter(kind="transport")
        with pytest.raises(refusals.BatchTakenBack):
            services.take_batch_back(batch_id=row.pk, reason="ещё раз", by=by)
    assert (left.student_id, left.value, left.valid_to) == (filled.anna, "hired_bus", FOREVER)


def test_what_others_changed_since_stays(filled: Filled, acting: Acting) -> None:
    by = acting("secretary")
    with inside(filled.organisation, by=by):
        plan = services.plan_batch(batch=batch(filled, since=TODAY - timedelta(days=3)), by=by)
        row = services.apply_batch(batch=batch(filled, since=TODAY - timedelta(days=3)), token=plan.token, by=by)
    begin(filled, filled.anna, "transport", "hired_bus", TODAY)
    with inside(filled.organisation, by=by):
        with pytest.raises(refusals.BatchChangedSince):
            services.take_batch_back(batch_id=row.pk, reason="Ошибка", by=by)
        services.take_batch_back(batch_id=row.pk, reason="Ошибка", insist=True, by=by)
        assert set(EducationCircumstance.objects.values_list("student", flat=True)) == {filled.anna}


def test_somebody_elses_batch_is_not_taken_back_by_a_class_teacher(filled: Filled, acting: Acting) -> None:
    by, teacher = acting("secretary"), acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=by):
        plan = services.plan_batch(batch=batch(filled), by=by)
        row = services.apply_batch(batch=batch(filled), token=plan.token, by=by)
        with pytest.raises(refusals.BatchNotYours):
            services.take_batch_back(batch_id=row.pk, reason="Ошибка", by=teacher)


def test_number_of_statements_does_not_grow_with_students(filled: Filled, acting: Acting) -> None:
    by = acting("director")

    def asked(code: str, value: str, *students: int) -> int:
        one = services.Batch(code, value, TODAY, students)
        with inside(filled.organisation, by=by):
            plan = services.plan_batch(batch=one, by=by)
            with CaptureQueriesContext(connection) as queries:
                services.apply_batch(batch=one, token=plan.token, by=by)
            return len(queries)

    assert asked("transport", "school_bus", filled.anna) == asked("meals", "meals_paid", filled.anna, filled.vera)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_page_shows_the_dry_run_then_writes_it_and_takes_it_back(filled: Filled, browser: Browser) -> None:
    client = browser("classteacher")
    url = f"{filled.url('upkeep/batches/new/')}?code=meals&class_id={filled.fifth}"
    assert "Ёлкина Анна" in client.get(url).content.decode()
    said = {"value": "meals_paid", "since": TODAY.isoformat(), "students": [filled.anna]}
    shown = client.post(url, said)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "изменится" in page
    token = page.partition('name="token" value="')[2].partition('"')[0]
    done = client.post(url, said | {"token": token})
    assert done.status_code == 302
    base = done["Location"]
    assert "за счёт родителей" in client.get(base).content.decode()
    assert client.post(f"{base}undo/", {"reason": ""}).status_code == 422
    assert client.post(f"{base}undo/", {"reason": "Ошибка"}).status_code == 302
    with inside(filled.organisation, by=BY):
        assert not EducationCircumstance.objects.filter(kind="meals").exists()


def test_another_choice_after_the_dry_run_is_shown_anew(filled: Filled, browser: Browser) -> None:
    client = browser("director")
    url = f"{filled.url('upkeep/batches/new/')}?code=meals&class_id={filled.fifth}"
    said = {"value": "meals_paid", "since": TODAY.isoformat(), "students": [filled.anna]}
    token = client.post(url, said).content.decode().partition('name="token" value="')[2].partition('"')[0]
    answer = client.post(url, said | {"value": "meals_none", "token": token})
    assert answer.status_code == 422
    assert "не питается" in answer.content.decode()


def test_looking_at_health_of_a_class_is_logged(filled: Filled, browser: Browser) -> None:
    with inside(filled.organisation, by=BY):
        consented(filled.anna_person, "health")
    begin(filled, filled.anna, "health_group", "i")
    browser("director").get(f"{filled.url('upkeep/batches/new/')}?code=health_group&class_id={filled.fifth}")
    with inside(filled.organisation, by=BY):
        row = CardReading.objects.get(via="list")
    assert (row.person_id, row.what) == (filled.anna_person, "health")


def test_a_class_teacher_is_not_offered_health(filled: Filled, browser: Browser) -> None:
    page = browser("classteacher").get(filled.url("upkeep/batches/new/")).content.decode()
    assert "Питание" in page
    assert "Группа здоровья" not in page


def test_list_of_a_class_teacher_has_the_own_batches(filled: Filled, browser: Browser, acting: Acting) -> None:
    by = acting("secretary")
    with inside(filled.organisation, by=by):
        plan = services.plan_batch(batch=batch(filled), by=by)
        row = services.apply_batch(batch=batch(filled), token=plan.token, by=by)
    assert browser("classteacher").get(filled.url(f"upkeep/batches/{row.pk}/")).status_code == 404
    assert browser("director").get(filled.url(f"upkeep/batches/{row.pk}/")).status_code == 200
    assert "Подвоз" in browser("director").get(filled.url("upkeep/batches/")).content.decode()


def test_a_program_plans_applies_and_takes_back(filled: Filled, browser: Browser) -> None:
    client = browser("director")
    address = f"/o/{filled.organisation.slug}/api/v1/upkeep/batches/"
    asked = {"code": "transport", "value": "school_bus", "since": TODAY.isoformat(), "students": [filled.anna]}

    plan = client.post(f"{address}plan/", asked, content_type="application/json").json()
    made = client.post(address, {**asked, "token": plan["token"]}, content_type="application/json")
    number = made.json()["id"]
    back = client.post(f"{address}{number}/undo/", {"reason": "Ошибка"}, content_type="application/json").json()

    assert (plan["changes"], plan["students"]) == (
        1, [{"student_id": filled.anna, "verdict": "changes", "former": ""}],
    )  # fmt: skip
    assert (made.status_code, made.json()["cards"], made.json()["reversal"]) == (201, 1, None)
    assert back["reversal"]
    assert [one["id"] for one in client.get(address).json()["results"]] == [number]
    with inside(filled.organisation, by=BY):
        assert not EducationCircumstance.objects.exists()
    assert browser("teacher").post(f"{address}plan/", asked, content_type="application/json").status_code == 403
