"""Reading a restricted list: only with a stated purpose, and each reading leaves a line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.written import cleaned, says_something

from . import queries
from .listing import Person, Question, RestrictedList
from .models import Reading
from .queries import Student

LEAST_PURPOSE = 10


class PurposeNotStated(Refused):
    """A restricted list was asked for without saying what for."""

    message = _("State the purpose for which you open the list of persons: in words, at least %(least)s letters.")
    code = "purpose_not_stated"


def stated(said: str, *, frequent: str = "") -> str:
    """The purpose as it is written down.

    :param frequent: the title of a frequent purpose, enough by itself.
    :raises PurposeNotStated: it says nothing: fewer letters than LEAST_PURPOSE.
    """
    purpose = ": ".join(part for part in (frequent, cleaned(said)) if part)
    if not says_something(purpose, LEAST_PURPOSE):
        raise PurposeNotStated(field="purpose", params={"least": LEAST_PURPOSE})
    return purpose


def read(
    listed: RestrictedList[Question, Person], asked: Question, *, by: By, purpose: str, workplace: str,
    order: str = "", offset: int = 0, limit: int = 50,
) -> tuple[Person, ...]:  # fmt: skip
    """A page of a list, and the line that says who read it. Call inside region(scope).

    :param workplace: the reader's scope in words, for the journal. `order`: one of the list's; "" is its usual one.
    :raises PurposeNotStated:
    """
    purpose = stated(purpose)
    rows = listed.page(asked, order=order, offset=offset, limit=limit)
    write_down(
        listed.what, by=by, purpose=purpose, workplace=workplace, as_of=asked.as_of, filters=listed.said(asked),
        rows=len(rows),
    )  # fmt: skip
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
