"""A student comes back: what the other school learned is here, and what the two say differently a human decides."""

from datetime import timedelta

import pytest

from shared_apps.envelopes import queries as envelopes
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.services import Requisites
from tenant_apps.people import services as people
from tenant_apps.people.models import (
    CardFile,
    Citizenship,
    Guardian,
    Guardianship,
    HealthCircumstance,
    IdentityDocument,
    Person,
)
from tenant_apps.transfers import refusals, services
from tenant_apps.transfers.comparing import differences_with
from tenant_apps.transfers.contents import opened
from tenant_apps.transfers.models import Transfer
from tenant_apps.transfers.services.coming import Acceptance
from tests.factories.accounts import browser, member
from tests.transfers.conftest import BY, SEPTEMBER, TODAY, D, School
from tests.transfers.test_families import links, mother_of
from tests.transfers.trips import (
    BACK,
    DEPRIVED,
    SINCE,
    Away,
    deprive,
    father_of,
    healthy,
    link_of,
    names,
)

pytestmark = pytest.mark.usefixtures("the_secretary")

PDF = b"%PDF-1.7 "


def test_who_comes_back_unchanged_leaves_nothing_to_decide(here: School, anna: int, away) -> None:
    mother_of(here, anna)
    transfer = away().back()
    assert transfer.student_id == anna
    with here.inside():
        assert Transfer.objects.get(pk=transfer.pk).unsettled == []
        assert envelopes.content(transfer.number or 0) is None


# --- what a court has forbidden -------------------------------------------------------------------------------------


@pytest.mark.parametrize("take_theirs", [False, True])
def test_a_limit_of_rights_comes_back_with_the_child(here: School, anna: int, away, take_theirs: bool) -> None:
    father = father_of(here, anna)
    account = member("father", "guardian", organisation=here.organisation, card_id=father)
    trip = away()
    deprive(trip)
    transfer = trip.back(take_theirs=take_theirs)

    link = link_of(here, father)
    assert (link.custody_limit, link.may_see, link.is_legal, link.basis) == ("deprived", False, False, "Решение суда")
    assert trip.open_ones(transfer) == {}
    assert "Ёлкина" not in browser(account).get("/me/", follow=True).content.decode()


def test_a_later_limit_ends_the_link_of_before(here: School, anna: int, away) -> None:
    father = father_of(here, anna)
    trip = away()
    with trip.there.inside():
        link = Guardianship.objects.get(guardian__person__names__surname="Ёлкин")
        people.end_guardianship(guardianship_id=link.pk, on=D, by=BY)
        people.link_guardian(
            guardian_id=link.guardian_id, student_id=trip.there_id, since=D, relation="father", by=BY, **DEPRIVED
        )
    trip.back()
    with here.inside():
        rows = Guardianship.objects.filter(guardian=father).order_by("valid_from")
        assert list(rows.values_list("valid_from", "valid_to", "may_see")) == [
            (SEPTEMBER, D, True),
            (D, FOREVER, False),
        ]


def test_a_limit_known_here_outlives_the_childs_absence_until_a_human_lifts_it(here: School, anna: int, away) -> None:
    father = father_of(here, anna)
    trip = away()
    with here.inside():
        link = Guardianship.objects.get(guardian=father)
        people.change_guardianship(guardianship_id=link.pk, by=BY, **DEPRIVED)
    transfer = trip.back()
    assert not link_of(here, father).may_see
    [(title, one)] = trip.open_ones(transfer).items()
    assert title.startswith("Ёлкин Пётр Ильич")
    assert "Решение суда" in one.ours
    trip.settle(transfer, by_key={one.key: "theirs"})
    assert link_of(here, father).may_see
    assert not trip.kept(transfer)


