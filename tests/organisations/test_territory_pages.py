"""Pages of municipalities and authorities: the administrator changes them, others above read those of their scope."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import birth, territory
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Authority, Municipality, Organisation, OrganisationPeriod, SharedChange
from shared_apps.organisations.routing import region_url
from shared_apps.organisations.territory import MunicipalitySaid
from tests.factories.accounts import browser, member

BY = By(account_id=11, name="Администратор региона")
TODAY = timezone.localdate()
NEW = {
    "name": "Приморский район", "kind": "district", "oktmo": "03 601 000", "control": "7", "since": "01.01.2006",
    "ground": "Закон № 1", "latitude": "45,1", "longitude": "38,2", "note": "у моря",
}  # fmt: skip


@pytest.fixture
def administrator(db: None) -> Client:
    with shared(by=BY):
        load_catalogue()
    return browser(member("regadmin-places", "regadmin"))


def entered(name: str = "Степной район", oktmo: str = "03605000") -> Municipality:
    with shared(by=BY):
        return territory.enter_municipality(
            said=MunicipalitySaid(name=name, kind="district", oktmo=oktmo), since=date(2006, 1, 1), by=BY
        )


def school(under: Municipality, slug: str = "proba") -> Organisation:
    with shared(by=BY):
        return birth.request_organisation(
            slug=slug, code=slug, full_name=f"Школа {slug}", short_name=f"СОШ {slug}", kind="school", locality="urban",
            municipality=under, authority=None, opened_on=date(2020, 9, 1), by=BY,
        )  # fmt: skip


def fresh(made: Municipality) -> Municipality:
    with shared(by=BY):
        return Municipality.objects.get(pk=made.pk)


def page(client: Client, name: str, *arguments: object, **query: str) -> str:
    answer = client.get(region_url(f"organisations:{name}", *arguments), query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def sent(client: Client, address: str, *arguments: object, **typed: object) -> int:
    return client.post(region_url(f"organisations:{address}", *arguments), typed).status_code


def test_administrator_enters_renames_verifies_and_corrects_a_municipality(administrator: Client) -> None:
    assert "Приморский район" not in page(administrator, "municipality_list")
    assert sent(administrator, "municipality_new", **(NEW | {"control": "1"})) == 422
    assert sent(administrator, "municipality_new", **(NEW | {"ground": ""})) == 422
    assert sent(administrator, "municipality_new", **NEW) == 302
    with shared(by=BY):
        made = Municipality.objects.get(name="Приморский район")
    assert (made.oktmo, made.oktmo_verified_on, made.latitude, made.note) == ("03601000", TODAY, 45.1, "у моря")
    card = page(administrator, "municipality_card", made.pk)
    assert "03 601 000" in card
    assert "ОКТМО не проверен" not in card

    form = page(administrator, "municipality_rename", made.pk)
    assert 'value="Приморский район"' in form
    said = {"name": "Приморский округ", "kind": "okrug", "oktmo": "03501000", "control": "", "ground": "Закон № 2"}
    assert sent(administrator, "municipality_rename", made.pk, **said, on=f"{TODAY:%d.%m.%Y}") == 302
    card = page(administrator, "municipality_card", made.pk)
    assert "<h1>Приморский округ</h1>" in card
    assert "Приморский район" in card, "the former name by its dates"
    assert "ОКТМО не проверен" in card

    assert sent(administrator, "municipality_verify", made.pk, oktmo="03501000", control="4", reason="изм. 512") == 302
    assert fresh(made).oktmo_verified_on == TODAY
    with shared(by=BY):
        row = made.periods.get(name="Приморский район")
    typed = {"name": "Приморский р-н", "kind": "district", "oktmo": "03601000", "since": "01.01.2005"}
    assert sent(administrator, "municipality_correct", made.pk, row.pk, **typed) == 422
    assert sent(administrator, "municipality_correct", made.pk, row.pk, **typed, reason="опечатка") == 302
    assert (
        sent(administrator, "municipality_describe", made.pk, latitude="44", longitude="", note="", reason="x") == 302
    )
    told = page(administrator, "municipality_card", made.pk, tab="changes")
    assert "опечатка" in told
    assert "изм. 512" in told
    assert fresh(made).valid_from == date(2005, 1, 1)


def test_administrator_merges_closes_and_opens_again(administrator: Client) -> None:
    made, other, empty = entered(), entered("Горный район", "03608000"), entered("Лесной район", "")
    made_school = school(made)
    day = f"{TODAY:%d.%m.%Y}"

    assert sent(administrator, "municipality_close", made.pk, on=day, ground="Закон № 3") == 422
    question = page(administrator, "municipality_merge", made.pk)
    assert "Подчинённых организаций: 1" in question
    assert "Лесной район" in question
    typed = {"into": other.pk, "on": day, "order_number": "3-КЗ", "order_date": "01.02.2026", "ground": "Закон № 3-КЗ"}
    assert sent(administrator, "municipality_merge", made.pk, **(typed | {"into": made.pk})) == 422
    assert sent(administrator, "municipality_merge", made.pk, **typed) == 302
    with shared(by=BY):
        assert OrganisationPeriod.objects.get(organisation=made_school, valid_from=TODAY).municipality_id == other.pk
    card = page(administrator, "municipality_card", made.pk)
    assert "упразднено" in card
    assert "Горный район" in card
    assert "Степной район" in page(administrator, "card", made_school.pk), "by its name of then"
    assert sent(administrator, "municipality_close", empty.pk, on=day, ground="Закон № 4") == 302
    assert "упразднено с" in page(administrator, "rename", made_school.pk), "closed ones stand last and say so"

    assert sent(administrator, "municipality_reopen", empty.pk) == 422
    assert sent(administrator, "municipality_reopen", empty.pk, reason="закон отменён") == 302
    assert fresh(empty).valid_to == date.max
    assert sent(administrator, "municipality_withdraw", other.pk, reason="дважды") == 422
    assert sent(administrator, "municipality_withdraw", empty.pk, reason="дважды") == 302
    assert administrator.get(region_url("organisations:municipality_card", empty.pk)).status_code == 404


def test_administrator_enters_and_renames_an_authority(administrator: Client) -> None:
    typed = {
        "code": "sport",
        "name": "Министерство спорта",
        "short_name": "Минспорт",
        "since": "01.01.2006",
        "ground": "x",
    }
    assert sent(administrator, "authority_new", **typed) == 302
    assert sent(administrator, "authority_new", **typed) == 422
    with shared(by=BY):
        made = Authority.objects.get(code="sport")
        row = made.periods.get()
    day = f"{TODAY + timedelta(days=30):%d.%m.%Y}"
    said = {"name": "Министерство физкультуры", "short_name": "Минфизкультуры"}
    assert sent(administrator, "authority_rename", made.pk, **said, on=day, ground="Закон № 5") == 302
    card = page(administrator, "authority_card", made.pk)
    assert "<h1>Министерство спорта</h1>" in card
    assert "Министерство физкультуры" in card
    correct = {"name": "Министерство спорта края", "short_name": "Минспорт", "since": "01.01.2006"}
    assert sent(administrator, "authority_correct", made.pk, row.pk, **correct, reason="опечатка") == 302
    with shared(by=BY):
        assert SharedChange.objects.filter(model="organisations.authorityperiod", action="correct").count() == 1
    assert page(administrator, "authority_list", q="спорта")


@pytest.mark.parametrize("query", ["", "?q=степной", "?state=open", "?state=closed", "?kind=district", "?export=csv"])
def test_lists_are_searched_filtered_and_taken_away(administrator: Client, query: str) -> None:
    entered()
    answer = administrator.get(region_url("organisations:municipality_list") + query)
    assert answer.status_code == 200
    assert ("Степной район" in answer.content.decode("utf-8-sig")) == (query != "?state=closed")


def test_a_specialist_sees_his_own_municipality_and_changes_nothing(administrator: Client) -> None:
    own, other = entered(), entered("Горный район", "03608000")
    school(own)
    school(other, "far")
    specialist = browser(member("places-specialist", "municipality", municipality_id=own.pk))

    listed = page(specialist, "municipality_list")
    assert "Степной район" in listed
    assert "Горный район" not in listed
    assert page(specialist, "municipality_card", own.pk)
    assert specialist.get(region_url("organisations:municipality_card", other.pk)).status_code == 404
    for name in ("rename", "close", "merge", "withdraw", "verify", "describe"):
        assert specialist.get(region_url(f"organisations:municipality_{name}", own.pk)).status_code == 403, name


def test_list_costs_the_same_for_one_and_for_thirty(administrator: Client) -> None:
    entered()
    costs = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(administrator, "municipality_list")
        costs.append(len(asked))
        for extra in range(30 * (1 - number)):
            entered(f"Район {extra}", "")
    assert costs[0] == costs[1]
