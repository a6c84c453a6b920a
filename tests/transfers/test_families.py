"""Families keep their accounts: who signed in at the former school signs in at the new one without a sheet."""

from datetime import date

import pytest

from shared_apps.accounts.models import Account, Membership
from shared_apps.organisations import crossing
from shared_apps.organisations.models import SharedChange
from tenant_apps.enrolment.services import Requisites, cancel_order
from tenant_apps.people import services as people
from tenant_apps.people.models import Guardian, Guardianship, Person, Student
from tenant_apps.transfers import reorganising, services
from tests.factories.accounts import browser, member
from tests.transfers.conftest import BY, SEPTEMBER, TODAY, D, School, enrolled
from tests.transfers.test_reorganising import counted, merged

pytestmark = pytest.mark.usefixtures("the_secretary")


def mother_of(at: School, student_id: int, surname: str = "Ёлкина", **rights: bool) -> int:
    """The guardian's card."""
    with at.inside():
        one = people.new_guardian_of(
            student_id=student_id, name=people.Name(surname, "Мария", "Ивановна"),
            particulars={"sex": "female", "birth_date": date(1985, 1, 2)}, relation="mother", since=SEPTEMBER, by=BY,
            insist=True, **rights,
        )  # fmt: skip
        return int(one.guardian_id)


@pytest.fixture
def mother(here: School, anna: int) -> Account:
    card = mother_of(here, anna)
    return member("mother-of-anna", "guardian", organisation=here.organisation, card_id=card)


def links(account: Account, at: School) -> list[tuple[str, int, str]]:
    """Live memberships of an account at a school: role, card, the order that gave them."""
    with crossing.shared(by=BY):
        rows = Membership.objects.live(TODAY).filter(account=account, organisation=at.pk)
        return list(rows.values_list("role", "card_id", "order_number"))


def guardian_there(at: School, surname: str = "Ёлкина") -> int:
    with at.inside():
        return Guardian.objects.get(person__names__surname=surname, person__names__given_name="Мария").pk


def test_a_guardian_sees_the_child_at_the_new_school(here, there: School, anna: int, mother, send, accept) -> None:
    accepted = accept(send(anna).number)

    with there.inside():
        number = accepted.order.number
        [child] = Guardianship.objects.values_list("student", flat=True)
    assert child == accepted.student_id
    assert links(mother, there) == [("guardian", guardian_there(there), number)]
    assert links(mother, here)
    with crossing.shared(by=BY):
        given = Membership.objects.get(account=mother, organisation=there.pk)
        assert SharedChange.objects.filter(model="accounts.membership", object_id=given.pk, action="issue").exists()
    page = browser(mother).get("/me/", follow=True)
    assert page.status_code == 200
    assert "Ёлкина" in page.content.decode()


def test_a_draft_gives_nothing_yet(there: School, anna: int, mother: Account, send, accept) -> None:
    accept(send(anna).number, sign=False)
    assert links(mother, there) == []


def test_a_students_own_account_follows_too(here, there: School, anna: int, send, accept) -> None:
    own = member("anna", "student", organisation=here.organisation, card_id=anna)
    accepted = accept(send(anna).number)
    assert [(role, card) for role, card, _order in links(own, there)] == [("student", accepted.student_id)]


def test_who_may_not_see_the_child_gets_nothing(here, there: School, anna: int, send, accept) -> None:
    father = member(
        "father", "guardian", organisation=here.organisation, card_id=mother_of(here, anna, "Отцов", may_see=False)
    )
    accept(send(anna).number)
    assert links(father, there) == []


def test_an_account_that_the_card_has_here_stays(here, there: School, anna: int, mother, send, accept) -> None:
    other = enrolled(there, "Братов")
    card = mother_of(there, other)
    with here.inside():
        uid = Person.objects.get(guardian__isnull=False).person_uid
    with there.inside():
        Person.objects.filter(guardian=card).update(person_uid=uid)
    present = member("mother-there", "guardian", organisation=there.organisation, card_id=card)
    accept(send(anna).number)
    assert links(mother, there) == []
    assert [card_id for _role, card_id, _order in links(present, there)] == [card]


def test_a_cancelled_admission_takes_the_link_back_and_a_new_one_gives_it(there, anna, mother, send, accept) -> None:
    number = send(anna).number
    first = accept(number)
    with there.inside():
        cancel_order(order_id=first.order_id, requisites=Requisites(date=D), by=BY)
    assert links(mother, there) == []

    again = accept(number)

    with there.inside():
        issued = again.order.number
    assert links(mother, there) == [("guardian", guardian_there(there), issued)]


def test_a_refused_transfer_gives_nothing(there: School, anna: int, mother: Account, send) -> None:
    number = send(anna).number
    with there.inside():
        services.refuse_transfer(number=number, reason="Нет мест", by=BY)
    assert links(mother, there) == []


def test_families_of_a_merged_school_sign_in_as_before(here: School, there: School, anna: int, mother) -> None:
    number = merged(here, there)
    assert len(links(mother, there)) == 1
    counted(here, there)
    reorganising.confirm(number, BY)

    assert links(mother, here) == []
    assert len(links(mother, there)) == 1
    assert browser(mother).get("/me/", follow=True).status_code == 200


def test_an_undone_merger_takes_the_links_back(here: School, there: School, anna: int, mother: Account) -> None:
    reorganising.undo(merged(here, there), BY)
    assert (len(links(mother, here)), links(mother, there)) == (1, [])
    with there.inside():
        assert Student.objects.filter(enrolments__voided_by=None).count() == 0
