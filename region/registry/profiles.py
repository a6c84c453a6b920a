"""Field profiles of restricted lists: for which purpose who reads which fields. One line per purpose; a table of data.

A reader chooses a purpose (purposes.py), and lists show the fields of its profile: on the page, in its file, through
the programming interface alike. A purpose stated in words alone has the least profile. A list that a profile does not
name does not open for its purpose; a purpose that is not a role's is not offered to him.

Names of fields are columns of the lists' tables. Sources: 152-ФЗ art. 5 p. 5 (no more than the purpose needs);
273-ФЗ art. 9 p. 1 sub. 6 (the record of children who must study); Krasnodar order, annex 1, 2.3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused

MINISTRY, AUTHORITY, MUNICIPALITY = "ministry", "authority", "municipality"
EVERYBODY = frozenset({MINISTRY, AUTHORITY, MUNICIPALITY})
IN_WORDS = ""
"""The purpose that is stated in the reader's own words."""

PLACE = ("organisation", "municipality")
NAMES = ("name", "given_name", "patronymic")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "students": (
        *NAMES, "birth_date", "sex", "class_name", *PLACE, "kind", "is_on_leave", "has_individual_plan",
    ),
    "search": (
        *NAMES, "birth_date", "sex", "class_name", *PLACE, "kind", "is_on_leave", "has_individual_plan",
        "valid_from", "valid_to",
    ),
    "movement": (
        *NAMES, "birth_date", "direction", "on", "class_name", "reason", "destination", "result", "counterpart", *PLACE,
    ),
    "employees": (
        *NAMES, "birth_date", "sex", "post", "kind", "rate", "is_on_the_way", "education", "qualification",
        "main_subject", *PLACE,
    ),
    "guardians": (*NAMES, "children", "additional", *PLACE),
    "doubles": (
        *NAMES, "birth_date", "class_name", *PLACE, "since", "elsewhere", "twice_from", "state", "answers",
    ),
}  # fmt: skip
"""List → every field it may show, in the order of its table."""

_DAYS = ("valid_from", "valid_to")
_MOVED = ("direction", "on", "class_name", "reason", "destination", "counterpart", *PLACE)
_POST = (*NAMES, "post", "kind", "rate", "is_on_the_way", *PLACE)
_STUDENT = (*NAMES, "birth_date", "class_name", *PLACE)
_CHILD = {"students": _STUDENT, "search": (*_STUDENT, *_DAYS), "movement": (*NAMES, "birth_date", *_MOVED)}
_PARENT = {"guardians": FIELDS["guardians"]}
_DOUBLES = {"doubles": FIELDS["doubles"]}
"""Whoever decides whether two are one needs all of it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is read for a purpose. `fields`: list → columns. `roles`: who reads for it."""

    purpose: str
    title: str | Promise = field(compare=False)
    fields: Mapping[str, tuple[str, ...]]
    roles: frozenset[str] = EVERYBODY

    def shows(self, listed: str) -> tuple[str, ...]:
        """The fields of a list.

        :raises NotForThisPurpose: the list does not open for the purpose.
        """
        if listed not in self.fields:
            raise NotForThisPurpose(field="purpose")
        return self.fields[listed]

    def hides(self, listed: str) -> tuple[str, ...]:
        """The fields of a list that stay hidden."""
        shown = self.shows(listed)
        return tuple(name for name in FIELDS[listed] if name not in shown)

    def check_opens(self, listed: str, told: Iterable[str]) -> None:
        """:raises NotForThisPurpose: the list does not open, or its question tells fields that stay hidden."""
        if set(self.hides(listed)) & set(told):
            raise NotForThisPurpose(field="purpose")


class NotForThisPurpose(Refused):
    """A restricted list was asked for with a purpose that needs no such list."""

    message = _("This list is not opened for the purpose stated. State another purpose.")
    code = "not_for_this_purpose"


class PurposeNotYours(Refused):
    """A purpose is none of the role's, or there is no such."""

    message = _("Your role opens no lists for this purpose. State another purpose.")
    code = "purpose_not_yours"


_PROFILES = (
    Profile(
        "statistics",
        _("Check of the figures of a statistical form against the lists"),
        {name: FIELDS[name] for name in ("students", "search", "movement", "employees", "doubles")},
    ),
    Profile("completeness", _("Check of how complete and correct the organisation's records are"), FIELDS),
    Profile(
        "compulsory",
        _("Record of children who must study"),
        {**_CHILD, "students": (*_STUDENT, "is_on_leave", "has_individual_plan"), **_PARENT, **_DOUBLES},
        frozenset({MINISTRY, MUNICIPALITY}),
    ),
    Profile("lost", _("Search for a child who left and did not arrive"), {**_CHILD, **_PARENT, **_DOUBLES}),
    Profile(
        "appeal",
        _("Answer to an appeal of a citizen"),
        {**_CHILD, "movement": (*NAMES, "birth_date", *_MOVED, "result"), "employees": _POST, **_PARENT},
    ),
    Profile(
        "request",
        _("Answer to a request of a guardianship body, court, prosecutor or police"),
        {**_CHILD, "employees": (*_POST, "birth_date"), **_PARENT},
    ),
    Profile(
        "examination",
        _("Preparation of the state final examination"),
        {
            "students": (*_STUDENT, "sex", "has_individual_plan"),
            "search": (*_STUDENT, *_DAYS),
            "employees": (*_POST, "qualification", "main_subject"),
        },
    ),
    Profile(
        "attestation",
        _("Attestation and further training of teachers"),
        {"employees": tuple(name for name in FIELDS["employees"] if name not in ("birth_date", "sex"))},
    ),
    Profile(
        "support",
        _("Organisation of meals, transport and recreation of students"),
        {"students": (*NAMES, "class_name", *PLACE), "search": (*NAMES, "class_name", *PLACE, *_DAYS)},
    ),
    Profile(
        IN_WORDS,
        _("In your own words"),
        {
            **_CHILD,
            "students": (*_STUDENT, "sex", "kind"),
            "search": (*_STUDENT, *_DAYS),
            "employees": _POST,
            "guardians": FIELDS["guardians"],
            "doubles": FIELDS["doubles"],
        },
    ),
)


def checked(profiles: tuple[Profile, ...]) -> dict[str, Profile]:
    """Profiles by purpose.

    :raises ValueError: a purpose stands twice, names an unknown list or field, or leaves out the names.
    """
    found = {one.purpose: one for one in profiles}
    if len(found) != len(profiles):
        raise ValueError("profiles.py: a purpose stands twice.")
    for one in profiles:
        for listed, fields in one.fields.items():
            if unknown := set(fields) - set(FIELDS.get(listed, ())):
                raise ValueError(f"Profile {one.purpose}: the list {listed} has no {sorted(unknown)}.")
            if missing := {*NAMES, *PLACE} - set(fields):
                raise ValueError(f"Profile {one.purpose}: the list {listed} says nothing without {sorted(missing)}.")
    return found


PROFILES: dict[str, Profile] = checked(_PROFILES)
"""Every profile by its purpose, in the order in which purposes are offered."""


def profile_of(purpose: str, role: str) -> Profile:
    """The profile of a purpose for a role.

    :raises PurposeNotYours:
    """
    found = PROFILES.get(purpose)
    if found is None or role not in found.roles:
        raise PurposeNotYours(field="purpose")
    return found


def offered(role: str) -> list[tuple[str, str | Promise]]:
    """Frequent purposes of a role, for the form."""
    return [(one.purpose, one.title) for one in PROFILES.values() if one.purpose and role in one.roles]
