"""Invitations: made for cards by those who may, accepted once, dead in five ways; nothing keeps their codes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.actor import ANONYMOUS, Actor
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Account, Membership, SecurityEvent
from shared_apps.accounts.services import Invitee, NewInvitation, refusals
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import SharedChange
from tests.factories.grants import ORDER, granted

from .conftest import PASSWORD, SYSTEM, Region, account, actor

pytestmark = pytest.mark.django_db
MOTHER = Invitee(card_id=7, name="Иванова Мария Петровна")


def head(region: Region, role: str = "director") -> Actor:
    return actor(account(role, granted(role=role, organisation_id=region.school.pk)))


def invited(region: Region, by: By, one: Invitee = MOTHER, role: str = "guardian") -> NewInvitation:
    return services.issue_invitations(organisation_id=region.school.pk, role=role, people=[one], by=by, **ORDER)[0]


def accepted(made: NewInvitation, login: str = "", **changes: Any) -> services.SignedIn:
    said: dict[str, Any] = {"code": made.code, "login": login, "password": PASSWORD, "ip": "10.0.0.1", "by": ANONYMOUS}
    return services.accept_as_new(**said | changes)


def change(made: NewInvitation, **columns: Any) -> None:
    with shared(by=SYSTEM):
        Invitation.objects.filter(pk=made.invitation_id).update(**columns)


# --- issuing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["director", "coordinator", "sysadmin", "classteacher"])
def test_families_are_invited_by_heads_and_class_teachers(region: Region, role: str) -> None:
    made = invited(region, head(region, role))
    assert made.name == MOTHER.name
    assert made.expires_at - timezone.now() > timedelta(days=13)


@pytest.mark.parametrize("role", ["secretary", "operator", "teacher", "inspector"])
def test_others_invite_nobody(region: Region, role: str) -> None:
    dated: dict[str, Any] = {}
    if role == "inspector":
        dated = {
            "inspection_number": "1",
            "inspection_purpose": "x",
            "valid_to": timezone.localdate() + timedelta(days=9),
        }
    by = actor(account(role, granted(role=role, organisation_id=region.school.pk, **dated)))
    with pytest.raises(refusals.NotYoursToInvite):
        invited(region, by)


def test_employees_are_invited_below_oneself_only(region: Region) -> None:
    coordinator = head(region, "coordinator")
    assert invited(region, coordinator, role="teacher").role == "teacher"
    with pytest.raises(refusals.NotYoursToInvite):
        invited(region, coordinator, role="sysadmin")


def test_class_teacher_invites_no_employees(region: Region) -> None:
    with pytest.raises(refusals.NotYoursToInvite):
        invited(region, head(region, "classteacher"), role="teacher")


def test_another_organisation_is_out_of_scope(region: Region) -> None:
    with pytest.raises(refusals.OutOfScope):
        services.issue_invitations(organisation_id=region.other.pk, role="guardian", people=[MOTHER], by=head(region))


def test_nobody_is_refused(region: Region) -> None:
    with pytest.raises(refusals.NobodyInvited):
        services.issue_invitations(organisation_id=region.school.pk, role="guardian", people=[], by=head(region))


def test_second_sheet_that_does_not_name_the_first_is_refused(region: Region) -> None:
    """A form sent twice does not kill the sheets that were just printed."""
    director = head(region)
    invited(region, director)
    with pytest.raises(refusals.InvitationsChanged, match="Иванова"):
        invited(region, director)


def test_newer_sheet_kills_the_older_one(region: Region) -> None:
    director = head(region)
    first = invited(region, director)
    second = invited(region, director, Invitee(7, MOTHER.name, replaces=first.invitation_id))
    with pytest.raises(refusals.InvitationReplaced):
        accepted(first)
    assert accepted(second).account_id


def test_whole_class_is_invited_or_nobody(region: Region) -> None:
    director = head(region)
    invited(region, director)
    with pytest.raises(refusals.InvitationsChanged):
        services.issue_invitations(
            organisation_id=region.school.pk, role="guardian", people=[Invitee(8, "Другой"), MOTHER], by=director
        )
    with shared(by=SYSTEM):
        assert not Invitation.objects.filter(card_id=8).exists()


def test_card_with_an_account_is_not_invited_again(region: Region) -> None:
    director = head(region)
    accepted(invited(region, director))
    with pytest.raises(refusals.InvitationsChanged):
        invited(region, director)


# --- accepting --------------------------------------------------------------------------------------------------------


def test_accepting_makes_an_account_with_the_role_and_signs_in(region: Region) -> None:
    director = head(region)
    signed = accepted(invited(region, director))

    with shared(by=SYSTEM):
        made = Account.objects.get(pk=signed.account_id)
        given = Membership.objects.get(account=made)
    assert (made.login, made.name, made.must_change_password) == ("ivanova.mp", MOTHER.name, False)
    assert (given.role, given.organisation_id, given.card_id) == ("guardian", region.school.pk, 7)
    assert given.granted_by_id == director.account_id


def test_own_login_is_taken(region: Region) -> None:
    signed = accepted(invited(region, head(region)), login="masha.ivanova")
    with shared(by=SYSTEM):
        assert Account.objects.get(pk=signed.account_id).login == "masha.ivanova"


def test_weak_password_leaves_the_invitation_standing(region: Region) -> None:
    made = invited(region, head(region))
    with pytest.raises(Exception, match="10"):
        accepted(made, password="short")
    assert accepted(made).account_id


def test_taken_login_leaves_the_invitation_standing(region: Region) -> None:
    made = invited(region, head(region))
    account("taken")
    with pytest.raises(refusals.LoginTaken):
        accepted(made, login="taken")
    assert accepted(made).account_id


def test_code_is_typed_in_any_case_and_with_any_spaces(region: Region) -> None:
    made = invited(region, head(region))
    assert accepted(made, code=f"  {made.code.upper().replace('-', ' ')} ").account_id


def test_accepted_code_is_dead(region: Region) -> None:
    made = invited(region, head(region))
    accepted(made)
    with pytest.raises(refusals.InvitationUsed):
        accepted(made, login="second")


def test_code_out_of_date_is_dead(region: Region) -> None:
    made = invited(region, head(region))
    change(made, expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(refusals.InvitationOutOfDate):
        accepted(made)


def test_revoked_code_is_dead(region: Region) -> None:
    director = head(region)
    made = invited(region, director)
    services.revoke_invitation(invitation_id=made.invitation_id, organisation_id=region.school.pk, by=director)
    with pytest.raises(refusals.InvitationRevoked):
        accepted(made)


def test_revoking_in_another_organisation_is_refused(region: Region) -> None:
    made = invited(region, head(region))
    other = actor(account("other", granted(role="director", organisation_id=region.other.pk)))
    with pytest.raises(refusals.NoSuchInvitation):
        services.revoke_invitation(invitation_id=made.invitation_id, organisation_id=region.other.pk, by=other)


def test_sheets_of_a_frozen_issuer_wait(region: Region) -> None:
    teacher = head(region, "classteacher")
    made = invited(region, teacher)
    services.report_compromise(account_id=teacher.account_id or 0, by=teacher)
    with pytest.raises(refusals.InvitationHeld):
        accepted(made)


def test_account_of_another_school_gets_one_more_role(region: Region) -> None:
    parent = account("parent", granted(role="guardian", organisation_id=region.other.pk, card_id=1))
    made = invited(region, head(region), Invitee(7, parent.name))

    services.accept_as_self(code=made.code, is_me=False, ip="10.0.0.1", by=actor(parent))

    with shared(by=SYSTEM):
        pairs = Membership.objects.filter(account=parent).values_list("organisation", "card_id")
        assert set(pairs) == {(region.other.pk, 1), (region.school.pk, 7)}


def test_another_name_is_confirmed(region: Region) -> None:
    parent = account("parent", granted(role="guardian", organisation_id=region.other.pk, card_id=1))
    made = invited(region, head(region))
    with pytest.raises(refusals.OtherName, match="Иванова"):
        services.accept_as_self(code=made.code, is_me=False, ip=None, by=actor(parent))
    assert services.accept_as_self(code=made.code, is_me=True, ip=None, by=actor(parent))


# --- what is kept ------- ---------------------------------------------------------------------------------------------


def test_code_and_password_stand_nowhere_in_the_database(region: Region) -> None:
    made = invited(region, head(region))
    accepted(made)
    plain = made.code.replace("-", "")
    with shared(by=SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_class c WHERE relkind = 'r' AND relname LIKE ANY (ARRAY["
                       "'accounts\\_%%', 'organisations\\_sharedchange', 'jobs\\_job'])", [])  # fmt: skip
        tables = [table for (table,) in cursor.fetchall()]
        assert {"accounts_account", "accounts_invitation", "organisations_sharedchange", "jobs_job"} <= set(tables)
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE ANY (%s)",
                           [[f"%{made.code}%", f"%{plain}%", f"%{PASSWORD}%"]])  # fmt: skip
            assert cursor.fetchone() == (0,), table


def test_code_is_not_in_the_words_of_the_object(region: Region) -> None:
    made = invited(region, head(region))
    assert made.code not in repr(made)


def test_issuing_and_accepting_are_in_both_logs(region: Region) -> None:
    made = invited(region, head(region))
    accepted(made)
    with shared(by=SYSTEM):
        actions = SharedChange.objects.filter(model="accounts.invitation", object_id=made.invitation_id)
        kinds = set(SecurityEvent.objects.values_list("kind", flat=True))
        assert list(actions.order_by("pk").values_list("action", flat=True)) == ["issue", "accept"]
    assert {"invited", "invitation_accepted", "signed_in"} <= kinds
