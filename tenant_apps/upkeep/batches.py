"""What may be changed in many students' cards at once: one line each. The form, its dry run and rights follow.

Dated circumstances of one value at a time. Form of study, class and shift change by orders, names and numbers card by
card. Who holds the privacy class of a field and may open its part of the card changes it.
"""

from collections.abc import Mapping

from shared_apps.accounts.actor import Actor
from shared_apps.handbooks import queries as handbooks
from tenant_apps.people.circumstances import KINDS, Kind
from tenant_apps.people.rights import holds

FIELDS: Mapping[str, Kind] = {
    code: KINDS[code]
    for code in (
        "meals", "transport", "extended_day", "boarding", "native_language", "foreign_language_1",
        "foreign_language_2", "foreign_language_3", "home_computer", "pe_group", "health_group", "family",
    )
}  # fmt: skip
"""Every field by its code, in the order of the form."""


def fields_of(actor: Actor) -> list[tuple[str, str]]:
    """Code and title of the fields that this actor changes."""
    return [
        (code, title_of(code))
        for code, kind in FIELDS.items()
        if holds(actor, kind.privacy) and actor.may(kind.part.permission)
    ]


def title_of(code: str) -> str:
    """The field in words, as cards have it."""
    name = handbooks.name(FIELDS[code].part.kinds, code)
    return name[:1].upper() + name[1:]


def words_of(code: str, value: str) -> str:
    """A value in words; a dash for nothing."""
    return handbooks.name(FIELDS[code].handbook, value) if value else "—"
