"""A transfer from end to end, in both offices: what each sees, what each may, and what stays."""

from datetime import timedelta

import pytest

from shared_apps.envelopes import queries as envelopes
from shared_apps.envelopes.models import Contents, Envelope
from shared_apps.envelopes.refusals import EnvelopeNotWaiting, NoSuchEnvelope, NotYourTurn, ReasonMissing
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import Enrolment, Order
from tenant_apps.enrolment.services import Requisites, cancel_order, discard_draft
from tenant_apps.people import services as people
from tenant_apps.people.models import Identifier, Person, PersonName, Student
from tenant_apps.transfers import refusals, services
from tenant_apps.transfers.models import FormerStudy, Transfer
from tests.transfers.conftest import BY, SEPTEMBER, D, School, enrolled


def state(at: School, number: int) -> str:
    with at.inside():
        return str(envelopes.envelope(number).state)


def test_leaving_sends_the_envelope_with_the_order(here: School, there: School, anna: int, send) -> None:
    transfer = send(anna)
    with here.inside():
        left = Enrolment.objects.get(student=anna)
    with there.inside():
        seen = Envelope.objects.get(pk=transfer.number)
    assert (left.valid_to, left.end_envelope_id) == (D, transfer.envelope_uid)
    assert (seen.state, seen.who, seen.on, seen.grade) == ("sent", "Ёлкина Анна Петровна", D, 5)


def test_a_draft_sends_nothing(here: School, there: School, anna: int, send) -> None:
    transfer = send(anna, sign=False)
    with there.inside():
        assert not Envelope.objects.exists()
    with here.inside():
        assert Enrolment.objects.get(student=anna).valid_to == FOREVER
        assert Transfer.objects.get(pk=transfer.pk).order.state == Order.State.DRAFT


def test_a_discarded_draft_leaves_nothing_behind(here: School, anna: int, send) -> None:
    transfer = send(anna, sign=False)
    with here.inside():
        discard_draft(order_id=transfer.order_id, by=BY)
        assert not Transfer.objects.exists()
    send(anna)


def test_a_request_outlives_the_discarded_draft_of_its_answer(here: School, there: School, anna: int, send) -> None:
    with there.inside():
        asked = services.request_transfer(
            partner_id=here.pk, who="Ёлкина Анна Петровна", birth_date=D.replace(year=D.year - 11), level="basic",
            grade=5, on=D, by=BY,
        )  # fmt: skip
    drafted = send(anna, sign=False, request=asked.number)
    with here.inside():
        discard_draft(order_id=drafted.order_id, by=BY)
        assert Transfer.objects.get().number == asked.number
    assert send(anna, request=asked.number).number == asked.number


def test_acceptance_makes_the_same_person_and_goes_on_from_the_same_day(
    here: School, there: School, anna: int, send, accept
) -> None:
    with here.inside():
        uid = Person.objects.get(student=anna).person_uid
    transfer = send(anna)
    accepted = accept(transfer.number)
    with there.inside():
        student = Student.objects.select_related("person").get(pk=accepted.student_id)
        begun = Enrolment.objects.get(student=student)
        assert student.person.person_uid == uid
        assert student.person.phone == "+7 900 111-22-33"
        assert PersonName.objects.get(person=student.person).surname == "Ёлкина"
        assert Identifier.objects.get(person=student.person).value == "11223344595"
        assert (begun.valid_from, begun.envelope_id) == (D, transfer.envelope_uid)
        study = FormerStudy.objects.get(student=student)
    assert (study.valid_from, study.valid_to, study.class_name, study.grade) == (SEPTEMBER, D, "5А", 5)
    assert state(here, transfer.number) == state(there, transfer.number) == "accepted"


