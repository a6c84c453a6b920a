"""Compromised accounts above organisations at their doors: pages, the programming interface, the command; who may."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from shared_apps.accounts import queries, services
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.models import Account
from shared_apps.accounts.roles import ROLES
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.routing import region_url
from tests.factories.grants import granted

from .conftest import SYSTEM, Region, account, actor, signed_in
from .voiding import reported, run_waiting, state, voided

pytestmark = pytest.mark.django_db
API = "/admin/api/v1/compromised/"


@pytest.fixture
def case(thief: Account, head: Account) -> int:
    """A report of the thief, who has renamed the head of a school."""
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    return reported(thief)


def url(name: str, *arguments: object) -> str:
    return region_url(f"accounts:{name}", *arguments)


def read(client: Client, name: str, *arguments: object) -> str:
    response = client.get(url(name, *arguments))
    assert response.status_code == 200
    return response.content.decode()


# --- pages ------------------------------------------------------------------------------------------------------------


def test_list_names_the_account_and_its_state(case: int, first: Account) -> None:
    said = read(signed_in(first), "voidings")
    assert "Name thief" in said
    assert "на рассмотрении" in said.lower()


def test_report_shows_operations_by_subject_with_their_fate(case: int, first: Account) -> None:
    said = read(signed_in(first), "voiding", case)
    for words in ("Учётные записи и роли", "Подставной Иван", "как было прежде", "Пропал телефон"):
        assert words in said


def test_two_administrators_void_on_the_pages(case: int, head: Account, first: Account, second: Account) -> None:
    one, two = signed_in(first), signed_in(second)
    assert one.post(url("voiding_propose", case)).status_code == 302
    assert "Отмену предложили вы" in read(one, "voiding", case)
    refused = one.post(url("voiding_confirm", case))
    assert (refused.status_code, "другое лицо" in refused.content.decode()) == (422, True)
    assert two.post(url("voiding_confirm", case)).status_code == 302
    assert "Операции отменяются: 0 из 1" in read(two, "voiding", case)
    run_waiting()
    with shared(by=SYSTEM):
        assert Account.objects.get(pk=head.pk).name == "Name head"
    assert "операции недействительны" in read(two, "voiding", case)


def test_stopped_work_goes_on_by_a_button(case: int, first: Account, second: Account) -> None:
    services.propose_above(case_id=case, by=actor(first))
    services.confirm_above(case_id=case, by=actor(second))
    with shared(by=SYSTEM):
        Job.objects.update(state="failed")
    client = signed_in(first)
    assert "Работа остановилась" in read(client, "voiding", case)
    assert client.post(url("voiding_resume", case)).status_code == 302
    assert run_waiting() == ["done"]
    assert state(case) == "voided"


def test_protocol_is_printed_with_both_names(case: int, first: Account, second: Account) -> None:
    voided(case, first, second)
    client = signed_in(first)
    said = read(client, "voiding_operations", case)
    assert "Протокол отмены операций № 1" in said
    file = client.get(f"{url('voiding_operations', case)}?export=csv").content.decode("utf-8-sig")
    for words in ("Name first", "Name second", "Подставной Иван", "как было прежде", "thief"):
        assert words in file
    paper = client.get(f"{url('voiding_operations', case)}?export=pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")


def test_reader_whose_own_account_it_is_has_no_buttons(first: Account, second: Account, head: Account) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(first))
    case = reported(first, by=None)
    with shared(by=SYSTEM):
        Account.objects.filter(pk=first.pk).update(frozen_at=None)
    client = signed_in(first)
    said = read(client, "voiding", case)
    assert "касается вашей собственной учётной записи" in said
    assert url("voiding_propose", case) not in said
    assert client.post(url("voiding_propose", case)).status_code == 422


def test_pages_cost_the_same_for_any_number_of_operations(
    case: int, thief: Account, region: Region, first: Account, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(first)
    read(client, "voiding", case)
    with django_assert_max_num_queries(60) as one:
        read(client, "voiding", case)
    with shared(by=SYSTEM):
        Account.objects.filter(pk=thief.pk).update(frozen_at=None)
    for number in range(8):
        grant = granted(role="coordinator", organisation_id=region.school.pk)
        services.create_account(name=f"Подставной {number}", login=f"fake{number}", grant=grant, by=actor(thief))
    with django_assert_max_num_queries(200) as many:
        read(client, "voiding", case)
    names = {row.which for row in queries.operations_above(case, actor(first))}
    assert len(names) == 17
    assert len(many) - len(one) <= 2 * 8 + 4, "one look at roles for each account made, and no more"


# --- the programming interface ----------------------------------------------------------------------------------------


def test_two_administrators_void_by_the_interface(case: int, head: Account, first: Account, second: Account) -> None:
    one, two = signed_in(first), signed_in(second)
    proposed = one.post(f"{API}{case}/propose/").json()
    assert (proposed["state"], proposed["counts"], proposed["protocol"]) == ("planned", {"restored": 1}, 1)
    confirmed = two.post(f"{API}{case}/confirm/").json()
    assert (confirmed["is_running"], confirmed["state"], confirmed["is_at_work"]) == (True, "voiding", True)
    run_waiting()
    (row,) = two.get(f"{API}{case}/operations/").json()["results"]
    assert (row["fate"], bool(row["done_at"])) == ("restored", True)
    assert two.get(f"{API}{case}/").json()["protocol_state"] == "done"
    assert [one["id"] for one in two.get(API).json()["results"]] == [case]


def test_case_of_an_organisation_is_not_found_above(head: Account, first: Account) -> None:
    services.report_compromise(account_id=head.pk, by=actor(head))
    client = signed_in(first)
    assert client.get(API).json()["results"] == []
    with shared(by=SYSTEM):
        pk = CompromiseCase.objects.get().pk
    assert client.get(f"{API}{pk}/").status_code == 404
    assert client.get(url("voiding", pk)).status_code == 404


@pytest.mark.parametrize("role", [role.code for role in ROLES.values() if role.scope != "family"])
def test_interface_is_the_region_administrators_alone(
    role: str, region: Region, case: int, first: Account, second: Account
) -> None:
    if role == "regadmin":
        return
    declared = ROLES[role]
    scope: dict[str, Any] = {
        "organisation": {"organisation_id": region.school.pk}, "region": {},
        "municipality": {"municipality_id": region.north.pk}, "authority": {"authority_id": region.culture.pk},
    }[declared.scope]  # fmt: skip
    if declared.dated:
        return
    client = signed_in(account(f"viewer-{role}", granted(role=role, **scope)))
    for path in ("", f"{case}/", f"{case}/operations/"):
        assert client.get(f"{API}{path}").status_code == 403, path
    for path in ("since", "propose", "withdraw", "confirm", "resume", "nothing"):
        assert client.post(f"{API}{case}/{path}/").status_code == 403, path


# --- the command ------------------------------------------------------------------------------------------------------


def command(*arguments: str) -> str:
    said = StringIO()
    call_command("compromised", *arguments, stdout=said)
    return said.getvalue()


def test_operator_is_one_of_the_two_persons(case: int, head: Account, first: Account) -> None:
    assert "thief" in command("list")
    assert "изменено имя" in command("propose", str(case))
    with pytest.raises(CommandError, match="другое лицо"):
        command("confirm", str(case))
    services.confirm_above(case_id=case, by=actor(first))
    assert run_waiting() == ["done"]
    assert "операции недействительны" in command("show", str(case))


def test_operator_releases_an_administrator_of_the_region(first: Account, second: Account) -> None:
    case = reported(first)
    with pytest.raises(CommandError, match="Сначала"):
        command("release", str(case))
    command("nothing", str(case), "--decision", "Ничего не сделано")
    login, password, _line = command("release", str(case)).splitlines()
    assert (login, len(password) > 9) == ("first", True)
    with shared(by=SYSTEM):
        assert Account.objects.get(pk=first.pk).frozen_at is None


def test_operator_moves_the_moment_with_a_reason(case: int) -> None:
    with pytest.raises(CommandError, match="только с обоснованием"):
        command("since", str(case), "2026-09-01T10:00")
    assert "01.09.2026" in command("since", str(case), "2026-09-01T10:00", "--reason", "Вход ночью")


def test_unknown_report_is_said_so(db: None) -> None:
    with pytest.raises(CommandError, match="Такого сообщения нет"):
        command("show", "999999")