def test_a_limit_known_here_gives_no_account(here, there, anna: int, send, accept, the_secretary) -> None:
    father = father_of(here, anna)
    account = member("father", "guardian", organisation=here.organisation, card_id=father)
    trip = Away(here, there, anna, accept(send(anna).number).student_id)
    with there.inside():
        link = Guardianship.objects.get(student=trip.there_id)
        people.change_guardianship(guardianship_id=link.pk, by=BY, **DEPRIVED)
    before = links(account, there)
    trip.back()
    again = send(anna, on=BACK + timedelta(days=1))
    with there.inside():
        services.accept_transfer(
            number=again.number, acceptance=Acceptance(class_group_id=there.class_id), requisites=Requisites(date=D),
            sign=True, by=BY,
        )  # fmt: skip
    assert links(account, there) == before


# --- circumstances, citizenships, names -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "former", "fresh"),
    [
        ("health_group", {"value": "ii"}, {"value": "iii"}),
        ("disability", {}, {"value": "child", "document": "Справка МСЭ"}),
        ("ovz", {"value": "delayed"}, {"value": "delayed", "variant": "v7_1", "document": "Заключение ПМПК"}),
    ],
)  # fmt: skip
def test_health_that_was_learned_there_is_known_here(here, anna: int, away, open_health, kind, former, fresh) -> None:
    if former:
        healthy(here, anna, kind, former["value"], SINCE)
    trip = away()
    open_health(trip.there, trip.there_id)
    healthy(trip.there, trip.there_id, kind, since=D, **fresh)
    transfer = trip.back()
    with here.inside():
        rows = HealthCircumstance.objects.filter(student=anna, kind=kind).order_by("valid_from")
        said = list(rows.values_list("value", "variant", "valid_from", "valid_to"))
    expected = [(fresh["value"], fresh.get("variant", ""), D, FOREVER)]
    assert said == ([(former["value"], "", SINCE, D)] if former else []) + expected
    assert trip.open_ones(transfer) == {}


@pytest.mark.parametrize("take_theirs", [False, True])
def test_health_corrected_there_is_decided_here(here: School, anna: int, away, open_health, take_theirs: bool) -> None:
    healthy(here, anna, "health_group", "ii", SINCE)
    trip = away()
    open_health(trip.there, trip.there_id)
    with trip.there.inside():
        HealthCircumstance.objects.filter(student=trip.there_id).update(value="iii")
    transfer = trip.back(take_theirs=take_theirs)
    with here.inside():
        assert HealthCircumstance.objects.get(student=anna).value == ("iii" if take_theirs else "ii")
    assert trip.kept(transfer) is not take_theirs
    assert len(trip.open_ones(transfer)) == (0 if take_theirs else 1)


def test_a_new_citizenship_ends_the_former_one(here: School, anna: int, away) -> None:
    with here.inside():
        people.add_citizenship(person_id=Person.objects.get(student=anna).pk, country="kg", since=SINCE, by=BY)
    trip = away()
    with trip.there.inside():
        people.add_citizenship(person_id=trip.person(trip.there).pk, country="ru", since=D, instead=True, by=BY)
    trip.back()
    with here.inside():
        rows = Citizenship.objects.filter(person__student=anna).order_by("valid_from")
        assert list(rows.values_list("country", "valid_from", "valid_to")) == [("kg", SINCE, D), ("ru", D, FOREVER)]
        assert Person.objects.get(student=anna).citizenship == ("ru" if D <= TODAY else "kg")


