"""Each rule of a sane transfer by its name (after the rules of OpenEMIS), at the sender's and at the receiver's."""

from datetime import date, timedelta

import pytest

from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.refusals import EnvelopeExpired, EnvelopeNotWaiting, StudentOnTheWay
from shared_apps.envelopes.services import expire_requests
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear, Enrolment
from tenant_apps.enrolment.services import Line, Requisites
from tenant_apps.transfers import refusals, services
from tenant_apps.transfers.services.coming import Acceptance
from tests.transfers.conftest import BY, SEPTEMBER, TODAY, D, School, enrolled

YEAR_LATER = date(SEPTEMBER.year + 2, 1, 15)


def order(at: School, kind: str, student: int, on: date, *, sign: bool = True, **line) -> None:
    with at.inside():
        enrolment.issue_order(
            lines=[Line(student_id=student, on=on, **line)], kind=kind, requisites=Requisites(date=D), sign=sign, by=BY
        )


# --- leaving --------------------------------------------------------------------------------------------------------


def test_the_receiver_is_not_the_sender(here: School, anna: int, send) -> None:
    with pytest.raises(refusals.ReceiverIsSender):
        send(anna, partner_id=here.pk)


def test_the_receiver_works_on_that_day(there: School, anna: int, send) -> None:
    with crossing.shared(by=BY):
        Organisation.objects.filter(pk=there.pk).update(closed_on=D)
    with pytest.raises(refusals.ReceiverNotOpen):
        send(anna)


def test_the_receiver_is_an_organisation(anna: int, send) -> None:
    with pytest.raises(refusals.ReceiverNotOpen):
        send(anna, partner_id=999_999)


def test_the_receiver_teaches_the_level(there: School, anna: int, send) -> None:
    with crossing.shared(by=BY):
        there.organisation.periods.update(kind="kindergarten")
    with pytest.raises(refusals.LevelNotOfferedThere):
        send(anna)


def test_the_student_studies_here_then(here: School, anna: int, send) -> None:
    order(here, "leaving", anna, D - timedelta(days=1))
    with pytest.raises(refusals.NotEnrolledThen):
        send(anna)


def test_the_student_has_not_finished(here: School, anna: int, send) -> None:
    order(here, "leaving", anna, D - timedelta(days=1))
    with here.inside():
        Enrolment.objects.filter(student=anna).update(end_reason="finished_special")
    with pytest.raises(refusals.FinishedAlready):
        send(anna)


def test_no_other_transfer_is_drafted(anna: int, send) -> None:
    send(anna, sign=False)
    with pytest.raises(refusals.SeveralRulesBroken) as refused:
        send(anna)
    assert refusals.AnotherTransferPending in {type(one) for one in refused.value.problems}


def test_nobody_is_on_two_ways(here: School, there: School, anna: int, send) -> None:
    send(anna)
    order(here, "readmission", anna, D + timedelta(days=1), class_group_id=here.class_id)
    with pytest.raises(refusals.AnotherTransferPending):
        send(anna, on=D + timedelta(days=2))


def test_the_day_lies_inside_an_academic_year(anna: int, send) -> None:
    with pytest.raises(refusals.DateOutsideYear):
        send(anna, on=YEAR_LATER)


def test_a_sealed_year_is_closed_for_transfers(here: School, anna: int, send) -> None:
    with here.inside():
        AcademicYear.objects.update(closed_at="2026-01-01T00:00:00Z")
    with pytest.raises(refusals.DateOutsideYear):
        send(anna)


def test_the_day_is_after_the_last_movement(here: School, anna: int, send) -> None:
    order(here, "class_transfer", anna, D, class_group_id=here.full_class_id)
    with pytest.raises(refusals.BeforeLastMovement):
        send(anna, on=D)


def test_nothing_is_left_unsigned(here: School, anna: int, send) -> None:
    order(here, "class_transfer", anna, D, class_group_id=here.full_class_id, sign=False)
    with pytest.raises(refusals.SomethingUnsigned):
        send(anna)


# --- coming ---------------------------------------------------------------------------------------------------------


def test_nobody_is_enrolled_twice(here: School, there: School, anna: int, send, accept) -> None:
    double = enrolled(there, "Ёлкина")
    number = send(anna).number
    with pytest.raises(refusals.EnrolledHereAlready):
        accept(number, acceptance=Acceptance(class_group_id=there.class_id, student_id=double))


