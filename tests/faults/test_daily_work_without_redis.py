"""Redis is down at the minute of a daily work and comes back later: an order dated ahead takes effect all the same."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.jobs import services as jobs
from shared_apps.jobs import tasks
from shared_apps.jobs.models import DailyWork, Job
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import Order
from tenant_apps.people import services as people
from tests.factories.broker import broker_at, port_of

BY = By(account_id=11, name="Секретарёва С. С.")
KIND = "enrolment.take_effect"
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def dated_ahead(new_school: Organisation) -> Iterator[int]:
    """An order that is signed today and takes effect tomorrow; the daily work was asked for today."""
    with shared(by=BY):
        load_catalogue()
        DailyWork.objects.create(kind=KIND, asked_for=TODAY)
    with inside(new_school, by=BY):
        first = date(TOMORROW.year - (TOMORROW.month < 9), 9, 1)
        year = services.open_academic_year(valid_from=first, valid_to=first.replace(year=first.year + 1), by=BY)
        group = services.create_class(
            year_id=year.pk, parameters=services.ClassParameters(grade=5, letter="А", capacity=30), by=BY
        )
        card = people.create_student(
            name=people.Name("Тестова", "Анна"), particulars={"sex": "female", "birth_date": date(2014, 5, 6)}, by=BY
        )
        order = services.draft_order(
            kind="admission", requisites=services.Requisites(date=TODAY, effective_on=TOMORROW),
            lines=[services.Line(student_id=card.pk, on=TOMORROW, class_group_id=group.pk)], by=BY,
        )  # fmt: skip
        services.sign_order(order_id=order.pk, by=BY)
    yield order.pk
    with shared(by=BY):
        Job.objects.all().delete()
        DailyWork.objects.using("owner").all().delete()


def clock(hour: int, minute: int) -> AbstractContextManager[object]:
    moment = timezone.make_aware(datetime.combine(TOMORROW, time(hour, minute)))
    return mock.patch.object(timezone, "now", return_value=moment)


def state_of(order_id: int, organisation: Organisation) -> str:
    with inside(organisation, by=BY):
        return str(Order.objects.get(pk=order_id).state)


@pytest.mark.parametrize("somebody_swept", [True, False])
def test_an_order_takes_effect_when_redis_is_back(
    dated_ahead: int, new_school: Organisation, *, somebody_swept: bool
) -> None:
    """`somebody_swept`: a worker still had a message of beat in hand, and could send none. Else nobody came at all."""
    with port_of("refused") as port, broker_at(port), clock(0, 10):
        if somebody_swept:
            tasks.sweep()
    assert state_of(dated_ahead, new_school) == "signed"

    with clock(8, 0), mock.patch.object(jobs, "send", return_value=True) as sent:
        tasks.sweep()
        (asked,) = {call.args[1] for call in sent.call_args_list if kind_of(call.args[1]) == KIND}
        assert jobs.run(asked) == "done"
    assert state_of(dated_ahead, new_school) == "effective"


def kind_of(job_id: int) -> str:
    with shared(by=BY):
        return Job.objects.get(pk=job_id).kind
