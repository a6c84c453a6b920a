"""The nightly search for values that name nothing."""

import pytest
from django.db import connections
from django.utils import translation

from shared_apps.organisations import orphans
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.routing import region_url
from tenant_apps.people.models import Person, StoredFile
from tests.factories import accounts
from tests.factories.jobs import done

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


def test_a_closed_organisation_is_looked_through_too(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        Person.objects.create(sex="neither")
    Organisation.objects.using("owner").filter(pk=new_school.pk).update(state="closed")
    assert [one.column for one in orphans.find(slugs=(new_school.slug,))] == ["people_person.sex"]


def test_each_search_replaces_what_the_last_one_found(new_school: Organisation) -> None:
    def found(*values: str) -> list[tuple[str, str]]:
        with shared(by=BY):
            orphans.note([orphans.Orphan(new_school.slug, "people_person.sex", one, 2) for one in values], by=BY)
            return [(row.value, column) for row, column in orphans.noted(10)]

    with translation.override("ru"):
        assert found("neither", "other") == [("neither", "человек: пол"), ("other", "человек: пол")]
        assert found("other") == [("other", "человек: пол")]
        assert found() == []


def test_the_nightly_search_shows_what_it_found_on_the_page_of_schemas(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        Person.objects.create(sex="neither")
    regadmin = accounts.browser(accounts.member("orphans-regadmin", "regadmin"))
    page = region_url("organisations:fleet")
    try:
        before = regadmin.get(page).content.decode()
        assert done("organisations.check_orphans").result["orphans"] >= 1
        after = regadmin.get(page).content.decode()
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("TRUNCATE accounts_account CASCADE; DELETE FROM organisations_orphanvalue")
    assert "neither" not in before
    assert "<code>neither</code>" in after.partition(new_school.slug)[2]


def test_what_is_declared_exists(new_school: Organisation) -> None:
    from shared_apps.handbooks.catalogue import CATALOGUE

    assert {each for named in orphans.handbook_columns().values() for each in named} <= set(CATALOGUE)
    orphans.find(slugs=(new_school.slug,))
