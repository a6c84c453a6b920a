"""Municipalities and authorities: entered, renamed at a date, verified, merged, closed; refusals by name."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.handbooks.identifiers import BadIdentifier
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import birth, services, territory, territory_ends, territory_queries
from shared_apps.organisations import territory_refusals as refusals
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import (
    Authority,
    Municipality,
    Organisation,
    OrganisationPeriod,
    SharedChange,
    Supervision,
)
from shared_apps.organisations.territory import AuthoritySaid, MunicipalitySaid

BY = By(account_id=11, name="Администратор региона")
TODAY = timezone.localdate()
SINCE = date(2006, 1, 1)
LAST_YEAR = TODAY - timedelta(days=365)
AHEAD = TODAY + timedelta(days=40)
ACT = "Закон края от 05.03.2026 № 12-КЗ"


@pytest.fixture
def register(db: None) -> Iterator[None]:
    with shared(by=BY):
        load_catalogue()
        yield


def said(name: str = "Пробный район", kind: str = "district", oktmo: str = "03601000") -> MunicipalitySaid:
    return MunicipalitySaid(name=name, kind=kind, oktmo=oktmo)


def place(name: str = "Пробный район", oktmo: str = "03601000", **more: Any) -> Municipality:
    return territory.enter_municipality(said=said(name, oktmo=oktmo), since=SINCE, ground=ACT, by=BY, **more)


def body(code: str = "sport", name: str = "Министерство спорта") -> Authority:
    return territory.enter_authority(
        code=code, said=AuthoritySaid(name=name, short_name=f"Мин {code}"), since=SINCE, ground=ACT, by=BY
    )


def school(under: Municipality, slug: str = "proba", authority: Authority | None = None) -> Organisation:
    made = birth.request_organisation(
        slug=slug, code=slug, full_name=f"Школа {slug}", short_name=f"СОШ {slug}", kind="school", locality="urban",
        municipality=under, authority=authority, opened_on=date(2020, 9, 1), by=BY,
    )  # fmt: skip
    Organisation.objects.filter(pk=made.pk).update(state="ready", schema_version="1")
    return made


def names(one: Municipality | Authority) -> list[tuple[str, date, date]]:
    rows: Any = one.periods
    return [(row.name, row.valid_from, row.valid_to) for row in rows.order_by("valid_from")]


def above(made: Organisation) -> list[tuple[str, date]]:
    rows = OrganisationPeriod.objects.filter(organisation=made).order_by("valid_from")
    return [(row.municipality.name, row.valid_from) for row in rows]


def test_a_municipality_is_entered_with_its_act_and_logged(register: None) -> None:
    made = place("Пробный  район ", oktmo="03 601 000", note="у моря", latitude=45.1)

    assert (made.name, made.kind, made.oktmo, made.oktmo_verified_on) == ("Пробный район", "district", "03601000", None)
    assert (made.note, made.latitude, names(made)) == ("у моря", 45.1, [("Пробный район", SINCE, date.max)])
    lines = SharedChange.objects.order_by("-pk")[:2]
    assert [(line.model, line.action, line.reason) for line in lines] == [
        ("organisations.municipalityperiod", "create", ACT), ("organisations.municipality", "create", ACT),
    ]  # fmt: skip


def test_right_control_number_verifies_the_code(register: None) -> None:
    assert place(control="7").oktmo_verified_on == TODAY
    with pytest.raises(refusals.ControlDiffers) as refused:
        place("Иной район", oktmo="03605000", control="7")
    assert refused.value.field == "control"


@pytest.mark.parametrize(
    ("name", "oktmo", "refusal", "field"),
    [
        ("Пробный район", "03605000", refusals.NameTaken, "name"),
        ("Иной район", "03601000", refusals.OktmoTaken, "oktmo"),
        ("Иной район", "03601000001", refusals.NotOfAMunicipality, "oktmo"),
        ("Иной район", "0360100", BadIdentifier, "oktmo"),
        ("Иной район", "О3605000", BadIdentifier, "oktmo"),
    ],
)
def test_what_is_refused_of_a_new_one(
    register: None, name: str, oktmo: str, refusal: type[Exception], field: str
) -> None:
    place()
    with pytest.raises(refusal) as refused:
        place(name, oktmo=oktmo)
    assert refused.value.field == field  # type: ignore[attr-defined]
    assert Municipality.objects.filter(name="Иной район").count() == 0


def test_renaming_is_dated_and_the_row_keeps_the_name_of_today(register: None) -> None:
    made = place()
    territory.rename(
        body=made, said=said("Пробный округ", "okrug", "03501000"), on=AHEAD, ground=ACT, control="4", by=BY
    )
    made.refresh_from_db()
    assert (made.name, names(made)) == (
        "Пробный район", [("Пробный район", SINCE, AHEAD), ("Пробный округ", AHEAD, date.max)],
    )  # fmt: skip

    assert territory.settle_all(by=BY, today=AHEAD) == 1
    assert territory.settle_all(by=BY, today=AHEAD) == 0

    made.refresh_from_db()
    assert (made.name, made.kind, made.oktmo, made.oktmo_verified_on) == ("Пробный округ", "okrug", "03501000", TODAY)
    then = territory_queries.names_on(Municipality, [made.pk])
    assert (then.on(made.pk, TODAY), then.on(made.pk, AHEAD)) == ("Пробный район", "Пробный округ")


def test_renaming_is_refused_by_name(register: None) -> None:
    made, other = place(), place("Иной район", oktmo="03605000")
    territory.rename(body=other, said=said("Иной округ", oktmo="03605000"), on=AHEAD, ground=ACT, by=BY)
    for told, on, refusal in (
        (said("Новый район"), SINCE, refusals.NameBeginsThen),
        (said(), TODAY, refusals.Unchanged),
        (said("Иной округ"), TODAY, refusals.NameTaken),
        (said("Иной район"), TODAY, refusals.NameTaken),
        (said("Новый район", oktmo="03605000"), TODAY, refusals.OktmoTaken),
    ):
        with pytest.raises(refusal):
            territory.rename(body=made, said=told, on=on, ground=ACT, by=BY)
    assert names(made) == [("Пробный район", SINCE, date.max)]


def test_a_slip_is_corrected_with_its_reason(register: None) -> None:
    made = place()
    territory.rename(body=made, said=said("Пробный округ"), on=TODAY, ground=ACT, by=BY)
    first, latest = made.periods.order_by("valid_from")

    territory.correct(
        body=made, period_id=latest.pk, said=said("Пробный окрук"), since=LAST_YEAR, reason="дата закона", by=BY
    )

    made.refresh_from_db()
    assert (made.name, names(made)) == (
        "Пробный окрук", [("Пробный район", SINCE, LAST_YEAR), ("Пробный окрук", LAST_YEAR, date.max)],
    )  # fmt: skip
    assert SharedChange.objects.filter(action="correct", reason="дата закона").count() == 2
    with pytest.raises(refusals.Unchanged):
        territory.correct(
            body=made, period_id=latest.pk, said=said("Пробный окрук"), since=LAST_YEAR, reason="ещё", by=BY
        )
    with pytest.raises(refusals.DayCrosses):
        territory.correct(body=made, period_id=latest.pk, said=said(), since=SINCE, reason="ещё", by=BY)
    territory.correct(
        body=made, period_id=first.pk, said=said(), since=SINCE - timedelta(days=1), reason="основан раньше", by=BY
    )
    made.refresh_from_db()
    assert made.valid_from == SINCE - timedelta(days=1)


def test_a_wrong_code_is_corrected_and_verified(register: None) -> None:
    made = place(oktmo="03605000")

    for oktmo, control, refusal in (
        ("03601000", "1", refusals.ControlDiffers),
        ("03601000", "", refusals.NothingToVerify),
        ("", "7", refusals.NothingToVerify),
    ):
        with pytest.raises(refusal):
            territory.verify_oktmo(body=made, oktmo=oktmo, control=control, reason="ОК 033-2013", by=BY)
    territory.verify_oktmo(body=made, oktmo="03601000", control="7", reason="ОК 033-2013", by=BY)

    made.refresh_from_db()
    assert (made.oktmo, made.oktmo_verified_on) == ("03601000", TODAY)
    assert len(names(made)) == 1
    assert SharedChange.objects.filter(action="verify", reason="ОК 033-2013").exists()
    row = made.periods.get()
    territory.correct(
        body=made, period_id=row.pk, said=said("Пробный р-н", oktmo="03605000"), since=SINCE, reason="опечатка", by=BY
    )
    made.refresh_from_db()
    assert made.oktmo_verified_on is None, "another code is not verified"


def test_closing_waits_until_nothing_is_under_it(register: None) -> None:
    made, other = place(), place("Иной район", oktmo="03605000")
    under = school(made)
    with pytest.raises(refusals.StillUnderIt) as refused:
        territory_ends.close(body=made, on=TODAY, ground=ACT, by=BY)
    assert "1" in str(refused.value)
    period = OrganisationPeriod.objects.get(organisation=under)
    moved = {name: getattr(period, name) for name in services.PARTICULARS} | {"municipality": other}
    services.change_particulars(organisation=under, particulars=services.Particulars(**moved), on=AHEAD, by=BY)

    with pytest.raises(refusals.StillUnderIt):
        territory_ends.close(body=made, on=TODAY, ground=ACT, by=BY)
    territory_ends.close(body=made, on=AHEAD, ground=ACT, by=BY)

    made.refresh_from_db()
    assert (made.valid_to, names(made)[-1][2]) == (AHEAD, AHEAD)
    with pytest.raises(refusals.IsClosed):
        territory_ends.close(body=made, on=AHEAD, ground=ACT, by=BY)
    territory_ends.reopen(body=made, reason="закон отменён", by=BY)
    made.refresh_from_db()
    assert (made.valid_to, names(made)[-1][2]) == (date.max, date.max)
    with pytest.raises(refusals.NotClosed):
        territory_ends.reopen(body=made, reason="закон отменён", by=BY)


def _enter(under: Municipality) -> object:
    return school(under, "new")


def _move(under: Municipality) -> object:
    made = Organisation.objects.get(slug="proba")
    period = OrganisationPeriod.objects.get(organisation=made)
    moved = {name: getattr(period, name) for name in services.PARTICULARS} | {"municipality": under}
    return services.change_particulars(organisation=made, particulars=services.Particulars(**moved), on=TODAY, by=BY)


def _correct(under: Municipality) -> object:
    period = OrganisationPeriod.objects.get(organisation__slug="proba")
    moved = {name: getattr(period, name) for name in services.PARTICULARS} | {"municipality": under}
    return services.correct_particulars(
        period=period, particulars=services.Particulars(**moved), since=period.valid_from, reason="опечатка", by=BY
    )


@pytest.mark.parametrize("doing", [_enter, _move, _correct])
def test_nothing_is_put_under_what_is_closed(register: None, doing: Callable[[Municipality], object]) -> None:
    made, other = place(), place("Иной район", oktmo="03605000")
    school(other)
    territory_ends.close(body=made, on=AHEAD, ground=ACT, by=BY)

    with pytest.raises(refusals.NotThereThen) as refused:
        doing(made)
    assert (refused.value.field, "Пробный район" in str(refused.value)) == ("municipality", True)


def test_merger_moves_what_is_under_it_also_what_is_entered_ahead(register: None) -> None:
    made, other = place(), place("Иной район", oktmo="03605000")
    near, far = school(made, "near"), school(made, "far")
    period = OrganisationPeriod.objects.get(organisation=far)
    renamed = {name: getattr(period, name) for name in services.PARTICULARS} | {"short_name": "Лицей"}
    services.change_particulars(organisation=far, particulars=services.Particulars(**renamed), on=AHEAD, by=BY)

    moved = territory_ends.merge(
        body=made, into=other, on=TODAY, order_number="12-КЗ", order_date=date(2026, 3, 5), ground=ACT, by=BY
    )

    opened = date(2020, 9, 1)
    assert moved == 2
    assert above(near) == [("Пробный район", opened), ("Иной район", TODAY)]
    assert above(far) == [("Пробный район", opened), ("Иной район", TODAY), ("Иной район", AHEAD)]
    last = OrganisationPeriod.objects.get(organisation=near, valid_from=TODAY)
    assert (last.order_number, last.order_date) == ("12-КЗ", date(2026, 3, 5))
    made.refresh_from_db()
    assert (made.valid_to, made.merged_into_id) == (TODAY, other.pk)
    for into, refusal in ((other, refusals.MergedIntoItself), (made, refusals.NotThereThen)):
        with pytest.raises(refusal):
            territory_ends.merge(
                body=other, into=into, on=AHEAD, order_number="1", order_date=None, ground=ACT, by=BY
            )  # fmt: skip


def test_merger_of_authorities_hands_over_subordinates_and_supervision(register: None) -> None:
    sport, culture = body(), body("arts", "Министерство искусств")
    own, watched, both = (school(place(f"Район {n}", oktmo=""), f"a{n}", sport if n == 0 else None) for n in range(3))
    for who, what, since in ((sport, watched, LAST_YEAR), (sport, both, LAST_YEAR), (culture, both, LAST_YEAR)):
        services.begin_supervision(authority=who, organisation=what, on=since, by=BY)
    services.begin_supervision(authority=sport, organisation=own, on=AHEAD, by=BY)
    with pytest.raises(refusals.StillUnderIt):
        territory_ends.close(body=sport, on=TODAY, ground=ACT, by=BY)

    moved = territory_ends.merge(
        body=sport, into=culture, on=TODAY, order_number="7", order_date=TODAY, ground=ACT, by=BY
    )

    assert moved == 3
    rows = Supervision.objects.filter(authority=culture).order_by("organisation", "valid_from")
    assert {(row.organisation_id, row.valid_from, row.valid_to) for row in rows} == {
        (own.pk, AHEAD, date.max), (watched.pk, TODAY, date.max), (both.pk, LAST_YEAR, date.max),
    }  # fmt: skip
    assert OrganisationPeriod.objects.get(organisation=own, valid_from=TODAY).authority_id == culture.pk
    assert not Supervision.objects.filter(authority=sport, valid_to__gt=TODAY).exists()


def test_what_nothing_names_is_withdrawn_and_its_name_is_free(register: None) -> None:
    made, used = place(), place("Иной район", oktmo="03605000")
    school(used)
    with pytest.raises(refusals.MentionedAlready):
        territory.withdraw(body=used, reason="дважды", by=BY)

    territory.withdraw(body=made, reason="дважды", by=BY)

    listed = {one.pk for one in territory_queries.municipalities()}
    assert (used.pk in listed, made.pk in listed) == (True, False)
    assert place().name == "Пробный район"


def test_codes_of_authorities_are_their_own(register: None) -> None:
    made = body()
    with pytest.raises(refusals.AuthorityCodeTaken):
        body(name="Другое министерство")
    territory.rename(
        body=made, said=AuthoritySaid(name="Министерство физкультуры", short_name="Минспорт"), on=TODAY, ground=ACT,
        by=BY,
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.short_name, names(made)[0]) == ("Минспорт", ("Министерство спорта", SINCE, TODAY))


def test_a_row_without_names_gets_its_first_when_it_is_changed(register: None) -> None:
    made = Municipality.objects.create(name="Прежний район", oktmo="", kind="district", valid_from=SINCE)
    assert [(row.pk, row.name) for row in territory_queries.periods_of(made)] == [(None, "Прежний район")]

    territory.rename(body=made, said=said("Новый район", oktmo=""), on=TODAY, ground=ACT, by=BY)

    assert names(made) == [("Прежний район", SINCE, TODAY), ("Новый район", TODAY, date.max)]


def test_log_is_in_words(register: None) -> None:
    made, other = place(), place("Иной район", oktmo="03605000")
    territory.verify_oktmo(body=made, oktmo="03601000", control="7", reason="ОК 033-2013", by=BY)
    territory_ends.merge(
        body=made, into=other, on=TODAY, order_number="1", order_date=TODAY, ground=ACT, by=BY
    )  # fmt: skip

    lines = territory_queries.changes_of(made)

    text = "\n".join(f"{one.what} {one.reason} {[str(each) for each in one.fields]}" for one in lines)
    assert "Иной район" in text
    assert "ОК 033-2013" in text
    assert ACT in text
    assert str(other.pk) not in text.replace("2026", "")
