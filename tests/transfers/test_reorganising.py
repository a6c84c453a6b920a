"""Mergers, separations and closings: what moves, what stays, what is refused; broken off, gone on with, undone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from region.contingent.models import RegionClass
from region.feed import projector
from shared_apps.accounts.models import Membership
from shared_apps.envelopes.models import Envelope, Reorganisation
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation, Succession
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, Enrolment, Order
from tenant_apps.enrolment.queries.classes import classes_on
from tenant_apps.enrolment.services import Line, Requisites
from tenant_apps.transfers import reorganising
from tenant_apps.transfers.reorganising import ClassChoice, refusals
from tests.factories.accounts import member
from tests.transfers.conftest import BY, SEPTEMBER, TODAY, D, School, enrolled

ORDER = {"order_number": "45-п", "order_date": SEPTEMBER}


def planned(kind: str, *sides: School, into: School | None = None, on: date = D) -> int:
    return reorganising.make_plan(
        kind=kind, sides=[one.pk for one in sides], receiver_id=into.pk if into else None, on=on, by=BY, **ORDER
    )


def merged(here: School, there: School) -> int:
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    reorganising.carry_out(number, BY)
    return number


def members(at: School, on: date = D) -> dict[str, int]:
    """Students by class on a day; "" those in no class."""
    found: dict[str, int] = {}
    with at.inside():
        rows = ClassMembership.objects.valid(on).filter(enrolment__voided_by__isnull=True, enrolment__valid_to__gt=on)
        for name in rows.values_list("class_group__name", flat=True):
            found[name or ""] = found.get(name or "", 0) + 1
    return found


def state(number: int) -> str:
    return reorganising.read_plan(number, BY).state


def counted(*schools: School) -> None:
    for one in schools:
        projector.drain(one.pk)


@pytest.fixture
def pupils(here: School, there: School) -> list[int]:
    """Two in 5А, one in 5Б here; one in 5А there."""
    found = [enrolled(here, "Ёлкина", snils="112-233-445 95"), enrolled(here, "Ким"), enrolled(here, "Цой")]
    with here.inside():
        lines = [Line(student_id=found[2], on=SEPTEMBER, class_group_id=here.full_class_id)]
        enrolment.issue_order(lines=lines, kind="class_transfer", requisites=Requisites(date=D), sign=True, by=BY)
    enrolled(there, "Местная")
    return found


# --- a merger -------------------------------------------------------------------------------------------------------


def test_a_look_counts_and_names_classes_that_are_free(here: School, there: School, pupils) -> None:
    number = planned("merge", here, into=there)
    seen = reorganising.look(number, BY)
    rows = {row.name: (row.students, row.target_name) for row in reorganising.read_plan(number, BY).classes}
    assert rows == {"5А": (2, "5В"), "5Б": (1, "5Г")}
    assert (seen.students, seen.classes, seen.without_class, seen.blocking) == (3, 2, 0, [])


def test_a_look_writes_nothing_in_organisations(here: School, there: School, pupils) -> None:
    reorganising.look(planned("merge", here, into=there), BY)
    assert members(here) == {"5А": 2, "5Б": 1}
    assert members(there) == {"5А": 1}


def test_students_pass_class_by_class_on_one_day(here: School, there: School, pupils) -> None:
    number = merged(here, there)
    assert state(number) == "moved"
    assert members(here, D - timedelta(days=1)) == {"5А": 2, "5Б": 1}
    assert members(here) == {}
    assert members(there) == {"5А": 1, "5В": 2, "5Г": 1}
    with there.inside():
        assert set(Envelope.objects.values_list("kind", "state")) == {("merge", "accepted")}
        begun = set(Enrolment.objects.exclude(envelope_id=None).values_list("valid_from", flat=True))
    assert begun == {D}


def test_orders_name_the_founders_order(here: School, there: School, pupils) -> None:
    number = merged(here, there)
    for at, kinds in ((here, {"leaving_transfer"}), (there, {"admission_transfer"})):
        with at.inside():
            orders = Order.objects.filter(source=f"merge:{number}")
            assert set(orders.values_list("kind", flat=True)) == kinds
            assert all("45-п" in one.basis for one in orders)


def test_classes_that_went_end_on_the_day(here: School, there: School, pupils) -> None:
    merged(here, there)
    with here.inside():
        assert set(ClassGroup.objects.values_list("valid_to", flat=True)) == {D}


def test_a_class_of_the_same_grade_is_joined(here: School, there: School, pupils) -> None:
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    rows = reorganising.read_plan(number, BY).classes
    choices = [ClassChoice(id=row.id, takes_part=True, target_name="5А") for row in rows]
    reorganising.change_classes(plan_id=number, choices=choices, by=BY)
    reorganising.carry_out(number, BY)
    assert members(there) == {"5А": 4}


@pytest.mark.parametrize("steps", [2, 5, *(pytest.param(n, marks=pytest.mark.more) for n in (0, 1, 3, 4, 6))])
def test_whoever_goes_on_after_any_step_finishes_the_same(here: School, there: School, pupils, steps: int) -> None:
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    reorganising.moving.start(number, BY)
    for _ in range(steps):
        reorganising.next_step(number, BY)
    reorganising.carry_out(number, BY)
    assert members(there) == {"5А": 1, "5В": 2, "5Г": 1}
    assert reorganising.next_step(number, BY) is None


@pytest.mark.parametrize("moment", ["draft_order", "sign_order", "receive", "create_class", "end_class"])
def test_a_worker_that_dies_within_a_step_leaves_whole_steps(here, there: School, pupils, monkeypatch, moment) -> None:
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    act, calls = getattr(reorganising.moving, moment), []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        found = act(*args, **kwargs)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return found

    with monkeypatch.context() as patched:
        patched.setattr(reorganising.moving, moment, dying)
        with pytest.raises(KeyboardInterrupt):
            reorganising.carry_out(number, BY)
    reorganising.carry_out(number, BY)
    assert members(there) == {"5А": 1, "5В": 2, "5Г": 1}
    with there.inside():
        assert Enrolment.objects.unvoided().count() == 4


def test_undoing_cancels_orders_by_orders(here: School, there: School, pupils) -> None:
    number = merged(here, there)
    reorganising.undo(number, BY)
    assert state(number) == "undone"
    assert members(here) == {"5А": 2, "5Б": 1}
    assert members(there) == {"5А": 1}
    with here.inside():
        assert set(Enrolment.objects.unvoided().values_list("valid_to", flat=True)) == {FOREVER}
        assert not ClassGroup.objects.filter(valid_to=D).exists()


def test_classes_of_an_undone_merger_exist_on_no_day(here: School, there: School, pupils) -> None:
    number = merged(here, there)
    with there.inside():
        before = Order.objects.filter(kind="admission_transfer").latest("pk")
    reorganising.undo(number, BY)
    counted(here, there)
    with there.inside():
        left = ClassGroup.objects.filter(name__in=("5В", "5Г"))
        assert [one.is_abandoned for one in left] == [True, True]
        assert not ClassGroup.objects.valid(D).filter(pk__in=left).exists()
        assert set(classes_on(D, year_id=left[0].academic_year_id).values_list("name", flat=True)) == {"5А", "5Б"}
        assert before.lines.filter(class_group__in=left).exists()  # the cancelled order still names them
    with crossing.region(crossing.Scope("ministry"), by=BY):
        assert not RegionClass.objects.filter(organisation_id=there.pk, name__in=("5В", "5Г")).exists()


def test_a_second_merger_holds_the_abandoned_classes_after_all(here: School, there: School, pupils) -> None:
    reorganising.undo(merged(here, there), BY)
    merged(here, there)
    assert members(there) == {"5А": 1, "5В": 2, "5Г": 1}
    with there.inside():
        assert ClassGroup.objects.filter(valid_from=D).count() == 2


def test_the_first_day_of_a_year_is_refused_with_the_days_to_choose(here: School, there: School, pupils) -> None:
    number = planned("merge", here, into=there, on=SEPTEMBER)
    reorganising.look(number, BY)
    with pytest.raises(refusals.FirstDayOfYear, match=f"{SEPTEMBER + timedelta(days=1):%d.%m.%Y}"):
        reorganising.carry_out(number, BY)


def test_a_run_that_was_broken_off_may_be_undone(here: School, there: School, pupils) -> None:
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    reorganising.moving.start(number, BY)
    for _ in range(2):
        reorganising.next_step(number, BY)
    reorganising.undo(number, BY)
    assert (members(here), members(there)) == ({"5А": 2, "5Б": 1}, {"5А": 1})


# --- confirming -----------------------------------------------------------------------------------------------------


def test_confirming_closes_and_writes_the_succession_down(here: School, there: School, pupils) -> None:
    number = merged(here, there)
    counted(here, there)
    reorganising.confirm(number, BY)
    with crossing.shared(by=BY):
        closed = Organisation.objects.get(pk=here.pk)
        succession = Succession.objects.get(predecessor=here.pk)
    assert (state(number), closed.state, closed.closed_on) == ("finished", "closed", D)
    assert (succession.successor_id, succession.kind, succession.on) == (there.pk, "merge", D)


def test_confirming_waits_until_the_region_has_counted(here: School, there: School, pupils) -> None:
    number = merged(here, there)
    with pytest.raises(refusals.NotCountedYet):
        reorganising.confirm(number, BY)


def test_the_former_school_confirms_the_arrivals_and_prints(here: School, there: School, pupils) -> None:
    number = merged(here, there)
    counted(here, there)
    reorganising.confirm(number, BY)
    with crossing.shared(by=BY):
        closed = Organisation.objects.get(pk=here.pk)
    with crossing.inside(closed, by=BY, only_reads=True):
        rows = Enrolment.objects.filter(ended_by__isnull=False)
        assert {row.end_confirmed_on is not None for row in rows} == {True}
        assert Order.objects.filter(source=f"merge:{number}").count() == 2


def test_accesses_end_and_the_successors_office_keeps_the_archive(here: School, there: School, pupils) -> None:
    member("teacher-here", "teacher", organisation=here.organisation)
    member("secretary-here", "secretary", organisation=here.organisation)
    keeper = member("secretary-there", "secretary", organisation=there.organisation)
    number = merged(here, there)
    counted(here, there)
    reorganising.confirm(number, By.system("tests"))
    with crossing.shared(by=BY):
        live = Membership.objects.live(TODAY).filter(organisation=here.pk)
        assert list(live.values_list("account", "role")) == [(keeper.pk, "secretary")]


def test_what_is_confirmed_is_not_undone(here: School, there: School, pupils) -> None:
    number = merged(here, there)
    counted(here, there)
    reorganising.confirm(number, BY)
    with pytest.raises(refusals.NotInThisState):
        reorganising.undo(number, BY)


# --- a separation, a closing ----------------------------------------------------------------------------------------


def test_a_separation_takes_the_chosen_classes(here: School, there: School, pupils) -> None:
    number = planned("split", here, into=there)
    assert [one.words for one in reorganising.look(number, BY).blocking]
    rows = reorganising.read_plan(number, BY).classes
    choices = [ClassChoice(id=row.id, takes_part=row.name == "5А", target_name=row.target_name) for row in rows]
    reorganising.change_classes(plan_id=number, choices=choices, by=BY)
    reorganising.carry_out(number, BY)
    counted(here, there)
    reorganising.confirm(number, BY)
    assert (members(here), members(there)) == ({"5Б": 1}, {"5А": 1, "5В": 2})
    with crossing.shared(by=BY):
        assert Organisation.objects.get(pk=here.pk).state == "ready"
        assert Succession.objects.get(predecessor=here.pk).kind == "split"


def test_a_closing_waits_until_nobody_studies_there(here: School, pupils) -> None:
    number = planned("close", here)
    with pytest.raises(refusals.InTheWay, match="3"):
        reorganising.confirm(number, BY)
    with here.inside():
        lines = [Line(student_id=one, on=D) for one in pupils]
        enrolment.issue_order(lines=lines, kind="leaving", requisites=Requisites(date=D), sign=True, by=BY)
    reorganising.confirm(number, BY)
    with crossing.shared(by=BY):
        assert Organisation.objects.get(pk=here.pk).state == "closed"


# --- what stands in the way -----------------------------------------------------------------------------------------


def blocking(here: School, there: School, **more: Any) -> str:
    number = planned("merge", here, into=there, **more)
    words = " ".join(one.words for one in reorganising.look(number, BY).blocking)
    with pytest.raises(refusals.InTheWay):
        reorganising.carry_out(number, BY)
    return words


def test_a_draft_stands_in_the_way(here: School, there: School, pupils) -> None:
    with here.inside():
        lines = [Line(student_id=pupils[0], on=D)]
        enrolment.issue_order(lines=lines, kind="leaving", requisites=Requisites(date=D), sign=False, by=BY)
    assert "1" in blocking(here, there)


def test_an_open_transfer_stands_in_the_way(here: School, there: School, pupils, send) -> None:
    send(pupils[0], on=D - timedelta(days=1) if SEPTEMBER + timedelta(days=1) < D else D)
    assert blocking(here, there)


def test_who_came_later_stands_in_the_way(here: School, there: School, pupils) -> None:
    assert blocking(here, there, on=SEPTEMBER)


def test_who_studies_in_both_stands_in_the_way(here: School, there: School, pupils) -> None:
    from tenant_apps.people.models import Person

    with here.inside():
        uid = Person.objects.get(student=pupils[0]).person_uid
    with there.inside():
        double = Person.objects.get(student__enrolments__voided_by=None)
        Person.objects.filter(pk=double.pk).update(person_uid=uid)
    assert blocking(here, there)


def test_a_kindergarten_takes_no_school_classes(here: School, there: School, pupils) -> None:
    with crossing.shared(by=BY):
        there.organisation.periods.update(kind="kindergarten")
    assert blocking(here, there)


# --- named errors, in the command too -------------------------------------------------------------------------------


def test_plans_are_refused_by_name(here: School, there: School) -> None:
    with pytest.raises(refusals.NoSides):
        planned("merge", into=there)
    with pytest.raises(refusals.SuccessorMissing):
        planned("merge", here)
    with pytest.raises(refusals.SuccessorAmongSides):
        planned("merge", here, into=here)
    with pytest.raises(refusals.SplitOfOne):
        planned("split", here, there, into=here)
    planned("merge", here, into=there)
    with pytest.raises(refusals.PlannedAlready):
        planned("close", here)
    with pytest.raises(refusals.NoSuchReorganisation):
        reorganising.look(987_654, BY)


def test_it_is_not_carried_out_before_its_day(here: School, there: School, pupils) -> None:
    number = planned("merge", here, into=there, on=TODAY + timedelta(days=3))
    reorganising.look(number, BY)
    with pytest.raises(refusals.TooEarly):
        reorganising.carry_out(number, BY)


def test_what_does_not_work_is_not_reorganised(here: School, there: School) -> None:
    with crossing.shared(by=BY):
        Organisation.objects.filter(pk=there.pk).update(closed_on=D)
    with pytest.raises(refusals.OrganisationDoesNotWork):
        planned("merge", here, into=there)


def command(*arguments: str) -> None:
    call_command("organisations", *arguments)


def test_the_command_merges_and_undoes(here: School, there: School, pupils, capsys) -> None:
    where = [here.organisation.slug, "--into", there.organisation.slug]
    order = ["--on", f"{D}", "--order", "45-п", "--order-date", f"{SEPTEMBER}"]
    command("merge", *where, *order, "--dry-run")
    assert "обучающихся 3" in capsys.readouterr().out
    assert members(there) == {"5А": 1}
    command("merge", *where, *order)
    assert members(there) == {"5А": 1, "5В": 2, "5Г": 1}
    with crossing.shared(by=BY):
        number = Reorganisation.objects.latest("pk").pk
    with pytest.raises(CommandError, match="reorganisation_not_counted"):
        command("confirm", str(number))
    command("undo", str(number))
    assert members(here) == {"5А": 2, "5Б": 1}
    command("list")
    assert "45-п" in capsys.readouterr().out


def test_the_command_separates_and_closes(here: School, there: School, pupils) -> None:
    order = ["--on", f"{D}", "--order", "45-п", "--order-date", f"{SEPTEMBER}"]
    command("split", here.organisation.slug, "--into", there.organisation.slug, "--classes", "5Б=5Ж", *order)
    assert members(there) == {"5А": 1, "5Ж": 1}
    with pytest.raises(CommandError, match="reorganisation_planned_already"):
        command("close", here.organisation.slug, *order)
