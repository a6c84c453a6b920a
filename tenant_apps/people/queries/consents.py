"""Consents of a person and of many, as pages and programs show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.rules.catalogue import CONSENT_REMINDER_DAYS
from shared_apps.rules.queries import setting

from ..consent_models import Consent, ConsentForm, ErasedFields
from ..grounds import GROUPS, FieldGroup, groups_of, purposes_for
from ..history import persons_by_id
from ..holdings import holdings
from ..models import Person
from ..reach import seen_people
from .grounds import Grounds, given_on, grounds, in_force

TERM_OF_ERASURE = timedelta(days=30)
"""A withdrawal is dealt with within this (152-ФЗ art. 21)."""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent in words."""

    id: int
    person_id: int
    person: str
    purpose: str
    title: str
    covers: tuple[str, ...]
    given_by_id: int
    giver: str
    number: str
    signed_on: date
    valid_from: date
    valid_to: date
    until_leaving: bool
    form: str
    file_id: int | None
    kept_where: str
    withdrawn_on: date | None
    withdrawal_document: str
    withdrawn_online: bool
    withdrawal_file_id: int | None
    follow_up: str
    followed_up_on: date | None
    state: str
    tone: str

    @property
    def last_day(self) -> date:
        return self.valid_to if self.valid_to == FOREVER else self.valid_to - timedelta(days=1)

    @property
    def waits(self) -> bool:
        """Withdrawn, and the office has not dealt with it yet."""
        return self.withdrawn_on is not None and self.followed_up_on is None

    @property
    def due_on(self) -> date | None:
        """By when what rests on it is to be erased (152-ФЗ art. 21 part 5)."""
        return self.withdrawn_on + TERM_OF_ERASURE if self.withdrawn_on is not None else None

    @property
    def covers_words(self) -> str:
        return "; ".join(str(GROUPS[code].title) if code in GROUPS else code for code in self.covers)


def state_of(row: Consent, day: date) -> tuple[str, str]:
    """Words and tone."""
    if row.withdrawn_on is not None:
        return _("withdrawn"), "err"
    if row.valid_from > day:
        return _("not in force yet"), "info"
    if row.valid_to <= day:
        return _("ended"), "warn"
    soon = day + timedelta(days=setting(CONSENT_REMINDER_DAYS, as_of=day))
    return (_("ends soon"), "warn") if row.valid_to <= soon else (_("in force"), "ok")


def lines(rows: QuerySet[Consent], day: date) -> list[ConsentLine]:
    """Three queries, whatever the number of rows."""
    found = list(rows.select_related("form"))
    names = persons_by_id({row.person_id for row in found} | {row.given_by_id for row in found}) if found else {}
    titles = handbooks.names("consent_purpose")
    made = []
    for row in found:
        state, tone = state_of(row, day)
        made.append(
            ConsentLine(
                row.pk, row.person_id, names.get(row.person_id, "—"), row.purpose,
                str(capfirst(titles.get(row.purpose, row.purpose))), tuple(row.covers), row.given_by_id,
                names.get(row.given_by_id, "—"), row.number, row.signed_on, row.valid_from, row.valid_to,
                row.until_leaving, _("version %(number)s") % {"number": row.form.version} if row.form else "",
                row.file_id, row.kept_where, row.withdrawn_on, row.withdrawal_document, row.withdrawn_online,
                row.withdrawal_file_id, row.follow_up, row.followed_up_on, state, tone,
            )
        )  # fmt: skip
    return made


def consents_of(person_id: int, day: date) -> list[ConsentLine]:
    """Every consent about a person, the latest first."""
    return lines(Consent.objects.filter(person=person_id).order_by("-valid_from", "-pk"), day)


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """What a purpose is to a person: what it opens, and the consent in force, if there is one."""

    purpose: str
    title: str
    groups: tuple[str, ...]
    is_open: bool
    present: ConsentLine | None

    @property
    def groups_words(self) -> str:
        return "; ".join(self.groups)


