"""Ordinary orders beside transfers: nobody is admitted past the envelope that waits for him, and whoever leaves for an
organisation of the region is warned that no envelope follows. So the region's total stays while he is on the way.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from shared_apps.organisations import crossing
from tenant_apps.enrolment import arrangement_refusals as refusals
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import Enrolment, Order
from tenant_apps.enrolment.services import Line, NewCard, Requisites, imports
from tenant_apps.people import services as people
from tenant_apps.people.models import Student
from tenant_apps.transfers import services
from tests.enrolment.browsing import signed_in
from tests.importing.conftest import workbook
from tests.importing.school import codes
from tests.transfers.conftest import BY, SEPTEMBER, D, School, a_group, enrolled, in_group

SNILS, OTHER_SNILS = "112-233-445 95", "087-654-303 00"
BORN = date(SEPTEMBER.year - 11, 3, 4)
NAME = people.Name("Ёлкина", "Анна", "Петровна")


def card(at: School, *, snils: str = "") -> int:
    with at.inside():
        particulars = {"sex": "female", "birth_date": BORN}
        student = people.create_student(name=NAME, particulars=particulars, by=BY, insist=True)
        if snils:
            people.set_identifier(person_id=student.person_id, kind="snils", value=snils, by=BY)
        return student.pk


def admit(at: School, student: int, *, insist: bool = False, kind: str = "admission", **line: Any) -> Order:
    lines = [Line(student_id=student, **({"on": D, "class_group_id": at.class_id} | line))]
    with at.inside():
        return enrolment.issue_order(
            lines=lines, kind=kind, requisites=Requisites(date=D), sign=True, insist=insist, by=BY
        )


def test_a_student_whose_envelope_waits_is_admitted_by_it_alone(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    student = card(there, snils=SNILS)

    for insist in (False, True):
        with pytest.raises(refusals.StudentComesByTransfer) as raised:
            admit(there, student, insist=insist)
    assert raised.value.number == number

    accept(number)
    with there.inside():
        assert Enrolment.objects.unvoided().count() == 1


def test_a_namesake_is_admitted_when_one_insists(there: School, anna: int, send) -> None:
    send(anna)
    student = card(there)

    with pytest.raises(refusals.NamesakeComesByTransfer):
        admit(there, student)
    admit(there, student, insist=True)


def test_another_number_tells_namesakes_apart(there: School, anna: int, send) -> None:
    send(anna)

    assert admit(there, card(there, snils=OTHER_SNILS)).state == Order.State.EFFECTIVE


def test_somebody_new_is_looked_for_among_those_who_come(there: School, anna: int, send) -> None:
    send(anna)
    particulars = {"sex": "female", "birth_date": BORN}

    with there.inside(), pytest.raises(refusals.NamesakeComesByTransfer):
        enrolment.admit_student(
            student=NewCard(name=NAME, particulars=particulars), kind="admission", requisites=Requisites(date=D),
            line=Line(student_id=0, on=D, class_group_id=there.class_id), sign=True, by=BY,
        )  # fmt: skip
    with there.inside():
        assert not Student.objects.exists()


def test_who_came_back_by_a_transfer_is_known_by_the_card(here: School, there: School, anna: int, send, accept) -> None:
    """The card here is the one that left: the person's identifier says who it is, whatever the name."""
    with here.inside():
        person = Student.objects.get(pk=anna).person
        people.correct_name(person_id=person.pk, name=people.Name("Иная", "Анна"), version=None, by=BY)
    accepted = accept(send(anna).number)
    with there.inside():
        services.start_transfer(
            student_id=accepted.student_id, partner_id=here.pk, on=D + timedelta(days=1),
            requisites=Requisites(date=D + timedelta(days=1)), sign=True, by=BY,
        )  # fmt: skip

    with pytest.raises(refusals.StudentComesByTransfer):
        admit(here, anna, kind="readmission", on=D + timedelta(days=2))


def test_a_transfer_that_was_only_asked_for_waits_too(here: School, there: School) -> None:
    student = card(there, snils=SNILS)
    with there.inside():
        asked = services.request_transfer(
            partner_id=here.pk, who="Ёлкина Анна", birth_date=BORN, snils=SNILS, level="basic", grade=5, on=D, by=BY
        ).number
    with pytest.raises(refusals.StudentComesByTransfer):
        admit(there, student)

    with there.inside():
        services.withdraw_transfer(number=asked, reason="Ошибка", by=BY)
    admit(there, student)


