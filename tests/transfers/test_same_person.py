"""A request knows no card: its student is told by СНИЛС, or by name and birth date, in both offices."""

from datetime import date

import pytest

from shared_apps.envelopes.models import Envelope
from shared_apps.handbooks.identifiers import BadIdentifier
from tenant_apps.transfers import refusals, services
from tenant_apps.transfers.models import Transfer
from tenant_apps.transfers.queries import lists
from tenant_apps.transfers.same_person import alike
from tests.transfers.conftest import BY, SEPTEMBER, D, School, enrolled

ANNA = "Ёлкина Анна Петровна"
BORN = date(SEPTEMBER.year - 11, 3, 4)
SNILS = "112-233-445 95"
ANOTHER = "087-654-303 00"


def ask(at: School, of: School, who: str = ANNA, *, born: date = BORN, snils: str = "", **more) -> Transfer:
    with at.inside():
        return services.request_transfer(
            partner_id=of.pk, who=who, birth_date=born, level="basic", grade=5, on=D, snils=snils, by=BY, **more
        )


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("Ёлкина Анна", "Елкина  анна Петровна", True),
        ("Ёлкина Анна Петровна", "Ёлкина Анна Петровна", True),
        ("Ёлкина Анна Ивановна", "Ёлкина Анна Петровна", False),
        ("Ёлкина", "Ёлкина Анна Петровна", False),
        ("Ёлкина Анна", "Ёлкина Аннабелла", False),
        ("", "", False),
    ],
)
def test_names_are_alike(name: str, other: str, expected: bool) -> None:
    assert alike(name, other) is alike(other, name) is expected


# --- at the receiver ------------------------------------------------------------------------------------------------


def test_whoever_studies_here_is_not_asked_for(here: School, there: School) -> None:
    enrolled(there, "Ёлкина", snils=SNILS)
    with pytest.raises(refusals.EnrolledHereAlready):
        ask(there, here, "Елкина Анна", snils=SNILS)
    with pytest.raises(refusals.EnrolledHereAlready):
        ask(there, here, snils=SNILS, insist=True)


def test_a_namesake_who_studies_here_is_a_warning(here: School, there: School) -> None:
    enrolled(there, "Ёлкина")
    with pytest.raises(refusals.NamesakeStudiesHere):
        ask(there, here, "Елкина Анна")
    assert ask(there, here, "Елкина Анна", insist=True).number


def test_namesakes_of_other_days_or_numbers_are_others(here: School, there: School) -> None:
    enrolled(there, "Ёлкина", snils=SNILS)
    assert ask(there, here, born=BORN.replace(day=5)).number
    assert ask(there, here, snils=ANOTHER).number


def test_a_student_is_asked_for_once(here: School, there: School) -> None:
    first = ask(there, here)
    with pytest.raises(refusals.NamesakeWaits) as refused:
        ask(there, here, "ёлкина анна")
    assert f"№ {first.number}" in str(refused.value)
    assert ask(there, here, insist=True).number


def test_one_number_is_one_student(here: School, there: School) -> None:
    ask(there, here, snils=SNILS)
    with pytest.raises(refusals.AnotherTransferPending):
        ask(there, here, "Ёлкина А. П.", born=BORN.replace(day=5), snils=SNILS, insist=True)


def test_a_file_of_a_namesake_who_studies_here_is_a_warning(there: School, anna: int, send, accept) -> None:
    enrolled(there, "Ёлкина")
    number = send(anna).number
    with pytest.raises(refusals.NamesakeStudiesHere):
        accept(number)
    assert accept(number, insist=True).student_id


def test_a_number_that_cannot_be_right_is_refused(here: School, there: School) -> None:
    with pytest.raises(BadIdentifier):
        ask(there, here, snils="112-233-445 96")


# --- at the sender --------------------------------------------------------------------------------------------------


def test_a_request_that_waits_is_answered_not_passed_by(here: School, there: School, anna: int, send) -> None:
    asked = ask(there, here)
    with pytest.raises(refusals.NamesakeWaits) as refused:
        send(anna)
    assert f"№ {asked.number}" in str(refused.value)
    assert send(anna, request=asked.number).number == asked.number


def test_a_request_with_the_students_number_is_his(here: School, there: School, anna: int, send) -> None:
    ask(there, here, "Ёлкина А. П.", born=BORN.replace(day=5), snils=SNILS)
    with pytest.raises(refusals.AnotherTransferPending):
        send(anna, insist=True)


def test_the_card_of_a_request_is_found_by_its_number(here: School, there: School, anna: int) -> None:
    asked = ask(there, here, "Елкина А.", born=BORN.replace(day=5), snils=SNILS)
    with here.inside():
        row = Envelope.objects.get(pk=asked.number)
        assert [pk for pk, _name in lists.candidates(row)] == [anna]


@pytest.mark.parametrize("end", ["answer", "refuse", "withdraw"])
def test_the_number_is_forgotten_with_the_answer(here: School, there: School, anna: int, send, end: str) -> None:
    asked = ask(there, here, snils=SNILS)
    if end == "answer":
        send(anna, request=asked.number)
    elif end == "refuse":
        with here.inside():
            services.refuse_transfer(number=asked.number, reason="Не учится", by=BY)
    else:
        with there.inside():
            services.withdraw_transfer(number=asked.number, reason="Передумали", by=BY)
    with here.inside():
        assert Envelope.objects.get(pk=asked.number).snils == ""
