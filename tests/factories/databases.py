"""Another database than that of the process, prepared as an installation is: with its own logins and real commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from tests import servers

ALIASES = ("default", "aside", "owner", "feed")


def connections_to(name: str) -> dict[str, Any]:
    """Connections by alias, with the logins that `prepare_database` makes there."""
    own = {alias: connections.create_connection(alias) for alias in ALIASES}
    for connection in own.values():
        login = connection.settings_dict["USER"].rpartition("_")[2]
        connection.settings_dict = {**connection.settings_dict, "NAME": name, "USER": f"{name}_{login}"}
    return own


def swapped(own: dict[str, Any]) -> dict[str, Any]:
    """Let the aliases lead to other connections; those of before."""
    before = {alias: connections[alias] for alias in own}
    for alias, connection in own.items():
        connections[alias] = connection
    return before


@contextmanager
def empty_database(suffix: str) -> Iterator[None]:
    """Within the block the process works in a database that is not there yet; it is dropped at the end."""
    name = servers.database().replace("svod_test_", f"svod_test_{suffix}_")
    servers.drop_database(name)
    own = connections_to(name)
    before = swapped(own)
    try:
        yield
    finally:
        for connection in own.values():
            connection.close()
        swapped(before)
        servers.drop_database(name)
