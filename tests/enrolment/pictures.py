"""Pictures of printed pages, small enough to be kept: sixteen greys, the empty foot of the page cut off."""

import struct
import zlib
from pathlib import Path

import pypdfium2

SCALE = 1.15  # A4 is 684 points-and-a-bit wide at this scale
MOST_BYTES = 60_000
FOOT = 40


def picture(pdf: bytes) -> bytes:
    """The first page as a PNG."""
    page = pypdfium2.PdfDocument(pdf)[0]
    bitmap = page.render(scale=SCALE, grayscale=True)
    raw, width, height, stride = bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride
    rows = [raw[at * stride : at * stride + width] for at in range(height)]
    last = max((at for at, row in enumerate(rows[: height - 70]) if min(row) < 200), default=height - FOOT)
    rows = rows[: min(height, last + FOOT)]
    packed = b"".join(b"\0" + _packed(row) for row in rows)
    head = struct.pack(">IIBBBBB", width, len(rows), 4, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(packed, 9)) + _chunk(b"IEND", b"")
    )


def keep(content: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _packed(row: bytes) -> bytes:
    """Two pixels a byte."""
    even = row if len(row) % 2 == 0 else row + b"\xff"
    return bytes((even[at] & 0xF0) | (even[at + 1] >> 4) for at in range(0, len(even), 2))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
