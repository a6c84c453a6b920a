"""An archive: the tables of one schema in one file. A zip that any tool opens, written and read as a stream.

    manifest.json          what it is, as of when, tables with columns, rows, bytes and sha256, sequences
    tables/<table>.copy    rows in PostgreSQL's COPY text format
    seals.jsonl            roots of seals that were sent out (organisations)

Nothing is taken on trust: whoever reads a table reads it against its digest.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Self

from .errors import Damaged
from .tables import CHUNK, Table

FORMAT = 1
LEVEL = 1  # of compression: three times the speed of 6 for a tenth more of space
EPOCH = (1980, 1, 1, 0, 0, 0)  # members carry no time of their own: the same rows give the same bytes
MANIFEST = "manifest.json"
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError)
"""What reading a damaged archive raises: RuntimeError by bits of a member's head that say how it is packed."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One table in an archive."""

    table: Table
    rows: int
    size: int
    sha256: str


class Writer:
    """Writes an archive into an open file. Tables first, the manifest last."""

    def __init__(self, file: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self.tables: list[Copied] = []

    def table(self, table: Table, copy: Callable[[Callable[[bytes], object]], tuple[int, int, str]]) -> None:
        """Add a table: `copy(write)` writes its rows and says how many, of how many bytes, with which digest."""
        with self.zip.open(_member(f"tables/{table.name}.copy"), "w", force_zip64=True) as member:
            rows, size, digest = copy(member.write)
        self.tables.append(Copied(table, rows, size, digest))

    def text(self, name: str, content: str) -> None:
        """Add a small member."""
        self.zip.writestr(_member(name), content.encode())

    def finish(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """Write the manifest and close; the manifest as it stands in the archive."""
        tables = {
            one.table.name: {
                "columns": list(one.table.columns),
                "rows": one.rows,
                "size": one.size,
                "sha256": one.sha256,
            }
            for one in self.tables
        }
        whole = {"format": FORMAT, **manifest, "tables": tables}
        self.text(MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1))
        self.zip.close()
        return whole


class Archive:
    """An archive to be read.

    :raises Damaged: it can't be opened, or is of a later format than this code knows.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.zip = zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = json.loads(self.zip.read(MANIFEST))
        except UNREADABLE as error:
            raise Damaged(f"{path} can't be opened: {error}. Take another backup or the other target.") from error
        if self.manifest["format"] > FORMAT:
            self.zip.close()
            raise Damaged(f"{path} was written by a later version of Svod; update first.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.zip.close()

    @property
    def tables(self) -> list[Copied]:
        return [
            Copied(Table(name, tuple(one["columns"])), one["rows"], one["size"], one["sha256"])
            for name, one in self.manifest["tables"].items()
        ]

    @property
    def sequences(self) -> dict[str, int | None]:
        return dict(self.manifest["sequences"])

    def rows(self, copied: Copied) -> Iterator[bytes]:
        """The rows of a table in chunks. :raises Damaged: at the end, if they are not those that were written."""
        digest = sha256()
        try:
            with self.zip.open(f"tables/{copied.table.name}.copy") as member:
                while chunk := member.read(CHUNK):
                    digest.update(chunk)
                    yield chunk
        except UNREADABLE as error:
            raise Damaged(f"{self.path}: table {copied.table.name} can't be read: {error}") from error
        if digest.hexdigest() != copied.sha256:
            raise Damaged(f"{self.path}: the rows of table {copied.table.name} are not those that were copied.")

    def text(self, name: str) -> str:
        """A small member; empty when it is not there. :raises Damaged: it can't be read."""
        try:
            return self.zip.read(name).decode() if name in self.zip.namelist() else ""
        except UNREADABLE as error:
            raise Damaged(f"{self.path}: {name} can't be read: {error}") from error


def problems_of(path: Path) -> list[str]:
    """What is wrong with an archive when every table is read back: digests and numbers of rows."""
    found: list[str] = []
    try:
        with Archive(path) as archive:
            for copied in archive.tables:
                try:
                    rows = sum(chunk.count(b"\n") for chunk in archive.rows(copied))
                except Damaged as error:
                    found.append(str(error))
                    continue
                if rows != copied.rows:
                    found.append(f"{path}: {copied.table.name} has {rows} rows, {copied.rows} were copied.")
    except Damaged as error:
        found.append(str(error))
    return found


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
