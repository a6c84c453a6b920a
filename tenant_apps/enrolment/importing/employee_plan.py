"""What a row says of an employee: steps, each a change in words and the service that makes it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.importing.judging import Change
from shared_apps.importing.rows import Row
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.numbers import ru_date
from tenant_apps.people import services
from tenant_apps.people.models import Employee
from tenant_apps.people.names import search_key
from tenant_apps.people.service_years import full_years

PERSONNEL = ("personnel_number", "degree", "degree_on", "academic_title", "title_on", "marital_status")
_HANDBOOKS = {"degree": "academic_degree", "academic_title": "academic_title", "marital_status": "marital_status"}


@dataclass(frozen=True, slots=True)
class Step:
    """One change. `write` is given the employee's id."""

    change: Change
    write: Callable[[int], Any]
    is_post: bool = False


@dataclass
class Standing:
    """What is known of an employee, and what earlier rows of the file add: so that nothing is written twice.

    :ivar posts: (post, kind) held on the day → (id of the row, rate); None: an earlier row of the file begins it.
    """

    employee_id: int | None = None
    personnel: dict[str, Any] = field(default_factory=dict)
    service: dict[str, date | None] = field(default_factory=dict)
    posts: dict[tuple[str, str], tuple[int, Decimal] | None] = field(default_factory=dict)
    education: set[tuple[str, str]] = field(default_factory=set)
    categories: set[tuple[str, date]] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    has_main_subject: bool = False
    courses: set[tuple[str, date]] = field(default_factory=set)
    awards: set[tuple[str, str]] = field(default_factory=set)


def standings(person_ids: list[int], today: date) -> dict[int, Standing]:
    """By the person's id, of those who have an employee's card. Seven queries, whatever their number."""
    rows = Employee.objects.filter(person__in=person_ids).prefetch_related(
        "posts", "education", "qualifications", "subjects", "courses", "awards"
    )
    found: dict[int, Standing] = {}
    for one in rows:
        standing = found[one.person_id] = Standing(one.pk, {name: getattr(one, name) for name in PERSONNEL})
        standing.service = {"service": one.service_since, "teaching": one.teaching_since}
        for held in one.posts.all():
            if held.valid_to > today:
                standing.posts[held.post, held.kind] = (held.pk, held.rate)
        standing.education = {(row.level, search_key(row.document or row.institution)) for row in one.education.all()}
        standing.categories = {(row.qualification, row.valid_from) for row in one.qualifications.all()}
        taught = [row for row in one.subjects.all() if row.valid_to > today]
        standing.subjects = {row.subject for row in taught}
        standing.has_main_subject = any(row.is_main for row in taught)
        standing.courses = {(search_key(row.title), row.ended_on) for row in one.courses.all()}
        standing.awards = {(row.award, search_key(row.name)) for row in one.awards.all()}
    return found


def steps_of(row: Row, standing: Standing, today: date, by: By) -> list[Step]:
    """What the row changes besides the person; `standing` is told of it for the rows that follow."""
    cells = row.cells
    return [
        *_post(cells, standing, today, by),
        *_personnel(row, standing, today, by),
        *_education(cells, standing, by),
        *_category(cells, standing, by),
        *_subjects(cells, standing, today, by),
        *_course(cells, standing, by),
        *_award(cells, standing, by),
    ]


def _post(cells: Mapping[str, Any], standing: Standing, today: date, by: By) -> Iterator[Step]:
    post, kind, since = cells.get("post"), cells.get("kind") or "main", cells.get("since")
    if not post or since is None:
        return
    given = cells.get("rate")
    if (post, kind) in standing.posts:
        held = standing.posts[post, kind]
        if held is not None and given is not None and given != held[1]:
            pk, before = held
            yield Step(
                Change("rate", _number(before), _number(given)),
                lambda _employee: services.change_rate(post_id=pk, rate=given, since=today, by=by),
            )
        return
    standing.posts[post, kind] = None
    rate, last = given if given is not None else Decimal(1), cells.get("until")
    words = ", ".join(
        (handbooks.name("post", post), handbooks.name("post_kind", kind), _("rate %(rate)s") % {"rate": _number(rate)})
    )

    def write(employee_id: int) -> Any:
        return services.appoint(
            employee_id=employee_id,
            post=post,
            kind=kind,
            rate=rate,
            since=since,
            until=last + timedelta(days=1) if last else FOREVER,
            order_number=cells.get("order_number") or "",
            order_date=cells.get("order_date"),
            origin=cells.get("origin") or "",
            by=by,
        )

    yield Step(Change("post", "", f"{words}, {_('since %(day)s') % {'day': ru_date(since)}}"), write, is_post=True)


