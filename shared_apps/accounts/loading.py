"""From a cookie or a bearer token to the frozen Actor, in one query (two for a scope in the region).

Runs before any other door, in a shared() of its own. Nothing lazy leaves it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import override

from shared_apps.organisations.crossing import By, Scope, shared
from shared_apps.organisations.references import OrganisationRef
from shared_apps.organisations.routing import Place
from shared_apps.rules.catalogue import IDLE_SIGN_OUT_MINUTES, Level

from .actor import ANONYMOUS, Actor, MembershipRef
from .doorway import shared_tables
from .permissions import ALL, EVERYONE
from .roles import ROLES, Role
from .session import BrowserSession, digest

ORDER_OF_ROLES = {code: number for number, code in enumerate(ROLES)}

_IDLE_MINUTES = """
    SELECT r.value FROM rules_rulevalue r
    WHERE r.level = %(region)s AND r.setting = %(idle)s AND r.valid_from <= %(today)s
    ORDER BY r.valid_from DESC LIMIT 1"""
"""What the region says of IDLE_SIGN_OUT_MINUTES, which no level below it sets: asked with the session, in one query."""

# One row: the way in (session or token), its account, all live memberships with the names of their scopes, and the
# organisation that the address asks for. Its period: that of today, the last one if it is closed, the first one if it
# has not opened yet.
_ORGANISATION = """
    SELECT row_to_json(found) FROM (
        SELECT o.id, o.schema_name, o.slug, o.code, o.state, o.schema_version, o.closed_on, p.short_name, p.full_name,
               p.kind, p.locality, p.municipality_id, m.name AS municipality, p.authority_id
        FROM organisations_organisation o
        JOIN organisations_organisationperiod p ON p.organisation_id = o.id
        JOIN organisations_municipality m ON m.id = p.municipality_id
        WHERE o.slug = %(slug)s
        ORDER BY (p.valid_from <= %(today)s) DESC, abs(p.valid_from - %(today)s) LIMIT 1) found"""

_MEMBERSHIPS = """
    SELECT coalesce(json_agg(found), '[]') FROM (
        SELECT ms.id, ms.role, ms.scope_kind, ms.organisation_id, ms.municipality_id, ms.authority_id, ms.card_id,
               ms.inspection_number, ms.valid_from, ms.valid_to, o.slug AS organisation_slug,
               coalesce(mu.name, au.short_name, (
                   SELECT p.short_name FROM organisations_organisationperiod p
                   WHERE p.organisation_id = o.id
                   ORDER BY (p.valid_from <= %(today)s) DESC, abs(p.valid_from - %(today)s) LIMIT 1
               ), '') AS scope_title
        FROM accounts_membership ms
        LEFT JOIN organisations_organisation o ON o.id = ms.organisation_id
        LEFT JOIN organisations_municipality mu ON mu.id = ms.municipality_id
        LEFT JOIN organisations_authority au ON au.id = ms.authority_id
        WHERE ms.account_id = a.id AND ms.ended_at IS NULL
          AND ms.valid_from <= %(today)s AND ms.valid_to > %(today)s
        ORDER BY ms.id) found"""

_ACCOUNT = "a.id, a.login, a.name, a.language, a.must_change_password, a.preferences::json"

_BY_SESSION = f"""
    SELECT s.id AS way_id, s.membership_id, s.data::json AS data, s.last_seen_at, NULL AS scopes, {_ACCOUNT},
           ({_IDLE_MINUTES}) AS idle_minutes,
           ({_MEMBERSHIPS}) AS memberships, ({_ORGANISATION}) AS organisation
    FROM accounts_session s JOIN accounts_account a ON a.id = s.account_id
    WHERE s.key_hash = %(digest)s AND s.ended_at IS NULL AND s.expires_at > %(now)s
      AND NOT a.is_blocked AND a.frozen_at IS NULL"""  # noqa: S608  (pieces of this file, no input)

_BY_TOKEN = f"""
    SELECT t.id AS way_id, t.membership_id, NULL AS data, t.last_used_at AS last_seen_at, t.scopes, {_ACCOUNT},
           ({_MEMBERSHIPS}) AS memberships, ({_ORGANISATION}) AS organisation
    FROM accounts_apitoken t JOIN accounts_account a ON a.id = t.account_id
    WHERE t.token_hash = %(digest)s AND t.revoked_at IS NULL AND t.expires_at > %(now)s
      AND NOT a.is_blocked AND a.frozen_at IS NULL AND NOT a.must_change_password"""  # noqa: S608

_BY_ACCOUNT = f"""
    SELECT NULL AS way_id, %(membership)s::bigint AS membership_id, NULL AS scopes, {_ACCOUNT},
           ({_MEMBERSHIPS}) AS memberships, ({_ORGANISATION}) AS organisation
    FROM accounts_account a
    WHERE a.id = %(account)s AND NOT a.is_blocked AND a.frozen_at IS NULL AND NOT a.must_change_password"""  # noqa: S608

_TOKEN_USED = "UPDATE accounts_apitoken SET last_used_at = %(now)s WHERE id = %(id)s"  # noqa: S105

_NO_BETTER_PERIOD = """NOT EXISTS (
        SELECT FROM organisations_organisationperiod q
        WHERE q.organisation_id = p.organisation_id AND CASE WHEN p.valid_from <= %(today)s
              THEN q.valid_from > p.valid_from AND q.valid_from <= %(today)s ELSE q.valid_from < p.valid_from END)"""

_OF_MUNICIPALITY = f"""
    SELECT coalesce(array_agg(p.organisation_id ORDER BY p.organisation_id), '{{}}')
    FROM organisations_organisationperiod p WHERE p.municipality_id = %(id)s AND {_NO_BETTER_PERIOD}"""  # noqa: S608

_OF_AUTHORITY = f"""
    SELECT coalesce(array_agg(organisation_id ORDER BY organisation_id), '{{}}') FROM (
        SELECT p.organisation_id FROM organisations_organisationperiod p
        WHERE p.authority_id = %(id)s AND {_NO_BETTER_PERIOD}
        UNION
        SELECT organisation_id FROM organisations_supervision
        WHERE authority_id = %(id)s AND valid_from <= %(today)s AND valid_to > %(today)s) found"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came and with what: an actor (ANONYMOUS when unknown), a session, and whether he may go where he wants.

    `organisation` is the one the address names, whoever may enter it; `actor.organisation` only when he may.
    `was_idle`: nobody is signed in any more, because nobody worked in the session for too long.
    """

    actor: Actor
    session: BrowserSession
    organisation: OrganisationRef | None = None
    token_refused: bool = False
    was_idle: bool = False

    @property
    def is_program(self) -> bool:
        return self.actor.is_authenticated and self.actor.session_id is None


def visitor(*, key: str, token: str, place: Place, by: By) -> Visitor:
    """Load who came, for the place he wants to go to."""
    if not key and not token:
        return Visitor(ANONYMOUS, BrowserSession())
    now, today = timezone.now(), timezone.localdate()
    asked = {
        "now": now, "today": today, "slug": place.slug, "digest": digest(token or key),
        "region": Level.REGION.value, "idle": IDLE_SIGN_OUT_MINUTES.code,
    }  # fmt: skip
    with shared(by=by):
        row = _one(_BY_TOKEN if token else _BY_SESSION, asked)
        if row is None:
            return Visitor(ANONYMOUS, BrowserSession(), token_refused=bool(token))
        if not token and _is_idle(row, now):
            return Visitor(ANONYMOUS, BrowserSession(), was_idle=True)
        actor = _actor(row, place, by.request_id)
        scope = _scope(actor.membership, today) if place.side in ("region", "shared") else None
        if token:
            _run(_TOKEN_USED, {"now": now, "id": row["way_id"]})
    if scope is not None:
        actor = replace(actor, scope=scope)
    organisation = actor.organisation or _organisation(row["organisation"])
    if token:
        return Visitor(replace(actor, session_id=None), BrowserSession(), organisation)
    session = BrowserSession(row["data"], session_id=row["way_id"], last_seen_at=row["last_seen_at"])
    return Visitor(actor, session, organisation)


def actor_in(membership_id: int, *, account_id: int, place: Place, by: By) -> Actor | None:
    """An account as it may act now in one of its workplaces, for work that is done later in its name.

    None: the account is blocked or frozen, the membership has ended, or it leads to another place.
    """
    today = timezone.localdate()
    with shared_tables(by):
        asked = {"today": today, "slug": place.slug, "account": account_id, "membership": membership_id}
        row = _one(_BY_ACCOUNT, asked)
        if row is None:
            return None
        actor = _actor(row, place, by.request_id)
        if actor.membership is None or actor.membership.id != membership_id:
            return None
        return replace(actor, scope=_scope(actor.membership, today), source=by.source)


def _is_idle(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether nobody has worked in the session for as long as the region's setting allows."""
    stored, rule = row["idle_minutes"], IDLE_SIGN_OUT_MINUTES
    minutes = rule.kind.read(stored) if stored else rule.default
    return bool(row["last_seen_at"] <= now - timedelta(minutes=minutes))


