"""What kinds of circumstances and of files there are: one line each. Codes of kinds are items of handbooks.

    Kind("ovz", Privacy.HEALTH, "ovz_category", variants="ovz_variant", document=_("Conclusion of ПМПК"))

Sources: Krasnodar order, appendix 1 (card of a student); F3–F4, F8.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.accounts.permissions import Permission
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy, holds

from .circumstance_models import Circumstance
from .models import EducationCircumstance, HealthCircumstance, SocialCircumstance


@dataclass(frozen=True, slots=True)
class Part:
    """The circumstances of one sensitivity: their table, who sees them, the handbook of their kinds."""

    privacy: Privacy
    model: type[Circumstance]
    permission: Permission
    kinds: str
    is_logged: bool = True


PARTS: dict[Privacy, Part] = {
    Privacy.EDUCATION: Part(
        Privacy.EDUCATION,
        EducationCircumstance,
        permissions.STUDENT_EDUCATION,
        "education_circumstance",
        is_logged=False,
    ),
    Privacy.HEALTH: Part(Privacy.HEALTH, HealthCircumstance, permissions.STUDENT_HEALTH, "health_circumstance"),
    Privacy.SOCIAL: Part(Privacy.SOCIAL, SocialCircumstance, permissions.STUDENT_SOCIAL, "social_circumstance"),
}
"""By privacy class. Openings of logged parts leave a line in the reading log."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of circumstance.

    :ivar handbook: where its values stand. :ivar variants: the handbook of its variants, if there is one.
    :ivar several: whether several values may hold at once (two diseases); otherwise a new value ends the former one.
    :ivar document: what proves it, if something must or may.
    :ivar closed: values of a stricter class than the others: a line with one is there only for who holds that class.
    """

    code: str
    privacy: Privacy
    handbook: str
    variants: str = ""
    several: bool = False
    document: str | Promise = ""
    closed: Mapping[str, Privacy] = field(default_factory=dict)

    def class_of(self, value: str) -> Privacy:
        """The class that must be held to read a line with this value."""
        return self.closed.get(value, self.privacy)

    def hidden_from(self, by: By) -> frozenset[str]:
        """The values that the reader may not know of, though he holds the class of the kind."""
        return frozenset(value for value, privacy in self.closed.items() if not holds(by, privacy))

    @property
    def part(self) -> Part:
        return PARTS[self.privacy]

    def slot(self, value: str) -> str:
        """What can't be true twice at once: the kind, or the kind with the value."""
        return f"{self.code}:{value}" if self.several else self.code


def _kinds() -> Iterator[Kind]:
    education, health, social = Privacy.EDUCATION, Privacy.HEALTH, Privacy.SOCIAL
    yield Kind(
        "study_conditions", education, "study_conditions", several=True, document=_("Order or application"),
        closed={"at_home": health},  # taught at home are the ill (273-ФЗ art. 41 part 5), as orders of it are closed
    )  # fmt: skip
    yield Kind("native_language", education, "language")
    yield Kind("foreign_language_1", education, "foreign_language")
    yield Kind("foreign_language_2", education, "foreign_language")
    yield Kind("foreign_language_3", education, "foreign_language")
    yield Kind("extended_day", education, "extended_day", document=_("Application"))
    yield Kind("boarding", education, "boarding", document=_("Application"))
    yield Kind("transport", education, "transport")
    yield Kind("meals", education, "meals", document=_("Application"))
    yield Kind("home_computer", education, "home_computer")
    yield Kind("health_group", health, "health_group", document=_("Medical report"))
    yield Kind("pe_group", health, "pe_group", document=_("Medical report"))
    yield Kind("ovz", health, "ovz_category", variants="ovz_variant", document=_("Conclusion of ПМПК"))
    yield Kind("disability", health, "disability", document=_("Certificate of МСЭ"))
    yield Kind("rehabilitation", health, "rehabilitation_programme", document=_("ИПРА"))
    yield Kind("disease", health, "disease", several=True, document=_("Medical report"))
    yield Kind("family", social, "family_kind")
    yield Kind("social_category", social, "social_category", several=True, document=_("Certificate"))
    yield Kind("orphan", social, "orphan_status", document=_("Decision of the guardianship authority"))
    yield Kind("preventive_record", social, "preventive_record", several=True, document=_("Decision of the council"))
    yield Kind("behaviour", social, "deviant_behaviour", several=True)


KINDS: dict[str, Kind] = {kind.code: kind for kind in _kinds()}
"""Every kind by its code, in the order in which cards show them."""


def kinds_of(privacy: Privacy) -> tuple[Kind, ...]:
    """The kinds of one part."""
    return tuple(kind for kind in KINDS.values() if kind.privacy == privacy)


FILE_PRIVACY: dict[str, Privacy] = {
    "photo": Privacy.IDENTITY,
    "identity_document": Privacy.DOCUMENT,
    "registration": Privacy.DOCUMENT,
    "snils": Privacy.DOCUMENT,
    "medical_policy": Privacy.DOCUMENT,
    "name_change": Privacy.DOCUMENT,
    "education": Privacy.EDUCATION,
    "application": Privacy.DOCUMENT,
    "pmpk": Privacy.HEALTH,
    "mse": Privacy.HEALTH,
    "ipra": Privacy.HEALTH,
    "medical": Privacy.HEALTH,
    "custody": Privacy.SOCIAL,
    "family": Privacy.SOCIAL,
    "diploma": Privacy.DOCUMENT,
    "qualification": Privacy.DOCUMENT,
    "employment": Privacy.DOCUMENT,
    "medical_book": Privacy.HEALTH,
    "no_record": Privacy.SOCIAL,
}
"""Kind of a card's file (handbook card_file_kind) → the class that must be held to open it."""

FILES_OF_EMPLOYEES: tuple[str, ...] = (
    "photo", "identity_document", "registration", "snils", "name_change", "application", "diploma", "qualification",
    "employment", "medical_book", "no_record",
)  # fmt: skip
"""What the card of an employee keeps (ТК РФ art. 65, 213, 351.1); a guardian who works here has it there, not here."""
FILES_OF_FAMILIES: tuple[str, ...] = tuple(
    kind for kind in FILE_PRIVACY if kind not in {"diploma", "qualification", "employment", "medical_book", "no_record"}
)
"""What the cards of students and guardians keep."""
