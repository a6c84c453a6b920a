"""What an organisation is called: changes dated ahead, slips corrected, the log in words, the card."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import birth, changes, queries, refusals, services
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Municipality, Organisation, OrganisationPeriod, SharedChange
from shared_apps.organisations.names import after_all
from shared_apps.organisations.routing import region_url
from tests.factories.accounts import browser, member

BY = By(account_id=11, name="Администратор региона")
TODAY = timezone.localdate()
OPENED = date(2020, 9, 1)
AHEAD = TODAY + timedelta(days=40)


@pytest.mark.parametrize(
    ("key", "end"),
    [
        ("ив", "иг"), ("x\ud7ff", "x\ue000"), ("x\U0010ffff", "y"), ("\U0010ffff", ""), ("x\U0010fffe", "x\U0010ffff"),
        ("", ""),
    ],
)  # fmt: skip
def test_whatever_a_name_begins_with_something_sorts_after_it(key: str, end: str) -> None:
    assert after_all(key) == end
    end.encode()


@pytest.fixture
def place(db: None) -> Municipality:
    with shared(by=BY):
        load_catalogue()
        return Municipality.objects.create(name="Пробный район", oktmo="", kind="district", valid_from=date(2000, 1, 1))


@pytest.fixture
def school(place: Municipality) -> Organisation:
    with shared(by=BY):
        made = birth.request_organisation(
            slug="proba", code="23-0777", full_name="Средняя школа № 7", short_name="СОШ № 7", kind="school",
            locality="urban", municipality=place, authority=None, opened_on=OPENED, by=BY,
        )  # fmt: skip
        Organisation.objects.filter(pk=made.pk).update(state="ready", schema_version="1")
        made.refresh_from_db()
        return made


@pytest.fixture
def register(school: Organisation) -> Iterator[None]:
    with shared(by=BY):
        yield


@pytest.fixture
def administrator(school: Organisation) -> Client:
    return browser(member("regadmin-names", "regadmin"))


@pytest.fixture
def said(place: Municipality) -> services.Particulars:
    return services.Particulars(
        full_name="Средняя школа № 7", short_name="СОШ № 7", kind="school", locality="urban", municipality=place,
        authority=None, address="", order_number="", order_date=None,
    )  # fmt: skip


def names(school: Organisation) -> list[tuple[str, date, date]]:
    rows = OrganisationPeriod.objects.filter(organisation=school).order_by("valid_from")
    return [(row.short_name, row.valid_from, row.valid_to) for row in rows]


def renamed(school: Organisation, said: services.Particulars, name: str, on: date) -> OrganisationPeriod:
    return services.change_particulars(
        organisation=school, particulars=replace(said, short_name=name, full_name=name), on=on, by=BY
    )


def test_present_name_is_that_of_today_also_when_another_is_entered_ahead(
    register: None, school: Organisation, said: services.Particulars
) -> None:
    renamed(school, said, "Лицей № 7", AHEAD)
    periods = queries.periods_of(school)

    assert queries.present_of(periods, TODAY).short_name == "СОШ № 7"
    assert queries.present_of(periods, AHEAD).short_name == "Лицей № 7"
    assert queries.present_of(periods, OPENED - timedelta(days=1)).short_name == "СОШ № 7"
    assert queries.names_on([school.pk], TODAY) == {school.pk: "СОШ № 7"}


def test_change_before_one_entered_ahead_holds_until_it(
    register: None, school: Organisation, said: services.Particulars
) -> None:
    renamed(school, said, "Лицей № 7", AHEAD)
    renamed(school, said, "Гимназия № 7", TODAY)

    assert names(school) == [
        ("СОШ № 7", OPENED, TODAY),
        ("Гимназия № 7", TODAY, AHEAD),
        ("Лицей № 7", AHEAD, date.max),
    ]
    for taken in (OPENED, TODAY, AHEAD):
        with pytest.raises(refusals.DateTaken):
            renamed(school, said, "Иная", taken)


def test_correction_begins_no_new_row_and_keeps_its_reason(
    register: None, school: Organisation, said: services.Particulars
) -> None:
    row = OrganisationPeriod.objects.get(organisation=school)

    services.correct_particulars(
        period=row, particulars=replace(said, short_name="СОШ № 17"), since=OPENED, reason="опечатка", by=BY
    )

    assert names(school) == [("СОШ № 17", OPENED, date.max)]
    assert queries.named(queries.register(on=TODAY), "СОШ № 17").get().pk == row.pk
    line = SharedChange.objects.latest("pk")
    assert (line.action, line.reason, line.before) == ("correct", "опечатка", {"search_key": "сош № 7 средняя школа № 7", "short_name": "СОШ № 7"})  # fmt: skip
    with pytest.raises(refusals.NothingCorrected):
        services.correct_particulars(
            period=row, particulars=replace(said, short_name="СОШ № 17"), since=OPENED, reason="опечатка", by=BY
        )


@pytest.mark.parametrize("days", [-10, 10])
def test_corrected_day_moves_the_end_of_the_row_before(
    register: None, school: Organisation, said: services.Particulars, days: int
) -> None:
    row = renamed(school, said, "Лицей № 7", TODAY)
    since = TODAY + timedelta(days=days)

    services.correct_particulars(
        period=row, particulars=replace(said, short_name="Лицей № 7"), since=since, reason="дата приказа", by=BY
    )

    assert names(school) == [("СОШ № 7", OPENED, since), ("Лицей № 7", since, date.max)]


def test_corrected_day_never_crosses_the_neighbours(
    register: None, school: Organisation, said: services.Particulars
) -> None:
    row = renamed(school, said, "Лицей № 7", TODAY)
    renamed(school, said, "Гимназия № 7", AHEAD)
    first = OrganisationPeriod.objects.filter(organisation=school).earliest("valid_from")

    for since in (OPENED, AHEAD):
        with pytest.raises(refusals.CorrectionCrosses):
            services.correct_particulars(period=row, particulars=said, since=since, reason="дата", by=BY)
    with pytest.raises(refusals.OpeningNotLater):
        services.correct_particulars(
            period=first, particulars=said, since=OPENED + timedelta(days=1), reason="дата", by=BY
        )
    services.correct_particulars(period=first, particulars=said, since=OPENED - timedelta(days=1), reason="дата", by=BY)
    assert names(school)[0][1] == OPENED - timedelta(days=1)


def test_log_of_changes_is_in_words(register: None, school: Organisation, said: services.Particulars) -> None:
    far = Municipality.objects.create(name="Дальний район", oktmo="", kind="district", valid_from=date(2000, 1, 1))
    moved = replace(said, municipality=far, kind="centre", locality="rural", order_date=date(2026, 3, 5))
    services.change_particulars(organisation=school, particulars=moved, on=TODAY, by=BY)

    with override("ru"):
        lines = [str(one) for line in changes.changes_of(school) for one in line.fields]

    text = "\n".join(lines)
    assert "Муниципальное образование: «Дальний район»" in text
    assert "Дата приказа: «05.03.2026»" in text
    assert f"{TODAY:%d.%m.%Y}" in text
    assert "сельская местность" in text
    assert not {str(far.pk), "centre", "rural", "school", "9999-12-31"} & {
        one.split("«")[-1].rstrip("»") for one in lines
    }


def test_card_shows_today_and_says_what_is_coming(
    administrator: Client, school: Organisation, said: services.Particulars
) -> None:
    with shared(by=BY):
        renamed(school, said, "Лицей № 7", AHEAD)

    page = administrator.get(region_url("organisations:card", school.pk)).content.decode()

    assert "<h1>СОШ № 7</h1>" in page
    assert f"С {AHEAD:%d.%m.%Y}:" in page
    assert "Лицей № 7" in page
    form = administrator.get(region_url("organisations:rename", school.pk)).content.decode()
    assert 'value="СОШ № 7"' in form
    assert 'value="Лицей № 7"' not in form


@pytest.mark.parametrize("columns", ["", "?columns=locality&columns=kind", "?export=csv", "?locality=urban"])
def test_register_is_listed_in_words(administrator: Client, school: Organisation, columns: str) -> None:
    answer = administrator.get(region_url("organisations:list") + columns)

    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    assert "СОШ № 7" in text
    assert ("городское поселение" in text.lower()) == (columns != "?export=csv")


def test_administrator_corrects_a_slip(administrator: Client, school: Organisation, place: Municipality) -> None:
    with shared(by=BY):
        row = OrganisationPeriod.objects.get(organisation=school)
    url = region_url("organisations:correct", school.pk, row.pk)
    assert 'value="СОШ № 7"' in administrator.get(url).content.decode()
    typed = {
        "full_name": "Средняя школа № 7", "short_name": "СОШ № 17", "kind": "school", "locality": "urban",
        "municipality": place.pk, "authority": "", "address": "", "since": "01.09.2020", "order_number": "",
        "order_date": "",
    }  # fmt: skip

    assert administrator.post(url, typed).status_code == 422
    assert administrator.post(url, typed | {"reason": "опечатка"}).status_code == 302

    page = administrator.get(region_url("organisations:card", school.pk) + "?tab=changes").content.decode()
    assert "<h1>СОШ № 17</h1>" in page
    assert "«СОШ № 7» → «СОШ № 17»" in page
    assert "опечатка" in page
    refused = administrator.post(url, typed | {"short_name": "СОШ № 17", "reason": "ещё раз"})
    assert (refused.status_code, "записано то же самое" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize("day", ["31.12.9999", "01.01.0001"])
def test_no_name_begins_at_an_end_of_the_calendar(
    administrator: Client, school: Organisation, place: Municipality, day: str
) -> None:
    typed = {
        "full_name": "Средняя школа № 8", "short_name": "СОШ № 8", "kind": "school", "locality": "urban",
        "municipality": place.pk, "authority": "", "address": "", "on": day, "order_number": "", "order_date": "",
    }  # fmt: skip
    answer = administrator.post(region_url("organisations:rename", school.pk), typed)
    assert (answer.status_code, "01.01." in answer.content.decode()) == (422, True)
