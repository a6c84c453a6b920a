"""Transfer to another educational programme: the order changes what the card says of the adapted programme."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.arrangement_models import StudyArrangement
from tenant_apps.enrolment.queries import arrangements
from tenant_apps.people.models import HealthCircumstance, Student

from .conftest import Admit, Year
from .test_arrangements import DECEMBER, NOVEMBER, OCTOBER, MakeStudent, cancelled, issued


@pytest.fixture
def anna(year: Year, a_student: MakeStudent, admit: Admit) -> Student:
    student = a_student()
    admit(student, into=year.fifth)
    return student


def said(student: Student) -> list[tuple[str, str, date, date]]:
    rows = HealthCircumstance.objects.unvoided().filter(student=student, kind="ovz").order_by("valid_from")
    return list(rows.values_list("value", "variant", "valid_from", "valid_to"))


def written_by_hand(student: Student, since: date) -> None:
    HealthCircumstance.objects.create(
        student=student, kind="ovz", value="delayed", variant="v7_1", slot="ovz", valid_from=since
    )


def test_order_begins_an_adapted_programme_in_the_card(anna: Student, by: By) -> None:
    issued("programme_transfer", anna, on=OCTOBER, by=by, variant="v7_2")

    assert said(anna) == [("delayed", "v7_2", OCTOBER, FOREVER)]
    without_health: Any = SimpleNamespace(holds=frozenset({Privacy.OFFICIAL}))
    badges = arrangements.arranged(anna.pk, NOVEMBER, by=by)
    assert badges == [("адаптированная программа", "info")]
    assert arrangements.arranged(anna.pk, NOVEMBER, by=without_health) == []


def test_another_variant_takes_its_place_and_the_general_programme_ends_it(anna: Student, by: By) -> None:
    issued("programme_transfer", anna, on=OCTOBER, by=by, variant="v7_2")
    issued("programme_transfer", anna, on=NOVEMBER, by=by, variant="v7_1")
    last = issued("programme_transfer", anna, on=DECEMBER, by=by)

    assert said(anna) == [("delayed", "v7_2", OCTOBER, NOVEMBER), ("delayed", "v7_1", NOVEMBER, DECEMBER)]
    assert arrangements.arranged(anna.pk, DECEMBER, by=by) == []
    cancelled(last, by)
    assert said(anna)[-1] == ("delayed", "v7_1", NOVEMBER, FOREVER)


@pytest.mark.parametrize("since", [date(2025, 9, 1), OCTOBER], ids=["earlier", "that day"])
def test_what_was_written_by_hand_ends_and_comes_back(since: date, anna: Student, by: By) -> None:
    written_by_hand(anna, since)
    before = said(anna)

    order = issued("programme_transfer", anna, on=OCTOBER, by=by, variant="v8_1")
    then = said(anna)
    cancelled(order, by)

    assert then[-1] == ("autism", "v8_1", OCTOBER, FOREVER)
    assert then[:-1] == ([("delayed", "v7_1", since, OCTOBER)] if since < OCTOBER else [])
    assert said(anna) == before


def test_what_was_written_since_stays_when_the_order_is_cancelled(anna: Student, by: By) -> None:
    written_by_hand(anna, date(2025, 9, 1))
    order = issued("programme_transfer", anna, on=OCTOBER, by=by, variant="v8_1")
    HealthCircumstance.objects.filter(student=anna, variant="v8_1").update(valid_to=NOVEMBER)
    HealthCircumstance.objects.create(student=anna, kind="ovz", value="other", slot="ovz", valid_from=NOVEMBER)

    cancelled(order, by)

    assert said(anna) == [("delayed", "v7_1", date(2025, 9, 1), NOVEMBER), ("other", "", NOVEMBER, FOREVER)]
    assert not StudyArrangement.objects.unvoided().filter(enrolment__student=anna).exists()