def test_the_grade_is_offered_here(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    with there.inside():
        for pk in (there.class_id, there.full_class_id):
            enrolment.delete_class(class_id=pk, by=BY)
    with pytest.raises(refusals.GradeNotOfferedHere):
        accept(number, acceptance=Acceptance())


def test_places_may_be_insisted_on(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    student = enrolled(there, "Ким")
    order(there, "class_transfer", student, SEPTEMBER, class_group_id=there.full_class_id)
    full = Acceptance(class_group_id=there.full_class_id)
    with pytest.raises(refusals.NoPlacesLeft):
        accept(number, acceptance=full)
    assert accept(number, acceptance=full, insist=True).student_id


def test_the_class_is_of_his_grade(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    with there.inside():
        year = AcademicYear.objects.get()
        sixth = enrolment.create_class(
            year_id=year.pk, parameters=enrolment.ClassParameters(grade=6, letter="А", capacity=25), by=BY
        )
    with pytest.raises(refusals.ClassOfAnotherGrade):
        accept(number, acceptance=Acceptance(class_group_id=sixth.pk))


def test_the_age_fits(here: School, send, accept) -> None:
    number = send(enrolled(here, "Взрослая", born=date(SEPTEMBER.year - 30, 1, 1))).number
    with pytest.raises(refusals.AgeDoesNotFit):
        accept(number)
    assert accept(number, insist=True).student_id


def test_the_receiver_has_an_open_year(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    with there.inside():
        AcademicYear.objects.update(closed_at="2026-01-01T00:00:00Z")
    with pytest.raises(refusals.DateOutsideYear):
        accept(number)


def test_a_closed_organisation_admits_nobody(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    with crossing.shared(by=BY):
        Organisation.objects.filter(pk=there.pk).update(closed_on=D)
    with pytest.raises(refusals.ClosedHere):
        accept(number)


def test_an_envelope_is_accepted_once(anna: int, send, accept) -> None:
    number = send(anna).number
    accept(number)
    with pytest.raises(EnvelopeNotWaiting):
        accept(number)


def test_an_order_of_another_day_is_refused(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    drafted = accept(number, sign=False)
    with there.inside():
        line = drafted.order.lines.get()
        enrolment.change_line(
            line_id=line.pk, line=Line(student_id=drafted.student_id, on=D + timedelta(days=1), class_group_id=there.class_id),
            by=BY,
        )  # fmt: skip
    with pytest.raises(refusals.DateDiffers), there.inside():
        enrolment.sign_order(order_id=drafted.order_id, by=BY)


def test_a_request_expires_after_two_terms(here: School, there: School, anna: int, send) -> None:
    with there.inside():
        asked = services.request_transfer(
            partner_id=here.pk, who="Ёлкина Анна", birth_date=date(SEPTEMBER.year - 11, 3, 4), level="basic", grade=5,
            on=D, by=BY,
        )  # fmt: skip
        assert expire_requests(today=TODAY + timedelta(days=6), by=BY) == 0
        assert expire_requests(today=TODAY + timedelta(days=15), by=BY) == 1
        assert Envelope.objects.get(pk=asked.number).state == "expired"
    with pytest.raises(EnvelopeExpired), there.inside():
        services.accept_transfer(
            number=asked.number, acceptance=Acceptance(), requisites=Requisites(date=D), sign=True, by=BY
        )
    with pytest.raises(refusals.NothingToAnswer):
        send(anna, request=asked.number)


def test_a_request_obeys_the_rules_too(there: School) -> None:
    with pytest.raises(refusals.ReceiverIsSender), there.inside():
        services.request_transfer(
            partner_id=there.pk, who="Ёлкина Анна", birth_date=date(SEPTEMBER.year - 11, 3, 4), level="basic", grade=5,
            on=D, by=BY,
        )  # fmt: skip


def test_the_database_refuses_a_second_way_too(here: School, anna: int, send) -> None:
    """Past the rules: two orders of one student, each with an envelope of its own."""
    send(anna)
    order(here, "readmission", anna, D + timedelta(days=1), class_group_id=here.class_id)
    with pytest.raises(StudentOnTheWay), here.inside():
        transfer = services.leaving.Transfer.objects.create(
            direction="out", partner_id=here.pk + 1, student_id=anna, on=D + timedelta(days=2)
        )
        line = Line(student_id=anna, on=D + timedelta(days=2), envelope_id=transfer.envelope_uid)
        enrolment.issue_order(lines=[line], kind="leaving_transfer", requisites=Requisites(date=D), sign=True, by=BY)