def purposes_of(
    person_id: int, roles: Collection[str], found: list[ConsentLine], known: Grounds, day: date
) -> list[PurposeRow]:
    """Every purpose that concerns the person. No query."""
    titles = handbooks.names("consent_purpose")
    rows = []
    for purpose in dict.fromkeys(one for role in sorted(roles) for one in purposes_for(role)):
        groups = list(dict.fromkeys(group for role in sorted(roles) for group in groups_of(purpose, role)))
        present = next(
            (
                line
                for line in found
                if line.purpose == purpose and line.withdrawn_on is None and line.valid_from <= day < line.valid_to
            ),
            None,
        )
        rows.append(
            PurposeRow(
                purpose, str(capfirst(titles.get(purpose, purpose))), tuple(str(group.title) for group in groups),
                not known.closed(person_id, groups), present,
            )
        )  # fmt: skip
    order = list(titles)
    return sorted(rows, key=lambda row: order.index(row.purpose) if row.purpose in order else len(order))


def closed_groups(person_id: int, roles: Collection[str], day: date) -> list[FieldGroup]:
    """Groups with fields in the cards of this person that are closed on a day."""
    kept = {group.code for one in holdings() for group in one.groups.values()} | {"policy"}
    about = set(roles)
    groups = [g for g in GROUPS.values() if g.needs_consent and g.code in kept and g.about & about]
    return grounds([person_id], day).closed(person_id, groups)


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """What was erased of a person and on what ground."""

    id: int
    groups: str
    ground: str
    document: str
    erased_at: Any
    erased_name: str
    rows: int
    files: int
    lines: int


def erasures_of(person_id: int) -> list[ErasureLine]:
    """The latest first."""
    grounds_of = handbooks.names("erasure_ground")
    return [
        ErasureLine(
            row.pk, "; ".join(str(GROUPS[code].title) if code in GROUPS else code for code in row.groups),
            grounds_of.get(row.ground, row.ground), row.document, row.erased_at, row.erased_name, row.rows, row.files,
            row.lines,
        )
        for row in ErasedFields.objects.filter(person=person_id).order_by("-erased_at")
    ]  # fmt: skip


def waiting(by: By, day: date) -> QuerySet[Consent]:
    """Withdrawals that the office has not dealt with, of people this actor sees."""
    rows = Consent.objects.filter(withdrawn_on__isnull=False, followed_up_on__isnull=True)
    return rows.filter(person__in=seen_people(by, day).values("pk")).order_by("withdrawn_on", "pk")


def narrowed(
    seen: QuerySet[Person],
    *,
    person_id: int | None = None,
    purpose: str | None = None,
    in_force_on: date | None = None,
    withdrawn: bool | None = None,
) -> QuerySet[Consent]:
    """Consents about these people, the latest first. One query."""
    rows = Consent.objects.filter(person__in=seen.values("pk")).select_related("form").order_by("-valid_from", "-pk")
    rows = rows.filter(person=person_id) if person_id is not None else rows
    rows = rows.filter(purpose=purpose) if purpose else rows
    rows = rows.filter(in_force(in_force_on)) if in_force_on else rows
    return rows.filter(withdrawn_on__isnull=not withdrawn) if withdrawn is not None else rows


def counted(rows: QuerySet[Any], day: date, *, all_here: bool = False) -> tuple[int, dict[str, int]]:
    """How many these people are; purpose → how many of them have a consent in force on the day. One query.

    :param all_here: each of them is here on the day, as those who study or work are.
    """
    condition = given_on(day) if all_here else in_force(day, among_many=True)
    given = Consent.objects.filter(condition).order_by().values_list("purpose", "person_id")
    people, whose = rows.order_by().values_list("person_id").query.sql_with_params()
    consents, which = given.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH people (person_id) AS MATERIALIZED ({people})"  # noqa: S608  (statements of our own)
            " SELECT NULL, count(*) FROM people UNION ALL"
            f" SELECT purpose, count(*) FROM ({consents}) consent"  # one consent to a purpose at a time
            " WHERE person_id IN (SELECT person_id FROM people) GROUP BY purpose",
            [*whose, *which],
        )
        found = dict(cursor.fetchall())
    return found.pop(None), found


def form_on(purpose: str, about: Collection[str], day: date) -> ConsentForm | None:
    """The version of the form that is in use on a day."""
    return ConsentForm.objects.valid(day).filter(purpose=purpose, about__in=list(about)).order_by("about").first()


def versions(purpose: str, about: Collection[str]) -> list[ConsentForm]:
    """Every version, the latest first."""
    return list(ConsentForm.objects.filter(purpose=purpose, about__in=list(about)).order_by("-version"))


def forms() -> QuerySet[ConsentForm]:
    """Every version of every form, by purpose, the latest first."""
    return ConsentForm.objects.order_by("about", "purpose", "-version")