def test_a_name_changed_there_is_a_change_here(here: School, anna: int, away) -> None:
    trip = away()
    with trip.there.inside():
        people.change_name(
            person_id=trip.person(trip.there).pk, name=people.Name("Соснина", "Анна", "Петровна"), since=D,
            document="Свидетельство", version=None, by=BY,
        )  # fmt: skip
    trip.back()
    assert names(here, anna) == [("Ёлкина", D, ""), ("Соснина", FOREVER, "Свидетельство")]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, [("Ёлкина", FOREVER, "")]),
        ({"take_theirs": True}, [("Ёлкина", BACK, ""), ("Елкина", FOREVER, "перевод")]),
        ({"how": "changed", "since": D, "document": "Паспорт"}, [("Ёлкина", D, ""), ("Елкина", FOREVER, "Паспорт")]),
        ({"how": "theirs"}, [("Елкина", FOREVER, "")]),
        ({"how": "ours"}, [("Ёлкина", FOREVER, "")]),
    ],
)
def test_a_name_corrected_there_is_decided_here(here: School, anna: int, away, choices, expected) -> None:
    trip = away()
    with trip.there.inside():
        people.correct_name(
            person_id=trip.person(trip.there).pk, name=people.Name("Елкина", "Анна", "Петровна"), version=None, by=BY
        )
    number = trip.send_back()
    choices = dict(choices)
    if how := choices.pop("how", ""):
        with here.inside():
            file = opened(envelopes.envelope(number))
            assert file is not None
            [one] = differences_with(file, anna)
        choices["by_key"] = {one.key: how}
    transfer = trip.admit(number, **choices)
    found = names(here, anna)
    assert [(surname, until) for surname, until, _document in found] == [(one, until) for one, until, _ in expected]
    assert all(
        document.lower().startswith(said.lower()) for (*_x, document), (*_y, said) in zip(found, expected, strict=True)
    )
    assert trip.kept(transfer) is (not choices)


# --- guardians who are known here -----------------------------------------------------------------------------------


def test_a_known_guardians_card_is_compared_and_filled(here: School, anna: int, away) -> None:
    father = father_of(here, anna)
    trip = away()
    with trip.there.inside():
        card = Guardian.objects.get(person__names__surname="Ёлкин")
        people.edit_person(
            person_id=card.person_id,
            changes={"phone": "+7 900 000-00-02", "actual_address": "Сочи"},
            version=None,
            by=BY,
        )
        people.add_document(
            person_id=card.person_id, document=people.Document(kind="passport", series="0300", number="123456"), by=BY
        )
    transfer = trip.back()
    with here.inside():
        person = Person.objects.get(guardian=father)
        assert (person.phone, person.actual_address) == ("+7 900 000-00-01", "Сочи")
        assert IdentityDocument.objects.get(person=person).number == "123456"
    [(title, one)] = trip.open_ones(transfer).items()
    assert (title.partition(":")[0], one.ours, one.theirs) == (
        "Ёлкин Пётр Ильич",
        "+7 900 000-00-01",
        "+7 900 000-00-02",
    )
    assert trip.kept(transfer)

    trip.settle(transfer, by_key={one.key: "theirs"})
    with here.inside():
        assert Person.objects.get(guardian=father).phone == "+7 900 000-00-02"
    assert not trip.kept(transfer)
    with pytest.raises(refusals.NothingToSettle):
        trip.settle(transfer)


def test_a_document_of_another_card_here_is_shown_and_can_only_be_left(here: School, anna: int, away) -> None:
    trip = away()
    passport = people.Document(kind="passport", series="0300", number="123456")
    with trip.there.inside():
        people.add_document(person_id=trip.person(trip.there).pk, document=passport, by=BY)
    with here.inside():
        other = people.create_student(name=people.Name("Ким", "Вера"), particulars={"sex": "female"}, by=BY)
        people.add_document(person_id=other.person_id, document=passport, by=BY)
    transfer = trip.back(take_theirs=True)
    [one] = trip.open_ones(transfer).values()
    assert "Ким Вера" in one.ours
    with pytest.raises(refusals.NoSuchDifference):
        trip.settle(transfer, by_key={one.key: "theirs"})
    assert trip.settle(transfer, by_key={one.key: "ours"}).unsettled == []


def test_scans_that_are_here_do_not_double(here: School, anna: int, away) -> None:
    with here.inside():
        person_id = Person.objects.get(student=anna).pk
        people.add_card_file(person_id=person_id, kind="identity_document", content=PDF + b"1", name="a.pdf", by=BY)
    trip = away()
    with trip.there.inside():
        people.add_card_file(
            person_id=trip.person(trip.there).pk, kind="registration", content=PDF + b"2", name="b.pdf", by=BY
        )
    transfer = trip.back()
    with here.inside():
        rows = CardFile.objects.filter(person=person_id).order_by("pk")
        assert list(rows.values_list("kind", flat=True)) == ["identity_document", "registration"]
    assert trip.open_ones(transfer) == {}
