"""Field profiles: the table of purposes × roles × lists is complete, and no profile opens what may not leave."""

import pytest
from django.db import models

from region.contingent.models import CountedTwice, Movement, RegionStudent
from region.registry.doubles_views import DoubleTable
from region.registry.models import RegionGuardian, SamePersonSide
from region.registry.movement_views import MoverTable
from region.registry.people_tables import EmployeeTable, GuardianTable
from region.registry.profiles import (
    EVERYBODY,
    FIELDS,
    IN_WORDS,
    NAMES,
    PLACE,
    PROFILES,
    NotForThisPurpose,
    Profile,
    PurposeNotYours,
    checked,
    offered,
    profile_of,
)
from region.registry.tables import FoundTable, StudentTable
from region.registry.words import LISTS
from region.staffing.models import RegionEmployee
from shared_apps.accounts import permissions
from shared_apps.accounts.roles import ROLES
from shared_apps.envelopes.models import DoubledAnswer
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy

TABLES = {
    "students": StudentTable, "search": FoundTable, "movement": MoverTable, "employees": EmployeeTable,
    "guardians": GuardianTable, "doubles": DoubleTable,
}  # fmt: skip
MODELS: dict[str, tuple[type[models.Model], ...]] = {
    "students": (RegionStudent,), "search": (RegionStudent,), "movement": (Movement, RegionStudent),
    "employees": (RegionEmployee,), "guardians": (RegionGuardian,),
    "doubles": (SamePersonSide, CountedTwice, RegionStudent, DoubledAnswer),
}  # fmt: skip
COLUMN_OF = {
    "name": "surname", "on": "happened_on", "since": "valid_from", "twice_from": "valid_from",
    "elsewhere": "organisation_id", "answers": "answer",
}  # fmt: skip
NEVER = {
    "search_key": "made of the names; lists are searched and sorted by it",
    "birth_year": "the date says it",
}
"""Columns of class identity that no list shows, each with its reason."""
OPENING = [role.code for role in ROLES.values() if permissions.PERSONS_RESTRICTED in role.permissions]


def class_of(listed: str, field: str) -> Privacy:
    name = COLUMN_OF.get(field, field)
    for model in MODELS[listed]:
        if name in model.privacy:  # type: ignore[attr-defined]
            return Privacy(model.privacy[name])  # type: ignore[attr-defined]
    raise AssertionError(f"No model of the list {listed} has the column {name}.")


def test_profiles_know_every_role_that_opens_lists() -> None:
    assert set(OPENING) == EVERYBODY


def test_every_list_of_the_journal_has_its_fields() -> None:
    assert {name.removesuffix(" file") for name in LISTS} == set(FIELDS) == set(TABLES) == set(MODELS)


@pytest.mark.parametrize("listed", FIELDS)
def test_fields_are_the_columns_of_the_table(listed: str) -> None:
    assert set(TABLES[listed].base_columns) == set(FIELDS[listed])


@pytest.mark.parametrize(
    ("listed", "field"),
    [(listed, field) for listed, fields in FIELDS.items() for field in fields if field not in PLACE],
)
def test_no_field_of_a_list_is_of_a_closed_class(listed: str, field: str) -> None:
    assert class_of(listed, field) not in CLOSED_ABOVE_AN_ORGANISATION | {Privacy.CONTACT}


@pytest.mark.parametrize("listed", FIELDS)
def test_what_names_a_person_is_shown_by_a_profile_or_said_to_be_never(listed: str) -> None:
    model = MODELS[listed][-1]
    identity = {name for name, privacy in model.privacy.items() if privacy == Privacy.IDENTITY}  # type: ignore[attr-defined]
    shown = {COLUMN_OF.get(field, field) for field in FIELDS[listed]}
    by_design = {"sex"} if listed in ("movement", "doubles") else set()

    assert identity - shown - by_design <= set(NEVER)


@pytest.mark.parametrize("purpose", PROFILES)
@pytest.mark.parametrize("role", OPENING)
def test_a_purpose_is_a_roles_or_refused(role: str, purpose: str) -> None:
    if role in PROFILES[purpose].roles:
        assert profile_of(purpose, role) is PROFILES[purpose]
        assert (purpose in dict(offered(role))) == (purpose != IN_WORDS)
    else:
        assert purpose not in dict(offered(role))
        with pytest.raises(PurposeNotYours):
            profile_of(purpose, role)


@pytest.mark.parametrize("listed", FIELDS)
@pytest.mark.parametrize("purpose", PROFILES)
def test_a_profile_shows_a_list_or_refuses_it(purpose: str, listed: str) -> None:
    profile = PROFILES[purpose]
    if listed in profile.fields:
        assert set(profile.shows(listed)) | set(profile.hides(listed)) == set(FIELDS[listed])
        assert not set(profile.shows(listed)) & set(profile.hides(listed))
    else:
        with pytest.raises(NotForThisPurpose):
            profile.shows(listed)


def test_every_list_opens_for_some_purpose_of_every_role() -> None:
    for role in OPENING:
        opened = {listed for one in PROFILES.values() if role in one.roles for listed in one.fields}
        assert opened == set(FIELDS), role


def test_own_words_open_no_more_than_any_frequent_purpose_together() -> None:
    for listed, fields in PROFILES[IN_WORDS].fields.items():
        others = {field for one in PROFILES.values() if one.purpose for field in one.fields.get(listed, ())}
        assert set(fields) <= others


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile("a", "a", {"diaries": NAMES}), "diaries"),
        (Profile("a", "a", {"guardians": (*NAMES, *PLACE, "phone")}), "phone"),
        (Profile("a", "a", {"guardians": ("children",)}), "says nothing"),
    ],
)
def test_a_profile_of_nonsense_is_refused(profile: Profile, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        checked((profile,))


def test_a_purpose_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        checked((Profile("a", "a", {}), Profile("a", "b", {})))
