"""Erasing payloads because the law asks: everything about a subject, nothing else, by the role made for it."""

import pytest
from django.db import ProgrammingError, transaction

from shared_apps.organisations.crossing import DoorError, as_eraser
from shared_apps.organisations.models import Organisation
from tenant_apps.history.models import ChangeLog, Erasure
from tenant_apps.history.services import GroundMissing, NothingToErase, Subject, erase

from .conftest import ANNA, insert, lines, run

pytestmark = pytest.mark.django_db


def erased() -> set[int]:
    return {line.row_id for line in lines() if line.after is None and line.before is None and line.salt is None}


def test_rows_are_erased_with_all_their_lines(inside_trial: Organisation) -> None:
    first, second = insert("trial_parent", name="Ёлкина"), insert("trial_parent", name="Белова")
    run("UPDATE trial_parent SET note = name")
    run("DELETE FROM trial_parent")
    erasure = erase(Subject(name="card 1", rows={"trial_parent": [first]}), ground="152-ФЗ, ст. 21", by=ANNA)
    assert (erasure.lines, erasure.actor_name, erasure.subject) == (3, "Анна Первая", "card 1")
    assert erased() == {first}
    assert {line.erased_by for line in lines() if line.row_id == second} == {None}
    assert "Ёлкина" not in str(run("SELECT before, after FROM history_changelog WHERE row_id = %s", first))


def test_rows_that_refer_or_referred_to_the_subject_are_erased_too(inside_trial: Organisation) -> None:
    parent, other = insert("trial_parent", name="a"), insert("trial_parent", name="b")
    now, moved, gone = (insert("trial_child", parent_id=parent, name=str(n)) for n in range(3))
    kept = insert("trial_child", parent_id=other, name="kept")
    run("UPDATE trial_child SET parent_id = %s WHERE id = %s", other, moved)
    run("DELETE FROM trial_child WHERE id = %s", gone)
    subject = Subject(name="card", references={("trial_child", "parent_id"): [parent]})
    erase(subject, ground="152-ФЗ", by=ANNA)
    assert {line.row_id for line in lines("trial_child") if line.erased_by is None} == {kept}
    assert erased() == {now, moved, gone}


def test_what_is_erased_stays_registered_and_is_not_erased_twice(inside_trial: Organisation) -> None:
    row = insert("trial_parent", name="a")
    subject = Subject(name="card", rows={"trial_parent": [row]})
    erase(subject, ground="152-ФЗ", by=ANNA)
    with pytest.raises(NothingToErase):
        erase(subject, ground="152-ФЗ", by=ANNA)
    assert Erasure.objects.count() == 1


def test_an_erasure_says_its_ground(inside_trial: Organisation) -> None:
    row = insert("trial_parent", name="a")
    with pytest.raises(GroundMissing):
        erase(Subject(name="card", rows={"trial_parent": [row]}), ground=" ", by=ANNA)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_changelog SET digest = ''",
        "UPDATE history_changelog SET actor_name = ''",
        "DELETE FROM history_changelog",
        "INSERT INTO trial_parent (name) VALUES ('x')",
        "DELETE FROM trial_parent",
        "UPDATE history_erasure SET ground = ''",
        "DELETE FROM history_sealline",
    ],
)
def test_the_eraser_may_nothing_but_empty_lines(inside_trial: Organisation, statement: str) -> None:
    insert("trial_parent", name="a")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), as_eraser():
        run(statement)


def test_the_organisation_itself_may_not_erase(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ChangeLog.objects.update(before=None, after=None, salt=None)


def test_the_eraser_stands_within_an_organisation(db: None) -> None:
    with pytest.raises(DoorError), as_eraser():
        pass
