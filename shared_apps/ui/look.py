"""How the interface looks to one reader: theme, size of letters, density, single-letter shortcuts.

Kept in a cookie, so that it works before sign-in and needs no row. What the cookie does not say, the
account's preferences may; an unknown value is the default.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.refusal import Text

COOKIE = "svod_look"
YEAR = 365 * 24 * 3600

CHOICES: dict[str, dict[str, Text]] = {
    "theme": {
        "auto": pgettext_lazy("look", "As the system"),
        "light": pgettext_lazy("look", "Light"),
        "dark": pgettext_lazy("look", "Dark"),
        "contrast": pgettext_lazy("look", "High contrast"),
    },
    "size": {
        "100": pgettext_lazy("look", "Usual"),
        "125": pgettext_lazy("look", "Large"),
        "150": pgettext_lazy("look", "Largest"),
    },
    "density": {
        "compact": pgettext_lazy("look", "Compact"),
        "usual": pgettext_lazy("look", "Usual"),
        "roomy": pgettext_lazy("look", "Roomy"),
    },
    "keys": {"on": pgettext_lazy("look", "On"), "off": pgettext_lazy("look", "Off")},
}
TITLES: dict[str, Text] = {
    "theme": pgettext_lazy("look", "Theme"),
    "size": pgettext_lazy("look", "Letters"),
    "density": pgettext_lazy("look", "Rows"),
    "keys": pgettext_lazy("look", "Single-letter shortcuts"),
}


@dataclass(frozen=True)
class Look:
    """One reader's choices."""

    theme: str = "auto"
    size: str = "100"
    density: str = "usual"
    keys: str = "on"

    @classmethod
    def of(cls, request: HttpRequest | None) -> "Look":
        """The cookie's choices, then the account's, then the defaults."""
        if request is None:
            return cls()
        said = dict(getattr(getattr(request, "user", None), "preferences", None) or {})
        said |= dict(parse_qsl(request.COOKIES.get(COOKIE, "")[:200]))
        return cls.from_values(said)

    @classmethod
    def from_values(cls, said: Any) -> "Look":
        """Of a mapping: known values only."""
        known = {
            field.name: said[field.name]
            for field in fields(cls)
            if field.name in said and said[field.name] in CHOICES[field.name]
        }
        return cls(**known)

    def as_cookie(self) -> str:
        return urlencode(asdict(self))

    def questions(self) -> list[tuple[str, Text, list[tuple[str, Text, bool]]]]:
        """Name, words and choices (value, words, chosen) of each: what the form shows."""
        chosen = asdict(self)
        return [
            (name, TITLES[name], [(value, words, value == chosen[name]) for value, words in values.items()])
            for name, values in CHOICES.items()
        ]
