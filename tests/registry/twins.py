"""Organisations with students written straight into the region's tables; nothing of it is committed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db import connection

from region.registry import doubles_queries, finding, joining
from region.registry.doubles_queries import Asked
from region.registry.models import SamePerson
from shared_apps.organisations.crossing import By, Scope, feed_tables, region, shared
from shared_apps.organisations.models import Municipality, Organisation, OrganisationPeriod
from shared_apps.organisations.periods import FOREVER

BY = By(account_id=5, name="Аналитик А. А.", request_id="r-9")
ON, SINCE = date(2026, 10, 1), date(2026, 9, 1)
MINISTRY = Scope("ministry")
REASON = "сверено по свидетельствам о рождении"
State = SamePerson.State
_STUDENT = """
    INSERT INTO contingent_regionstudent
        (organisation_id, enrolment_id, valid_from, valid_to, student_id, person_uid, kind, level, grade, class_name,
         form_of_study, sex, birth_year, surname, given_name, patronymic, birth_date, search_key, envelope_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, 'basic', 5, '5А', 'full_time', %s, 2015, %s, 'Иван', '', %s, %s, %s)
"""
_POST = """
    INSERT INTO staffing_regionemployee
        (organisation_id, post_id, valid_from, valid_to, employee_id, person_uid, post, kind, rate, sex, birth_year,
         education, is_pedagogical, qualification, main_subject, degree, surname, given_name, patronymic, birth_date,
         search_key, origin, leaving_reason, is_on_the_way)
    VALUES (%s, %s, %s, %s, %s, %s, 'teacher', %s, 1, 'female', 1980, '', false, '', '', '', %s, 'Анна', '',
            '1980-05-05', %s, '', '', %s)
"""


@dataclass
class Places:
    """Two organisations of the north and one of the south, by name: a, b, c."""

    north: Municipality
    south: Municipality
    keys: dict[str, int]
    last: int = field(default=0)

    def student(
        self, where: str, name: str = "Иванов", *, uid: UUID | None = None, since: date = SINCE, until: date = FOREVER,
        kind: str = "main", sex: str = "male", born: date | None = date(2015, 1, 1), sent: bool = False,
    ) -> UUID:  # fmt: skip
        """An enrolment; the uid of its person. An empty name may not be disclosed."""
        self.last, uid = self.last + 1, uid or uuid4()
        key = f"{name.lower()} иван" if name else chr(65535)
        self._write(_STUDENT, [
            self.keys[where], self.last, since, until, self.last, uid, kind, sex, name, born, key,
            uuid4() if sent else None,
        ])  # fmt: skip
        return uid

    def post(
        self, where: str, name: str = "Петрова", *, uid: UUID | None = None, kind: str = "main", leaving: bool = False,
        since: date = SINCE, until: date = FOREVER,
    ) -> UUID:  # fmt: skip
        """A post of an employee; the uid of its person."""
        self.last, uid = self.last + 1, uid or uuid4()
        self._write(_POST, [
            self.keys[where], self.last, since, until, self.last, uid, kind, name, f"{name.lower()} анна", leaving,
        ])  # fmt: skip
        return uid

    def _write(self, statement: str, values: list[object]) -> None:
        with feed_tables(), connection.cursor() as cursor:
            cursor.execute(statement, values)


def places() -> Places:
    """Within a test's transaction."""
    with shared(by=BY):
        north, south = (
            Municipality.objects.create(name=name, oktmo="", kind="district", valid_from=date(2000, 1, 1))
            for name in ("Северный район", "Южный район")
        )
        keys = {}
        for name, place in {"a": north, "b": north, "c": south}.items():
            one = Organisation.objects.create(slug=f"twins-{name}", code=f"twins-{name}")
            OrganisationPeriod.objects.create(
                organisation=one, valid_from=date(2000, 1, 1), full_name=f"Школа {name}", short_name=f"Школа {name}",
                search_key=f"школа {name}", kind="school", locality="urban", municipality=place,
            )  # fmt: skip
            keys[name] = one.pk
    with feed_tables(), connection.cursor() as cursor:
        ids = list(keys.values())
        cursor.execute(
            "INSERT INTO feed_freshness (organisation_id, checked_at, last_error) SELECT *, now(), '' FROM unnest(%s)",
            [ids],
        )
        cursor.execute(
            "INSERT INTO feed_feedstate (organisation_id, projected_at, counted_through, differences)"
            " SELECT *, now(), 2028, 0 FROM unnest(%s)",
            [ids],
        )
    return Places(north, south, keys)


def find() -> dict[str, int]:
    return finding.find_all(by=BY)


def pairs() -> dict[frozenset[UUID], SamePerson]:
    """All pairs, by their two uids."""
    with shared(by=BY):
        return {frozenset((one.first_uid, one.second_uid)): one for one in SamePerson.objects.all()}


def pair_of(*uids: UUID) -> SamePerson:
    return pairs()[frozenset(uids)]


def uids(rows: Iterable[SamePerson]) -> set[frozenset[UUID]]:
    return {frozenset((one.first_uid, one.second_uid)) for one in rows}


def decide(
    first: UUID, second: UUID, state: str, *, scope: Scope = MINISTRY, was: str | None = None, reason: str = REASON,
    by: By = BY,
) -> SamePerson:  # fmt: skip
    """As the page does; then the job that follows."""
    pair = pair_of(first, second)
    with region(scope, by=by):
        seen = frozenset(side.person_uid for side in doubles_queries.sides(pair.pk, as_of=ON))
        joining.decide(pair_id=pair.pk, state=state, reason=reason, was=was or pair.state, seen=seen, by=by)
    finding.count_again(pair.pk, by=BY)
    return pair_of(first, second)


def listed(scope: Scope = MINISTRY, **asked: object) -> tuple[doubles_queries.Double, ...]:
    with region(scope, by=BY):
        return doubles_queries.LIST.page(Asked(as_of=ON, **asked))  # type: ignore[arg-type]


def of(scene: Places, *names: str) -> Scope:
    return Scope("municipality", tuple(scene.keys[name] for name in names))
