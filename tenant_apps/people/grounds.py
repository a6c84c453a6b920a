"""On what ground each group of a card's fields is kept: a law, or a consent of the person. One line per group.

A field belongs to the group that FIELDS names for it, else to the group of its privacy class (CLASSES). A group with a
`law` needs no consent; a group with a `purpose` is closed until a consent to that purpose, which lists the group, is in
force: its fields are neither shown nor written, exported, read from files, given out by the programming interface or
sent up in facts. Groups without fields are uses of data: what may be done with them beyond the card.

The page is checked when it is loaded. Sources: 152-ФЗ art. 6, 9, 10, 10.1, 11, 21; 273-ФЗ art. 28, 42, 55, 79, 98;
ТК РФ art. 65, 86, 88; order 458 of 02.09.2020; S0 4.12, S2 5.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks.catalogue.consents import CONSENT_PURPOSE
from shared_apps.organisations.privacy import Privacy

STUDENT, GUARDIAN, EMPLOYEE = "student", "guardian", "employee"
EVERYBODY = frozenset({STUDENT, GUARDIAN, EMPLOYEE})

ADULT, SIGNS = 18, 14
"""A student signs himself from 14 (his guardian may too until 18), and he alone from 18 (ГК РФ art. 21, 26)."""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that stand or fall together. Exactly one of `law` and `purpose` is given.

    :ivar law: the rule that gives the ground.
    :ivar purpose: the purpose of the consent that gives it (handbook consent_purpose).
    :ivar source: why a consent is needed, where it is.
    :ivar about: whose cards it concerns.
    """

    code: str
    title: str | Promise = field(compare=False)
    about: frozenset[str] = EVERYBODY
    law: str = ""
    purpose: str = ""
    source: str = ""

    @property
    def needs_consent(self) -> bool:
        return bool(self.purpose)


_GROUPS = (
    # --- the law gives the ground
    FieldGroup("identity", _("names, sex, birth date, citizenship"), law="273-ФЗ ст. 28 ч. 3, ст. 98; ТК РФ ст. 65"),
    FieldGroup(
        "contact", _("addresses, phones, e-mail"), law="приказ № 458 от 02.09.2020 п. 24; 152-ФЗ ст. 6 ч. 1 п. 2, 5"
    ),
    FieldGroup(
        "document",
        _("identity documents, SNILS, INN, birth place"),
        law="приказ № 458 от 02.09.2020 п. 26; ПП РФ № 825 от 31.05.2021; ТК РФ ст. 65",
    ),
    FieldGroup("education", _("study: programmes, marks, absences, results"), law="273-ФЗ ст. 28 ч. 3 п. 10, 11"),
    FieldGroup(
        "kinship",
        _("who answers for the student"),
        frozenset({STUDENT, GUARDIAN}),
        law="273-ФЗ ст. 44; приказ № 458 от 02.09.2020 п. 24, 26; СК РФ ст. 64",
    ),
    FieldGroup(
        "personnel",
        _("family status, leaves, admission to work of an employee"),
        frozenset({EMPLOYEE}),
        law="ТК РФ ст. 65, 86, 213, 256, 335, 351.1; форма № Т-2",
    ),
    # --- the person's consent gives it
    FieldGroup(
        "health", _("state of health"), frozenset({STUDENT}), purpose="health",
        source="152-ФЗ ст. 10 ч. 2 п. 1; 273-ФЗ ст. 55 ч. 3, ст. 79",
    ),
    FieldGroup("policy", _("medical policy"), purpose="health", source="152-ФЗ ст. 10 ч. 2 п. 1"),
    FieldGroup(
        "social", _("family and social circumstances"), purpose="social", source="152-ФЗ ст. 9, ст. 10 ч. 2 п. 1"
    ),
    FieldGroup(
        "workplace", _("guardian's education and work"), frozenset({GUARDIAN}), purpose="social", source="152-ФЗ ст. 9"
    ),
    FieldGroup("photo", _("photograph in the card"), purpose="photo", source="152-ФЗ ст. 9, 11; ГК РФ ст. 152.1"),
    # --- uses beyond the card
    FieldGroup(
        "registry", _("name and birth date in the region's registry"), EVERYBODY,
        purpose="registry", source="S0 п. 4.12; S2 п. 5.4, прил. 1 п. 2.3; ТК РФ ст. 88",
    ),
    FieldGroup(
        "publication", _("publication on the site, in stands and media"), frozenset({STUDENT, EMPLOYEE}),
        purpose="publication", source="152-ФЗ ст. 10.1; ГК РФ ст. 152.1",
    ),
    FieldGroup(
        "contests", _("transfer to organisers of olympiads and contests"), frozenset({STUDENT}),
        purpose="contests", source="152-ФЗ ст. 6 ч. 1 п. 1; приказ № 678 от 27.11.2020",
    ),
    FieldGroup(
        "psychology", _("conclusions of the psychologist"), frozenset({STUDENT}),
        purpose="psychology", source="273-ФЗ ст. 42 ч. 3",
    ),
)  # fmt: skip

