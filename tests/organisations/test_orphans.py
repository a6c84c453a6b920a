"""The nightly search for values that name nothing."""

import pytest

from shared_apps.organisations import orphans
from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person, StoredFile

pytestmark = pytest.mark.usefixtures("three_logins")
BY = By.system("tests")


def test_sound_data_have_no_orphans(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        Person.objects.create(sex="male", citizenship="ru")
    assert orphans.find(slugs=(new_school.slug,)) == []


def test_codes_and_accounts_that_name_nothing_are_found(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        Person.objects.create(sex="neither")
        StoredFile.objects.create(
            sha256="0" * 64, name="a", content_type="b", size=1, sensitivity="open", purpose="c", stored_by=987654
        )
    found = {(one.column, one.value) for one in orphans.find(slugs=(new_school.slug,))}
    assert found == {("people_person.sex", "neither"), ("people_storedfile.stored_by", "987654")}


def test_what_is_declared_exists(new_school: Organisation) -> None:
    from shared_apps.handbooks.catalogue import CATALOGUE

    assert {each for named in orphans.handbook_columns().values() for each in named} <= set(CATALOGUE)
    orphans.find(slugs=(new_school.slug,))
