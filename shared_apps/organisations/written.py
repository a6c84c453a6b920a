"""What people write in their own words: a purpose, a reason. As it is kept, and whether it says anything."""

import unicodedata

LEAST_DIFFERENT = 4
"""A text of fewer different letters is a key held down, or a letter that nobody sees."""


def cleaned(text: str) -> str:
    """With single spaces, and without what is not seen: control and format characters, those of no meaning."""
    seen = (one for one in text if one.isspace() or not unicodedata.category(one).startswith("C"))
    return " ".join("".join(seen).split())


def says_something(text: str, least: int) -> bool:
    """Whether it is written in words: `least` letters, and not the same ones over and over."""
    letters = [one for one in text.casefold() if one.isalpha()]
    return len(letters) >= least and len(set(letters)) >= LEAST_DIFFERENT