CLASSES: Mapping[Privacy, str] = {
    Privacy.IDENTITY: "identity",
    Privacy.CONTACT: "contact",
    Privacy.DOCUMENT: "document",
    Privacy.EDUCATION: "education",
    Privacy.HEALTH: "health",
    Privacy.SOCIAL: "social",
}
"""The group of a field by its privacy class. Fields of other classes say nothing personal and need no ground."""

FIELDS: Mapping[str, str] = {
    "people.Guardian.education": "workplace",
    "people.Guardian.workplace": "workplace",
    "people.Guardian.position": "workplace",
    "people.Guardianship.relation": "kinship",
    "people.Guardianship.is_legal": "kinship",
    "people.Guardianship.may_collect": "kinship",
    "people.Guardianship.may_see": "kinship",
    "people.Guardianship.custody_limit": "kinship",
    "people.Guardianship.basis": "kinship",
    "people.Employee.marital_status": "personnel",
    "people.EmployeeLeave.kind": "personnel",
    "people.CardFile.kind": "document",
    "people.CardFile.note": "document",
}
"""Fields whose group is not that of their privacy class. Of a file of a card its kind decides (FILES)."""

FILES: Mapping[str, str] = {
    "photo": "photo",
    "medical_policy": "policy",
    "custody": "kinship",
    "medical_book": "personnel",
    "no_record": "personnel",
}
"""Kinds of a card's files (handbook card_file_kind) whose group is not that of their class."""

IDENTIFIERS: Mapping[str, str] = {"medical_policy": "policy"}
"""Kinds of identifiers whose group is not that of identifiers."""

NAMES_ABOVE = "registry"
"""The group that lets names and birth dates go above the organisation (facts.py); of guardians the names alone."""


def checked(groups: tuple[FieldGroup, ...]) -> dict[str, FieldGroup]:
    """Groups by code.

    :raises ValueError: a group with two grounds or none, an unknown purpose, a purpose that covers nothing, a field or
        class that leads nowhere.
    """
    found = {group.code: group for group in groups}
    if len(found) != len(groups):
        raise ValueError("grounds.py: a group stands twice.")
    for group in groups:
        if bool(group.law) == bool(group.purpose):
            raise ValueError(f"Group {group.code}: give the law or the purpose of a consent, one of the two.")
        if group.purpose and not group.source:
            raise ValueError(f"Group {group.code}: name the rule that demands a consent.")
        if group.purpose and group.purpose not in CONSENT_PURPOSE.codes:
            raise ValueError(f"Group {group.code}: the handbook consent_purpose has no {group.purpose}.")
    if idle := CONSENT_PURPOSE.codes - {group.purpose for group in groups}:
        raise ValueError(f"Purposes that cover nothing: {sorted(idle)}.")
    if lost := {*CLASSES.values(), *FIELDS.values(), *IDENTIFIERS.values(), *FILES.values(), NAMES_ABOVE} - set(found):
        raise ValueError(f"grounds.py: there are no groups {sorted(lost)}.")
    return found


GROUPS: dict[str, FieldGroup] = checked(_GROUPS)
"""Every group by its code, in the order of this page."""


def group_of(field: str, privacy: Privacy) -> FieldGroup | None:
    """The group of "people.Person.phone"; None: its class needs no ground."""
    code = FIELDS.get(field) or CLASSES.get(privacy)
    return GROUPS[code] if code else None


def group_of_identifier(kind: str) -> FieldGroup:
    """The group of an identifier of this kind (СНИЛС, policy, …)."""
    return GROUPS[IDENTIFIERS.get(kind, CLASSES[Privacy.DOCUMENT])]


def group_of_file(kind: str, privacy: Privacy) -> FieldGroup | None:
    """The group of a card's file of this kind, whose class is `privacy`; None: it needs no ground."""
    code = FILES.get(kind) or CLASSES.get(privacy)
    return GROUPS[code] if code else None


def groups_of(purpose: str, about: str) -> tuple[FieldGroup, ...]:
    """What a consent to this purpose covers in the card of a student, a guardian or an employee."""
    return tuple(group for group in GROUPS.values() if group.purpose == purpose and about in group.about)


def purposes_for(about: str) -> tuple[str, ...]:
    """Purposes that concern a student, a guardian or an employee, in the order of the handbook."""
    return tuple(item.code for item in CONSENT_PURPOSE.items if groups_of(item.code, about))
