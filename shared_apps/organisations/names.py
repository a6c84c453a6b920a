"""How names of organisations and accounts are searched: one key for storing and for asking.

Names of people in cards have a stricter one, which keeps hyphens: `tenant_apps.people.names.search_key`.
"""

import re
import sys

_SPACES = re.compile(r"\s+")


def bare_words(text: str) -> str:
    """`"МБОУ «Школа-интернат № 3»"` → `"мбоу школа интернат № 3"`: lower case, ё as е, signs as single spaces."""
    lowered = text.lower().replace("ё", "е")
    return _SPACES.sub(" ", re.sub(r"[«»\"'“”„’.,()\-–—_/\x00]+", " ", lowered)).strip()


def after_all(key: str) -> str:
    """The least text that sorts, by code points, after everything that begins with the key; "" where nothing does.

    Code points of surrogates are passed over: no text holds them.
    """
    key = key.rstrip(chr(sys.maxunicode))
    if not key:
        return ""
    following = ord(key[-1]) + 1
    return key[:-1] + chr(0xE000 if following == 0xD800 else following)
