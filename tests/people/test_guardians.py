"""Guardians: occupation, rights, limits of custody; insurers of medical policies."""

from datetime import date

import pytest

from shared_apps.handbooks.exceptions import UnknownItem
from shared_apps.organisations.crossing import By
from tenant_apps.people import refusals, services
from tenant_apps.people.models import Guardian, Guardianship, Student
from tenant_apps.people.queries import cards

from .papers import consented

BORN = date(2014, 3, 9)
pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def anna(by: By) -> Student:
    return services.create_student(
        name=services.Name("Ёлкина", "Анна"), particulars={"sex": "female", "birth_date": BORN}, by=by
    )


@pytest.fixture
def father(by: By) -> Guardian:
    guardian = services.create_guardian(name=services.Name("Ёлкин", "Пётр"), particulars={"sex": "male"}, by=by)
    consented(guardian.person_id, "social")
    work = {"education": "specialist", "workplace": "  порт ", "position": "крановщик"}
    return services.change_occupation(guardian_id=guardian.pk, occupation=work, by=by)


def test_occupation_is_written_and_changed(father: Guardian, by: By) -> None:
    services.change_occupation(guardian_id=father.pk, occupation={"position": "бригадир"}, by=by)

    shown = dict(cards.occupation(father.pk, by=by))
    assert list(shown.values()) == ["высшее — специалитет", "порт", "бригадир"]
    with pytest.raises(refusals.NothingToChange):
        services.change_occupation(guardian_id=father.pk, occupation={"workplace": "порт"}, by=by)
    with pytest.raises(UnknownItem):
        services.change_occupation(guardian_id=father.pk, occupation={"education": "wise"}, by=by)


@pytest.mark.parametrize(
    ("limit", "taken"),
    [
        ("deprived", {"is_legal", "may_collect", "may_see"}),
        ("removed", {"is_legal", "may_collect", "may_see"}),
        ("restricted", {"is_legal", "may_collect"}),
        ("no_contact", {"may_collect", "may_see"}),
        ("lives_apart", set()),
    ],
)
def test_limit_takes_rights(limit: str, taken: set[str], father: Guardian, anna: Student, by: By) -> None:
    rights = {name: name not in taken for name in ("is_legal", "may_collect", "may_see")}
    known = {"guardian_id": father.pk, "student_id": anna.pk, "relation": "father", "custody_limit": limit, "by": by}

    for name in taken:
        with pytest.raises(refusals.RightsAgainstLimit):
            services.link_guardian(**known, **rights | {name: True}, basis="Решение суда № 2-17")
    with pytest.raises(refusals.LimitWithoutBasis):
        services.link_guardian(**known, **rights)

    link = services.link_guardian(**known, **rights, basis="Решение суда № 2-17")
    assert (link.custody_limit, link.basis) == (limit, "Решение суда № 2-17")


def test_rights_that_are_not_named_stay(father: Guardian, anna: Student, by: By) -> None:
    link = services.link_guardian(
        guardian_id=father.pk, student_id=anna.pk, relation="father", basis="Доверенность № 5", since=BORN, by=by
    )

    services.change_guardianship(guardianship_id=link.pk, may_see=False, by=by)

    row = Guardianship.objects.get()
    assert (row.relation, row.is_legal, row.may_see, row.basis) == ("father", True, False, "Доверенность № 5")
    with pytest.raises(refusals.NothingToChange):
        services.change_guardianship(guardianship_id=link.pk, may_see=False, by=by)


def test_policy_names_its_insurer(anna: Student, by: By) -> None:
    consented(anna.person_id, "health")
    known = {"person_id": anna.person_id, "kind": "medical_policy", "by": by}

    services.set_identifier(**known, value="1234567890123452", issued_by=" СК  «Здоровье» ")

    line = next(line for line in cards.identifiers_of(anna.person_id, by=by) if line.kind == "medical_policy")
    assert line.issued_by == "СК «Здоровье»"
    with pytest.raises(refusals.NumberMissing):
        services.set_identifier(**known, value="", issued_by="СК «Здоровье»")
