"""Changes of municipalities and authorities: entered, renamed, corrected, merged, closed. All dated, all logged.

    territory.enter_municipality(said=MunicipalitySaid(name=…, kind=…, oktmo=…), since=day, ground="Закон …", by=by)
    territory.rename(body=body, said=…, on=day, ground=…, by=by)     # until the next name that is entered already
    territory.merge(body=body, into=other, on=day, order_number=…, order_date=…, by=by)   # with its organisations

Names stand in periods; the row itself keeps those of today (`settle`). Call inside shared().
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.timezone import localdate

from shared_apps.handbooks import identifiers

from . import territory_refusals as refusals
from .crossing import By
from .models import Authority, AuthorityPeriod, Municipality, MunicipalityPeriod
from .periods import FOREVER, NEVER
from .shared_log import record, values

Body = Municipality | Authority
BodyPeriod = MunicipalityPeriod | AuthorityPeriod
B = TypeVar("B", Municipality, Authority)
Told = dict[str, Any]
"""Columns of a row → what they say."""

OF_MUNICIPALITY = ("name", "kind", "oktmo", "oktmo_verified_on")
OF_AUTHORITY = ("name", "short_name")
NOT_MENTIONS = {MunicipalityPeriod, AuthorityPeriod}


@dataclass(frozen=True, kw_only=True)
class MunicipalitySaid:
    """What holds of a municipality from a day on. `kind`: of `Municipality.Kind`; `oktmo`: "" while it is not known."""

    name: str
    kind: str
    oktmo: str = ""


@dataclass(frozen=True, kw_only=True)
class AuthoritySaid:
    """What holds of an authority from a day on."""

    name: str
    short_name: str


Said = MunicipalitySaid | AuthoritySaid


@transaction.atomic
def enter_municipality(
    *,
    said: MunicipalitySaid,
    since: date,
    by: By,
    ground: str = "",
    control: str = "",
    note: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> Municipality:
    """A new municipality.

    :param control: the control number of the ОКТМО, as the classifier prints it beside the code; with it the code
        counts as verified.
    :raises NameTaken, NameOfOneThatWas, OktmoTaken, ControlDiffers, NotOfAMunicipality, BadIdentifier:
    """
    told = _told(said, control)
    body = Municipality(valid_from=since, note=note.strip(), latitude=latitude, longitude=longitude, **told)
    return _entered(body, told, ground, by)


@transaction.atomic
def enter_authority(*, code: str, said: AuthoritySaid, since: date, by: By, ground: str = "") -> Authority:
    """A new authority.

    :raises AuthorityCodeTaken, NameTaken, NameOfOneThatWas:
    """
    told, code = _told(said), code.strip()
    if (other := Authority.objects.filter(code=code).first()) is not None:
        raise refusals.AuthorityCodeTaken(params={"code": code, "name": other.name})
    return _entered(Authority(code=code, valid_from=since, **told), told, ground, by)


def _entered(body: B, told: Told, ground: str, by: By) -> B:
    _refuse_taken(type(body), told, body.valid_from, FOREVER, but=None)
    body.save()
    record(by=by, row=body, action="create", reason=ground)
    _begin(body, told, body.valid_from, FOREVER, ground, by, action="create")
    return body


@transaction.atomic
def rename(*, body: B, said: Said, on: date, by: By, ground: str = "", control: str = "") -> B:
    """Another name, kind or ОКТМО from a day on, until the next that is entered already; the earlier ones stay.

    :raises NameBeginsThen: a name begins on that day (correct it instead), or it was not there yet.
    :raises IsClosed, Unchanged, NameTaken, NameOfOneThatWas, OktmoTaken, ControlDiffers:
    """
    body, periods = locked(body)
    _refuse_closed(body, on)
    standing = standing_on(periods, on)
    told = _told(said, control, standing)
    if on <= standing.valid_from:
        raise refusals.NameBeginsThen(params={"day": f"{standing.valid_from:%d.%m.%Y}"})
    if told == kept(standing):
        raise refusals.Unchanged
    until = standing.valid_to
    _refuse_taken(type(body), told, on, until, but=body)
    change(standing, {"valid_to": on}, action="end", by=by)
    _begin(body, told, on, until, ground, by, action="rename")
    return settle(body, by=by)


@transaction.atomic
def correct(*, body: B, period_id: int, said: Said, since: date, reason: str, by: By, control: str = "") -> B:
    """What a row says was a slip: it never was so. No new row begins; the log keeps both and why.

    :param since: the day on which it began; the row before ends on it. The first one moves the body's beginning.
    :param control: with it the code counts as verified.
    :raises Unchanged, DayCrosses, NameTaken, NameOfOneThatWas, OktmoTaken, ControlDiffers:
    """
    body, periods = locked(body)
    at = next(number for number, one in enumerate(periods) if one.pk == period_id)
    row, former = periods[at], periods[at - 1] if at else None
    told = _told(said, control, row)
    if told == kept(row) and since == row.valid_from:
        raise refusals.Unchanged
    first = former.valid_from + timedelta(days=1) if former else date.min
    if not first <= since < row.valid_to:
        last = row.valid_to - timedelta(days=1)
        raise refusals.DayCrosses(params={"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}"})
    _refuse_taken(type(body), told, since, row.valid_to, but=body)
    steps: list[tuple[BodyPeriod, Told]] = [(row, told | {"valid_from": since})]
    if former is not None and since != row.valid_from:
        moved: tuple[BodyPeriod, Told] = (former, {"valid_to": since})
        steps = [moved, *steps] if since < row.valid_from else [*steps, moved]  # rows never overlap on the way
    for one, changed in steps:
        change(one, changed, action="correct", reason=reason, by=by)
    if former is None and since != body.valid_from:
        change(body, {"valid_from": since}, action="correct", reason=reason, by=by)
    return settle(body, by=by)


@transaction.atomic
def verify_oktmo(*, body: Municipality, oktmo: str, control: str, reason: str, by: By) -> Municipality:
    """The code of the present name was compared with the classifier: it is this one, with this control number.

    :param reason: which edition of the classifier. :raises NothingToVerify, ControlDiffers, OktmoTaken, BadIdentifier:
    """
    body, periods = locked(body)
    present: Any = standing_on(periods, localdate())
    told = _told(MunicipalitySaid(name=present.name, kind=present.kind, oktmo=oktmo), control)
    if told["oktmo_verified_on"] is None:
        raise refusals.NothingToVerify
    _refuse_taken(Municipality, told, present.valid_from, present.valid_to, but=body)
    change(present, told, action="verify", reason=reason, by=by)
    return settle(body, by=by)


@transaction.atomic
def describe(
    *, body: Municipality, latitude: float | None, longitude: float | None, note: str, reason: str, by: By
) -> None:
    """Where it lies on the map, and the note. :raises Unchanged:"""
    body, _periods = locked(body)
    told: Told = {"latitude": latitude, "longitude": longitude, "note": note.strip()}
    if all(getattr(body, name) == value for name, value in told.items()):
        raise refusals.Unchanged
    change(body, told, action="correct", reason=reason, by=by)


@transaction.atomic
def take_back(*, body: B, by: By) -> B:
    """The latest renaming was a mistake: what it said becomes again what was said before it.

    :raises Unchanged: there is no earlier name.
    """
    body, periods = locked(body)
    if len(periods) < 2:
        raise refusals.Unchanged
    told = kept(periods[-2])
    _refuse_taken(type(body), told, periods[-1].valid_from, periods[-1].valid_to, but=body)
    change(periods[-1], told, action="rename", by=by)
    return settle(body, by=by)


def settle(body: B, *, by: By, today: date | None = None) -> B:
    """Let the row say what holds today."""
    rows: Any = body.periods
    told = kept(standing_on(list(rows.order_by("valid_from")), today or localdate()))
    if told != kept(body):
        change(body, told, action="rename", by=by)
    return body


def settle_all(*, by: By, today: date) -> int:
    """Daily: names that begin today. How many rows were changed."""
    changed = 0
    for model in (MunicipalityPeriod, AuthorityPeriod):
        for period in model.objects.valid(today).select_related("holder"):
            holder: Any = period.holder
            if kept(period) != kept(holder):
                settle(holder, by=by, today=today)
                changed += 1
    return changed


@transaction.atomic
def withdraw(*, body: B, reason: str, by: By) -> None:
    """It was entered by mistake, and nothing names it. Its name and code are free again.

    :raises MentionedAlready: something does.
    """
    body, periods = locked(body)
    if is_mentioned(body):
        raise refusals.MentionedAlready
    free = f"withdrawn-{body.pk}"
    gone: Told = {"name": free} | ({"code": free} if isinstance(body, Authority) else {"oktmo": ""})
    for at, period in enumerate(periods):
        day = NEVER + timedelta(days=at)
        change(
            period,
            {"valid_from": day, "valid_to": day + timedelta(days=1)} | {k: v for k, v in gone.items() if k != "code"},
            action="withdraw", reason=reason, by=by,
        )  # fmt: skip
    days = {"valid_from": NEVER, "valid_to": NEVER + timedelta(days=1)}
    change(body, gone | days, action="withdraw", reason=reason, by=by)


def is_mentioned(body: Body) -> bool:
    """Whether any row names it, besides its own names."""
    for relation in body._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in NOT_MENTIONS:
            named: Any = relation.related_model
            if named._default_manager.filter(**{relation.field.name: body}).exists():
                return True
    return False


# --- what the others use --------------------------------------------------------------------------------------------


def locked(body: B) -> tuple[B, list[BodyPeriod]]:
    """The row and its periods by day, locked; the first period is made where a row has none yet."""
    found: Any = type(body)._default_manager.select_for_update(of=("self",)).get(pk=body.pk)
    periods = list(found.periods.select_for_update(of=("self",)).order_by("valid_from"))
    if not periods:
        days = {"valid_from": found.valid_from, "valid_to": found.valid_to}
        periods = [_periods_of(type(found)).objects.create(holder=found, **days, **kept(found))]
    return found, periods


def standing_on(periods: Sequence[BodyPeriod], day: date) -> BodyPeriod:
    """The one that holds on a day, or the first."""
    return next((one for one in reversed(periods) if one.valid_from <= day), periods[0])


def kept(row: Body | BodyPeriod) -> Told:
    """What a row says of names, and of a municipality's kind and code."""
    names = OF_MUNICIPALITY if isinstance(row, Municipality | MunicipalityPeriod) else OF_AUTHORITY
    return {name: getattr(row, name) for name in names}


