"""The programming interface of access: sheets are given once; a compromised account from its report to its voiding."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.models import Account
from shared_apps.organisations.crossing import shared
from tests.factories.accounts import browser
from tests.factories.grants import ORDER

from .compromising import edit, phone
from .conftest import BY, Acting, Filled

Ask = Callable[..., Any]
LISTS = ("families/", "employees/", "compromised/")


@pytest.fixture
def asking(filled: Filled, acting: Acting) -> Callable[..., Ask]:
    """`asking("director")("get", "families/")`."""

    def of(role: str, **more: Any) -> Ask:
        who = acting(role, **more)
        with shared(by=BY):
            account = Account.objects.get(pk=who.account_id)
        client: Client = browser(account)

        def ask(method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
            address = filled.url(f"api/v1/access/{path}")
            if method == "get":
                answer = client.get(address, body)
            else:
                answer = client.post(address, body or {}, content_type="application/json")
            assert answer.status_code == status, (path, answer.status_code, answer.content.decode())
            assert "no-store" in answer.headers["Cache-Control"]
            return answer.json() if answer.content else None

        return ask

    return of


def code_in(issued: dict[str, Any]) -> str:
    """The code that the sheet shows."""
    pages = pypdfium2.PdfDocument(base64.b64decode(issued["content"]))
    found = re.search(r"\b[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\b", pages[0].get_textpage().get_text_bounded())
    assert found is not None
    return found[0]


def test_a_sheet_is_given_once_and_its_code_opens_the_account(filled: Filled, asking: Callable[..., Ask]) -> None:
    ask = asking("director")
    listed = ask("get", "families/", {"role": "guardian"})["results"]
    assert [(row["name"], row["state"], row["invitation_id"]) for row in listed] == [("Ёлкина Инна", "none", None)]
    wanted = {"cards": [{"role": "guardian", "card_id": filled.mother}], "seen": 0}

    issued = ask("post", "families/invitations/", wanted, status=201)
    code = code_in(issued)
    again = ask("post", "families/invitations/", wanted, status=422)

    assert (issued["names"], issued["content_type"]) == (["Ёлкина Инна"], "application/pdf")
    assert again["code"] == "invitations_changed"
    for path in LISTS:
        assert code not in str(ask("get", path))
    with shared(by=BY):
        assert accounts.open_invitation(code=code, ip=None, by=BY).name == "Ёлкина Инна"


def test_a_sheet_that_is_seen_is_made_anew_and_revoked(filled: Filled, asking: Callable[..., Ask]) -> None:
    ask = asking("director")
    wanted = {"cards": [filled.teacher], "role": "teacher", "seen": 0, **ORDER}
    refused = ask("post", "employees/invitations/", {**wanted, "order_date": None}, status=422)
    assert (refused["code"], refused["field"]) == ("role_order_missing", "order_date")
    first = code_in(ask("post", "employees/invitations/", wanted, status=201))
    standing = ask("get", "employees/")["results"][0]["by_role"]["teacher"]["invitation_id"]
    second = code_in(ask("post", "employees/invitations/", {**wanted, "seen": standing}, status=201))
    renewed = ask("get", "employees/", {"state": "invited"})["results"][0]["by_role"]["teacher"]["invitation_id"]
    ask("post", f"invitations/{renewed}/revoke/", status=204)

    assert first != second
    for code, refusal in ((first, accounts.refusals.InvitationReplaced), (second, accounts.refusals.InvitationRevoked)):
        with shared(by=BY), pytest.raises(refusal):
            accounts.open_invitation(code=code, ip=None, by=BY)


def test_class_teacher_asks_about_his_own_class_alone(filled: Filled, asking: Callable[..., Ask]) -> None:
    ask = asking("classteacher", card_id=filled.teacher)
    assert {row["name"] for row in ask("get", "families/")["results"]} == {"Ёлкина Анна", "Ёлкина Инна"}
    ask("get", "employees/", status=403)
    ask("get", "compromised/", status=403)


def test_an_account_is_reported_looked_through_and_voided(
    filled: Filled, asking: Callable[..., Ask], thief: Actor
) -> None:
    ask, head = asking("sysadmin"), asking("director")
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case = ask(
        "post", "compromised/",
        {"account_id": thief.account_id, "known_since": "2020-01-01T00:00:00Z", "reason": "Пароль был на стикере"},
        status=201,
    )  # fmt: skip
    assert (case["state"], case["operations"], case["released_at"]) == ("open", 1, None)
    with shared(by=BY):
        assert Account.objects.get(pk=thief.account_id).frozen_at is not None

    planned = ask("post", f"compromised/{case['id']}/propose/")
    ask("post", f"compromised/{case['id']}/confirm/", status=403)
    voided = head("post", f"compromised/{case['id']}/confirm/")

    assert (planned["state"], planned["counts"]) == ("planned", {"reverse": 1})
    assert (voided["state"], voided["is_done"], voided["told"]) == ("voided", True, 1)
    assert phone(filled, filled.anna_person) == ""
    assert [one["state"] for one in head("get", "compromised/")["results"]] == ["voided"]


def test_a_proposal_is_withdrawn_and_the_report_decided_clean(
    filled: Filled, asking: Callable[..., Ask], thief: Actor
) -> None:
    head = asking("director")
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case = head("post", "compromised/", {"account_id": thief.account_id}, status=201)["id"]
    head("post", f"compromised/{case}/propose/", status=422)
    head("post", f"compromised/{case}/since/", {"since": "2020-01-01T00:00:00Z", "reason": "Так сказал владелец"})
    head("post", f"compromised/{case}/propose/")
    withdrawn = head("post", f"compromised/{case}/withdraw/")
    clean = head("post", f"compromised/{case}/nothing/", {"decision": "Изменил сам владелец"})

    assert (withdrawn["state"], withdrawn["protocol"]) == ("open", None)
    assert (clean["state"], clean["decision"]) == ("clean", "Изменил сам владелец")
    assert phone(filled, filled.anna_person) == "+7 900 000-00-01"


def test_what_is_not_there_is_not_found(filled: Filled, asking: Callable[..., Ask]) -> None:
    head = asking("director")
    for path in ("compromised/987654/propose/", "compromised/987654/confirm/"):
        head("post", path, status=404)
    head("get", "compromised/987654/", status=404)
    head("post", "compromised/", {"account_id": 987654}, status=404)
