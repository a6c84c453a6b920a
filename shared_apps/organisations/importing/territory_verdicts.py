"""The verdict on every row of a file of municipalities or authorities, and its writing.

As with organisations, what a row would do is done by the services and taken back: the file meets their refusals under
their own names. A known one is found by its code (ОКТМО, the authority's code), else by its name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.importing.judging import Change, Judged, Judgement, Progress, Trouble, Verdict, problem_of, titles_of
from shared_apps.importing.kinds import Applied, Choice, Occasion
from shared_apps.importing.reading import Reading
from shared_apps.importing.rows import Row
from shared_apps.ui.numbers import ru_num

from .. import territory, territory_queries
from ..crossing import By
from ..models import Municipality
from ..names import bare_words
from ..refusal import Refused

FIELDS = {"on": "since"}
ON_THE_MAP = ("latitude", "longitude", "note")


@dataclass
class JudgedBody(Judged):
    """A row of a municipality or an authority. `period_id`: of the name that its writing began."""

    body: Any = None
    told: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    since: date = date.min
    is_verified: bool = False
    period_id: int | None = None


Finder = Callable[[Row], tuple[Any, list[Trouble]]]


def judge_municipalities(reading: Reading, today: date, by: By, progress: Progress | None) -> Judgement:
    """The verdict on every row; nothing that was tried stays."""
    rows = list(territory_queries.municipalities())
    coded = {one.oktmo: one for one in rows if one.oktmo and one.valid_to > today}
    called = {bare_words(one.name): one for one in rows}

    def find(row: Row) -> tuple[Any, list[Trouble]]:
        by_code = coded.get(row.cells.get("oktmo") or "")
        by_name = called.get(bare_words(row.cells.get("name") or ""))
        if by_code is not None and by_name is not None and by_code.pk != by_name.pk:
            said = {"code": row.cells["oktmo"], "name": by_code.name, "other": by_name.name}
            message = _("The code %(code)s is that of “%(name)s”, the name is that of “%(other)s”.") % said
            return None, [Trouble("oktmo", "territory.two_are_meant", message, _("Mend the code or the name."))]
        return by_code or by_name, []

    return _judged(reading, today, by, progress, find, ("name", "kind", "oktmo"), ("kind",))


def judge_authorities(reading: Reading, today: date, by: By, progress: Progress | None) -> Judgement:
    """The verdict on every row; nothing that was tried stays."""
    coded = {one.code: one for one in territory_queries.authorities()}

    def find(row: Row) -> tuple[Any, list[Trouble]]:
        return coded.get(row.cells.get("code") or ""), []

    return _judged(reading, today, by, progress, find, ("name", "short_name"), ("name", "short_name"))


def _judged(
    reading: Reading,
    today: date,
    by: By,
    progress: Progress | None,
    find: Finder,
    columns: Sequence[str],
    needed: Sequence[str],
) -> Judgement:
    titles, judged = titles_of(reading), []
    with transaction.atomic():
        for at, row in enumerate(reading.rows, start=1):
            body, troubles = find(row)
            one = _begun(row, body, today)
            troubles += _said(one, columns, needed)
            if not one.has_errors and not any(each.is_error for each in troubles):
                troubles += _tried(one, by)
            one.found = [problem_of(row, trouble, titles) for trouble in troubles]
            one.settle(is_new=body is None)
            judged.append(one)
            if progress and at % 50 == 0:
                progress(at, len(reading.rows))
        transaction.set_rollback(True)
    return Judgement(reading, judged, list(reading.problems_of_file))


def _begun(row: Row, body: Any, today: date) -> JudgedBody:
    cells = row.cells
    return JudgedBody(
        row,
        name=cells.get("short_name") or cells.get("name") or (str(body) if body else cells.get("code") or ""),
        about=cells.get("oktmo") or cells.get("code") or "",
        key=body.pk if body else 0,
        card_id=body.pk if body else None,
        body=body,
        since=cells.get("since") or today,
    )


def _said(one: JudgedBody, columns: Sequence[str], needed: Sequence[str]) -> list[Trouble]:
    cells, body = one.row.cells, one.body
    one.told = {name: cells.get(name) or (getattr(body, name) if body else "") for name in columns}
    for name in columns:
        before = getattr(body, name) if body else ""
        if one.told[name] != before:
            one.changes.append(Change(name, _shown(name, before), _shown(name, one.told[name])))
    for name in ON_THE_MAP:
        value = cells.get(name)
        if value not in (None, "") and value != (getattr(body, name, None) if body else None):
            one.described[name] = value
            before = getattr(body, name, None) if body else None
            one.changes.append(Change(name, _shown(name, before), _shown(name, value)))
    if body is None:
        missing = [name for name in needed if not one.told[name] and not one.row.raw.get(name)]
        return [
            Trouble(name, "territory.incomplete", _("A new one needs this column."), _("Fill it in."))
            for name in missing
        ]  # fmt: skip
    return _said_of_the_code(one)


def _said_of_the_code(one: JudgedBody) -> list[Trouble]:
    """A verified code is not changed by a file; one that is not may be corrected, and a control number verifies it."""
    body, code = one.body, one.told.get("oktmo")
    if not isinstance(body, Municipality) or not code:
        return []
    if code != body.oktmo and body.oktmo_verified_on is not None:
        message = _("The verified code of “%(name)s” is %(code)s.") % {"name": body.name, "code": body.oktmo}
        return [Trouble("oktmo", "territory.code_is_verified", message, _("Mend the file, or correct it on the card."))]
    if one.row.cells.get("control") and (code != body.oktmo or body.oktmo_verified_on is None):
        one.is_verified = True
        one.changes.append(Change("control", "", str(one.row.cells["control"])))
    return []


def _shown(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name == "kind":
        return str(dict(Municipality.Kind.choices).get(value, value))
    return ru_num(value, 4) if isinstance(value, float) else str(value)


def _tried(one: JudgedBody, by: By) -> list[Trouble]:
    try:
        with transaction.atomic():
            _write(one, by)
    except Refused as refusal:
        column = FIELDS.get(refusal.field or "", refusal.field or "")
        return [Trouble(column if column in one.row.cells else "", refusal.code, str(refusal))]
    return []


# --- writing --------------------------------------------------------------------------------------------------------


def write(judgement: Judgement, choice: Choice, occasion: Occasion) -> Applied:
    """Write the rows that the choice covers. :raises Refused: what the services refuse; nothing is kept then."""
    applied = Applied()
    for one in judgement.rows:
        if not choice.covers(one.verdict):
            continue
        body = _write(one, occasion.by)
        applied.cards[one.row.number] = body.pk
        if one.period_id is not None:
            applied.records[one.row.number] = one.period_id
        applied.created += one.verdict == Verdict.CREATE
        applied.updated += one.verdict == Verdict.UPDATE
    return applied


def _write(one: JudgedBody, by: By) -> Any:
    """Enter it, or let its card say what the row says; the row."""
    body = _entered(one, by) if one.body is None else _changed(one, by)
    latest = body.periods.order_by("-valid_from").first()
    is_begun = one.body is None or (latest.valid_from == one.since and _is_renamed(one))
    one.period_id = latest.pk if is_begun else None
    return body


def _entered(one: JudgedBody, by: By) -> Any:
    cells = one.row.cells
    days: dict[str, Any] = {"since": one.since, "ground": cells.get("ground") or "", "by": by}
    if "code" in cells:
        return territory.enter_authority(code=cells["code"], said=territory.AuthoritySaid(**one.told), **days)
    said = territory.MunicipalitySaid(**one.told)
    return territory.enter_municipality(said=said, control=cells.get("control") or "", **one.described, **days)


def _changed(one: JudgedBody, by: By) -> Any:
    body, cells = one.body, one.row.cells
    ground: str = cells.get("ground") or _("by a file")
    if isinstance(body, Municipality):
        if one.is_verified:
            body = territory.verify_oktmo(
                body=body, oktmo=one.told["oktmo"], control=cells["control"], reason=ground, by=by
            )
        elif one.told["oktmo"] != body.oktmo:
            body = _code_corrected(body, one.told["oktmo"], ground, by)
        if one.described:
            described = {name: getattr(body, name) for name in ON_THE_MAP} | one.described
            territory.describe(body=body, reason=ground, by=by, **described)
    if _is_renamed(one):
        said: Any = territory.MunicipalitySaid if isinstance(body, Municipality) else territory.AuthoritySaid
        body = territory.rename(body=body, said=said(**one.told), on=one.since, ground=ground, by=by)
    return body


def _is_renamed(one: JudgedBody) -> bool:
    """Whether the row gives it another name or kind."""
    told: Mapping[str, Any] = one.told
    return any(told[name] != getattr(one.body, name) for name in told if name != "oktmo")


def _code_corrected(body: Municipality, oktmo: str, reason: str, by: By) -> Municipality:
    locked, periods = territory.locked(body)
    present: Any = territory.standing_on(periods, max(one.valid_from for one in periods))
    said = territory.MunicipalitySaid(name=present.name, kind=present.kind, oktmo=oktmo)
    return territory.correct(
        body=locked, period_id=present.pk, said=said, since=present.valid_from, reason=reason, by=by
    )  # fmt: skip
