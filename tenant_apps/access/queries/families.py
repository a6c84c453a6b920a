"""Families of a class or of the organisation: who signs in, who is invited, who is not; read page by page.

Accounts and invitations are shared rows, which the organisation's role does not read: what they say of the cards is
read first and joined as values, so that the database narrows, sorts and cuts the list.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from shared_apps.accounts import queries as accounts
from shared_apps.accounts.queries.invitations import TO_INVITE, WITHOUT_ACCOUNT, CardAccess
from shared_apps.organisations.crossing import By
from shared_apps.ui.windows import Window
from tenant_apps.enrolment.queries import students
from tenant_apps.enrolment.queries.reach import led_classes
from tenant_apps.people.names import full_name, like

from ..rules import own_account_from

FAMILY_ROLES = ("guardian", "student")
NOTHING = CardAccess()
Card = tuple[str, int]
"""Role and card: ("guardian", 5)."""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A guardian or a student with where he stands. `about`: his children with their classes, or his own class.

    `state` is a key of accounts.ACCESS_STATES; a student too young for an account of his own is "young" whatever else.
    """

    role: str
    card_id: int
    name: str
    key: str
    about: str
    classes: str
    state: str
    account_id: int | None
    login: str
    last_sign_in_at: datetime | None
    invitation_id: int | None
    expires_at: datetime | None

    @property
    def card(self) -> Card:
        return self.role, self.card_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the list is looked at. `words`: each of them stands in the name, or in a child's name or class."""

    role: str = ""
    state: str = ""
    words: tuple[str, ...] = ()


_EVERYBODY = """
    WITH roll (id, key, surname, given_name, patronymic, class_name, grade, born) AS ({roll}),
    parent AS (
        SELECT g.guardian_id,
               (array_agg(r.id ORDER BY r.grade NULLS LAST, r.class_name, r.key, r.id))[1] AS first_child,
               array_agg(concat_ws(' ', r.surname, r.given_name) ORDER BY r.grade NULLS LAST, r.class_name, r.key, r.id)
                   AS children,
               array_agg(coalesce(r.class_name, '') ORDER BY r.grade NULLS LAST, r.class_name, r.key, r.id) AS groups,
               string_agg(r.key || ' ' || lower(coalesce(r.class_name, '')), ' ') AS sought
          FROM people_guardianship g JOIN roll r ON r.id = g.student_id
         WHERE g.is_legal AND g.voided_by IS NULL AND g.valid_from <= %s AND g.valid_to > %s
         GROUP BY g.guardian_id),
    everybody AS (
        SELECT 'student' AS role, r.id AS card_id, r.key, r.surname, r.given_name, r.patronymic,
               ARRAY[]::text[] AS children, ARRAY[coalesce(r.class_name, '')] AS groups,
               coalesce(r.key, '') || ' ' || lower(coalesce(r.class_name, '')) AS sought,
               r.grade, r.class_name, r.key AS child_key, r.id AS child_id,
               (r.born IS NULL OR r.born > %s::date - make_interval(years => %s)) AS is_young
          FROM roll r
        UNION ALL
        SELECT 'guardian', parent.guardian_id, n.search_key, n.surname, n.given_name, n.patronymic,
               parent.children, parent.groups, coalesce(n.search_key, '') || ' ' || parent.sought,
               r.grade, r.class_name, r.key, r.id, false
          FROM parent
               JOIN roll r ON r.id = parent.first_child
               JOIN people_guardian g ON g.id = parent.guardian_id
               LEFT JOIN people_personname n
                    ON n.person_id = g.person_id AND n.valid_from <= %s AND n.valid_to > %s)
"""
_FAMILY = """,
    access (role, card_id, state, account_id, login, last_sign_in_at, invitation_id, expires_at) AS (
        SELECT * FROM json_to_recordset(%s) AS (
            role text, card_id bigint, state text, account_id bigint, login text, last_sign_in_at timestamptz,
            invitation_id bigint, expires_at timestamptz)),
    family AS (
        SELECT e.*, a.account_id, coalesce(a.login, '') AS login, a.last_sign_in_at, a.invitation_id, a.expires_at,
               CASE WHEN e.is_young AND a.account_id IS NULL THEN 'young' ELSE coalesce(a.state, 'none') END AS state
          FROM everybody e LEFT JOIN access a ON a.role = e.role AND a.card_id = e.card_id)
"""
_PAGE = """
    SELECT role, card_id, is_young, surname, given_name, patronymic, key, children, groups
      FROM {whom} WHERE {where} ORDER BY {order} OFFSET %s LIMIT %s
"""
_COUNTS = """
    SELECT role, array_agg(card_id) FILTER (WHERE is_young), array_agg(card_id) FILTER (WHERE NOT is_young)
      FROM everybody GROUP BY role
"""
_OF_ACCOUNTS = ("state", "login", "last_sign_in_at", "expires_at")
"""What is sorted by accounts: PostgreSQL is told of them only then, or where a state is asked for."""
_USUAL = "grade NULLS LAST, class_name, child_key, child_id, role DESC, key, card_id"
"""By class and name; a guardian after the first of his children."""
_SORTS: Mapping[str, str] = {
    "key": "key {way}",
    "role": "role {way}",
    "about": "groups {way}",
    "state": "state {way}",
    "login": "nullif(login, '') {way} NULLS LAST",
    "last_sign_in_at": "last_sign_in_at {way} NULLS LAST",
    "expires_at": "expires_at {way} NULLS LAST",
}


