"""manage.py orders: lists, signs and cancels by number; what is refused is said as on the page."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services
from tenant_apps.people import services as people
from tests.factories.organisations import within

BY = By(account_id=11, name="Секретарёва С. С.")
DAY = date(2025, 9, 1)


@pytest.fixture
def draft(school: Organisation) -> int:
    """A draft of admission of one student."""
    with within(school, by=BY):
        year = services.open_academic_year(valid_from=DAY, valid_to=date(2026, 9, 1), by=BY)
        group = services.create_class(
            year_id=year.pk, parameters=services.ClassParameters(grade=5, letter="А", capacity=30), by=BY
        )
        card = people.create_student(
            name=people.Name("Тестова", "Анна"), particulars={"sex": "female", "birth_date": date(2014, 5, 6)}, by=BY
        )
        line = services.Line(student_id=card.pk, on=DAY, class_group_id=group.pk)
        order = services.draft_order(kind="admission", requisites=services.Requisites(date=DAY), lines=[line], by=BY)
        return order.pk


def run(organisation: Organisation, *args: str) -> str:
    out = StringIO()
    call_command("orders", str(organisation.slug), *args, stdout=out)
    return out.getvalue()


def test_command_signs_a_draft_and_cancels_it_by_its_number(school: Organisation, draft: int) -> None:
    run(school, "sign", str(draft))
    run(school, "cancel", "1-у", "--basis", "Ошибка", "--date", "2025-12-01")

    assert "1-у\t2025-09-01\tadmission\tcancelled" in run(school, "list")


def test_command_says_why_an_order_is_refused(school: Organisation, draft: int) -> None:
    run(school, "sign", str(draft))

    with pytest.raises(CommandError, match="подписан"):
        run(school, "sign", str(draft))


@pytest.mark.parametrize("said", ["²", "#²", "47-у", "99"])
def test_command_signs_no_draft_that_is_not_there(said: str, school: Organisation, draft: int) -> None:
    with pytest.raises(CommandError, match="There is no draft"):
        run(school, "sign", said)


def test_command_names_what_is_not_there(school: Organisation, draft: int) -> None:
    with pytest.raises(CommandError, match="0 orders No 99"):
        run(school, "cancel", "99")
