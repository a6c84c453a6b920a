"""The doors: the only ways to a database context. One door = one transaction.

    with inside(organisation, by=actor): ...      # role oNNNN, path oNNNN + public
    with shared(by=actor): ...                    # role shared, path public; may stand within inside() and region()
    with region(scope, by=actor): ...             # role region_<audience>, row-level security by scope
    with projection(organisation): ...            # the feed's worker: role feed, path oNNNN + public
    with beside(organisation): ...                # within it: another organisation that hands over to the first one
    with aside(by=actor): ...                     # what must commit on its own: security log, heartbeat

Role, search_path, actor and scope are set by SET LOCAL in one round trip, so all is gone at COMMIT or ROLLBACK and
nothing outlives a request in a pooled connection. Outside a door the path is empty and the login owns nothing.
No other code sets role or search_path (a test greps for it). Architecture §4.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import Any, Literal, Protocol, TypeVar

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Composed, Identifier
from psycopg.sql import Literal as SqlLiteral

from . import versions

Audience = Literal["ministry", "authority", "municipality"]
Kind = Literal["inside", "shared", "region", "projection", "beside", "aside"]
T = TypeVar("T")


class DoorError(RuntimeError):
    """A door was used wrongly; the message says how."""


class DoorInsideDoor(DoorError):
    """A door was opened within another one that does not allow it."""


class CannotCommit(DoorError):
    """The door would have left normally, but the transaction can only be rolled back."""


_BEHIND = (
    "behind: the organisation's schema is not one that this code serves. `manage.py fleet status` says where it "
    "stands, `manage.py fleet migrate` brings it up."
)


class OrganisationNotReady(DoorError):
    """The organisation's schema does not stand yet, failed, or lags behind the code; `reason` says which.

    Reasons: its state ("held": after a restoration, deploy/backup/erasures.py), or "behind" (`manage.py fleet migrate`
    brings it up, or the code has to be deployed).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(_BEHIND if reason == "behind" else reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class By:
    """Who acts: written into every line of the change log. `source` groups the lines of one operation ("import:17")."""

    account_id: int | None
    name: str
    request_id: str = ""
    source: str = ""

    @classmethod
    def system(cls, name: str, *, request_id: str = "", source: str = "") -> "By":
        """The platform itself: a schedule, a worker, a command."""
        return By(account_id=None, name=name, request_id=request_id, source=source)

    def as_source(self, source: str) -> "By":
        """The same actor, with the lines he writes grouped under `source`."""
        return By(account_id=self.account_id, name=self.name, request_id=self.request_id, source=source)


class HasSchema(Protocol):
    """What inside() needs of an organisation: the model Organisation or the frozen OrganisationRef."""

    @property
    def id(self) -> int: ...
    @property
    def schema_name(self) -> Any: ...
    @property
    def state(self) -> Any: ...
    @property
    def schema_version(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose organisations a reader of the region sees. `organisation_ids` is None for the ministry: all of them."""

    audience: Audience
    organisation_ids: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if (self.audience == "ministry") != (self.organisation_ids is None):
            raise ValueError("The ministry's scope has no list of organisations; every other scope has one.")


@dataclass(slots=True)
class Door:
    """An open door. `roll_back()` asks that nothing of it be kept though it leaves normally."""

    kind: Kind
    role: str
    path: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)
    organisation_id: int | None = None
    organisation: "HasSchema | None" = None
    rollback_asked: bool = False

    def roll_back(self) -> None:
        self.rollback_asked = True


def role_name(connection: BaseDatabaseWrapper, role: str) -> str:
    """Names of PostgreSQL roles carry the database's name, since roles belong to the whole cluster."""
    return f"{connection.settings_dict['NAME']}_{role}"


def open_door(using: str = "default") -> Door | None:
    """The innermost open door of this thread's connection, if any."""
    doors = _doors(connections[using])
    return doors[-1] if doors else None


def enclosing_doors(using: str = "default") -> tuple[Door, ...]:
    """Every open door of this thread's connection, the outermost first."""
    return tuple(_doors(connections[using]))


@contextmanager
def inside(organisation: HasSchema, *, by: By, only_reads: bool = False) -> Iterator[Door]:
    """The context of one organisation. Reads and writes its schema, reads organisations and handbooks.

    `only_reads`: nothing will be written (a GET), so the callbacks of `on_inside_commit` are not called.

    :raises OrganisationNotReady: its schema does not stand (requested, preparing, failed); it is closed, and this is no
        reading; or its schema lags behind the code.
    """
    if organisation.state not in ("ready", "closed") or not organisation.schema_name:
        raise OrganisationNotReady(str(organisation.state))
    if organisation.state == "closed" and not only_reads:
        raise OrganisationNotReady("closed")
    _refuse_lagging(organisation)
    schema = str(organisation.schema_name)
    settings = {**_who(by), "svod.organisation": str(organisation.id)}
    with _open("inside", "default", schema, (schema, "public"), settings, organisation) as door:
        if _after_inside and not only_reads:
            transaction.on_commit(partial(_announce, organisation.id), robust=True)
        yield door


@contextmanager
def shared(*, by: By, using: str = "default") -> Iterator[Door]:
    """The context of what exists once. Within inside() or region() it is a savepoint of the same transaction."""
    with _open("shared", using, "shared", ("public",), _who(by), None) as door:
        yield door


@contextmanager
def aside(*, by: By) -> Iterator[Door]:
    """A transaction of its own on a second connection: what must stay though the request is rolled back."""
    with _open("aside", "aside", "shared", ("public",), _who(by), None) as door:
        yield door


@contextmanager
def region(scope: Scope, *, by: By) -> Iterator[Door]:
    """The region's tables under row-level security. Read only; a forgotten scope is an error, never a zero."""
    settings = _who(by)
    if scope.organisation_ids is not None:
        settings["svod.scope"] = "{" + ",".join(str(i) for i in scope.organisation_ids) + "}"
    with _open("region", "default", f"region_{scope.audience}", ("public",), settings, None) as door:
        yield door


@contextmanager
def projection(organisation: HasSchema, *, by: By | None = None) -> Iterator[Door]:
    """The feed's worker in one organisation: reads it, deletes from its outbox, writes the region's tables.

    Commits do not wait for the disk: a power cut brings the outbox lines back too, and they are projected again.
    :raises OrganisationNotReady: it has no schema, or one that lags behind the code.
    """
    if not organisation.schema_name:
        raise OrganisationNotReady(str(organisation.state))
    _refuse_lagging(organisation)
    schema = str(organisation.schema_name)
    settings = {**_who(by or By.system("feed")), "svod.organisation": str(organisation.id)}
    with _open("projection", "feed", "feed", (schema, "public"), settings, organisation) as door:
        _execute(connections["feed"], "SET LOCAL synchronous_commit = off")
        yield door


@contextmanager
def beside(organisation: HasSchema, *, by: By | None = None) -> Iterator[Door]:
    """The same worker in another organisation that hands something over to the first one. Call inside projection().

    It only reads there and deletes nothing. :raises OrganisationNotReady: its schema lags behind the code.
    """
    _refuse_lagging(organisation)
    settings = {**_who(by or By.system("feed")), "svod.organisation": str(organisation.id)}
    path = (str(organisation.schema_name), "public")
    with _open("beside", "feed", "feed", path, settings, organisation) as door:
        yield door


@contextmanager
def feed_tables(*, by: By | None = None) -> Iterator[Door]:
    """The feed's worker over the region's tables only, with no organisation (states, sweeps)."""
    with _open("projection", "feed", "feed", ("public",), _who(by or By.system("feed")), None) as door:
        yield door


@contextmanager
def as_eraser() -> Iterator[None]:
    """Call inside inside(): takes the role that may empty lines of the change log, for `history.erase` alone."""
    connection = connections["default"]
    door = open_door()
    if door is None or door.kind != "inside":
        raise DoorError("as_eraser() stands within inside(organisation) only.")
    with transaction.atomic():
        _execute(connection, SQL("SET LOCAL ROLE {}").format(Identifier(role_name(connection, "eraser"))))
        yield
        _execute(connection, SQL("SET LOCAL ROLE {}").format(Identifier(role_name(connection, door.role))))


def for_each(organisations: Iterable[HasSchema], read: Callable[[Any], T], *, by: By) -> list[T]:
    """Call `read(organisation)` inside each organisation in turn, closed ones too, for jobs and commands.

    Refuses querysets and models: read later, they would silently read another organisation.
    """
    results: list[T] = []
    for organisation in organisations:
        with inside(organisation, by=by, only_reads=True):
            results.append(plain(read(organisation)))
    return results


def plain(value: T) -> T:
    """Returns the value unchanged if it holds nothing lazy and nothing bound to a table.

    :raises DoorError: it is a queryset or a model instance, or holds one.
    """
    stack: list[Any] = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, models.QuerySet | models.Model | Iterator):
            raise DoorError(f"{type(one).__name__} must not leave a door: return plain values or dataclasses.")
        if isinstance(one, dict):
            stack.extend(one.values())
        elif isinstance(one, list | tuple | set | frozenset):
            stack.extend(one)
    return value


# --- whom the code serves ---------------------------------------------------------------------------------------------


def is_served(organisation: HasSchema) -> bool:
    """Returns True if this code can work with the organisation's schema: its own version or one step ahead."""
    return _versions.serve(str(organisation.schema_version))


def _refuse_lagging(organisation: HasSchema) -> None:
    if not is_served(organisation):
        raise OrganisationNotReady("behind")


def _steps_from(version: str) -> set[str]:
    """Asked on the alias `aside`, because that connection may be used whatever door is open."""
    with aside(by=By.system("doors")), connections["aside"].cursor() as cursor:
        cursor.execute(versions.AHEAD, [version])
        return {str(row[0]) for row in cursor.fetchall()}


_versions = versions.Versions(_steps_from)


# --- how a door opens and closes ------------------------------------------------------------------------------------

_MAY_STAND_WITHIN: dict[Kind, set[Kind]] = {
    "beside": {"projection"},
    "shared": {"inside", "region"},
    "aside": {"inside", "region", "shared", "projection"},
}


@contextmanager
def _open(
    kind: Kind, using: str, role: str, path: tuple[str, ...], settings: dict[str, str], organisation: HasSchema | None
) -> Iterator[Door]:
    connection = connections[using]
    doors = _doors(connection)
    outer = doors[-1] if doors else None
    if outer is not None and outer.kind not in _MAY_STAND_WITHIN.get(kind, set()):
        raise DoorInsideDoor(f"{kind}() within {outer.kind}() is refused: leave the first door before the next.")
    found = connection.in_atomic_block  # a door around this one, or the transaction of an ordinary test
    door = Door(kind, role, path, settings, organisation.id if organisation else None, organisation)
    with transaction.atomic(using=using):
        _execute(connection, _entering(connection, door))
        doors.append(door)
        try:
            yield door
        finally:
            doors.pop()
        _refuse_silent_rollback(connection, door)
        if door.rollback_asked:
            transaction.set_rollback(True, using=using)
        elif found:
            _execute(connection, _putting_back(connection, outer, door))


def _doors(connection: BaseDatabaseWrapper) -> list[Door]:
    doors: list[Door] | None = getattr(connection, "svod_doors", None)
    if doors is None:
        doors = []
        connection.svod_doors = doors  # type: ignore[attr-defined]
    return doors


def _who(by: By) -> dict[str, str]:
    return {
        "svod.actor": "system" if by.account_id is None else str(by.account_id),
        "svod.actor_name": by.name,
        "svod.request": by.request_id,
        "svod.source": by.source,
    }


def _entering(connection: BaseDatabaseWrapper, door: Door) -> str:
    begun = _role_and_path(role_name(connection, door.role), door.path)
    return "; ".join([begun, *(_set(name, value) for name, value in door.settings.items())])


def _putting_back(connection: BaseDatabaseWrapper, outer: Door | None, door: Door) -> str:
    """Statements that restore what was set on entering: SET LOCAL outlives a released savepoint."""
    if outer is not None:
        cleared = [_set(name, "") for name in door.settings.keys() - outer.settings.keys()]
        return "; ".join([_entering(connection, outer), *cleared])
    gone = [_set(name, "") for name in door.settings]
    return "; ".join(["SET LOCAL ROLE NONE", "SET LOCAL search_path = ''", *gone])


@lru_cache(maxsize=10_000)  # some hundred bytes for each organisation
def _role_and_path(role: str, path: tuple[str, ...]) -> str:
    """The statements that set role and path. Kept, because composing them takes longer than running them."""
    schemas = SQL(", ").join(Identifier(schema) for schema in path)
    return SQL("SET LOCAL ROLE {}; SET LOCAL search_path = {}").format(Identifier(role), schemas).as_string(None)


@cache
def _assignment(name: str) -> str:
    namespace, setting = name.split(".")
    return SQL("SET LOCAL {}.{} = ").format(Identifier(namespace), Identifier(setting)).as_string(None)


def _set(name: str, value: str) -> str:
    return f"{_assignment(name)}{SqlLiteral(value).as_string(None)}"


def _execute(connection: BaseDatabaseWrapper, statements: str | Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


def _refuse_silent_rollback(connection: BaseDatabaseWrapper, door: Door) -> None:
    if door.rollback_asked:
        return
    if connection.needs_rollback:
        raise CannotCommit("An inner block failed and marked this transaction for rollback, and nobody asked for it.")
    raw = connection.connection
    if raw is not None and raw.info.transaction_status == TransactionStatus.INERROR:
        raise CannotCommit(
            "A statement failed in this transaction and was caught: COMMIT would silently be a ROLLBACK."
        )


# --- what others hang on doors --------------------------------------------------------------------------------------

_after_inside: list[Callable[[int], None]] = []


def on_inside_commit(callback: Callable[[int], None]) -> None:
    """Have `callback(organisation_id)` called after each commit of inside(); errors in it are logged, never raised."""
    if callback not in _after_inside:
        _after_inside.append(callback)


def _announce(organisation_id: int) -> None:
    for callback in _after_inside:
        callback(organisation_id)
