"""A small XLS (BIFF8 in an OLE container) made byte by byte: no library of ours writes them any more."""

from collections.abc import Sequence
from struct import pack

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def old_workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    """One sheet with these texts and numbers."""
    stream = _stream(rows)
    stream += b"\0" * (max(4096, -(-len(stream) // SECTOR) * SECTOR) - len(stream))
    count = len(stream) // SECTOR
    fat = [FAT, END, *range(3, 2 + count), END]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + pack("<I", 0) + pack("<I", FREE) * 108
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    return header + pack(f"<{len(fat)}I", *fat) + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    ids = pack("<III", FREE, FREE, child)
    return encoded.ljust(64, b"\0") + pack("<HBB", len(encoded), kind, 1) + ids + b"\0" * 36 + pack("<IQ", start, size)


def _record(kind: int, content: bytes) -> bytes:
    return pack("<HH", kind, len(content)) + content


def _stream(rows: Sequence[Sequence[str | float]]) -> bytes:
    beginning = _record(0x0809, pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    name = "Лист1".encode("utf-16-le")
    sheet_record = 4 + 8 + len(name)
    offset = len(beginning) + sheet_record + 4
    bound = _record(0x0085, pack("<IBBBB", offset, 0, 0, 5, 1) + name)
    cells = b""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, str):
                cells += _record(0x0204, pack("<HHHHB", r, c, 0, len(cell), 1) + cell.encode("utf-16-le"))
            else:
                cells += _record(0x0203, pack("<HHHd", r, c, 0, cell))
    sheet = _record(0x0809, pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)) + cells + _record(0x000A, b"")
    return beginning + bound + _record(0x000A, b"") + sheet