def _personnel(row: Row, standing: Standing, today: date, by: By) -> Iterator[Step]:
    values: dict[str, Any] = {}
    changes: list[Change] = []
    for name in PERSONNEL:
        value, before = row.cells.get(name), standing.personnel.get(name)
        if value not in (None, "") and value != before:
            values[name] = standing.personnel[name] = value
            changes.append(Change(name, _shown(name, before), _shown(name, value)))
    for code in ("service", "teaching"):
        since, before = row.cells.get(code), standing.service.get(code)
        if since is None or since == before:
            continue
        is_a_day = isinstance(row.raw.get(code), date)
        if before and not is_a_day and full_years(before, today) == full_years(since, today):
            continue
        values[f"{code}_since"] = standing.service[code] = since
        words = _("%(years)s full years") % {"years": full_years(since, today)}
        changes.append(Change(code, ru_date(before) if before else "", f"{ru_date(since)} ({words})"))
    for at, change in enumerate(changes):
        yield Step(change, _editing(values, by) if at == 0 else _nothing)


def _editing(values: Mapping[str, Any], by: By) -> Callable[[int], Any]:
    return lambda employee_id: services.edit_employee(employee_id=employee_id, changes=values, version=None, by=by)


def _nothing(employee_id: int) -> None:
    """A change that another step writes."""


def _adding(kind: str, values: Mapping[str, Any], by: By) -> Callable[[int], Any]:
    return lambda employee_id: services.add_record(kind=kind, employee_id=employee_id, values=values, by=by)


def _education(cells: Mapping[str, Any], standing: Standing, by: By) -> Iterator[Step]:
    level = cells.get("level")
    if not level:
        return
    document, institution = cells.get("diploma") or "", cells.get("institution") or ""
    key = (level, search_key(document or institution))
    if key in standing.education or (not key[1] and any(known == level for known, _where in standing.education)):
        return
    standing.education.add(key)
    values = {
        "level": level,
        "is_pedagogical": bool(cells.get("is_pedagogical")),
        "institution": institution,
        "speciality": cells.get("speciality") or "",
        "qualification": cells.get("diploma_qualification") or "",
        "document": document,
        "issued_on": cells.get("diploma_date"),
    }
    words = ", ".join(filter(None, (handbooks.name("staff_education", level), institution, document)))
    yield Step(Change("level", "", words), _adding("education", values, by))


def _category(cells: Mapping[str, Any], standing: Standing, by: By) -> Iterator[Step]:
    category, given_on = cells.get("category"), cells.get("category_on")
    if not category or given_on is None or (category, given_on) in standing.categories:
        return
    standing.categories.add((category, given_on))
    values = {
        "qualification": category,
        "post": cells.get("post") or "",
        "valid_from": given_on,
        "valid_to": None,
        "order_number": cells.get("category_order") or "",
        "order_date": given_on if cells.get("category_order") else None,
    }
    words = f"{handbooks.name('qualification', category)}, {ru_date(given_on)}"
    yield Step(Change("category", "", words), _adding("category", values, by))


def _subjects(cells: Mapping[str, Any], standing: Standing, today: date, by: By) -> Iterator[Step]:
    for subject in cells.get("subjects") or ():
        if subject in standing.subjects:
            continue
        is_main = not standing.has_main_subject
        standing.subjects.add(subject)
        standing.has_main_subject = True
        values = {
            "subject": subject,
            "is_main": is_main,
            "hours": cells.get("hours") if is_main else None,
            "valid_from": cells.get("since") or today,
            "valid_to": None,
        }
        yield Step(Change("subjects", "", handbooks.name("main_subject", subject)), _adding("subject", values, by))


def _course(cells: Mapping[str, Any], standing: Standing, by: By) -> Iterator[Step]:
    title, ended_on = cells.get("course"), cells.get("course_ended_on")
    if not title or ended_on is None or (search_key(title), ended_on) in standing.courses:
        return
    standing.courses.add((search_key(title), ended_on))
    hours = cells.get("course_hours")
    values = {
        "kind": "refresher",
        "title": title,
        "hours": int(hours) if hours is not None else None,
        "ended_on": ended_on,
        "document": cells.get("course_document") or "",
    }
    yield Step(Change("course", "", f"{title}, {ru_date(ended_on)}"), _adding("course", values, by))


def _award(cells: Mapping[str, Any], standing: Standing, by: By) -> Iterator[Step]:
    award, name = cells.get("award"), cells.get("award_name") or ""
    if not award or (award, search_key(name)) in standing.awards:
        return
    standing.awards.add((award, search_key(name)))
    values = {
        "award": award,
        "name": name,
        "awarded_on": cells.get("award_on"),
        "document": cells.get("award_document") or "",
    }
    words = ", ".join(filter(None, (handbooks.name("award", award), name)))
    yield Step(Change("award", "", words), _adding("award", values, by))


def _shown(name: str, value: Any) -> str:
    if isinstance(value, date):
        return ru_date(value)
    return handbooks.name(_HANDBOOKS[name], value) if value and name in _HANDBOOKS else str(value or "")


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
