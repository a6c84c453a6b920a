"""Reading a restricted list: only with a stated purpose, and each reading leaves a line."""

from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext_lazy as _

from region.contingent.narrowing import EVERYTHING, Filters
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.refusal import Refused

from . import queries
from .models import Reading
from .queries import Employee, Students

LEAST_PURPOSE = 5


class PurposeNotStated(Refused):
    """A restricted list was asked for without saying what for."""

    message = _("State the purpose for which you open the list of persons.")
    code = "purpose_not_stated"


def read_students(
    *,
    by: By,
    purpose: str,
    as_of: date,
    filters: Filters = EVERYTHING,
    text: str = "",
    offset: int = 0,
    limit: int = 50,
    workplace: str = "",
) -> Students:
    """A page of the list of students, and the line that says who read it. Stands within region(scope).

    :param workplace: the reader's scope in words, for the journal.
    :raises PurposeNotStated: the purpose is empty or shorter than LEAST_PURPOSE letters.
    """
    purpose = _stated(purpose)
    found = queries.students(as_of=as_of, filters=filters, text=text, offset=offset, limit=limit)
    _write_down("students", by, purpose, as_of, filters, text, len(found.rows), workplace)
    return found


def read_employees(
    *,
    by: By,
    purpose: str,
    as_of: date,
    filters: Filters = EVERYTHING,
    text: str = "",
    offset: int = 0,
    limit: int = 50,
    workplace: str = "",
) -> tuple[Employee, ...]:
    """Likewise the list of employees.

    :raises PurposeNotStated: see `read_students`.
    """
    purpose = _stated(purpose)
    found = queries.employees(as_of=as_of, filters=filters, text=text, offset=offset, limit=limit)
    _write_down("employees", by, purpose, as_of, filters, text, len(found), workplace)
    return found


def _stated(purpose: str) -> str:
    purpose = " ".join(purpose.split())
    if len(purpose) < LEAST_PURPOSE:
        raise PurposeNotStated(field="purpose")
    return purpose


def _write_down(
    what: str, by: By, purpose: str, as_of: date, filters: Filters, text: str, rows: int, workplace: str
) -> None:
    chosen = {name: list(values) for name, values in asdict(filters).items() if values}
    with shared(by=by):
        Reading.objects.create(
            actor_id=by.account_id,
            actor_name=by.name,
            request_id=by.request_id,
            scope=workplace,
            what=what,
            purpose=purpose,
            as_of=as_of,
            filters=chosen | ({"text": text} if text else {}),
            rows_read=rows,
        )