def test_an_order_signed_before_the_envelope_came_does_not_take_effect_past_it(there: School, anna: int, send) -> None:
    student = card(there, snils=SNILS)
    with there.inside():
        lines = [Line(student_id=student, on=D, class_group_id=there.class_id)]
        order = enrolment.draft_order(kind="admission", requisites=Requisites(date=D), lines=lines, by=BY)
        Order.objects.filter(pk=order.pk).update(state=Order.State.SIGNED, number="1")
    send(anna)

    with there.inside():
        left = enrolment.take_effect_of_due_orders(by=BY)
        assert [one.order_id for one in left] == [order.pk]
        assert not Enrolment.objects.exists()


def test_groups_of_a_centre_stand_beside_each_other(here: School, there: School, send, accept) -> None:
    with crossing.shared(by=BY):
        for one in (here, there):
            one.organisation.periods.update(kind="centre")
    chess, dances = a_group(here, level="additional", name="Шахматы"), a_group(there, level="additional", name="Танцы")
    child = in_group(here, chess, "admission_programme", born=BORN)
    number = send(child, of_class_id=chess).number
    with there.inside():
        known = people.create_student(
            name=people.Name("Малинина", "Вера", "Ильинична"), particulars={"sex": "female", "birth_date": BORN},
            by=BY, insist=True,
        ).pk  # fmt: skip

    with pytest.raises(refusals.NamesakeComesByTransfer):
        admit(there, known, kind="admission_programme", class_group_id=dances)
    admit(there, known, kind="admission_programme", class_group_id=dances, insist=True)
    assert number is not None


@pytest.mark.parametrize(
    ("snils", "code"), [(SNILS, "student.comes_by_transfer"), ("", "student.namesake_comes"), (OTHER_SNILS, None)]
)
def test_a_file_admits_nobody_past_an_envelope(there: School, anna: int, send, snils: str, code: str | None) -> None:
    send(anna)
    titles = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Дата зачисления", "СНИЛС"]
    row = ["Ёлкина", "Анна", "Петровна", f"{BORN:%d.%m.%Y}", "ж", "5А", f"{D:%d.%m.%Y}", snils]

    with there.inside():
        run = imports.receive_file(content=workbook([titles, row]), name="5А.xlsx", by=BY, at_once=True)
        assert [one for one in codes(run) if one.startswith("student.")] == ([code] if code else [])
        assert run.rows.get().verdict == ("error" if code else "create")


# --- leaving --------------------------------------------------------------------------------------------------------


def leave(at: School, student: int, to: int | None, *, insist: bool = False, reason: str = "to_school") -> Order:
    lines = [Line(student_id=student, on=D, organisation_id=to, reason=reason)]
    with at.inside():
        return enrolment.issue_order(
            lines=lines, kind="leaving_transfer", requisites=Requisites(date=D), sign=True, insist=insist, by=BY
        )


def test_leaving_for_an_organisation_of_the_region_without_an_envelope_is_warned(
    here: School, there: School, anna: int
) -> None:
    with pytest.raises(refusals.LeavesWithoutTransfer):
        leave(here, anna, there.pk)

    assert leave(here, anna, there.pk, insist=True).state == Order.State.EFFECTIVE


def test_a_transfer_and_a_leaving_for_elsewhere_are_not_warned(here: School, there: School, anna: int, send) -> None:
    send(anna)

    assert leave(here, enrolled(here, "Ким"), None).state == Order.State.EFFECTIVE


def test_pages_lead_to_the_transfer(here: School, there: School, anna: int, send) -> None:
    student = card(there, snils=SNILS)
    with here.inside():
        lines = [Line(student_id=anna, on=D, organisation_id=there.pk, reason="to_school")]
        leaving = enrolment.draft_order(kind="leaving_transfer", requisites=Requisites(date=D), lines=lines, by=BY)
    at = f"/o/{here.organisation.slug}"
    secretary = signed_in("secretary", here.organisation)
    shown = secretary.get(f"{at}/orders/{leaving.pk}/").content.decode()
    head = signed_in("director", here.organisation)
    refused = head.post(f"{at}/orders/{leaving.pk}/sign/", {"version": leaving.version, "number": ""})

    assert f'href="{at}/transfers/student/{anna}/"' in shown
    assert (refused.status_code, f'href="{at}/transfers/student/{anna}/"' in refused.content.decode()) == (422, True)

    with here.inside():
        enrolment.discard_draft(order_id=leaving.pk, by=BY)
    number = send(anna).number
    at = f"/o/{there.organisation.slug}"
    form = {
        "date": D, "on": D, "class_group": there.class_id, "reason": "from_same_municipality", "sign": "on",
        "effective_on": D,
    }  # fmt: skip
    page = signed_in("director", there.organisation).post(f"{at}/students/{student}/order/begin/?kind=admission", form)
    assert (page.status_code, f'href="{at}/transfers/{number}/"' in page.content.decode()) == (422, True)
