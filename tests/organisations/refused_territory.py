"""Each refusal of municipalities and authorities, and how it is brought about on their pages."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shared_apps.organisations import birth, territory, territory_ends
from shared_apps.organisations import territory_refusals as r
from shared_apps.organisations.models import Authority, Municipality
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.territory import AuthoritySaid, MunicipalitySaid
from tests.refusing.doors import Call, Knock

from .refused_cases import BY, NO_API, TODAY, Register

SINCE = date(2006, 1, 1)
RECENTLY, AHEAD = TODAY - timedelta(days=10), TODAY + timedelta(days=40)
ACT = "Закон края от 05.03.2026 № 12-КЗ"
NO_COMMAND = "municipalities and authorities are kept in pages, with the act that says so"
FORM_ASKS = "the form has it as a field that must be filled in"

Case = Callable[[Register], Knock]


def place(name: str = "Первый район", oktmo: str = "03601000", since: date = SINCE) -> Municipality:
    said = MunicipalitySaid(name=name, kind="district", oktmo=oktmo)
    return territory.enter_municipality(said=said, since=since, ground=ACT, by=BY)


def closed(name: str = "Закрытый район", oktmo: str = "03605000") -> Municipality:
    return territory_ends.close(body=place(name, oktmo), on=RECENTLY, ground=ACT, by=BY)


def used(w: Register) -> Municipality:
    """One with an organisation."""
    made = place()
    names = w.names("23-0955", "pod-rajonom") | {"municipality": made}
    birth.request_organisation(**names, opened_on=date(2020, 9, 1), by=BY)
    return made


def asked(service: Callable[[], Any], page: Call | str) -> Knock:
    return Knock(service=service, page=page, api=NO_API, command=NO_COMMAND)


def entering(name: str, oktmo: str, control: str = "") -> Knock:
    said = MunicipalitySaid(name=name, kind="district", oktmo=oktmo)
    form = {
        "name": name, "kind": "district", "oktmo": oktmo, "control": control, "since": SINCE, "ground": ACT, "note": ""
    }  # fmt: skip
    return asked(
        lambda: territory.enter_municipality(said=said, since=SINCE, ground=ACT, control=control, by=BY),
        Call("/admin/municipalities/new/", form),
    )


def renaming(body: Municipality, name: str, on: date) -> Knock:
    said = MunicipalitySaid(name=name, kind="district", oktmo=body.oktmo)
    form = {"name": name, "kind": "district", "oktmo": body.oktmo, "control": "", "on": on, "ground": ACT}
    return asked(
        lambda: territory.rename(body=body, said=said, on=on, ground=ACT, by=BY),
        Call(f"/admin/municipalities/{body.pk}/rename/", form),
    )


def closing(body: Municipality) -> Knock:
    return asked(
        lambda: territory_ends.close(body=body, on=TODAY, ground=ACT, by=BY),
        Call(f"/admin/municipalities/{body.pk}/close/", {"on": TODAY, "ground": ACT}),
    )


def merging(body: Municipality, into: Municipality, on: date, *, page: str = "") -> Knock:
    form = {"into": into.pk, "on": on, "order_number": "12", "order_date": TODAY, "ground": ACT}
    act = {"order_number": "12", "order_date": TODAY, "ground": ACT}
    return asked(
        lambda: territory_ends.merge(body=body, into=into, on=on, by=BY, **act),  # type: ignore[arg-type]
        page or Call(f"/admin/municipalities/{body.pk}/merge/", form),
    )


def _authority_twice(_w: Register) -> Knock:
    Authority.objects.create(code="sport", name="Спорт", short_name="Спорт", valid_from=SINCE)
    said = AuthoritySaid(name="Министерство спорта", short_name="Минспорт")
    form = {"code": "sport", "name": said.name, "short_name": said.short_name, "since": SINCE, "ground": ACT}
    return asked(
        lambda: territory.enter_authority(code="sport", said=said, since=SINCE, ground=ACT, by=BY),
        Call("/admin/authorities/new/", form),
    )


def _another(name: str, oktmo: str) -> Case:
    def case(_w: Register) -> Knock:
        place()
        return entering(name, oktmo)

    return case


def _of_one_that_was(_w: Register) -> Knock:
    """On days on which it was there no more."""
    gone = closed()
    said = MunicipalitySaid(name=gone.name, kind="district", oktmo="")
    form = {
        "name": gone.name,
        "kind": "district",
        "oktmo": "",
        "control": "",
        "since": TODAY,
        "ground": ACT,
        "note": "",
    }
    return asked(
        lambda: territory.enter_municipality(said=said, since=TODAY, ground=ACT, by=BY),
        Call("/admin/municipalities/new/", form),
    )


def _unverified(_w: Register) -> Knock:
    body = place()
    return asked(lambda: territory.verify_oktmo(body=body, oktmo="", control="7", reason="ОК", by=BY), FORM_ASKS)


def _mistyped(_w: Register) -> Knock:
    body = place()
    form = {"oktmo": "03601000", "control": "1", "reason": "ОК 033-2013"}
    return asked(
        lambda: territory.verify_oktmo(body=body, by=BY, **form),
        Call(f"/admin/municipalities/{body.pk}/oktmo/", form),
    )


def _closed_twice(_w: Register) -> Knock:
    return closing(closed())


def _never_closed(_w: Register) -> Knock:
    body = place()
    return asked(
        lambda: territory_ends.reopen(body=body, reason="Ошибка", by=BY),
        Call(f"/admin/municipalities/{body.pk}/reopen/", {"reason": "Ошибка"}),
    )


def _mentioned(w: Register) -> Knock:
    body = used(w)
    return asked(
        lambda: territory.withdraw(body=body, reason="Ошибка", by=BY),
        Call(f"/admin/municipalities/{body.pk}/withdraw/", {"reason": "Ошибка"}),
    )


def _crossing(_w: Register) -> Knock:
    body = place()
    said = MunicipalitySaid(name="Первый округ", kind="district", oktmo=body.oktmo)
    territory.rename(body=body, said=said, on=RECENTLY, ground=ACT, by=BY)
    row = body.periods.latest("valid_from")
    form = {
        "name": "Первый округ", "kind": "district", "oktmo": body.oktmo, "control": "", "since": SINCE, "reason": "дата"
    }  # fmt: skip
    return asked(
        lambda: territory.correct(body=body, period_id=row.pk, said=said, since=SINCE, reason="дата", by=BY),
        Call(f"/admin/municipalities/{body.pk}/names/{row.pk}/correct/", form),
    )


def _into_itself(_w: Register) -> Knock:
    body = place()
    return merging(body, body, TODAY, page="the page offers the others")


def _into_what_is_closed(_w: Register) -> Knock:
    """The page offers those that are open: what was closed since it was shown is refused by the form."""
    return merging(place(), closed(), TODAY, page="the page offers those that are open")


CASES: dict[type[Refused], Case] = {
    r.NameTaken: _another("Первый район", "03605000"),
    r.NameOfOneThatWas: _of_one_that_was,
    r.OktmoTaken: _another("Второй район", "03601000"),
    r.NotOfAMunicipality: lambda _w: entering("Второй район", "03601000001"),
    r.ControlDiffers: _mistyped,
    r.NothingToVerify: _unverified,
    r.AuthorityCodeTaken: _authority_twice,
    r.NameBeginsThen: lambda _w: renaming(place(), "Первый округ", SINCE),
    r.IsClosed: _closed_twice,
    r.NotClosed: _never_closed,
    r.StillUnderIt: lambda w: closing(used(w)),
    r.MergedIntoItself: _into_itself,
    r.NotThereThen: _into_what_is_closed,
    r.NotThereYet: lambda _w: merging(place(), place("Новый район", "", RECENTLY), RECENTLY - timedelta(days=9)),
    r.MentionedAlready: _mentioned,
    r.Unchanged: lambda _w: renaming(place(), "Первый район", TODAY),
    r.DayCrosses: _crossing,
}
