"""Reading a restricted list: only with a stated purpose, and each reading leaves a line."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.refusal import Refused

from . import employee_queries, guardian_queries, queries
from .employee_queries import Employee
from .guardian_queries import Guardian
from .models import Reading
from .queries import Asked, Student

LEAST_PURPOSE = 10


class PurposeNotStated(Refused):
    """A restricted list was asked for without saying what for."""

    message = _("State the purpose for which you open the list of persons: at least %(least)s characters.")
    code = "purpose_not_stated"


def stated(purpose: str) -> str:
    """The purpose with single spaces.

    :raises PurposeNotStated: it is empty or shorter than LEAST_PURPOSE.
    """
    purpose = " ".join(purpose.split())
    if len(purpose) < LEAST_PURPOSE:
        raise PurposeNotStated(field="purpose", params={"least": LEAST_PURPOSE})
    return purpose


def read_students(
    asked: Asked, *, by: By, purpose: str, workplace: str, order: str = "name", offset: int = 0, limit: int = 50
) -> tuple[Student, ...]:
    """A page of a list of students, and the line that says who read it. Stands within region(scope).

    :param workplace: the reader's scope in words, for the journal.
    :raises PurposeNotStated:
    """
    purpose = stated(purpose)
    rows = queries.students(asked, order=order, offset=offset, limit=limit)
    write_down(
        "students", by=by, purpose=purpose, workplace=workplace, as_of=asked.as_of, filters=said(asked), rows=len(rows)
    )
    return rows


def find_students(
    *, text: str, as_of: date | None, born: date | None, today: date, by: By, purpose: str, workplace: str,
    is_file: bool = False,
) -> tuple[Student, ...]:  # fmt: skip
    """Students of the whole scope by the beginning of the name; a line of the journal too.

    :raises PurposeNotStated:
    """
    purpose = stated(purpose)
    rows = queries.found(text=text, as_of=as_of, born=born)
    filters: dict[str, Any] = {"text": text}
    if born is not None:
        filters["born"] = born.isoformat()
    if as_of is None:
        filters["left"] = True
    shown = min(len(rows), queries.FOUND_AT_MOST)
    what = "search file" if is_file else "search"
    write_down(what, by=by, purpose=purpose, workplace=workplace, as_of=as_of or today, filters=filters, rows=shown)
    return rows


def read_employees(
    asked: employee_queries.Asked, *, by: By, purpose: str, workplace: str, order: str = "name", offset: int = 0,
    limit: int = 50,
) -> tuple[Employee, ...]:  # fmt: skip
    """A page of the list of employees, and its line.

    :raises PurposeNotStated:
    """
    purpose = stated(purpose)
    rows = employee_queries.employees(asked, order=order, offset=offset, limit=limit)
    narrowed = employees_said(asked)
    write_down(
        "employees", by=by, purpose=purpose, workplace=workplace, as_of=asked.as_of, filters=narrowed, rows=len(rows)
    )
    return rows


def read_guardians(
    asked: guardian_queries.Asked, *, by: By, purpose: str, workplace: str, order: str = "name", offset: int = 0,
    limit: int = 50,
) -> tuple[Guardian, ...]:  # fmt: skip
    """A page of the list of legal representatives, and its line.

    :raises PurposeNotStated:
    """
    purpose = stated(purpose)
    rows = guardian_queries.guardians(asked, order=order, offset=offset, limit=limit)
    narrowed = guardians_said(asked)
    write_down(
        "guardians", by=by, purpose=purpose, workplace=workplace, as_of=asked.as_of, filters=narrowed, rows=len(rows)
    )
    return rows


def said(asked: Asked) -> dict[str, Any]:
    """What a list was narrowed to, as the journal keeps it."""
    chosen: dict[str, Any] = {name: list(values) for name, values in asdict(asked.filters).items() if values}
    if asked.class_id is not None:
        chosen["class"] = asked.class_id
    return chosen | ({"text": asked.text} if asked.text else {})


def employees_said(asked: employee_queries.Asked) -> dict[str, Any]:
    """What a list of employees was narrowed to, as the journal keeps it."""
    chosen = {"count": asked.measure, "staff": asked.staff, "listed": asked.listed, **dict(asked.narrowed)}
    kept = {name: value for name, value in chosen.items() if value or name in dict(asked.narrowed)}
    return said(Asked(as_of=asked.as_of, filters=asked.filters, text=asked.text)) | kept


def guardians_said(asked: guardian_queries.Asked) -> dict[str, Any]:
    """Likewise of a list of legal representatives."""
    return said(Asked(as_of=asked.as_of, filters=asked.filters, text=asked.text))


def write_down(
    what: str, *, by: By, purpose: str, workplace: str, as_of: date, filters: Mapping[str, Any], rows: int
) -> None:
    """A line of the journal, in the transaction that reads: what is not written down is not shown."""
    with shared(by=by):
        Reading.objects.create(
            actor_id=by.account_id,
            actor_name=by.name,
            request_id=by.request_id,
            scope=workplace,
            what=what,
            purpose=stated(purpose),
            as_of=as_of,
            filters=dict(filters),
            rows_read=rows,
        )
