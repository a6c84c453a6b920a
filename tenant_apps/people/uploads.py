"""Scans and photos as they are sent: of cards, of consents, of what families propose. One rule for every door.

What a file is, is read from its content, never from its name nor from what the sender says it is.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused
from shared_apps.ui.uploads import MEGABYTE, Sent, content_of, megabytes

from . import refusals

PHOTO = "photo"
LARGEST_PHOTO, LARGEST_SCAN = 5 * MEGABYTE, 15 * MEGABYTE
SIGNATURES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "application/pdf": b"%PDF-"}
"""What is taken, by the first bytes of the content."""
NAMED = ".jpg,.jpeg,.png,.pdf"
"""The same for the window in which a browser lets a file be chosen."""
IN_WORDS = _("JPEG, PNG or PDF up to 15 MB.")


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned or photographed paper, read."""

    name: str
    content: bytes


def scan_of(sent: Sent | None, field: str = "scan") -> Scan | None:
    """What came with a form or a request; None: nothing did. :raises FileTooLarge: before it is read."""
    return Scan(sent.name or "", content_sent(sent, "", field=field)) if sent else None


def content_sent(sent: Sent, kind: str, *, field: str = "file") -> bytes:
    """The content of a file that is to be of this kind. :raises FileTooLarge: before it is read."""
    most = most_of(kind)
    return content_of(sent, most=most, too_large=lambda size: _too_large(size, most, field))


def checked_content_type(kind: str, content: bytes, *, field: str = "file") -> str:
    """:raises FileIsEmpty, FileTooLarge, FileTypeNotTaken:"""
    most = most_of(kind)
    if not content:
        raise refusals.FileIsEmpty(field=field)
    if len(content) > most:
        raise _too_large(len(content), most, field)
    found = next((kept for kept, signature in SIGNATURES.items() if content.startswith(signature)), "")
    if not found or (kind == PHOTO and found == "application/pdf"):
        taken = "JPEG, PNG" if kind == PHOTO else "JPEG, PNG, PDF"
        raise refusals.FileTypeNotTaken(params={"taken": taken}, field=field)
    return found


def most_of(kind: str) -> int:
    """So many bytes at most."""
    return LARGEST_PHOTO if kind == PHOTO else LARGEST_SCAN


def _too_large(size: int, most: int, field: str) -> Refused:
    return refusals.FileTooLarge(params={"size": megabytes(size), "most": megabytes(most)}, field=field)
