"""Families of a class or of the organisation: who signs in, who is invited, who is not. Five queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q

from shared_apps.accounts import queries as accounts
from shared_apps.accounts.queries.invitations import TO_INVITE, WITHOUT_ACCOUNT, CardAccess
from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.queries import students
from tenant_apps.enrolment.queries.reach import led_classes
from tenant_apps.people.models import Guardianship
from tenant_apps.people.names import full_name

from ..rules import has_own_account, own_account_from

FAMILY_ROLES = ("guardian", "student")
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


def family_rows(day: date, *, organisation_id: int, by: By, class_id: int | None = None) -> list[FamilyRow]:
    """Students enrolled on the day with their legal representatives, whom this actor sees: by class and name.

    A class teacher sees the classes he leads that day. A guardian of several children stands once.
    """
    least = own_account_from(day)
    rows: Any = students.students_on(day, by=by, class_id=class_id)
    led = led_classes(by, day)
    if led is not None:
        rows = rows.filter(class_id__in=led)
    enrolled = list(rows.order_by(F("grade").asc(nulls_last=True), "class_name", "name_key", "pk"))
    access = accounts.access_of_cards(organisation_id, FAMILY_ROLES, by)
    guardians = _guardians({row.pk: row for row in enrolled}, day)
    found: dict[Card, FamilyRow] = {}
    for row in enrolled:
        of_student = access.get(("student", row.pk), CardAccess())
        young = not has_own_account(row.birth_date, day, least=least) and of_student.account_id is None
        label = students.label(row)
        found["student", row.pk] = _row(
            "student", row.pk, label, row.class_name or "", row.class_name or "", of_student, young=young
        )
        for guardian_id, name in guardians.names_of(row.pk):
            card = ("guardian", guardian_id)
            if card not in found:
                children = guardians.children_of(guardian_id)
                about = "; ".join(f"{child}, {group}" if group else child for child, group in children)
                groups = ", ".join(dict.fromkeys(group for _child, group in children if group))
                found[card] = _row("guardian", guardian_id, name, about, groups, access.get(card, CardAccess()))
    return list(found.values())


def counts(rows: list[FamilyRow]) -> dict[str, dict[str, int]]:
    """Role → state → how many."""
    found: dict[str, dict[str, int]] = {role: defaultdict(int) for role in FAMILY_ROLES}
    for row in rows:
        found[row.role][row.state] += 1
    return {role: dict(states) for role, states in found.items()}


def to_invite(rows: list[FamilyRow], *, which: str, role: str = "") -> list[FamilyRow]:
    """Those to make sheets for. `which`: new (no sheet), expired (out of date), both, again (all without account)."""
    states = {"new": ("none",), "expired": ("expired",), "both": TO_INVITE, "again": WITHOUT_ACCOUNT}[which]
    return [row for row in rows if row.state in states and (not role or row.role == role)]


@dataclass
class _Guardians:
    names: dict[int, list[tuple[int, str]]]
    children: dict[int, list[tuple[str, str]]]

    def names_of(self, student_id: int) -> list[tuple[int, str]]:
        return self.names.get(student_id, [])

    def children_of(self, guardian_id: int) -> list[tuple[str, str]]:
        return self.children.get(guardian_id, [])


def _guardians(enrolled: dict[int, Any], day: date) -> _Guardians:
    """Legal representatives on the day, by student; their children among these students, by guardian."""
    names: dict[int, list[tuple[int, str]]] = defaultdict(list)
    children: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = (
        Guardianship.objects.valid(day)
        .filter(is_legal=True, student__in=list(enrolled))
        .alias(
            name=FilteredRelation(
                "guardian__person__names",
                condition=Q(guardian__person__names__valid_from__lte=day, guardian__person__names__valid_to__gt=day),
            )
        )
        .order_by("student", "name__search_key", "guardian")
        .values_list("student", "guardian", "name__surname", "name__given_name", "name__patronymic")
    )
    for student_id, guardian_id, surname, given, patronymic in rows:
        names[student_id].append((guardian_id, full_name(surname or "—", given or "", patronymic or "")))
    for student_id, row in enrolled.items():
        for guardian_id, _name in names.get(student_id, ()):
            child = " ".join(part for part in (row.surname, row.given_name) if part)
            children[guardian_id].append((child, row.class_name or ""))
    return _Guardians(names, children)


def _row(
    role: str, card_id: int, name: str, about: str, classes: str, access: CardAccess, *, young: bool = False
) -> FamilyRow:
    return FamilyRow(
        role=role,
        card_id=card_id,
        name=name,
        key=name.lower().replace("ё", "е"),
        about=about,
        classes=classes,
        state="young" if young else access.state,
        account_id=access.account_id,
        login=access.login,
        last_sign_in_at=access.last_sign_in_at,
        invitation_id=access.invitation_id,
        expires_at=access.expires_at,
    )
