"""Words with numbers (the noun takes its form after the number, in every language) and words of changes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shared_apps.ui.numbers import ru_num

_ITSELF = gettext_lazy("the platform itself")
PLATFORM = {
    "schedule": gettext_lazy("schedule of the platform"),
    **dict.fromkeys(("jobs", "imports", "fleet", "feed", "catalogue", "prepare_database", "load_handbooks"), _ITSELF),
    **dict.fromkeys(("create_regadmin", "cards of memberships", "sign-in", "security", "orphans"), _ITSELF),
}
"""Names of `By.system` → words."""


def actor(name: str) -> str:
    """Who did it, as a reader is told: people by their names, the platform's own hands (`By.system`) in words."""
    return str(PLATFORM.get(name, name))


def counted(number: int, singular: str, plural: str, /, **places: Any) -> str:
    """``counted(5, "%(number)s row", "%(number)s rows")`` → «5 строк»: both are message ids of a translation."""
    return ngettext(singular, plural, number) % {"number": ru_num(number), **places}


def changed(title: str, before: str, after: str) -> str:
    """What a field was and what it became, as every history says it: `Name: “School 5” → “School 12”`."""
    words = {"title": title, "before": before, "after": after}
    if before and after:
        return _("%(title)s: “%(before)s” → “%(after)s”") % words
    if after:
        return _("%(title)s: “%(after)s”") % words
    return _("%(title)s: “%(before)s” → nothing") % words
