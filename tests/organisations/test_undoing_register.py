"""Undoing what was done to the register of organisations: names, closings, supervision, requests, decisions."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shared_apps.accounts.models import Account, Membership
from shared_apps.handbooks.services import load_catalogue
from shared_apps.jobs.models import Job
from shared_apps.organisations import birth, services
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import (
    Authority,
    Municipality,
    Organisation,
    OrganisationPeriod,
    ReopeningRequest,
    SharedChange,
    Succession,
    Supervision,
)
from shared_apps.organisations.shared_log import record, values
from shared_apps.organisations.undoing import protocol

from .undoing import OTHER, SECOND, THIEF, fates, planned, taken_back

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OPENED = date(2020, 9, 1)


@pytest.fixture
def place(db: None) -> Municipality:
    with shared(by=OTHER):
        load_catalogue()
        return Municipality.objects.create(name="Пробный район", oktmo="", kind="district", valid_from=date(2000, 1, 1))


def requested(place: Municipality, by: object = OTHER, slug: str = "proba", *, ready: bool = True) -> Organisation:
    with shared(by=OTHER):
        made = birth.request_organisation(
            slug=slug, code=f"23-{slug}", full_name="Средняя школа № 7", short_name="СОШ № 7", kind="school",
            locality="urban", municipality=place, authority=None, opened_on=OPENED, by=by,  # type: ignore[arg-type]
        )  # fmt: skip
        if ready:
            Organisation.objects.filter(pk=made.pk).update(state="ready", schema_version="1")
            made.refresh_from_db()
        return made


@pytest.fixture
def school(place: Municipality) -> Organisation:
    return requested(place)


def said(place: Municipality, name: str) -> services.Particulars:
    return services.Particulars(
        full_name=name, short_name=name, kind="school", locality="urban", municipality=place, authority=None,
        address="", order_number="", order_date=None,
    )  # fmt: skip


def named(school: Organisation) -> list[tuple[str, date, date]]:
    with shared(by=OTHER):
        rows = OrganisationPeriod.objects.filter(organisation=school).order_by("valid_from")
        return list(rows.values_list("short_name", "valid_from", "valid_to"))


def renamed(school: Organisation, place: Municipality, name: str, on: date, by: object = THIEF) -> OrganisationPeriod:
    with shared(by=OTHER):
        return services.change_particulars(
            organisation=school, particulars=said(place, name), on=on, by=by,  # type: ignore[arg-type]
        )  # fmt: skip


def test_rename_says_again_what_was_said_before(school: Organisation, place: Municipality) -> None:
    renamed(school, place, "Чужое имя", TODAY)
    number = taken_back()
    assert fates(number) == [("end", "gone", "with_rename"), ("rename", "ended", "says_former")]
    assert [name for name, _since, _until in named(school)] == ["СОШ № 7", "СОШ № 7"]


def test_two_renames_both_say_what_was_before_the_first(school: Organisation, place: Municipality) -> None:
    renamed(school, place, "Чужое имя", TODAY)
    renamed(school, place, "Чужое имя два", TODAY + timedelta(days=5))
    taken_back()
    assert [name for name, _since, _until in named(school)] == ["СОШ № 7"] * 3


def test_name_corrected_by_others_since_is_a_conflict(school: Organisation, place: Municipality) -> None:
    period = renamed(school, place, "Чужое имя", TODAY)
    with shared(by=OTHER):
        services.correct_particulars(
            period=period, particulars=said(place, "Верное имя"), since=TODAY, reason="опечатка", by=OTHER
        )
    with pytest.raises(protocol.NothingToTakeBack):
        planned()
    assert named(school)[-1][0] == "Верное имя"


def test_slip_that_was_corrected_wrongly_comes_back_with_its_day(school: Organisation, place: Municipality) -> None:
    period = renamed(school, place, "Верное имя", TODAY, by=OTHER)
    before = named(school)
    with shared(by=OTHER):
        services.correct_particulars(
            period=period, particulars=said(place, "Чужое имя"), since=TODAY - timedelta(days=30), reason="x", by=THIEF
        )
    taken_back()
    assert named(school) == before


def test_closing_is_taken_back(school: Organisation) -> None:
    before = named(school)
    with shared(by=OTHER):
        services.close_organisation(organisation=school, on=TODAY, order_number="1", order_date=TODAY, by=THIEF)
    taken_back()
    with shared(by=OTHER):
        school.refresh_from_db()
    assert (school.state, school.closed_on, named(school)) == ("ready", None, before)


def test_closing_ahead_whose_day_came_is_taken_back(school: Organisation) -> None:
    with shared(by=OTHER):
        services.close_organisation(
            organisation=school, on=TODAY + timedelta(days=1), order_number="1", order_date=TODAY, by=THIEF
        )
        services.close_those_due(by=OTHER, today=TODAY + timedelta(days=1))
    taken_back()
    with shared(by=OTHER):
        school.refresh_from_db()
    assert (school.state, school.closed_on) == ("ready", None)


def test_closing_with_a_successor_is_named_as_what_does_not_come_back(
    school: Organisation, place: Municipality
) -> None:
    successor = requested(place, slug="other")
    with shared(by=OTHER):
        account = Account.objects.create(login="teacher", name="Учитель", search_key="", password="x")
        role = Membership.objects.create(
            account=account, role="teacher", scope_kind="organisation", organisation=school, valid_from=OPENED
        )
        before = values(role)
        role.ended_at = timezone.now()
        role.save()
        record(by=THIEF, row=role, action="end", before=before)
        paper = Succession.objects.create(
            predecessor=school, successor=successor, kind="merge", on=TODAY, order_number="1", order_date=TODAY
        )
        record(by=THIEF, row=paper, action="create")
        services.close_organisation(organisation=school, on=TODAY, order_number="1", order_date=TODAY, by=THIEF)
        services.begin_supervision(authority=_authority(), organisation=successor, on=TODAY, by=THIEF)
    assert fates(planned()) == [
        ("end", "by_hand", "of_succession"), ("create", "by_hand", "passed"), ("close", "by_hand", "passed"),
        ("end", "by_hand", "passed"), ("create", "ended", "ends_now"),
    ]  # fmt: skip


def _authority() -> Authority:
    return Authority.objects.create(code="undoing", name="Культура", short_name="Минкульт", valid_from=OPENED)


def test_supervision_begun_ends_and_one_ended_goes_on(school: Organisation) -> None:
    with shared(by=OTHER):
        body = _authority()
        old = services.begin_supervision(authority=body, organisation=school, on=OPENED, by=OTHER)
        services.end_supervision(supervision=old, on=TODAY, by=THIEF)
        services.begin_supervision(authority=body, organisation=school, on=TODAY, by=THIEF)
    number = taken_back()
    assert fates(number) == [("end", "conflict", "forbidden"), ("create", "ended", "ends_now")]
    with shared(by=OTHER):
        assert not Supervision.objects.filter(valid_to__gt=TODAY + timedelta(days=1)).exists()


def test_supervision_that_was_ended_goes_on(school: Organisation) -> None:
    with shared(by=OTHER):
        old = services.begin_supervision(authority=_authority(), organisation=school, on=OPENED, by=OTHER)
        services.end_supervision(supervision=old, on=TODAY, by=THIEF)
    taken_back()
    with shared(by=OTHER):
        assert Supervision.objects.get().valid_to == date.max


def test_request_that_is_not_born_is_withdrawn(place: Municipality) -> None:
    made = requested(place, by=THIEF, ready=False)
    number = taken_back()
    assert fates(number) == [("request", "ended", "withdrawn"), ("create", "gone", "with_request")]
    with shared(by=OTHER):
        made.refresh_from_db()
        assert made.state == "withdrawn"
        assert set(SharedChange.objects.filter(source=f"reversal:{number}").values_list("action", flat=True)) == {
            "withdraw"
        }


def test_born_organisation_stays_with_what_is_to_be_done(place: Municipality, school: Organisation) -> None:
    made = requested(place, by=THIEF, slug="born")
    with shared(by=OTHER):
        record(by=THIEF, row=made, action="born", before=values(made) | {"state": "preparing"})
        services.begin_supervision(authority=_authority(), organisation=school, on=TODAY, by=THIEF)
    number = taken_back()
    assert fates(number) == [
        ("request", "by_hand", "born"), ("create", "gone", "with_request"), ("born", "gone", "of_birth"),
        ("create", "ended", "ends_now"),
    ]  # fmt: skip
    with shared(by=OTHER):
        made.refresh_from_db()
    assert made.state == "ready"


def test_withdrawn_request_stands_again_and_is_prepared(place: Municipality) -> None:
    made = requested(place, ready=False)
    with shared(by=OTHER):
        services.withdraw_organisation(organisation=made, by=THIEF)
    taken_back()
    with shared(by=OTHER):
        made.refresh_from_db()
        assert (made.state, made.slug) == ("requested", "proba")
        assert Job.objects.filter(kind="birth", key=f"birth:{made.pk}").exists()


@pytest.mark.parametrize(("job", "fate"), [("done", "by_hand"), ("cancelled", "restored"), ("waiting", "by_hand")])
def test_decision_about_a_closed_year_waits_again_only_if_it_was_not_carried(
    school: Organisation, job: str, fate: str
) -> None:
    with shared(by=OTHER):
        row = ReopeningRequest.objects.create(
            organisation=school, proposal_id=5, year_name="2025/2026", reason="x", asked_name="Директор"
        )
        before = values(row)
        row.state, row.decided_by, row.decided_at, row.decided_name = "granted", 66, timezone.now(), THIEF.name
        row.save()
        record(by=THIEF, row=row, action="decide", before=before)
        Job.objects.create(
            kind="year_reopening", queue="reports", organisation_id=school.pk, key=f"year_reopening:{school.pk}:5",
            state=job,
        )  # fmt: skip
        services.begin_supervision(authority=_authority(), organisation=school, on=TODAY, by=THIEF)
    number = taken_back()
    assert fates(number)[0][1] == fate
    with shared(by=SECOND):
        row.refresh_from_db()
    assert row.state == ("waiting" if fate == "restored" else "granted")
