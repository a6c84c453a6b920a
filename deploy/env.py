"""What the environment says: the only file that reads environment variables for the settings.

Every failure is a :class:`Misconfigured` whose text names the variable and the cure.

Where the databases are, in this order:

1. ``DATABASE_URL`` (with ``DATABASE_URL_OWNER`` and ``DATABASE_URL_FEED`` where a process needs them), ``REDIS_URL``;
2. otherwise the addresses that the embedded servers left in ``var/embedded/<name>/urls.json`` (``<name>`` from
   ``SVOD_EMBEDDED``, by default ``demo``);
3. with ``SVOD_TOOLING=1`` addresses where nobody listens: type checks and linters load the settings without servers.
"""

import json
import os
import secrets
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

ENGINE = "deploy.postgres"
CONNECTION_SECONDS = 900  # a backend keeps memory for each table it touched, so none lives longer
DATABASE_NAMES = {  # alias of Django -> variable
    "default": "DATABASE_URL",
    "aside": "DATABASE_URL",
    "owner": "DATABASE_URL_OWNER",
    "feed": "DATABASE_URL_FEED",
}
CURE = 'run "make demo" (it starts servers of its own) or set {name}'


class Misconfigured(ImproperlyConfigured):
    """The environment lacks something or says nonsense; the text says what to do."""


class _Required(Enum):
    REQUIRED = "required"


REQUIRED = _Required.REQUIRED


def text(name: str, default: str | _Required = REQUIRED) -> str:
    """The variable as text; an empty one counts as unset.

    :raises Misconfigured: it is unset and there is no default.
    """
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is REQUIRED:
        raise Misconfigured(f"The environment variable {name} is not set; set it and start again.")
    return default


def flag(name: str, default: bool = False) -> bool:
    """The variable as yes or no.

    :raises Misconfigured: it says something else.
    """
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise Misconfigured(f"The environment variable {name} is {value!r}; write 1 or 0.")


def number(name: str, default: int | _Required = REQUIRED) -> int:
    """The variable as a whole number.

    :raises Misconfigured: it is unset without a default, or is no number.
    """
    value = text(name, "" if default is not REQUIRED else REQUIRED)
    if not value and default is not REQUIRED:
        return default
    try:
        return int(value)
    except ValueError:
        raise Misconfigured(f"The environment variable {name} is {value!r}; write a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list separated by commas, e.g. host names."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def places(name: str, default: str) -> dict[str, Path]:
    """The variable as named directories: ``main=/srv/backup,second=/mnt/other/backup``, in this order.

    :raises Misconfigured: a place has no name, no absolute path, or the name of another.
    """
    found: dict[str, Path] = {}
    for word in words(name, default):
        label, _equals, path = word.partition("=")
        if not label.isidentifier() or not Path(path).is_absolute() or label in found:
            raise Misconfigured(f"{name} is {word!r}; write name=/absolute/directory, separated by commas.")
        found[label] = Path(path)
    return found


BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(text("SVOD_VAR", str(BASE_DIR / "var"))).resolve()


def is_tooling() -> bool:
    """Whether a linter or type checker loads the settings: there are no servers then."""
    return flag("SVOD_TOOLING")


def is_demo() -> bool:
    """Whether this process belongs to the demo, or uses the servers that the demo started."""
    return flag("SVOD_DEMO") or ("DATABASE_URL" not in os.environ and _embedded_name() == "demo" and bool(_embedded()))


def databases() -> dict[str, Any]:
    """Django's DATABASES: ``default`` and ``aside`` always, ``owner`` and ``feed`` where this process may have them.

    :raises Misconfigured: no address is known, or one is no PostgreSQL address.
    """
    urls = _urls()
    if "DATABASE_URL" not in urls:
        raise Misconfigured("No database is known: " + CURE.format(name="DATABASE_URL") + ".")
    return {alias: _database(name, urls[name]) for alias, name in DATABASE_NAMES.items() if name in urls}


def redis_url() -> str:
    """The address of Redis, the broker of messages.

    :raises Misconfigured: no address is known.
    """
    urls = _urls()
    if "REDIS_URL" not in urls:
        raise Misconfigured("No Redis is known: " + CURE.format(name="REDIS_URL") + ".")
    return urls["REDIS_URL"]


def secret_key() -> str:
    """The key that signs cookies: ``SECRET_KEY``; the demo and tests make their own and keep it in ``var/secret_key``.

    :raises Misconfigured: a real installation has none.
    """
    if is_tooling():
        return "tooling-only-" + "0" * 50
    value = text("SECRET_KEY", "")
    if value:
        return value
    if not is_demo():
        raise Misconfigured(
            "SECRET_KEY is not set. Make one and keep it: python -c 'import secrets; print(secrets.token_urlsafe(50))'."
        )
    return own_secret_key()


def own_secret_key() -> str:
    """The key in ``var/secret_key``, made when first needed; readable by this user only."""
    path = VAR / "secret_key"
    VAR.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(draft, path)  # two processes at once: the first one's key stands
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _database(name: str, url: str) -> dict[str, Any]:
    if not url.startswith(("postgres://", "postgresql://")):
        raise Misconfigured(f"{name} must begin with postgresql:// (user:password@host:port/database).")
    try:
        parsed = dj_database_url.parse(url, engine=ENGINE, conn_max_age=CONNECTION_SECONDS, conn_health_checks=True)
    except ValueError as error:
        raise Misconfigured(f"{name} is no address of a database: {error}.") from None
    if not parsed.get("NAME"):
        raise Misconfigured(f"{name} names no database: postgresql://user:password@host:port/database.")
    return dict(parsed)


def _urls() -> Mapping[str, str]:
    """Addresses by variable name, from the first of the three sources that has them.

    Where DATABASE_URL is set, only the logins named beside it exist: a web process is given no other.
    """
    names = (*dict.fromkeys(DATABASE_NAMES.values()), "REDIS_URL")
    given = {name: value for name in names if (value := text(name, ""))}
    if is_tooling():
        return dict.fromkeys(names[:-1], "postgresql://nobody:nobody@127.0.0.1:1/svod") | {
            "REDIS_URL": "redis://127.0.0.1:1/0"
        }
    embedded = _embedded()
    if "DATABASE_URL" in given:
        return {"REDIS_URL": embedded["REDIS_URL"], **given} if "REDIS_URL" in embedded else given
    return {**embedded, **given}


def _embedded_name() -> str:
    return text("SVOD_EMBEDDED", "demo")


@cache
def _embedded() -> Mapping[str, str]:
    path = VAR / "embedded" / _embedded_name() / "urls.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{path} can't be read ({error}); delete it and run make demo.") from None
    return {str(name): str(value) for name, value in found.items()}
