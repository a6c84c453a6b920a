"""Each refused operation by its named error through every door that offers it. Complete by construction: a refusal
without a case, and a case without one of its doors, fails.
"""

from datetime import date

import pytest

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import arrangement_refusals, refusals
from tenant_apps.enrolment.models import AcademicYear, ClassGroup
from tests.importing.school import ANNA, card, codes, received
from tests.refusing.doors import BY, named, refused_alike

from .refused_cases import BESIDES, CASES, ELSEWHERE, IMPORTED
from .refused_world import World
from .refused_years import Case

NAMED = named(refusals, arrangement_refusals)
NAMES = {one: one.__name__ for one in CASES}


def test_every_named_refusal_has_a_case_or_a_reason() -> None:
    assert {one.__name__ for one in NAMED} == {one.__name__ for one in (*CASES, *ELSEWHERE)}
    assert not CASES.keys() & ELSEWHERE.keys()


def test_codes_of_refusals_are_told_apart() -> None:
    found = [one.code for one in NAMED if one is not refusals.LineRefused]
    assert len(set(found)) == len(found)


@pytest.fixture
def world(school: Organisation) -> World:
    return World(school)


@pytest.mark.parametrize(("refusal", "case"), [*CASES.items(), *BESIDES], ids=lambda one: NAMES.get(one, ""))
def test_refusal_is_the_same_in_page_api_and_command(refusal: type[Refused], case: Case, world: World) -> None:
    with world.inside():
        knock = case(world)
    refused_alike(world, refusal, knock)


@pytest.mark.parametrize("refusal", IMPORTED, ids=lambda one: one.__name__)
def test_a_row_of_a_file_is_refused_by_its_code(refusal: type[Refused], world: World) -> None:
    """What a file of students offers is admission: the same facts are refused there, row by row."""
    row = [*ANNA[:5], "5Б", "06.10.2025"]
    with world.inside():
        if refusal is refusals.LineDateOutsideYears:
            row[6] = "05.05.2023"
        elif refusal is refusals.LineYearSealed:
            AcademicYear.objects.filter(pk=world.year.pk).update(closed_at="2026-07-01T00:00:00Z")
        elif refusal is refusals.NoSuchClass:
            row[5] = "5Щ"
        elif refusal is refusals.ClassNotOpenThen:
            ClassGroup.objects.filter(pk=world.other_fifth.pk).update(valid_from=date(2025, 11, 1))
        else:
            student = card(ANNA, BY)
            world.issued("admission", student.pk, on=date(2025, 9, 1), class_group_id=world.fifth.pk)
            if refusal is refusals.StudentLeftAlready:
                world.issued("leaving", student.pk, on=date(2025, 11, 5))
        run = received(row, by=BY)

        assert IMPORTED[refusal] in codes(run)