def _actor(row: Mapping[str, Any], place: Place, request_id: str) -> Actor:
    with override(row["language"]):
        memberships = tuple(_membership(one) for one in row["memberships"] if one["role"] in ROLES)
    organisation = _organisation(row["organisation"])
    scopes = row["scopes"]
    if scopes is not None:  # a token works in its own workplace only
        memberships = tuple(one for one in memberships if one.id == row["membership_id"])
    membership = choose(memberships, place, row["membership_id"])
    role = ROLES[membership.role] if membership else None
    permissions = (role.permissions if role else frozenset()) | EVERYONE
    if scopes is not None:
        permissions = (permissions - EVERYONE) & {ALL[code] for code in scopes if code in ALL}
    return Actor(
        account_id=row["id"],
        name=row["name"],
        request_id=request_id,
        login=row["login"],
        session_id=row["way_id"],
        role=role,
        permissions=permissions,
        holds=role.holds if role else frozenset(),
        reach=role.reach if role else "own",
        membership=membership,
        memberships=memberships,
        organisation=organisation if membership and place.side == "organisation" else None,
        scope_title=membership.scope_title if membership else "",
        language=row["language"],
        must_change_password=row["must_change_password"],
        preferences=row["preferences"],
    )


def choose(memberships: tuple[MembershipRef, ...], place: Place, chosen: int | None) -> MembershipRef | None:
    """The workplace for a place: the one chosen in the header if it fits, else the first that does.

    Outside organisations and the region (administration, one's own pages) the chosen one stands, whatever it is;
    for administration without a choice the widest role comes first (roles.py is written from the widest down).
    """
    fitting = [one for one in memberships if _fits(one, place)]
    for one in fitting:
        if one.id == chosen:
            return one
    return min(fitting, key=lambda one: (ORDER_OF_ROLES[one.role], one.id), default=None)