def change(row: models.Model, told: Told, *, action: str, by: By, reason: str = "") -> None:
    """Save what a row says otherwise, with its line in the log."""
    before = values(row)
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
    record(by=by, row=row, action=action, before=before, reason=reason)


def _told(said: Said, control: str = "", standing: BodyPeriod | None = None) -> Told:
    """What is stored of what was said. A code stays verified while it stays the same.

    :raises NotOfAMunicipality, BadIdentifier, ControlDiffers:
    """
    told: Told = {name: " ".join(str(value).split()) for name, value in asdict(said).items()}
    if not isinstance(said, MunicipalitySaid):
        return told
    if told["oktmo"]:
        told["oktmo"] = _clean_oktmo(told["oktmo"])
    told["oktmo_verified_on"] = _verified(told["oktmo"], control.strip())
    if isinstance(standing, MunicipalityPeriod) and standing.oktmo == told["oktmo"]:
        told["oktmo_verified_on"] = standing.oktmo_verified_on or told["oktmo_verified_on"]
    return told


def _clean_oktmo(text: str) -> str:
    try:
        code = identifiers.kind("oktmo").clean(text)
    except identifiers.BadIdentifier as refusal:
        refusal.field = "oktmo"
        raise
    if len(code) != 8:
        raise refusals.NotOfAMunicipality(params={"code": code})
    return code


