"""Undoing shared changes by the log alone: exact values, settings, handbooks, plans; what a protocol shows and keeps."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from shared_apps.envelopes.models import Reorganisation, ReorganisationSide
from shared_apps.handbooks import services as handbooks
from shared_apps.handbooks.models import Handbook, HandbookItem
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Municipality, Organisation, SharedChange, SharedReversal
from shared_apps.organisations.shared_log import as_logged, record, values
from shared_apps.organisations.undoing import protocol
from shared_apps.organisations.undoing.rules import COMMON_NOTES, explained, rule_of
from shared_apps.organisations.undoing.selection import by_source
from shared_apps.rules import entries as settings
from shared_apps.rules import services as rules
from shared_apps.rules.models import RuleValue

from .undoing import FIRST, OTHER, THIEF, carried_out, confirmed, fates, planned, taken_back

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = date(2026, 3, 1)
CODE = "order_deadline_days"


@pytest.fixture(autouse=True)
def loaded(db: None) -> Iterator[None]:
    with shared(by=OTHER):
        load_catalogue()
    settings.forget()
    yield
    settings.forget()


def write(value: int, since: date = DAY, by: By = THIEF, *, locked: bool = False) -> None:
    with shared(by=by):
        rules.write_value(code=CODE, holder=settings.REGION, value=value, since=since, locked=locked, reason="x", by=by)


def written() -> list[tuple[date, str, bool]]:
    with shared(by=OTHER):
        rows = RuleValue.objects.filter(setting=CODE, level="region").order_by("valid_from")
        return list(rows.values_list("valid_from", "value", "is_locked"))


# --- settings ---------------------------------------------------------------------------------------------------------


def test_new_value_says_again_what_was_in_force(db: None) -> None:
    write(5, by=OTHER)
    write(9, DAY + timedelta(days=3), locked=True)
    number = taken_back()
    assert fates(number) == [("lock", "ended", "says_former")]
    assert written() == [(DAY, "5", False), (DAY + timedelta(days=3), "5", False)]


def test_first_value_of_a_level_is_inherited_again(db: None) -> None:
    write(9)
    assert fates(taken_back()) == [("set", "ended", "inherits")]
    assert written() == [(DAY, "", False)]


def test_value_of_the_same_day_becomes_as_it_was(db: None) -> None:
    write(5, by=OTHER)
    write(9)
    assert fates(taken_back()) == [("set", "restored", "")]
    assert written() == [(DAY, "5", False)]


def test_value_replaced_and_then_followed_by_another_both_go_back(db: None) -> None:
    write(5, by=OTHER)
    write(9)
    write(11, DAY + timedelta(days=3))
    taken_back()
    assert [value for _day, value, _locked in written()] == ["5", "5"]


def test_value_written_over_by_others_is_a_conflict(db: None) -> None:
    write(9)
    write(7, by=OTHER)
    with pytest.raises(protocol.NothingToTakeBack):
        planned()
    assert written() == [(DAY, "7", False)]


def test_processes_read_settings_again(db: None) -> None:
    write(9)
    with shared(by=OTHER):
        before = apps.get_model("rules.ruleedition")._default_manager.get().token
    taken_back()
    with shared(by=OTHER):
        assert apps.get_model("rules.ruleedition")._default_manager.get().token != before


# --- handbooks --------------------------------------------------------------------------------------------------------


def item(code: str) -> HandbookItem:
    with shared(by=OTHER):
        return HandbookItem.objects.get(handbook__code="locality", code=code)


def test_added_item_is_closed_and_a_renamed_one_is_called_as_before(db: None) -> None:
    name, origin = item("urban").name, item("urban").origin
    with shared(by=THIEF):
        handbooks.add_item(by=THIEF, handbook="locality", code="space", name="Космос", valid_from=date(2020, 1, 1))
        handbooks.rename_item(by=THIEF, handbook="locality", code="urban", name="Чужое")
    assert fates(taken_back()) == [("add", "ended", "closed"), ("rename", "restored", "")]
    assert (item("space").valid_to, item("urban").name, item("urban").origin) == (TODAY, name, origin)
    assert "№ 1" in item("space").retired_reason


def test_closed_item_is_open_again(db: None) -> None:
    with shared(by=THIEF):
        handbooks.close_item(by=THIEF, handbook="locality", code="urban", on=TODAY, reason="x")
    taken_back()
    assert (item("urban").valid_to, item("urban").retired_reason) == (date.max, "")


def test_several_changes_of_a_row_go_back_to_before_the_first(db: None) -> None:
    name = item("urban").name
    with shared(by=THIEF):
        for wrong in ("Раз", "Два", "Три"):
            handbooks.rename_item(by=THIEF, handbook="locality", code="urban", name=wrong)
    number = taken_back()
    assert [fate for _action, fate, _note in fates(number)] == ["restored"] * 3
    assert item("urban").name == name


def test_change_by_others_between_two_of_the_thief_stays(db: None) -> None:
    """What others wrote in between is what the row goes back to."""
    with shared(by=THIEF):
        handbooks.rename_item(by=THIEF, handbook="locality", code="urban", name="Раз")
        handbooks.rename_item(by=OTHER, handbook="locality", code="urban", name="Верное")
        handbooks.rename_item(by=THIEF, handbook="locality", code="urban", name="Два")
    number = taken_back()
    assert [fate for _action, fate, _note in fates(number)] == ["conflict", "restored"]
    assert item("urban").name == "Верное"


# --- plans of reorganisations -----------------------------------------------------------------------------------------


@pytest.fixture
def school(db: None) -> Organisation:
    with shared(by=OTHER):
        Municipality.objects.create(name="Пробный район", oktmo="", kind="district", valid_from=date(2000, 1, 1))
        return Organisation.objects.create(slug="proba", code="1", state="ready")


def plan(school: Organisation, state: str, kind: str = "merge", by: By = THIEF) -> Reorganisation:
    with shared(by=OTHER):
        receiver = None if kind == "close" else Organisation.objects.create(slug="there", code="2", state="ready")
        made = Reorganisation.objects.create(
            kind=kind, state="draft", receiver=receiver, on=TODAY, order_number="1", order_date=TODAY, made_name="x"
        )
        record(by=by, row=made, action="create")
        Reorganisation.objects.filter(pk=made.pk).update(state=state)
        return made


@pytest.mark.parametrize(
    ("state", "kind", "fate"),
    [
        ("draft", "merge", ("ended", "discarded")), ("discarded", "merge", ("gone", "over")),
        ("undone", "merge", ("gone", "over")), ("running", "merge", ("by_hand", "undo_there")),
        ("moved", "split", ("by_hand", "undo_there")), ("undoing", "merge", ("by_hand", "undo_there")),
        ("finished", "merge", ("by_hand", "finished")), ("finished", "close", ("gone", "closing")),
    ],
)  # fmt: skip
def test_plan_is_discarded_while_it_moved_nobody(
    school: Organisation, state: str, kind: str, fate: tuple[str, str]
) -> None:
    made = plan(school, state, kind)
    write(9)
    assert fates(taken_back())[0][1:] == fate
    with shared(by=OTHER):
        made.refresh_from_db()
    assert made.state == ("discarded" if state == "draft" else state)


def test_discarded_plan_of_others_is_a_draft_again(school: Organisation) -> None:
    made = plan(school, "draft", by=OTHER)
    with shared(by=THIEF):
        before = values(made)
        made.state = "discarded"
        made.save()
        record(by=THIEF, row=made, action="discarded", before=before)
    taken_back()
    with shared(by=OTHER):
        made.refresh_from_db()
    assert made.state == "draft"


def test_side_added_to_a_plan_is_named_as_work_by_hand(school: Organisation) -> None:
    made = plan(school, "draft", by=OTHER)
    with shared(by=THIEF):
        side = ReorganisationSide.objects.create(reorganisation=made, organisation=school)
        record(by=THIEF, row=side, action="create")
    write(9)
    assert fates(planned())[0][1:] == ("by_hand", "plan_anew")


# --- the log and the protocol -----------------------------------------------------------------------------------------


def test_log_keeps_instants_whole(school: Organisation) -> None:
    kept = as_logged(values(school))["requested_at"]
    assert kept == school.requested_at.isoformat()


def test_line_from_before_whole_instants_is_compared_by_milliseconds(db: None) -> None:
    write(9)
    with shared(by=OTHER):
        line = SharedChange.objects.filter(model="rules.rulevalue").latest("pk")
        row = RuleValue.objects.get(pk=line.object_id)
        SharedChange.objects.create(
            actor_id=line.actor_id, actor_name=line.actor_name, model="rules.rulevalue", object_id=row.pk,
            action="set", before={"value": "5"},
            after={"value": "9", "written_at": f"{row.written_at:%Y-%m-%dT%H:%M:%S}.000Z"},
        )  # fmt: skip
    assert [fate for _action, fate, _note in fates(planned())] == ["conflict", "restored"]


def test_reversal_is_itself_taken_back_by_its_source(db: None) -> None:
    with shared(by=THIEF):
        handbooks.rename_item(by=THIEF, handbook="locality", code="urban", name="Чужое")
    number = taken_back()
    taken_back(by_source(f"reversal:{number}"))
    assert item("urban").name == "Чужое"


def test_numbers_have_no_gaps_and_another_matter_does_not_confirm(db: None) -> None:
    write(9)
    first, second = planned(), planned()
    assert (first, second) == (1, 2)
    with shared(by=FIRST), pytest.raises(protocol.ProtocolFinished):
        protocol.confirm(first, keeper="another", by=OTHER)
    with shared(by=FIRST), pytest.raises(protocol.AnotherPersonConfirms):
        protocol.confirm(first, keeper="t", by=FIRST)


def test_plan_writes_nothing_but_itself(db: None) -> None:
    write(9)
    with shared(by=OTHER):
        before = SharedChange.objects.count()
    planned()
    with shared(by=OTHER):
        assert SharedChange.objects.count() == before
    assert written() == [(DAY, "9", False)]


def test_abandoned_plan_is_not_confirmed(db: None) -> None:
    write(9)
    number = planned()
    with shared(by=FIRST):
        protocol.abandon(number, keeper="t")
    with pytest.raises(protocol.ProtocolFinished):
        confirmed(number)


def test_carrying_out_what_is_not_confirmed_does_nothing(db: None) -> None:
    write(9)
    number = planned()
    carried_out(number)
    with shared(by=FIRST):
        assert SharedReversal.objects.get(pk=number).state == "planned"


def test_records_without_a_rule_are_named(db: None) -> None:
    with shared(by=THIEF):
        record(by=THIEF, row=Handbook.objects.earliest("pk"), action="load")
    write(9)
    assert fates(planned())[0][1:] == ("by_hand", "no_rule")


def test_each_logged_table_has_a_rule_or_is_the_platforms_own() -> None:
    """Tables whose rows people change through shared_log: a new one must say how it is taken back."""
    logged = {
        "accounts.account", "accounts.membership", "accounts.invitation", "accounts.apitoken",
        "accounts.compromisereport", "accounts.compromisecase", "handbooks.handbookitem", "rules.rulevalue",
        "organisations.organisation", "organisations.organisationperiod", "organisations.supervision",
        "organisations.succession", "organisations.reopeningrequest", "envelopes.reorganisation",
        "envelopes.reorganisationside", "envelopes.reorganisationclass", "jobs.job", "organisations.municipality",
        "organisations.municipalityperiod", "organisations.authority", "organisations.authorityperiod",
    }  # fmt: skip
    assert {label for label in logged if rule_of(label) is None} == set()


def test_each_note_has_words_and_its_places() -> None:
    for label in ("accounts.account", "handbooks.handbookitem", "organisations.organisation"):
        rule = rule_of(label)
        assert rule is not None
        for note, words in {**rule.notes, **COMMON_NOTES}.items():
            params = {"names": "А", "name": "Б"} if "%(" in str(words) else {}
            assert "%(" not in explained(label, note, params)
