"""Sheets for families and employees: for whom, by whom, once; what the list says of each."""

from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import ANONYMOUS, Actor
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Membership
from shared_apps.accounts.services import refusals as account_refusals
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.rules.entries import REGION
from shared_apps.rules.services import write_value
from tenant_apps.access import refusals, services
from tenant_apps.access.queries.families import Card, family_rows
from tenant_apps.access.queries.staff import staff_rows
from tests.enrolment.browsing import signed_in
from tests.factories.grants import ORDER

from .conftest import BY, PAPER, TODAY, Acting, Filled

NEWEST = 10**9


def invite(filled: Filled, by: Actor, *cards: Card, seen: int = NEWEST) -> services.Issued:
    with inside(filled.organisation, by=by):
        return services.invite_families(cards=cards, seen=seen, organisation=filled.reference, paper=PAPER, by=by)


def text_of(issued: services.Issued) -> str:
    document = pypdfium2.PdfDocument(issued.file.content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


def code_of(issued: services.Issued) -> str:
    return text_of(issued).partition("Код: ")[2].split()[0]


def states(filled: Filled, by: Actor) -> dict[Card, str]:
    with inside(filled.organisation, by=by):
        return {row.card: row.state for row in family_rows(TODAY, organisation_id=filled.organisation.pk, by=by)}


def accept(code: str) -> accounts.SignedIn:
    return accounts.accept_as_new(code=code, login="", password="тихая гавань у моря", ip=None, by=ANONYMOUS)


# --- the list ---------------------------------------------------------------------------------------------------------


def test_list_has_students_and_their_legal_representatives_once(filled: Filled, acting: Acting) -> None:
    found = states(filled, acting("director"))
    assert found == {
        ("student", filled.anna): "young",
        ("student", filled.vera): "none",
        ("guardian", filled.mother): "none",
    }


def test_guardian_stands_with_all_his_children_and_their_classes(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by):
        rows = family_rows(TODAY, organisation_id=filled.organisation.pk, by=by)
    mother = next(row for row in rows if row.role == "guardian")
    assert mother.about == "Ёлкина Анна, 5А; Ёлкина Вера, 9А"


def test_class_teacher_sees_the_own_class(filled: Filled, acting: Acting) -> None:
    found = states(filled, acting("classteacher", card_id=filled.teacher))
    assert set(found) == {("student", filled.anna), ("guardian", filled.mother)}


def test_state_goes_from_none_to_invited_to_signing_in(filled: Filled, acting: Acting) -> None:
    by, card = acting("director"), ("guardian", filled.mother)
    seen = [states(filled, by)[card]]
    issued = invite(filled, by, card)
    seen.append(states(filled, by)[card])
    accept(code_of(issued))
    seen.append(states(filled, by)[card])
    assert seen == ["none", "invited", "works"]


def test_sheet_out_of_date_is_seen(filled: Filled, acting: Acting) -> None:
    by, card = acting("director"), ("guardian", filled.mother)
    invite(filled, by, card)
    with shared(by=BY):
        Invitation.objects.update(expires_at=timezone.now())
    assert states(filled, by)[card] == "expired"


def test_frozen_account_is_seen_as_closed(filled: Filled, acting: Acting) -> None:
    by, card = acting("director"), ("guardian", filled.mother)
    signed = accept(code_of(invite(filled, by, card)))
    accounts.report_compromise(account_id=signed.account_id, by=BY)
    assert states(filled, by)[card] == "closed"


# --- sheets -----------------------------------------------------------------------------------------------------------


def test_sheet_says_whom_where_how_long_and_the_code(filled: Filled, acting: Acting) -> None:
    found = text_of(invite(filled, acting("director"), ("guardian", filled.mother)))
    for words in ("Школа полностью", "Ёлкина Инна", "Ёлкина Анна, 5А", "https://svod.test/invitation/", "Действует до"):
        assert words in found


def test_code_of_the_sheet_is_accepted(filled: Filled, acting: Acting) -> None:
    assert accept(code_of(invite(filled, acting("director"), ("student", filled.vera)))).account_id


def test_three_sheets_stand_on_a_page(filled: Filled, acting: Acting) -> None:
    issued = invite(filled, acting("director"), ("guardian", filled.mother), ("student", filled.vera))
    assert len(pypdfium2.PdfDocument(issued.file.content)) == 1
    assert len(issued.names) == 2


def test_student_under_14_gets_no_sheet(filled: Filled, acting: Acting) -> None:
    with pytest.raises(refusals.TooYoung):
        invite(filled, acting("director"), ("student", filled.anna))


def test_class_teacher_invites_nobody_of_another_class(filled: Filled, acting: Acting) -> None:
    by = acting("classteacher", card_id=filled.teacher)
    assert invite(filled, by, ("guardian", filled.mother))
    with pytest.raises(refusals.NotInYourClass):
        invite(filled, by, ("student", filled.vera))


def test_somebody_who_is_no_legal_representative_gets_no_sheet(filled: Filled, acting: Acting) -> None:
    with pytest.raises(refusals.NotInYourClass):
        invite(filled, acting("director"), ("guardian", filled.grandmother))


def test_form_sent_twice_does_not_kill_the_first_sheets(filled: Filled, acting: Acting) -> None:
    """The second sending knows only the invitations that its page showed."""
    by, card = acting("director"), ("guardian", filled.mother)
    first = invite(filled, by, card, seen=0)
    with pytest.raises(account_refusals.InvitationsChanged):
        invite(filled, by, card, seen=0)
    assert accept(code_of(first)).account_id


def test_nobody_is_refused(filled: Filled, acting: Acting) -> None:
    with pytest.raises(account_refusals.NobodyInvited):
        invite(filled, acting("director"))


def test_class_teacher_revokes_in_the_own_class_only(filled: Filled, acting: Acting) -> None:
    director, by = acting("director"), acting("classteacher", card_id=filled.teacher)
    invite(filled, director, ("guardian", filled.mother), ("student", filled.vera))
    with shared(by=BY):
        ids = dict(Invitation.objects.values_list("role", "pk"))
    with inside(filled.organisation, by=by):
        assert services.revoke(invitation_id=ids["guardian"], organisation_id=filled.organisation.pk, by=by)
    with inside(filled.organisation, by=by), pytest.raises(Refused, match="класса"):
        services.revoke(invitation_id=ids["student"], organisation_id=filled.organisation.pk, by=by)


def test_employee_is_invited_into_a_role(filled: Filled, acting: Acting) -> None:
    by = acting("sysadmin")
    with inside(filled.organisation, by=by):
        issued = services.invite_employees(
            role="classteacher",
            cards=[filled.teacher],
            seen=0,
            organisation=filled.reference,
            paper=PAPER,
            by=by,
            **ORDER,
        )
        before = staff_rows(TODAY, organisation_id=filled.organisation.pk, by=by)[0]
    accept(code_of(issued))
    with inside(filled.organisation, by=by):
        after = staff_rows(TODAY, organisation_id=filled.organisation.pk, by=by)[0]
    assert (before.state, before.roles, after.state, after.roles) == ("invited", "", "works", "классный руководитель")
    with shared(by=BY):
        given = Membership.objects.get(role="classteacher", card_id=filled.teacher)
    assert (given.order_number, given.order_date) == (ORDER["order_number"], ORDER["order_date"])


def test_role_of_the_staff_is_invited_by_an_order(filled: Filled, acting: Acting) -> None:
    by = acting("sysadmin")

    def invited(**order: Any) -> services.Issued:
        with inside(filled.organisation, by=by):
            return services.invite_employees(
                role="teacher", cards=[filled.teacher], seen=0, organisation=filled.reference, paper=PAPER, by=by,
                **order,
            )  # fmt: skip

    for order in ({}, {"order_number": "7"}, {"order_date": TODAY}):
        with pytest.raises(account_refusals.RoleOrderMissing) as refused:
            invited(**order)
    page = signed_in("sysadmin", filled.organisation).post(
        filled.url("access/employees/sheets/?role=teacher"), {"cards": [filled.teacher], "layout": "three", "seen": 0}
    )
    assert (page.status_code, 'data-code="role_order_missing"' in page.content.decode()) == (422, True)
    assert str(refused.value) in page.content.decode()
    with shared(by=BY):
        write_value(code="role_order_required", holder=REGION, value=False, since=TODAY, by=BY)

    assert invited().names, "the region asks for no order"


def test_employee_is_not_invited_above_oneself(filled: Filled, acting: Acting) -> None:
    by = acting("sysadmin")
    with inside(filled.organisation, by=by), pytest.raises(account_refusals.NotYoursToInvite):
        services.invite_employees(
            role="director", cards=[filled.teacher], seen=0, organisation=filled.reference, paper=PAPER, by=by
        )


def test_card_that_is_no_employee_is_refused(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by), pytest.raises(refusals.NotAnEmployee):
        services.invite_employees(
            role="teacher", cards=[999], seen=0, organisation=filled.reference, paper=PAPER, by=by
        )


# --- pages ------------------------------------------------------------------------------------------------------------


def test_page_makes_sheets_once(filled: Filled) -> None:
    client = signed_in("director", filled.organisation)
    path = filled.url(f"access/families/sheets/?class_id={filled.fifth}")
    said = {"who": "guardian", "which": "new", "layout": "three", "seen": "0"}

    first, second = client.post(path, said), client.post(path, said)

    assert first.status_code == 200
    assert "data:application/pdf;base64," in first.content.decode()
    assert second.status_code == 422
    assert "Приглашать некого" in second.content.decode()


def test_class_of_another_teacher_is_not_there(filled: Filled) -> None:
    client = signed_in("classteacher", filled.organisation, card_id=filled.teacher)
    assert client.get(filled.url(f"access/families/sheets/?class_id={filled.fifth}")).status_code == 200
    assert client.get(filled.url(f"access/families/sheets/?class_id={filled.ninth}")).status_code == 404


@pytest.mark.parametrize("role", ["secretary", "operator", "teacher", "inspector", "moderator"])
def test_pages_of_sheets_are_closed_for_others(filled: Filled, role: str) -> None:
    client = signed_in(role, filled.organisation)
    for path in ("access/families/", "access/families/sheets/", "access/employees/", "access/compromised/"):
        assert client.get(filled.url(path)).status_code == 403, path


def test_invitation_page_makes_an_account_and_signs_in(filled: Filled, acting: Acting) -> None:
    code = code_of(invite(filled, acting("director"), ("guardian", filled.mother)))
    client = Client()
    page = client.get(f"/invitation/{code}/")
    assert "Ёлкина Инна" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"

    said = {"login": "inna.mama", "new": "тихая гавань у моря", "again": "тихая гавань у моря"}
    done = client.post(f"/invitation/{code}/", said)

    assert (done.status_code, done["Location"]) == (302, "/me/")
    assert "Ёлкина Анна" in client.get("/me/").content.decode()


def test_invitation_page_keeps_what_was_typed(filled: Filled, acting: Acting) -> None:
    code = code_of(invite(filled, acting("director"), ("guardian", filled.mother)))
    answer = Client().post(f"/invitation/{code}/", {"login": "inna.mama", "new": "short", "again": "short"})
    assert answer.status_code == 422
    assert "inna.mama" in answer.content.decode()


def test_wrong_code_says_nothing_of_anybody(filled: Filled) -> None:
    answer = Client().get("/invitation/aaaabbbbcccc/")
    assert answer.status_code == 422
    assert "Приглашения с таким кодом нет" in answer.content.decode()


def test_guardian_of_two_schools_sees_both_children(filled: Filled, acting: Acting, other_school: Organisation) -> None:
    """The code of the second school is accepted in the account of the first one."""
    parent = signed_in("guardian", other_school, card_id=777)
    code = code_of(invite(filled, acting("director"), ("guardian", filled.mother)))

    refused = parent.post(f"/invitation/{code}/", {})
    done = parent.post(f"/invitation/{code}/", {"is_me": "on"})

    assert refused.status_code == 422
    assert (done.status_code, done["Location"]) == (302, "/me/")
    assert "Ёлкина Анна" in parent.get("/me/").content.decode()


def test_administrator_gives_no_account_to_a_student_under_14(filled: Filled) -> None:
    client = signed_in("director", filled.organisation)
    said = {"name": "Ёлкина Анна", "card_id": str(filled.anna), "card_id_text": "", "valid_from": f"{TODAY:%d.%m.%Y}"}
    answer = client.post(filled.url("accounts/new/?role=student"), said)
    assert answer.status_code == 422
    assert "через родителя" in answer.content.decode()


def test_list_costs_the_same_for_one_and_for_many(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by), CaptureQueriesContext(connection) as few:
        family_rows(TODAY, organisation_id=filled.organisation.pk, by=by, class_id=filled.ninth)
    with inside(filled.organisation, by=by), CaptureQueriesContext(connection) as many:
        family_rows(TODAY, organisation_id=filled.organisation.pk, by=by)
    assert len(few) == len(many)
