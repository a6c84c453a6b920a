"""Names above an organisation: with a consent, from its first day; gone with a withdrawal, on every day, and an erasure."""

from datetime import date, timedelta
from typing import Any

import pytest

from region.contingent.models import RegionStudent
from region.feed import projector
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import Scope, region
from shared_apps.organisations.models import Organisation
from tenant_apps.people.services import consents
from tenant_apps.people.services.erasing import erase_fields
from tests.enrolment.rooms import BY, TODAY, Class

BORN = date(TODAY.year - 9, 1, 15)


@pytest.fixture
def room(new_school: Organisation, sent: list[Any]) -> Class:
    return Class(new_school, students=2)


def above(room: Class, *columns: str) -> list[tuple[Any, ...]]:
    """Rows of the region's students that begin by today, projected."""
    projector.drain(room.school.pk)
    with region(Scope(audience="ministry"), by=BY):
        rows = RegionStudent.objects.filter(organisation_id=room.school.pk, valid_from__lte=TODAY)
        return list(rows.order_by("student_id", "valid_from").values_list(*columns))


def test_names_go_up_from_the_first_day_of_a_consent(room: Class) -> None:
    half = room.first_day + timedelta(days=20)
    room.consent(0, on=half)

    rows = above(room, "student_id", "valid_from", "surname", "birth_date")

    first, second = (student.pk for student in room.students)
    assert rows == [
        (first, room.first_day, "", None),
        (first, half, "Ученикааа", BORN),
        (second, room.first_day, "", None),
    ]


def test_withdrawal_takes_names_back_on_every_day(room: Class) -> None:
    row = room.consent(0)
    assert ("Ученикааа",) in above(room, "surname")
    with crossing.inside(room.school, by=BY):
        consents.withdraw_consent(consent_id=row.pk, on=TODAY, document="заявление", by=BY)

    assert set(above(room, "surname", "birth_date")) == {("", None)}


def test_erased_names_are_empty_above_and_the_student_still_counts(room: Class) -> None:
    room.consent(0)
    with crossing.inside(room.school, by=BY):
        erase_fields(
            person_id=room.students[0].person_id, groups=["identity"], ground="authority", document="решение суда",
            by=BY,
        )  # fmt: skip

    rows = above(room, "surname", "given_name", "birth_date", "sex")

    assert rows == [("", "", None, "female"), ("", "", None, "female")]
