"""How names are searched: one key for storing and for asking."""

import re

_SPACES = re.compile(r"\s+")


def search_key(text: str) -> str:
    """Lower case, ё as е, single spaces; quotation marks and dashes as spaces: what search and sorting compare."""
    lowered = text.lower().replace("ё", "е")
    return _SPACES.sub(" ", re.sub(r"[«»\"'“”„’.,()\-–—_/\x00]+", " ", lowered)).strip()