@dataclass
class Families:
    """Students enrolled on the day with their legal representatives, whom this actor sees.

    A class teacher sees the classes he leads that day. A guardian of several children stands once.
    """

    day: date
    organisation_id: int
    by: By
    class_id: int | None = None

    def listed(self, asked: Asked, *, order: str = "") -> Window:
        """Those asked for, read page by page."""

        def read(order: str, offset: int, limit: int) -> Sequence[FamilyRow]:
            return self.page(asked, order=order, offset=offset, limit=limit)

        return Window(self.number(asked), read, order=order)

    def page(
        self, asked: Asked | None = None, *, order: str = "", offset: int = 0, limit: int | None = None
    ) -> list[FamilyRow]:
        """Some of them in one query. `order`: columns of the table, "-" for descending, by commas."""
        asked = asked or Asked()
        where, more = _conditions(asked)
        by_accounts = bool(asked.state) or any(one.lstrip("-") in _OF_ACCOUNTS for one in order.split(","))
        sorts = ", ".join([*_sorts(order), _USUAL])
        statement = _PAGE.format(whom="family" if by_accounts else "everybody", where=where, order=sorts)
        lines = self._read(statement, [*more, offset, limit], by_accounts=by_accounts)
        return [self._row(*line) for line in lines]

    def number(self, asked: Asked) -> int:
        """How many there are."""
        if not asked.words:
            counted = self.counts.items()
            return sum(
                number
                for role, states in counted
                for state, number in states.items()
                if (not asked.role or role == asked.role) and (not asked.state or state == asked.state)
            )
        where, more = _conditions(asked)
        whom = "family" if asked.state else "everybody"
        statement = f"SELECT count(*) FROM {whom} WHERE {where}"  # noqa: S608  (own words)
        found: int = self._read(statement, more, by_accounts=bool(asked.state))[0][0]
        return found

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """Role → state → how many."""
        found: dict[str, dict[str, int]] = {role: {} for role in FAMILY_ROLES}
        for role, young, others in self._read(_COUNTS, [], by_accounts=False):
            states = [_state(self._access.get((role, card)), is_young=True) for card in young or ()]
            states += [_state(self._access.get((role, card)), is_young=False) for card in others or ()]
            found[role] = dict(Counter(states))
        return found

    def _read(self, statement: str, more: list[Any], *, by_accounts: bool) -> list[tuple[Any, ...]]:
        """Ask `everybody`, or also `family`: everybody with what accounts say of them."""
        everybody, parameters = self._everybody
        if by_accounts:
            everybody, parameters = everybody + _FAMILY, [*parameters, self._said]
        with connection.cursor() as cursor:
            cursor.execute(everybody + statement, [*parameters, *more])
            return list(cursor.fetchall())

    def _row(
        self, role: str, card_id: int, is_young: bool, surname: str | None, given_name: str | None,
        patronymic: str | None, key: str | None, children: list[str], groups: list[str],
    ) -> FamilyRow:  # fmt: skip
        pairs = zip(children, groups, strict=False)
        about = "; ".join(f"{child}, {group}" if group else child for child, group in pairs)
        classes = ", ".join(dict.fromkeys(group for group in groups if group))
        said = self._access.get((role, card_id))
        known = said or NOTHING
        return FamilyRow(
            role, card_id, full_name(surname or "—", given_name or "", patronymic or ""), key or "",
            about if role == "guardian" else classes, classes, _state(said, is_young=is_young), known.account_id,
            known.login, known.last_sign_in_at, known.invitation_id, known.expires_at,
        )  # fmt: skip

    @cached_property
    def _everybody(self) -> tuple[str, list[Any]]:
        """Students and guardians as a beginning of a statement, and its parameters."""
        rows: Any = students.students_on(self.day, by=self.by, class_id=self.class_id)
        led = led_classes(self.by)
        if led is not None:
            rows = rows.filter(class_id__in=led)
        columns = ("pk", "name_key", "surname", "given_name", "patronymic", "class_name", "grade", "birth_date")
        statement, parameters = rows.order_by().values_list(*columns).query.sql_with_params()
        days = [self.day, self.day, self.day, own_account_from(self.day), self.day, self.day]
        return _EVERYBODY.format(roll=statement), [*parameters, *days]

    @cached_property
    def _access(self) -> Mapping[Card, CardAccess]:
        return accounts.access_of_cards(self.organisation_id, FAMILY_ROLES, self.by)

    @cached_property
    def _said(self) -> str:
        """What accounts say of the cards, as JSON."""
        names = ("state", "account_id", "login", "last_sign_in_at", "invitation_id", "expires_at")
        lines = [
            {"role": role, "card_id": card, **{name: getattr(said, name) for name in names}}
            for (role, card), said in self._access.items()
        ]
        return json.dumps(lines, default=str)


