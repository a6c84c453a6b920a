"""What kind of information a field holds. Every field of every model has one class (a test demands it).

Source: S2 §4.1 and appendix 1 (open and restricted information), 152-ФЗ (special categories)
"split by sensitivity".
"""

from collections.abc import Collection
from enum import StrEnum


class Privacy(StrEnum):
    TECHNICAL = "technical"  # keys, versions, digests: says nothing of a person
    OPEN = "open"  # may be published: names of organisations, handbooks, counts
    OFFICIAL = "official"  # office matters: orders' numbers, dates of enrolment, posts, classes
    IDENTITY = "identity"  # who a person is: names, birth date, sex, photo
    CONTACT = "contact"  # addresses, phones, e-mail
    DOCUMENT = "document"  # identity documents and identifiers (СНИЛС, passports, policies)
    EDUCATION = "education"  # marks, absences, results
    HEALTH = "health"  # special category
    SOCIAL = "social"  # social risk, family circumstances: special category
    SECRET = "secret"  # noqa: S105  password hashes, tokens: shown to nobody


CLOSED_ABOVE_AN_ORGANISATION = frozenset({Privacy.HEALTH, Privacy.SOCIAL, Privacy.DOCUMENT, Privacy.SECRET})
"""Never leave an organisation in a person's row, only as counts (docs/architecture.md, history and feed)."""


class _Nobody:
    """Who reads what leaves the organisation: no class that is closed above it."""

    holds = frozenset(Privacy) - CLOSED_ABOVE_AN_ORGANISATION


NOBODY = _Nobody()


def holds(by: object, privacy: Privacy) -> bool:
    """Whether the actor reads columns of this class. The platform itself (`By.system`) reads all."""
    held: Collection[Privacy] | None = getattr(by, "holds", None)
    return held is None or privacy in held
