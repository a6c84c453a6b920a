"""How names are read, compared and written. `search_key` is the only normaliser, of stored keys and of typed text."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_SIGNS = str.maketrans(
    {"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "ё": "е", "’": "'", "ʼ": "'", "`": "'", "\0": " "}
)
_LATIN_TWINS = str.maketrans("aceopxyk", "асеорхук")
"""Latin letters that look Cyrillic; typed by slip, they make a surname that nobody finds."""

_PARTICLES = frozenset({"оглы", "оглу", "кызы", "гызы", "уулу"})
_CYRILLIC = re.compile("[а-я]")


def search_key(*parts: str) -> str:
    """`("Ёлкина ", "Анна-Мария")` → `"елкина анна-мария"`: lower case, ё as е, one space, plain hyphens.

    Latin twins of Cyrillic letters become Cyrillic in words that have one: "Ивaнов" with a Latin a is found.
    """
    text = unicodedata.normalize("NFC", " ".join(part for part in parts if part)).lower().translate(_SIGNS)
    words = _SPACES.split(text.strip())
    return " ".join(word.translate(_LATIN_TWINS) if _CYRILLIC.search(word) else word for word in words if word)


def words(text: str) -> list[str]:
    """The words of a typed search: each of them must stand somewhere in a name."""
    return search_key(text).split()


def like(word: str) -> str:
    """The word as LIKE reads it literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def tidy(name: str) -> str:
    """A part of a name as it is stored: spaces single, hyphens plain, and not in capitals only.

    `"ИВАНОВ"` and `"иванов"` become `"Иванов"`; mixed case stays as it was typed; "оглы" and "кызы" stay small.
    """
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", name)).strip()
    text = re.sub(r"\s*[‐‑–—−-]\s*", "-", text)
    if len(text) > 1 and text in (text.upper(), text.lower()):
        text = re.sub(r"[^\s-]+", lambda found: _capitalised(found.group()), text)
    return text


def _capitalised(word: str) -> str:
    return word.lower() if word.lower() in _PARTICLES else word.capitalize()


def full_name(surname: str, given_name: str, patronymic: str = "") -> str:
    """`"Иванова Анна Петровна"`."""
    return " ".join(part for part in (surname, given_name, patronymic) if part)


def short_name(surname: str, given_name: str, patronymic: str = "") -> str:
    """`"Иванова А. П."`, with no-break spaces."""
    initials = "\u00a0".join(f"{part[0]}." for part in (given_name, patronymic) if part)
    return f"{surname}\u00a0{initials}" if surname and initials else surname or given_name
