"""Undoing an import: drafts vanish with their cards, signed orders are cancelled, later edits are conflicts."""

from datetime import date

import pytest

from shared_apps.importing import refusals as import_refusals
from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import services
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.models import Enrolment, Order
from tenant_apps.enrolment.queries.imports import undoing_of
from tenant_apps.enrolment.services import import_undoing, imports
from tenant_apps.enrolment.services.imports import Choice
from tenant_apps.history.reversal import ConflictsStand
from tenant_apps.people import services as people
from tenant_apps.people.models import Identifier, Person, Student

from .school import ANNA, PETER, SNILS, card, received, verdicts

pytestmark = pytest.mark.usefixtures("in_school")
BY = By(account_id=11, name="Операторова О. О.")
SECRETARY = By(account_id=12, name="Секретарёва С. С.")


def confirmed(*rows: list[str], sign: bool = True, more: list[str] | None = None) -> ImportRun:
    run = received(*rows, by=BY, more=more or [])
    imports.confirm(run_id=run.pk, choice=Choice(sign=sign), by=BY)
    run.refresh_from_db()
    return run


def undone(run: ImportRun, *, partial: bool = False) -> ImportRun:
    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    assert import_undoing.undo(run_id=run.pk, by=BY, partial=partial).is_done
    run.refresh_from_db()
    return run


def test_plan_writes_nothing() -> None:
    run = confirmed(ANNA, PETER)
    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    run.refresh_from_db()

    plan = undoing_of(run)
    assert plan is not None
    assert (run.state, plan.conflicts, len(plan.cancelled)) == ("applied", 0, 1)
    assert Enrolment.objects.unvoided().count() == 2


def test_signed_order_is_cancelled_by_an_order_and_cards_stay() -> None:
    run = undone(confirmed([*ANNA, SNILS[0]], more=["СНИЛС"]))

    order = Order.objects.get(source=run.source)
    assert (run.state, order.state, order.cancelled_by.state) == ("undone", "cancelled", "effective")
    assert "Не тот файл" in order.cancelled_by.basis
    assert Enrolment.objects.unvoided().count() == 0
    assert (Student.objects.count(), order.lines.count()) == (1, 1)


def test_file_can_be_imported_again_after_undoing() -> None:
    undone(confirmed(ANNA, PETER))

    run = confirmed(ANNA, PETER)

    assert verdicts(run) == ["create", "create"]
    assert (Student.objects.count(), Enrolment.objects.unvoided().count()) == (2, 2)


def test_draft_vanishes_with_the_cards_it_made() -> None:
    run = undone(confirmed([*ANNA, SNILS[0]], sign=False, more=["СНИЛС"]))

    assert run.state == "undone"
    assert (Person.objects.count(), Order.objects.count(), Identifier.objects.count()) == (0, 0, 0)


def test_draft_signed_by_another_later_is_cancelled_not_torn() -> None:
    run = confirmed(ANNA, sign=False)
    services.sign_order(order_id=Order.objects.get().pk, by=SECRETARY)
    undone(run)

    order = Order.objects.get(source=run.source)
    assert (order.state, order.lines.count(), Enrolment.objects.unvoided().count()) == ("cancelled", 1, 0)


def test_draft_changed_and_signed_by_another_is_cancelled_not_torn() -> None:
    run = confirmed(ANNA, PETER, sign=False)
    order = Order.objects.get()
    services.remove_line(line_id=order.lines.get(position=2).pk, by=SECRETARY)
    services.sign_order(order_id=order.pk, by=SECRETARY)
    undone(run, partial=True)

    order.refresh_from_db()
    assert (order.state, order.lines.count()) == ("cancelled", 1)


def test_changes_of_older_cards_are_taken_back() -> None:
    student = card(ANNA, BY, phone="+79180000000")
    run = undone(confirmed([*ANNA, "8 918 111 22 33"], more=["Телефон"]))

    student.person.refresh_from_db()
    assert (run.state, student.person.phone) == ("undone", "+79180000000")


def test_later_edit_by_somebody_is_a_conflict_that_names_him() -> None:
    anna, peter = (card(one, BY, phone="+79180000000") for one in (ANNA, PETER))
    run = confirmed([*ANNA, "8 918 111 22 33"], [*PETER, "8 918 111 22 44"], more=["Телефон"])
    with crossing_as(SECRETARY):
        people.edit_person(person_id=anna.person_id, changes={"phone": "+79185555555"}, version=None, by=SECRETARY)
    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    run.refresh_from_db()

    plan = undoing_of(run)
    assert plan is not None
    assert [(one.whose, one.who) for one in plan.shown] == [("Ёлкина Анна Петровна", SECRETARY.name)]
    with pytest.raises(ConflictsStand):
        import_undoing.undo(run_id=run.pk, by=BY)
    assert import_undoing.undo(run_id=run.pk, by=BY, partial=True).is_done
    for student in (anna, peter):
        student.person.refresh_from_db()
    assert (anna.person.phone, peter.person.phone) == ("+79185555555", "+79180000000")


def test_order_that_later_ones_stand_on_is_a_conflict() -> None:
    run = confirmed(ANNA)
    line = services.Line(student_id=Student.objects.get().pk, on=date(2026, 10, 1))
    leaving = services.draft_order(
        kind="leaving", requisites=services.Requisites(date=date(2026, 10, 1)), lines=[line], by=BY
    )
    services.sign_order(order_id=leaving.pk, by=BY)
    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    run.refresh_from_db()

    plan = undoing_of(run)
    assert plan is not None
    assert plan.conflicts > 0
    assert f"{leaving.number}" in plan.shown[0].obstacle


def test_order_cancelled_by_hand_before_is_left_alone() -> None:
    run = confirmed(ANNA)
    order = Order.objects.get()
    services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=date(2026, 10, 1)), by=SECRETARY)
    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    run.refresh_from_db()

    plan = undoing_of(run)
    assert plan is not None
    assert (plan.reversed, order.lines.count()) == (0, 1)


def test_only_a_confirmed_import_is_undone_and_only_once() -> None:
    waiting = received(ANNA, by=BY)
    with pytest.raises(import_refusals.ImportNotConfirmed):
        import_undoing.plan_undoing(run_id=waiting.pk, reason="Не тот файл", by=BY)
    run = undone(confirmed(PETER))
    with pytest.raises(import_refusals.ImportNotConfirmed):
        import_undoing.undo(run_id=run.pk, by=BY)


def test_undoing_needs_a_plan() -> None:
    with pytest.raises(import_refusals.UndoingNotPlanned):
        import_undoing.undo(run_id=confirmed(ANNA).pk, by=BY)


def crossing_as(by: By) -> "ActingAs":
    return ActingAs(by)


class ActingAs:
    """Lines written within are this actor's: ordinary tests have one door, in which the actor changes."""

    def __init__(self, by: By) -> None:
        self.by = by

    def __enter__(self) -> None:
        self._say(self.by)

    def __exit__(self, *_: object) -> None:
        self._say(BY)

    @staticmethod
    def _say(by: By) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('svod.actor', %s, true), set_config('svod.actor_name', %s, true)",
                [str(by.account_id), by.name],
            )
