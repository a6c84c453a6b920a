"""The monthly check: whose cards, once a month, renewed after a change; who is left is seen on the first page."""

from datetime import date

import pytest

from shared_apps.organisations.crossing import inside
from tenant_apps.history.models import ChangeLog
from tenant_apps.passport.settings import write_setting
from tenant_apps.people import services as people
from tenant_apps.upkeep import refusals, services
from tenant_apps.upkeep.deadlines import notices
from tenant_apps.upkeep.models import CardCheck
from tenant_apps.upkeep.queries.checks import checks_of, class_states, due_on
from tests.access.conftest import BY, TODAY, Acting, Filled

from .conftest import Browser


def test_check_says_by_whom_and_when(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=teacher):
        assert services.check_cards(student_ids=[filled.anna], by=teacher) == 1
        found = checks_of([filled.anna], TODAY)[filled.anna]
    assert (found.name, found.is_stale) == (teacher.name, False)


def test_check_stands_in_the_history(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=teacher):
        services.check_cards(student_ids=[filled.anna], by=teacher)
        line = ChangeLog.objects.get(table_name="upkeep_cardcheck")
    assert line.actor_id == teacher.account_id


def test_somebody_elses_class_is_refused_as_a_whole(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=teacher):
        with pytest.raises(refusals.NotYourStudents):
            services.check_cards(student_ids=[filled.anna, filled.vera], by=teacher)
        assert not CardCheck.objects.exists()


def test_a_card_is_checked_once_a_month(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by):
        services.check_cards(student_ids=[filled.anna], by=by)
        with pytest.raises(refusals.AllCheckedAlready):
            services.check_cards(student_ids=[filled.anna], by=by)


def test_a_card_changed_since_is_checked_anew(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by):
        services.check_cards(student_ids=[filled.anna], by=by)
        people.edit_person(person_id=filled.anna_person, changes={"phone": "+7 900 000-00-02"}, version=None, by=by)
        assert checks_of([filled.anna], TODAY)[filled.anna].is_stale
        assert services.check_cards(student_ids=[filled.anna, filled.vera], by=by) == 2
        assert not checks_of([filled.anna], TODAY)[filled.anna].is_stale
        assert CardCheck.objects.filter(student=filled.anna).count() == 1


def test_a_check_of_last_month_does_not_count(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by):
        services.check_cards(student_ids=[filled.anna], by=by)
        CardCheck.objects.update(month=date(2020, 1, 1))
        assert checks_of([filled.anna], TODAY) == {}


def test_classes_are_overdue_after_the_day_of_the_setting(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by):
        write_setting(code="card_check_day", value=10, since=TODAY.replace(day=1), reason="Приказ", by=by)
        assert due_on(TODAY) == TODAY.replace(day=10)
        services.check_cards(student_ids=[filled.anna], by=by)
        before = {one.name: one.state for one in class_states(TODAY.replace(day=10), by=by)}
        after = {one.name: one.state for one in class_states(TODAY.replace(day=11), by=by)}
    assert before == {"5А": "done", "9А": "open"}
    assert after == {"5А": "done", "9А": "overdue"}


@pytest.mark.usefixtures("addressed")
def test_first_page_reminds_the_class_teacher_of_the_own_class(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=teacher):
        found = list(notices(TODAY.replace(day=26), teacher))
        services.check_cards(student_ids=[filled.anna], by=teacher)
        done = list(notices(TODAY.replace(day=26), teacher))
    assert [(one.days_left, "5А" in one.title) for one in found] == [(-1, True)]
    assert done == []


@pytest.mark.usefixtures("addressed")
@pytest.mark.parametrize("role", ["director", "coordinator"])
def test_first_page_tells_who_runs_the_school_which_classes_are_left(role: str, filled: Filled, acting: Acting) -> None:
    by = acting(role)
    with inside(filled.organisation, by=by):
        found = list(notices(TODAY.replace(day=20), by))
        early = list(notices(TODAY.replace(day=3), by))
    assert len(found) == 1
    assert "5А, 9А" in found[0].detail
    assert early == []


# --- pages and the interface for programs -----------------------------------------------------------------------------


def test_button_marks_one_and_goes_back_to_the_same_list(filled: Filled, browser: Browser) -> None:
    back = f"class_id={filled.fifth}"
    answer = browser("classteacher").post(filled.url(f"upkeep/students/{filled.anna}/check/"), {"back": back})
    assert answer.status_code == 302
    assert answer["Location"] == filled.url(f"upkeep/students/?{back}")
    with inside(filled.organisation, by=BY):
        assert CardCheck.objects.get().student_id == filled.anna


def test_whole_class_is_marked_but_for_those_taken_off(filled: Filled, browser: Browser) -> None:
    client, url = browser("classteacher"), filled.url(f"upkeep/classes/{filled.fifth}/check/")
    assert "Ёлкина Анна" in client.get(url).content.decode()
    nobody = client.post(url, {"students": []})
    assert nobody.status_code == 422
    assert client.post(url, {"students": [filled.anna]}).status_code == 302
    with inside(filled.organisation, by=BY):
        assert CardCheck.objects.count() == 1


def test_foreign_class_is_not_there(filled: Filled, browser: Browser) -> None:
    client = browser("classteacher")
    assert client.get(filled.url(f"upkeep/classes/{filled.ninth}/check/")).status_code == 404
    assert client.post(filled.url(f"upkeep/students/{filled.vera}/check/")).status_code == 422


def test_page_and_interface_refuse_alike(filled: Filled, browser: Browser) -> None:
    client, url = browser("classteacher"), filled.url("api/v1/upkeep/checks/")
    refused = client.post(url, {"students": [filled.vera]}, content_type="application/json")
    done = client.post(url, {"students": [filled.anna]}, content_type="application/json")
    again = client.post(url, {"students": [filled.anna]}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_your_students")
    assert done.json()[0]["student_id"] == filled.anna
    assert again.json()["code"] == "all_checked_already"
    assert [row["student_id"] for row in client.get(url).json()["results"]] == [filled.anna]


@pytest.mark.parametrize("role", ["secretary", "operator"])
def test_those_who_only_look_have_no_button(role: str, filled: Filled, browser: Browser) -> None:
    client = browser(role)
    page = client.get(filled.url("upkeep/students/")).content.decode()
    assert "Ничего не изменилось" not in page
    assert client.post(filled.url(f"upkeep/students/{filled.anna}/check/")).status_code == 403
