"""The pages of permissions and roles: checked when loaded, and right about what the founding documents say."""

from dataclasses import replace

import pytest

from shared_apps.accounts import permissions as p
from shared_apps.accounts.actor import ANONYMOUS, Actor
from shared_apps.accounts.roles import ROLES, Role, checked
from shared_apps.organisations.privacy import Privacy

FOUNDING = {
    "ministry", "authority", "municipality", "inspector", "regadmin", "director", "coordinator", "sysadmin", "operator",
    "secretary", "teacher", "classteacher", "committee", "moderator", "guardian", "student",
}  # fmt: skip


def a_role(**changes: object) -> Role:
    role = Role("a", "a", "organisation", frozenset({p.ORGANISATION_HOME}), frozenset({Privacy.OPEN}))
    return replace(role, **changes)


def test_roles_are_those_of_the_founding_documents() -> None:
    assert set(ROLES) == FOUNDING


def test_codes_of_permissions_are_unique_and_levels_known() -> None:
    assert {permission.level for permission in p.ALL.values()} == {"organisation", "region", "shared", "self"}


def test_permission_out_of_its_level_is_refused() -> None:
    with pytest.raises(ValueError, match="means nothing"):
        checked([a_role(permissions=frozenset({p.CONTINGENT_VIEW}))])


def test_permission_that_is_not_on_the_page_is_refused() -> None:
    stray = p.Permission("stray", "stray", "organisation")
    with pytest.raises(ValueError, match="not in permissions"):
        checked([a_role(permissions=frozenset({stray}))])


def test_read_only_role_cannot_write() -> None:
    with pytest.raises(ValueError, match="read-only"):
        checked([a_role(read_only=True, permissions=frozenset({p.STUDENT_EDIT}))])


@pytest.mark.parametrize("issued", ["a", "nobody"])
def test_role_issues_neither_itself_nor_an_unknown_one(issued: str) -> None:
    with pytest.raises(ValueError, match="issues"):
        checked([a_role(may_issue=frozenset({issued}))])


def test_roles_that_issue_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="not below"):
        checked([a_role(may_issue=frozenset({"b"})), a_role(code="b", may_issue=frozenset({"a"}))])


def test_role_does_not_issue_a_wider_one() -> None:
    wide = Role("b", "b", "region", frozenset(), frozenset())
    with pytest.raises(ValueError, match="not below"):
        checked([a_role(may_issue=frozenset({"b"})), wide])


def test_nobody_holds_secrets() -> None:
    assert not any(Privacy.SECRET in role.holds for role in ROLES.values())


def test_special_categories_are_held_only_where_cards_are_kept_whole() -> None:
    holders = {role.code for role in ROLES.values() if Privacy.HEALTH in role.holds}
    assert holders == {"director", "secretary", "guardian"}


def test_above_an_organisation_no_documents_are_held() -> None:
    above = [role for role in ROLES.values() if role.scope in ("region", "authority", "municipality")]
    assert not any({Privacy.DOCUMENT, Privacy.HEALTH, Privacy.SOCIAL} & role.holds for role in above)


def test_inspector_only_reads_and_his_membership_is_dated() -> None:
    inspector = ROLES["inspector"]
    assert inspector.read_only
    assert inspector.dated
    assert not any(permission.writes for permission in inspector.permissions)


def test_every_permission_belongs_to_some_role_or_to_everyone() -> None:
    dealt = p.EVERYONE.union(*(role.permissions for role in ROLES.values()))
    assert set(p.ALL.values()) == set(dealt)


def test_actor_knows_a_permission_by_itself_and_by_code() -> None:
    actor = Actor(account_id=1, name="x", permissions=frozenset({p.STUDENT_VIEW}))
    assert actor.may(p.STUDENT_VIEW)
    assert actor.may("student.view")
    assert not actor.may("student.edit")
    assert not actor.may("no.such")


def test_anonymous_may_nothing() -> None:
    assert not any(ANONYMOUS.may(permission) for permission in p.ALL.values())
