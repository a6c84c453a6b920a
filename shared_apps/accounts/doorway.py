"""The shared tables, from wherever accounts are read or written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from shared_apps.organisations.crossing import By, open_door, shared


@contextmanager
def shared_tables(by: By) -> Iterator[None]:
    """The shared tables, atomically: a savepoint where shared() is open, else a shared() of its own.

    So a service or query of accounts works alike under /admin/ (door shared()), under /o/<slug>/ (inside(): nested),
    under /me/ and in commands (no door).
    """
    door = open_door()
    if door is not None and door.kind == "shared":
        with transaction.atomic():
            yield
    else:
        with shared(by=by):
            yield
