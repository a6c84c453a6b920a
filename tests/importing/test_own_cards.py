"""What a file of organisations says of their own cards: compared, written by jobs, put back by undoing."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from shared_apps.importing import held_columns
from shared_apps.jobs.models import Job
from shared_apps.jobs.services import run as run_job
from shared_apps.organisations import services
from shared_apps.organisations.crossing import DoorError, inside, shared
from shared_apps.organisations.importing import own_cards, running, undoing
from shared_apps.organisations.models import Organisation, OrganisationImport
from shared_apps.organisations.work import CARD, CARD_BACK
from tenant_apps.history.models import Reversal
from tenant_apps.passport.models import OrganisationPassport
from tenant_apps.passport.queries import passport_on
from tenant_apps.passport.services import fill_passport
from tests.factories.accounts import browser, member

from .conftest import workbook
from .register_files import BY, TITLES, TODAY, codes, confirmed, existing, loaded, verdicts

OF_CARD = ["ИНН", "КПП", "ОГРН", "ОКПО", "Руководитель", "Устав", "Дата устава", "Сайт", "Email", "Юридический адрес"]
CELLS = [
    "2312345678", "231201001", "1022301234560", "12345678", "Иванова Мария Петровна", "17", "12.05.2016",
    "school.example.ru", "school@example.ru", "г. Краснодар, ул. Красная, д. 1",
]  # fmt: skip


def card_jobs(kind: str = CARD) -> list[int]:
    with shared(by=BY):
        return list(Job.objects.filter(kind=kind).order_by("pk").values_list("pk", flat=True))


def shown(run: OrganisationImport) -> list[str]:
    with shared(by=BY):
        return verdicts(run)


def school_name(run: OrganisationImport) -> str:
    with shared(by=BY):
        return str(run.rows.get().name)


def undone(run: OrganisationImport) -> undoing.Undone:
    with shared(by=BY):
        return undoing.undo(run_id=run.pk, by=BY)


def card_row(school: Organisation, **other: str) -> list[str]:
    """A row that says of a school that works only what stands in its own card."""
    cells = dict(zip(OF_CARD, CELLS, strict=True)) | other
    return [school.code, *[""] * (len(TITLES) - 1), *(cells[title] for title in OF_CARD)]


def checked(row: Sequence[str]) -> OrganisationImport:
    """As a command does it: the cards are read before the register's door is opened."""
    content = workbook([[*TITLES, *OF_CARD], row])
    held = held_columns.classes_of(running.KIND.catalogue, BY)
    with own_cards.read_before(lambda: running.IMPORTS.read(running.KIND, content, held), by=BY), shared(by=BY):
        return loaded(row, more=OF_CARD)


def confirmed_with_cards(run: OrganisationImport) -> None:
    """As the job of a run does it, and then the job of the card."""
    before = own_cards.read_before(partial(running.IMPORTS.reading_if_kept, run.pk), by=BY)
    with before, shared(by=BY):
        confirmed(run)


def state_of_card(run: OrganisationImport) -> str:
    with shared(by=BY):
        return str(run.rows.get().card_state)


def card_of(school: Organisation) -> OrganisationPassport | None:
    with inside(school, by=BY):
        return passport_on(TODAY)


def test_requisites_go_into_the_organisations_own_card(handbooks: None, school: Organisation) -> None:
    run = checked(card_row(school))
    assert shown(run) == ["update"]
    confirmed_with_cards(run)
    assert state_of_card(run) == "asked"

    (job,) = card_jobs()
    assert run_job(job) == "done"

    card = card_of(school)
    assert card is not None
    assert (card.inn, card.kpp, card.director_name, card.charter_on) == (
        "2312345678", "231201001", "Иванова Мария Петровна", date(2016, 5, 12),
    )  # fmt: skip
    assert (card.site, card.legal_address) == ("school.example.ru", "г. Краснодар, ул. Красная, д. 1")
    assert state_of_card(run) == "written"


def test_what_stands_in_the_own_card_is_no_change(handbooks: None, school: Organisation) -> None:
    confirmed_with_cards(checked(card_row(school)))
    assert run_job(card_jobs()[-1]) == "done"

    assert shown(checked(card_row(school))) == ["skip"]
    run = checked(card_row(school, Сайт="gymnasium.example.ru"))
    with shared(by=BY):
        (change,) = run.rows.get().changes
    assert (shown(run), change["before"], change["after"]) == (["update"], "school.example.ru", "gymnasium.example.ru")


def test_undoing_gives_the_own_card_its_former_values(handbooks: None, school: Organisation) -> None:
    confirmed_with_cards(checked(card_row(school)))
    assert run_job(card_jobs()[-1]) == "done"
    run = checked(card_row(school, Сайт="gymnasium.example.ru", Руководитель="Новая Анна Ивановна"))
    confirmed_with_cards(run)
    assert run_job(card_jobs()[-1]) == "done"
    changed = card_of(school)
    assert changed is not None
    assert changed.site == "gymnasium.example.ru"

    assert undone(run).cards == (school_name(run),)
    assert state_of_card(run) == "returning"
    assert run_job(card_jobs(CARD_BACK)[-1]) == "done"

    card = card_of(school)
    assert card is not None
    assert (card.site, card.director_name) == ("school.example.ru", "Иванова Мария Петровна")
    assert state_of_card(run) == "returned"
    with inside(school, by=BY):
        assert Reversal.objects.latest("number").title == "Файл организаций «Реестр.xlsx»"