def test_acceptance_erases_the_contents_and_keeps_their_digest(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    with there.inside():
        assert envelopes.content(number)
    accept(number)
    with there.inside():
        row = Contents.objects.get(envelope=number)
        assert (row.content, row.erased_at is not None) == (None, True)
        assert len(Envelope.objects.get(pk=number).digest) == 64


def test_the_former_school_keeps_the_card(here: School, anna: int, send, accept) -> None:
    accept(send(anna).number)
    with here.inside():
        assert Student.objects.get(pk=anna).person.phone == "+7 900 111-22-33"


def test_a_known_card_is_found_by_snils_and_filled(here: School, there: School, anna: int, send, accept) -> None:
    with there.inside():
        known = people.create_student(
            name=people.Name("Ёлкина", "Анна"), particulars={"sex": "female"}, by=BY, insist=True
        )
        people.set_identifier(person_id=known.person_id, kind="snils", value="112-233-445 95", by=BY)
    accepted = accept(send(anna).number)
    with there.inside():
        assert accepted.student_id == known.pk
        assert Student.objects.get(pk=known.pk).person.phone == "+7 900 111-22-33"


def test_refusal_needs_a_reason(there: School, anna: int, send) -> None:
    number = send(anna).number
    with pytest.raises(ReasonMissing), there.inside():
        services.refuse_transfer(number=number, reason="  ", by=BY)


def test_refusal_erases_the_contents_and_tells_the_sender(here: School, there: School, anna: int, send) -> None:
    number = send(anna).number
    with there.inside():
        services.refuse_transfer(number=number, reason="Нет мест", by=BY)
        assert envelopes.content(number) is None
    with here.inside():
        assert Envelope.objects.get(pk=number).reason == "Нет мест"


def test_a_refused_student_is_given_back_by_one_order(here: School, there: School, anna: int, send) -> None:
    number = send(anna).number
    with there.inside():
        services.refuse_transfer(number=number, reason="Нет мест", by=BY)
    with here.inside():
        services.give_back(number=number, by=BY)
        row = Enrolment.objects.get(student=anna)
    assert (row.valid_to, row.end_envelope_id) == (FOREVER, None)


def test_withdrawing_opens_the_enrolment_again(here: School, there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    with here.inside():
        services.withdraw_transfer(number=number, reason="Передумали", by=BY)
        assert Enrolment.objects.get(student=anna).valid_to == FOREVER
    assert state(there, number) == "withdrawn"
    with pytest.raises(EnvelopeNotWaiting):
        accept(number)


def test_cancelling_the_order_of_leaving_withdraws(here: School, anna: int, send) -> None:
    transfer = send(anna)
    with here.inside():
        cancel_order(order_id=transfer.order_id, requisites=Requisites(date=D), by=BY)
    assert state(here, transfer.number) == "withdrawn"


def test_the_order_of_leaving_stays_once_he_is_admitted(here: School, anna: int, send, accept) -> None:
    transfer = send(anna)
    accept(transfer.number)
    with pytest.raises(refusals.AcceptedThere), here.inside():
        cancel_order(order_id=transfer.order_id, requisites=Requisites(date=D), by=BY)


def test_cancelling_the_admission_puts_him_on_the_way_again(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    accepted = accept(number)
    with there.inside():
        cancel_order(order_id=accepted.order_id, requisites=Requisites(date=D), by=BY)
    assert state(there, number) == "sent"
    again = accept(number)
    assert again.student_id == accepted.student_id
    assert state(there, number) == "accepted"


def test_only_who_began_withdraws_and_only_the_other_answers(here: School, there: School, anna: int, send) -> None:
    number = send(anna).number
    with pytest.raises(NotYourTurn), there.inside():
        services.withdraw_transfer(number=number, reason="", by=BY)
    with pytest.raises(NotYourTurn), here.inside():
        services.refuse_transfer(number=number, reason="Нет мест", by=BY)


def test_a_request_is_answered_by_the_order_of_leaving(here: School, there: School, anna: int, send, accept) -> None:
    with there.inside():
        asked = services.request_transfer(
            partner_id=here.pk, who="Ёлкина Анна Петровна", birth_date=D.replace(year=D.year - 11), level="basic",
            grade=5, on=D, by=BY,
        )  # fmt: skip
    assert state(here, asked.number) == "requested"
    transfer = send(anna, request=asked.number)
    assert (transfer.number, transfer.envelope_uid) == (asked.number, asked.envelope_uid)
    accept(asked.number)
    assert state(here, asked.number) == "accepted"


def test_a_request_may_be_refused_by_the_former_school(here: School, there: School) -> None:
    with there.inside():
        asked = services.request_transfer(
            partner_id=here.pk, who="Неизвестный Пётр", birth_date=D.replace(year=D.year - 11), level="basic",
            grade=5, on=D, by=BY,
        )  # fmt: skip
    with here.inside():
        services.refuse_transfer(number=asked.number, reason="Такой ученик у нас не учится", by=BY)
    assert state(there, asked.number) == "refused"


def test_a_draft_of_the_admission_waits_for_the_signature(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    drafted = accept(number, sign=False)
    assert state(there, number) == "sent"
    with there.inside():
        assert drafted.order.state == Order.State.DRAFT
    accept(number)
    assert state(there, number) == "accepted"
    with there.inside():
        assert Student.objects.count() == 1


def test_a_way_further_takes_the_former_studies_along(here: School, there: School, anna: int, send, accept) -> None:
    accepted = accept(send(anna).number)
    with there.inside():
        onward = services.start_transfer(
            student_id=accepted.student_id, partner_id=here.pk, on=D + timedelta(days=1),
            requisites=Requisites(date=D), sign=True, by=BY,
        )  # fmt: skip
    with here.inside():
        back = services.accept_transfer(
            number=onward.number, acceptance=services.coming.Acceptance(class_group_id=here.class_id),
            requisites=Requisites(date=D), sign=True, by=BY,
        )  # fmt: skip
        assert back.student_id == anna
        assert FormerStudy.objects.filter(student=anna).count() == 2


def test_a_stranger_has_no_such_transfer(here: School, there: School) -> None:
    with pytest.raises(NoSuchEnvelope), there.inside():
        services.refuse_transfer(number=987_654, reason="Нет", by=BY)


def test_two_students_of_one_order_go_in_two_envelopes(here: School, there: School, send) -> None:
    numbers = [send(enrolled(here, surname)).number for surname in ("Ким", "Цой")]
    with there.inside():
        assert set(Envelope.objects.values_list("pk", flat=True)) == set(numbers)
