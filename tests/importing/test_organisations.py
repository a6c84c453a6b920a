"""A file of organisations: requests, changes, named errors; confirmed, undone; pages and the command."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from shared_apps.importing import refusals
from shared_apps.jobs.models import Job
from shared_apps.organisations import services
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.importing import undoing
from shared_apps.organisations.models import Organisation, OrganisationPeriod
from tests.factories.accounts import browser, member

from .conftest import workbook
from .register_files import BY, TITLES, TODAY, codes, confirmed, existing, loaded, new, verdicts


def test_check_registers_nothing_and_confirmation_asks_for_births(register: None) -> None:
    run = loaded(new(), new(Код="23-0903", **{"Краткое наименование": "МБОУ СОШ № 903"}))
    assert (verdicts(run), Organisation.objects.filter(code__startswith="23-09").count()) == (["create", "create"], 0)

    confirmed(run)

    made = Organisation.objects.get(code="23-0901")
    assert (made.slug, made.state, run.created_count) == ("oo-23-0901", "requested", 2)
    assert Job.objects.filter(kind="birth", key=f"birth:{made.pk}").count() == 1
    assert run.rows.get(number=2).card_id == made.pk
    assert verdicts(loaded(new())) == ["skip"]


def test_known_one_changes_its_card_from_a_day_on(register: None) -> None:
    made = existing()
    run = loaded(["23-0902", "", "СОШ № 902 им. Пушкина", "", "", "", ""])
    assert (verdicts(run), run.rows.get().changes[0]["after"]) == (["update"], "СОШ № 902 им. Пушкина")

    confirmed(run)

    names = OrganisationPeriod.objects.filter(organisation=made).order_by("valid_from")
    assert [(one.short_name, one.valid_from) for one in names] == [
        ("СОШ № 902", date(2020, 9, 1)), ("СОШ № 902 им. Пушкина", TODAY),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "more", "code"),
    [
        ({"Код": ""}, {}, "value.missing"),
        ({"Краткое наименование": ""}, {}, "organisation.incomplete"),
        ({"ОКТМО": "99999999"}, {}, "choice.unknown"),
        ({"Вид организации": "цирк"}, {}, "choice.unknown"),
        ({"Местность": "луна"}, {}, "choice.unknown"),
        ({"Адрес страниц": "Школа № 1"}, {}, "slug.unclear"),
        ({"Адрес страниц": "proba-902"}, {}, "slug_taken"),
        ({}, {"Дата открытия": "31.02.2026"}, "date.no_such_day"),
        ({"Код": "23-0902", "Краткое наименование": "Иная"}, {"Действует с": "01.09.2020"}, "date_taken"),
    ],
)
def test_each_error_has_its_name(register: None, other: dict[str, str], more: dict[str, str], code: str) -> None:
    existing()
    run = loaded([*new(**other), *more.values()], more=list(more))

    assert (verdicts(run), code in codes(run)) == (["error"], True), codes(run)


def test_closed_one_is_not_changed(register: None) -> None:
    made = existing()
    services.close_organisation(
        organisation=made, on=TODAY - timedelta(days=30), order_number="1", order_date=TODAY - timedelta(days=60), by=BY
    )

    assert codes(loaded(["23-0902", "", "Иная", "", "", "", ""])) == ["already_closed"]


def test_address_of_pages_of_a_known_one_stays(register: None) -> None:
    existing()
    run = loaded(["23-0902", "inoj-adres", "", "", "", "", ""])

    assert (verdicts(run), codes(run)) == (["skip"], ["organisation.slug_stays"])


def test_undo_withdraws_what_is_not_born_and_puts_names_back(register: None) -> None:
    made = existing()
    run = loaded(new(), ["23-0902", "", "Иная", "", "", "", ""])
    confirmed(run)

    outcome = undoing.undo(run_id=run.pk, by=BY)

    assert (outcome.withdrawn, outcome.put_back, outcome.kept) == (("МБОУ СОШ № 901",), ("Иная",), ())
    names = OrganisationPeriod.objects.filter(organisation=made).values_list("short_name", flat=True)
    assert set(names) == {"СОШ № 902"}
    assert not Organisation.objects.filter(code="23-0901").exists()
    assert Organisation.objects.get(state="withdrawn").slug.startswith("withdrawn-")
    assert verdicts(loaded(new())) == ["create"]


def test_undo_leaves_what_is_born_or_changed_later(register: None) -> None:
    existing()
    run = loaded(new(), ["23-0902", "", "Иная", "", "", "", ""])
    confirmed(run)
    Organisation.objects.filter(code="23-0901").update(state="ready", schema_version="1")
    Organisation.objects.filter(code="23-0902").update(closed_on=TODAY)

    with pytest.raises(refusals.NothingToUndo):
        undoing.undo(run_id=run.pk, by=BY)


# --- pages and command ----------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(handbooks: None) -> Client:
    return browser(member("regadmin", "regadmin"))


def count(code: str) -> int:
    with shared(by=BY):
        return Organisation.objects.filter(code=code).count()


def file(*rows: Sequence[Any]) -> bytes:
    with shared(by=BY):
        return workbook([TITLES, new(), new(Код="23-0904", ОКТМО="99999999"), *rows])


def test_administrator_loads_confirms_and_undoes(administrator: Client) -> None:
    start = "/admin/organisations/import/"
    assert administrator.get(start).status_code == 200
    assert administrator.get(f"{start}new/organisations/").status_code == 200
    assert administrator.get(f"{start}template/organisations/").status_code == 200
    sent = {"file": SimpleUploadedFile("Реестр.xlsx", file())}
    page = str(administrator.post(f"{start}new/organisations/", sent).headers["Location"])
    assert "99999999" in administrator.get(page).content.decode()
    assert administrator.get(f"{page}errors/").status_code == 200

    assert administrator.get(f"{page}confirm/").status_code == 200
    assert administrator.post(f"{page}confirm/", {"creates": "on"}).status_code == 302
    assert count("23-0901") == 1
    assert "МБОУ СОШ № 901" in administrator.get(f"{page}undo/").content.decode()
    assert administrator.post(f"{page}undo/").status_code == 302
    assert count("23-0901") == 0
    assert administrator.get(page).status_code == 200


def test_command_shows_verdicts_and_writes_only_when_confirmed(handbooks: None, tmp_path: Path) -> None:
    path = tmp_path / "Реестр.xlsx"
    path.write_bytes(file())

    for arguments, written in (((), 0), (("--confirm",), 1)):
        said = StringIO()
        with pytest.raises(CommandError) as refused:
            call_command("import_organisations", str(path), *arguments, stdout=said, stderr=said)
        assert refused.value.returncode == 3
        assert "строка 3" in said.getvalue()
        assert count("23-0901") == written


# --- the organisation's own card (test_own_cards.py) -----------------------------------------------------------------


def test_wrong_number_of_an_organisation_is_an_error_in_its_row(register: None) -> None:
    run = loaded([*new(), "231201"], more=["КПП"])
    assert verdicts(run) == ["error"]


def test_card_of_a_new_organisation_waits_for_its_birth(register: None) -> None:
    confirmed(loaded([*new(), "231201001"], more=["КПП"]))
    birth_job = Job.objects.get(kind="birth")
    assert birth_job.arguments["card"]["values"] == {"kpp": "231201001"}
    assert not Job.objects.filter(kind="organisation_card").exists()
