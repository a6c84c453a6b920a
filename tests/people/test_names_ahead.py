"""A name written ahead of its day: until then the former one is shown and corrected as the present one."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.people import refusals, services
from tenant_apps.people.models import PersonName, Student
from tests.enrolment.browsing import signed_in
from tests.factories.organisations import within

BY = By(account_id=11, name="Секретарёва С. С.")
TODAY = timezone.localdate()
AHEAD = TODAY + timedelta(days=20)


@pytest.fixture
def anna(school: Organisation) -> Student:
    """Ёлкена by a slip; Соснова from a day ahead."""
    with within(school, by=BY):
        student = services.create_student(
            name=services.Name("Ёлкена", "Анна", "Петровна"),
            particulars={"sex": "female", "birth_date": date(2014, 3, 9)}, by=BY,
        )  # fmt: skip
        services.change_name(
            person_id=student.person_id, name=services.Name("Соснова", "Анна", "Петровна"), since=AHEAD, version=None,
            by=BY,
        )  # fmt: skip
        return student


def surnames(school: Organisation, student: Student) -> list[str]:
    with crossing.inside(school, by=BY):
        rows = PersonName.objects.filter(person=student.person_id).order_by("valid_from")
        return list(rows.values_list("surname", flat=True))


def test_the_page_begins_with_the_name_of_today(school: Organisation, anna: Student) -> None:
    page = signed_in("secretary", school).get(f"/o/{school.slug}/students/{anna.pk}/name/").content.decode()
    assert ('value="Ёлкена"' in page, 'value="Соснова"' in page) == (True, False)


def test_a_correction_mends_the_name_of_today(school: Organisation, anna: Student) -> None:
    form = {"why": "correction", "surname": "Ёлкина", "given_name": "Анна", "patronymic": "Петровна", "version": 2}
    answer = signed_in("secretary", school).post(f"/o/{school.slug}/students/{anna.pk}/name/", form)

    assert answer.status_code == 302
    assert surnames(school, anna) == ["Ёлкина", "Соснова"]


def test_a_correction_to_the_name_of_today_changes_nothing(school: Organisation, anna: Student) -> None:
    same = services.Name("Ёлкена", "Анна", "Петровна")
    with crossing.inside(school, by=BY), pytest.raises(refusals.SameName):
        services.correct_name(person_id=anna.person_id, name=same, version=None, by=BY)


def test_a_change_still_follows_the_last_name(school: Organisation, anna: Student) -> None:
    with crossing.inside(school, by=BY), pytest.raises(refusals.NameBeginsBeforeTheFormer):
        services.change_name(
            person_id=anna.person_id, name=services.Name("Иная", "Анна", ""), since=AHEAD, version=None, by=BY
        )