def test_a_first_own_card_vanishes_with_its_file(handbooks: None, school: Organisation) -> None:
    run = checked(card_row(school))
    confirmed_with_cards(run)
    assert run_job(card_jobs()[-1]) == "done"
    undone(run)

    assert run_job(card_jobs(CARD_BACK)[-1]) == "done"

    assert card_of(school) is None


def test_an_own_card_that_was_changed_later_stays(handbooks: None, school: Organisation) -> None:
    run = checked(card_row(school))
    confirmed_with_cards(run)
    assert run_job(card_jobs()[-1]) == "done"
    with inside(school, by=BY):
        fill_passport(values={"site": "own.example.ru"}, since=TODAY, by=BY)
    undone(run)

    assert run_job(card_jobs(CARD_BACK)[-1]) == "done"

    card = card_of(school)
    assert card is not None
    assert (card.site, card.inn) == ("own.example.ru", "2312345678")
    assert state_of_card(run) == "kept"


def test_a_card_that_was_not_written_yet_is_not_written_any_more(handbooks: None, school: Organisation) -> None:
    run = checked(card_row(school))
    confirmed_with_cards(run)
    undone(run)

    assert run_job(card_jobs()[-1]) == "done"

    assert (card_of(school), state_of_card(run), card_jobs(CARD_BACK)) == (None, "dropped", [])


def test_a_card_that_the_organisation_refuses_says_why(handbooks: None, school: Organisation) -> None:
    run = checked(card_row(school))
    confirmed_with_cards(run)
    (job,) = card_jobs()
    with shared(by=BY):
        arguments = Job.objects.get(pk=job).arguments
        arguments["values"] |= {"charter_on": f"{TODAY + timedelta(days=9)}"}
        Job.objects.filter(pk=job).update(arguments=arguments)

    assert run_job(job) == "done"

    with shared(by=BY):
        row = run.rows.get()
    assert (row.card_state, "ещё не наступил" in row.card_words) == ("refused", True), row.card_words


def test_own_cards_are_never_judged_unread(handbooks: None, school: Organisation) -> None:
    with pytest.raises(DoorError, match="read_before"), shared(by=BY):
        loaded(card_row(school), more=OF_CARD)


def test_the_own_card_of_a_closed_organisation_is_not_changed(handbooks: None) -> None:
    with shared(by=BY):
        made = existing()
        services.close_organisation(
            organisation=made, on=TODAY - timedelta(days=30), order_number="1", order_date=TODAY - timedelta(days=60),
            by=BY,
        )  # fmt: skip
    run = checked(card_row(made))

    with shared(by=BY):
        assert codes(run) == ["already_closed"]


def do_job(kind: str) -> None:
    with shared(by=BY):
        job = Job.objects.filter(kind=kind).latest("pk").pk
    assert run_job(job) == "done"


def test_pages_have_jobs_read_and_write_own_cards(handbooks: None, school: Organisation) -> None:
    administrator = browser(member("regadmin", "regadmin"))
    content = workbook([[*TITLES, *OF_CARD], card_row(school)])
    sent = {"file": SimpleUploadedFile("Карточки.xlsx", content)}
    page = str(administrator.post("/admin/organisations/import/new/organisations/", sent).headers["Location"])
    assert "school.example.ru" not in administrator.get(page).content.decode()

    do_job("import_organisations")
    assert "school.example.ru" in administrator.get(page).content.decode()
    assert administrator.post(f"{page}confirm/", {"updates": "on"}).status_code == 302
    do_job("import_organisations")
    do_job(CARD)

    assert "внесена" in administrator.get(page).content.decode()
    assert "возвращаются к прежним сведениям" in administrator.get(f"{page}undo/").content.decode()
    assert administrator.post(f"{page}undo/").status_code == 302
    do_job(CARD_BACK)
    assert "возвращена" in administrator.get(page).content.decode()
    assert card_of(school) is None


def test_the_command_writes_own_cards(handbooks: None, school: Organisation, tmp_path: Path) -> None:
    path = tmp_path / "Карточки.xlsx"
    path.write_bytes(workbook([[*TITLES, *OF_CARD], card_row(school)]))

    call_command("import_organisations", str(path), "--confirm", stdout=StringIO())
    do_job(CARD)
    said = StringIO()
    call_command("import_organisations", str(path), stdout=said)

    assert card_of(school) is not None
    assert "без изменений: 1" in said.getvalue() or "ничего не делать: 1" in said.getvalue(), said.getvalue()
