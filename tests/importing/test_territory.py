"""Files of municipalities and authorities: entered, renamed at a date, codes verified; undone; pages and the command."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.importing import refusals
from shared_apps.importing.kinds import Choice
from shared_apps.organisations import birth, territory, territory_ends
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.importing import running, undoing
from shared_apps.organisations.models import Authority, Municipality, MunicipalityPeriod, OrganisationImport
from tests.factories.accounts import browser, member

from .conftest import workbook

BY = By(account_id=11, name="Администратор региона")
TODAY = timezone.localdate()
TITLES = ["Муниципалитет", "Вид", "ОКТМО", "КЧ", "Действует с", "Акт", "Широта"]
NEW = ["Приморский район", "муниципальный район", "03601000", "7", "01.01.2006", "Закон № 1", "45,1"]
BODIES = ["Код", "Полное наименование", "Краткое наименование", "Действует с"]


@pytest.fixture
def register(db: None) -> Iterator[None]:
    with shared(by=BY):
        load_catalogue()
        yield


def new(**other: str) -> list[str]:
    """The row of a new municipality; other cells by their titles."""
    cells = dict(zip(TITLES, NEW, strict=True)) | {title.replace("_", " "): value for title, value in other.items()}
    return [cells[title] for title in TITLES]


def loaded(
    *rows: Sequence[Any], titles: Sequence[str] = TITLES, kind: str = "municipalities"
) -> OrganisationImport:  # fmt: skip
    run: OrganisationImport = running.IMPORTS.receive_file(
        kind=kind, content=workbook([list(titles), *rows]), name="Территория.xlsx", by=BY, at_once=True
    )
    return run


def confirmed(run: OrganisationImport) -> OrganisationImport:
    assert running.IMPORTS.confirm(run_id=run.pk, choice=Choice(), by=BY).is_done
    run.refresh_from_db()
    return run


def verdicts(run: OrganisationImport) -> list[str]:
    return list(run.rows.order_by("number").values_list("verdict", flat=True))


def codes(run: OrganisationImport, number: int = 2) -> list[str]:
    return [problem["code"] for problem in run.rows.get(number=number).problems]


def one(name: str = "Приморский район") -> Municipality:
    return Municipality.objects.get(name=name)


def test_check_enters_nothing_and_confirmation_enters_all(register: None) -> None:
    rows = [new(), new(Муниципалитет="Горный округ", Вид="МО", ОКТМО="", КЧ="", Широта="")]
    run = loaded(*rows)
    assert (verdicts(run), Municipality.objects.filter(name="Горный округ").count()) == (["create", "create"], 0)

    confirmed(run)

    made = one()
    assert (made.kind, made.oktmo, made.oktmo_verified_on, made.latitude) == ("district", "03601000", TODAY, 45.1)
    assert (made.valid_from, made.periods.get().ground) == (date(2006, 1, 1), "Закон № 1")
    assert one("Горный округ").kind == "okrug"
    assert run.rows.get(number=2).card_id == made.pk
    assert verdicts(loaded(*rows)) == ["skip", "skip"]


def test_known_one_is_renamed_from_a_day_on(register: None) -> None:
    confirmed(loaded(new()))
    day = f"{TODAY - timedelta(days=30):%d.%m.%Y}"
    run = loaded(new(Муниципалитет="Приморский округ", Вид="муниципальный округ", Действует_с=day, Акт="Закон № 2"))
    assert (verdicts(run), [change["after"] for change in run.rows.get().changes]) == (
        ["update"], ["Приморский округ", "муниципальный округ"],
    )  # fmt: skip

    confirmed(run)

    rows = MunicipalityPeriod.objects.filter(holder=one("Приморский округ")).order_by("valid_from")
    assert [(row.name, row.kind, row.ground) for row in rows] == [
        ("Приморский район", "district", "Закон № 1"), ("Приморский округ", "okrug", "Закон № 2"),
    ]  # fmt: skip


def test_code_that_is_not_verified_is_corrected_and_verified_by_its_control_number(register: None) -> None:
    confirmed(loaded(new(ОКТМО="03605000", КЧ="")))
    assert one().oktmo_verified_on is None
    confirmed(loaded(new()))
    made = one()
    assert (made.oktmo, made.oktmo_verified_on, made.periods.count()) == ("03601000", TODAY, 1)

    run = loaded(new(ОКТМО="03605000", КЧ="5"))

    assert (verdicts(run), codes(run)) == (["error"], ["territory.code_is_verified"])


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"Муниципалитет": ""}, "value.missing"),
        ({"Вид": ""}, "territory.incomplete"),
        ({"Вид": "улус"}, "choice.unknown"),
        ({"ОКТМО": "0360"}, "oktmo.identifier_wrong_length"),
        ({"ОКТМО": "03605000001"}, "territory_oktmo_of_a_settlement"),
        ({"КЧ": "8"}, "territory_control_number"),
        ({"КЧ": "семь"}, "control.unclear"),
        ({"Действует с": "31.02.2006"}, "date.no_such_day"),
        ({"Муниципалитет": "Степной район", "ОКТМО": "03612000", "КЧ": ""}, "territory_date_taken"),
        ({"Муниципалитет": "Степной район", "ОКТМО": "03608000", "КЧ": ""}, "territory.two_are_meant"),
    ],
)
def test_each_error_has_its_name(register: None, other: dict[str, str], code: str) -> None:
    for name, oktmo in (("Степной район", "03605000"), ("Горный район", "03608000")):
        said = territory.MunicipalitySaid(name=name, kind="urban", oktmo=oktmo)
        territory.enter_municipality(said=said, since=date(2006, 1, 1), by=BY)
    cells = dict(zip(TITLES, NEW, strict=True)) | other
    run = loaded([cells[title] for title in TITLES])

    assert (verdicts(run), code in codes(run)) == (["error"], True), codes(run)


def test_undo_withdraws_what_nothing_names_and_puts_names_back(register: None) -> None:
    confirmed(loaded(new(Муниципалитет="Степной район", ОКТМО="03605000", КЧ="")))
    run = confirmed(
        loaded(new(), new(Муниципалитет="Степной округ", ОКТМО="03605000", КЧ="", Действует_с=f"{TODAY:%d.%m.%Y}"))
    )

    assert undoing.plan_undoing(run).withdrawn == ("Приморский район",)
    outcome = undoing.undo(run_id=run.pk, by=BY)

    assert (outcome.withdrawn, outcome.put_back, outcome.kept) == (("Приморский район",), ("Степной округ",), ())
    assert not Municipality.objects.filter(name__in=["Приморский район", "Степной округ"]).exists()
    assert one("Степной район").oktmo == "03605000"
    assert verdicts(loaded(new())) == ["create"]


def test_undo_leaves_what_is_named_or_was_changed_later(register: None) -> None:
    run = confirmed(loaded(new(), new(Муниципалитет="Горный район", ОКТМО="", КЧ="")))
    birth.request_organisation(
        slug="proba", code="23-0777", full_name="Школа", short_name="СОШ", kind="school", locality="urban",
        municipality=one(), authority=None, opened_on=date(2020, 9, 1), by=BY,
    )  # fmt: skip
    said = territory.MunicipalitySaid(name="Горный округ", kind="okrug")
    territory.rename(body=one("Горный район"), said=said, on=TODAY, by=BY)

    with pytest.raises(refusals.NothingToUndo):
        undoing.undo(run_id=run.pk, by=BY)


def test_closed_one_is_not_renamed(register: None) -> None:
    confirmed(loaded(new()))
    territory_ends.close(body=one(), on=TODAY, ground="Закон № 3", by=BY)
    run = loaded(new(Вид="городской округ", Действует_с=f"{TODAY:%d.%m.%Y}"))
    assert codes(run) == ["territory_closed"]


def test_authorities_are_loaded_by_their_code(register: None) -> None:
    row = ["sport-t", "Министерство спорта", "Минспорт", "01.01.2006"]
    confirmed(loaded(row, titles=BODIES, kind="authorities"))
    made = Authority.objects.get(code="sport-t")
    run = loaded(
        ["sport-t", "Министерство физкультуры", "Минфизкультуры", f"{TODAY:%d.%m.%Y}"], ["new-t", "", "", ""],
        titles=BODIES, kind="authorities",
    )  # fmt: skip
    assert (verdicts(run), codes(run, 3)) == (["update", "error"], ["territory.incomplete"] * 2)

    confirmed(run)

    made.refresh_from_db()
    assert (made.short_name, made.periods.count()) == ("Минфизкультуры", 2)
    undoing.undo(run_id=run.pk, by=BY)
    made.refresh_from_db()
    assert made.short_name == "Минспорт"


# --- pages and command ----------------------------------------------------------------------------------------------


def test_administrator_loads_confirms_and_undoes(db: None) -> None:
    with shared(by=BY):
        load_catalogue()
    client = browser(member("regadmin-territory", "regadmin"))
    start = "/admin/organisations/import/"
    for kind in ("municipalities", "authorities"):
        assert client.get(f"{start}new/{kind}/").status_code == 200
        assert client.get(f"{start}template/{kind}/").status_code == 200
    content = workbook([TITLES, new(), new(Муниципалитет="Горный район", ОКТМО="0360", КЧ="")])
    sent = {"file": SimpleUploadedFile("Территория.xlsx", content)}
    page = str(client.post(f"{start}new/municipalities/", sent).headers["Location"])
    assert "Горный район" in client.get(page).content.decode()
    assert client.get(f"{page}errors/").status_code == 200
    assert client.post(f"{page}confirm/", {"creates": "on"}).status_code == 302
    with shared(by=BY):
        made = one()
    assert f"/admin/municipalities/{made.pk}/" in client.get(page).content.decode()
    assert "Приморский район" in client.get(f"{page}undo/").content.decode()
    assert client.post(f"{page}undo/").status_code == 302
    with shared(by=BY):
        assert not Municipality.objects.filter(name="Приморский район").exists()
    specialist = browser(member("territory-ministry", "ministry"))
    assert specialist.get(f"{start}new/municipalities/").status_code == 403


def test_command_shows_verdicts_and_writes_only_when_confirmed(db: None, tmp_path: Path) -> None:
    path = tmp_path / "Территория.csv"
    path.write_text(
        "\n".join(";".join(row) for row in [TITLES, new(), new(Муниципалитет="", ОКТМО="", КЧ="")]), "utf-8"
    )

    for arguments, written in (((), 0), (("--confirm",), 1)):
        said = StringIO()
        with pytest.raises(CommandError) as refused:
            call_command("load_territory", "municipalities", str(path), *arguments, stdout=said, stderr=said)
        assert refused.value.returncode == 3
        assert "строка 3" in said.getvalue()
        with shared(by=BY):
            assert Municipality.objects.filter(name="Приморский район").count() == written
    with shared(by=BY):
        run = OrganisationImport.objects.latest("pk")
    said = StringIO()
    call_command("load_territory", "municipalities", "--undo", str(run.pk), "--confirm", stdout=said)
    assert "Приморский район" in said.getvalue()
    with pytest.raises(CommandError, match="no import"):
        call_command("load_territory", "authorities", "--undo", str(run.pk))