def family_rows(day: date, *, organisation_id: int, by: By, class_id: int | None = None) -> list[FamilyRow]:
    """All of them, by class and name."""
    return Families(day, organisation_id, by, class_id).page()


def to_invite(rows: list[FamilyRow], *, which: str, role: str = "") -> list[FamilyRow]:
    """Those to make sheets for. `which`: new (no sheet), expired (out of date), both, again (all without account)."""
    states = {"new": ("none",), "expired": ("expired",), "both": TO_INVITE, "again": WITHOUT_ACCOUNT}[which]
    return [row for row in rows if row.state in states and (not role or row.role == role)]


def _conditions(asked: Asked) -> tuple[str, list[Any]]:
    found = {"role = %s": asked.role, "state = %s": asked.state}
    narrowed = {condition: value for condition, value in found.items() if value}
    sought = ["sought LIKE %s" for _word in asked.words]
    return (
        " AND ".join([*narrowed, *sought]) or "true",
        [*narrowed.values(), *(f"%{like(word)}%" for word in asked.words)],
    )


def _sorts(order: str) -> list[str]:
    asked = [one for one in order.split(",") if one.lstrip("-") in _SORTS]
    return [_SORTS[one.lstrip("-")].format(way="DESC" if one.startswith("-") else "ASC") for one in asked]


def _state(said: CardAccess | None, *, is_young: bool) -> str:
    """As `family` says it."""
    if is_young and (said is None or said.account_id is None):
        return "young"
    return said.state if said is not None else "none"