def _verified(oktmo: str, control: str) -> date | None:
    """Today, if the control number is that of the code; None without one. :raises ControlDiffers:"""
    if not oktmo or not control:
        return None
    if control != identifiers.classifier_control(oktmo):
        raise refusals.ControlDiffers(params={"code": oktmo, "control": control})
    return localdate()


def _periods_of(model: type[Body]) -> Any:
    return MunicipalityPeriod if model is Municipality else AuthorityPeriod


def _begin(body: Body, told: Told, on: date, until: date, ground: str, by: By, *, action: str) -> None:
    row = _periods_of(type(body)).objects.create(
        holder=body, valid_from=on, valid_to=until, ground=ground.strip(), **told
    )
    record(by=by, row=row, action=action, reason=ground)


def _refuse_closed(body: Body, on: date) -> None:
    if body.valid_to <= on:
        raise refusals.IsClosed(params={"name": str(body), "day": f"{body.valid_to:%d.%m.%Y}"})


def _refuse_taken(model: type[Body], told: Told, since: date, until: date, *, but: Body | None) -> None:
    """Names and codes of others on the same days; the present name also of those that are closed."""
    others = _periods_of(model).objects.filter(valid_from__lt=until, valid_to__gt=since)
    rows: Any = model._default_manager.all()
    if but is not None:
        others, rows = others.exclude(holder=but), rows.exclude(pk=but.pk)
    if (other := others.filter(name=told["name"]).order_by("valid_from").first()) is not None:
        raise refusals.NameTaken(params={"name": told["name"], "day": f"{other.valid_from:%d.%m.%Y}"})
    if (row := rows.filter(name=told["name"]).first()) is not None:
        if row.valid_to < FOREVER:
            raise refusals.NameOfOneThatWas(params={"name": told["name"], "day": f"{row.valid_to:%d.%m.%Y}"})
        raise refusals.NameTaken(params={"name": told["name"], "day": f"{row.valid_from:%d.%m.%Y}"})
    if code := told.get("oktmo"):
        coded = others.filter(oktmo=code).first() or rows.filter(oktmo=code, valid_to__gt=since).first()
        if coded is not None:
            raise refusals.OktmoTaken(params={"code": code, "name": coded.name})
