"""A file that came with a request: how large it is is looked at before any of it is read into memory."""

from collections.abc import Callable
from typing import Protocol

from shared_apps.organisations.refusal import Refused

MEGABYTE = 1024 * 1024


class Sent(Protocol):
    """What Django and the programming interface make of an uploaded file."""

    name: str | None
    size: int | None

    def read(self) -> bytes: ...


def content_of(sent: Sent, *, most: int, too_large: Callable[[int], Refused]) -> bytes:
    """The content of a file of at most so many bytes.

    :param too_large: makes the refusal from the size in bytes. :raises: what it makes; nothing is read then.
    """
    if (size := sent.size or 0) > most:
        raise too_large(size)
    return sent.read()


def megabytes(size: int) -> int:
    """Rounded up."""
    return -(-size // MEGABYTE)
