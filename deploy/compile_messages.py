"""Compiles translations: each ``*/locale/*/LC_MESSAGES/*.po`` whose ``.mo`` is missing or older. Needs no gettext.

``python -m deploy.compile_messages``; the demo, the tests and ``make`` call it.
"""

import os
import sys
from pathlib import Path

import polib

BASE_DIR = Path(__file__).resolve().parent.parent
PATTERNS = ("*/locale/*/LC_MESSAGES/*.po", "*/*/locale/*/LC_MESSAGES/*.po")


class BrokenTranslation(ValueError):
    """A .po file that can't be read; the text names file and line."""


def sources(base: Path = BASE_DIR) -> list[Path]:
    """All files of translations in the tree, but for ``var``."""
    found = (path for pattern in PATTERNS for path in base.glob(pattern))
    return sorted(path for path in found if path.relative_to(base).parts[0] != "var")


def compile_messages(base: Path = BASE_DIR) -> list[Path]:
    """Compile what is not compiled yet; returns the files made.

    :raises BrokenTranslation: a .po file is no .po file.
    """
    made = []
    for source in sources(base):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        stamp = source.stat().st_mtime_ns
        try:
            catalogue = polib.pofile(str(source), encoding="utf-8")
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise BrokenTranslation(f"{source.relative_to(base)} can't be compiled: {error}") from None
        draft = target.with_name(f".{target.name}.{os.getpid()}")  # two processes at once never see half a file
        catalogue.save_as_mofile(str(draft))
        os.utime(draft, ns=(stamp, stamp))  # an edit while it was compiled is compiled next time
        draft.rename(target)
        made.append(target)
    return made


if __name__ == "__main__":
    try:
        for path in compile_messages():
            print(f"compiled {path.relative_to(BASE_DIR)}")
    except BrokenTranslation as error:
        sys.exit(f"svod: {error}")
