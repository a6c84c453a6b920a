"""A damaged archive is named as such, wherever the damage lies, and nothing else is taken for damage."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from deploy.backup.archive import FORMAT, MANIFEST, Archive, problems_of
from deploy.backup.errors import Damaged

ROWS = b"".join(b"%d\tperson %d\n" % (number, number * number) for number in range(5000))
TABLE = "tables/people.copy"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    table = {"columns": ["id", "name"], "rows": 5000, "size": len(ROWS), "sha256": sha256(ROWS).hexdigest()}
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(TABLE, ROWS)
        made.writestr("seals.jsonl", "{}\n" * 500)
        made.writestr(MANIFEST, json.dumps({"format": FORMAT, "tables": {"people": table}, "sequences": {}}))
    return tmp_path / "a.zip"


def spoil(path: Path, member: str, at: int) -> None:
    """Turn a byte of the member's packed content over."""
    with zipfile.ZipFile(path) as opened:
        info = opened.getinfo(member)
    content = bytearray(path.read_bytes())
    content[info.header_offset + 30 + len(member) + at] ^= 0xFF
    path.write_bytes(bytes(content))


def test_a_sound_archive_has_no_problems(path: Path) -> None:
    assert problems_of(path) == []
    with Archive(path) as archive:
        assert archive.text("seals.jsonl").startswith("{}")
        assert archive.text("nothing") == ""


@pytest.mark.parametrize("at", [0, 1, 2, 50, 5000])
def test_damage_within_a_table_is_named(path: Path, at: int) -> None:
    spoil(path, TABLE, at)
    (problem,) = problems_of(path)
    assert "people" in problem


@pytest.mark.parametrize("at", [0, 1, 5])
def test_damage_of_what_stands_beside_the_tables_is_named(path: Path, at: int) -> None:
    spoil(path, "seals.jsonl", at)
    with Archive(path) as archive, pytest.raises(Damaged, match=r"seals\.jsonl"):
        archive.text("seals.jsonl")


@pytest.mark.parametrize("at", [0, 1, 5])
def test_damage_of_the_manifest_is_named(path: Path, at: int) -> None:
    spoil(path, MANIFEST, at)
    with pytest.raises(Damaged, match="can't be opened"):
        Archive(path)