def _fits(membership: MembershipRef, place: Place) -> bool:
    match place.side:
        case "organisation":
            return membership.scope_kind == "organisation" and membership.organisation_slug == place.slug
        case "region":
            return membership.scope_kind in ("region", "authority", "municipality")
        case "me":
            return membership.scope_kind == "family"
        case _:
            return True


def scope_of(membership: MembershipRef, *, by: By) -> Scope | None:
    """The organisations a membership of the region, an authority or a municipality reaches, as of today."""
    with shared_tables(by):
        return _scope(membership, timezone.localdate())


def _scope(membership: MembershipRef | None, today: date) -> Scope | None:
    if membership is None:
        return None
    if membership.scope_kind == "region":
        return Scope("ministry")
    if membership.scope_kind == "municipality":
        return Scope("municipality", _ids(_OF_MUNICIPALITY, membership.municipality_id, today))
    if membership.scope_kind == "authority":
        return Scope("authority", _ids(_OF_AUTHORITY, membership.authority_id, today))
    return None


def _membership(row: Mapping[str, Any]) -> MembershipRef:
    role: Role = ROLES[row["role"]]
    title = settings.REGION_NAME if row["scope_kind"] == "region" else row["scope_title"]
    return MembershipRef(
        id=row["id"],
        role=row["role"],
        role_title=str(role.title),
        scope_kind=row["scope_kind"],
        scope_title=title,
        organisation_slug=row["organisation_slug"] or "",
        organisation_id=row["organisation_id"],
        municipality_id=row["municipality_id"],
        authority_id=row["authority_id"],
        card_id=row["card_id"],
        inspection_number=row["inspection_number"],
        valid_from=parse_date(row["valid_from"]),
        valid_to=parse_date(row["valid_to"]),
    )


def _organisation(row: Mapping[str, Any] | None) -> OrganisationRef | None:
    if row is None:
        return None
    closed_on = parse_date(row["closed_on"]) if row["closed_on"] else None
    return OrganisationRef(**{**row, "closed_on": closed_on, "schema_name": row["schema_name"] or ""})


def _one(sql: str, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
        return None if row is None else dict(zip((c.name for c in cursor.description), row, strict=True))


def _ids(sql: str, owner_id: int | None, today: date) -> tuple[int, ...]:
    row = _one(sql, {"id": owner_id, "today": today})
    return tuple(next(iter(row.values()))) if row else ()


def _run(sql: str, parameters: Mapping[str, Any]) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, parameters)


__all__ = ["Visitor", "actor_in", "choose", "scope_of", "visitor"]
