"""Row-level security of the region's tables: who sees which rows, and that a forgotten scope is an error."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections
from pytest_django import DjangoDbBlocker

from region.contingent.models import Cell, ClassCounter, Counter, Movement, RegionClass, RegionStudent, StageCounter
from region.feed import policies, projector
from region.feed.models import FeedState, Freshness, RegionOrganisation
from region.registry.models import Reading
from region.staffing.models import PostCounter, RegionEmployee, StaffCounter, StaffMovement
from shared_apps.organisations.crossing import By, Scope, inside, region, shared
from shared_apps.organisations.models import Organisation
from tests.factories import organisations
from tests.feed.life import Life

pytestmark = pytest.mark.usefixtures("three_logins")

BY = By.system("tests")
SCOPED = (
    RegionStudent, RegionClass, Movement, Counter, StageCounter, ClassCounter, RegionEmployee, PostCounter, StaffCounter, StaffMovement,
    RegionOrganisation,
    FeedState, Freshness,
)  # fmt: skip


@pytest.fixture(scope="module")
def pair(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Organisation, Organisation]]:
    """Two schools with students, projected; dropped after the module."""
    with django_db_blocker.unblock():
        found = organisations.born(), organisations.born()
        for seed, one in enumerate(found):
            Life(one, seed).begin()
            projector.drain(one.pk)
        yield found
        for one in found:
            organisations.drop(one)
        connections["owner"].close()


def seen(model) -> set[int]:
    return set(model.objects.values_list("organisation_id", flat=True))


def test_every_table_of_the_region_has_policies() -> None:
    models = {
        model._meta.label
        for config in apps.get_app_configs()
        if config.name.startswith("region.")
        for model in config.get_models()
    }
    assert {table.model for table in policies.TABLES} == models


def test_every_table_of_the_region_forces_row_level_security() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relrowsecurity AND relforcerowsecurity"
        )
        forced = {row[0] for row in cursor.fetchall()}
    assert {apps.get_model(table.model)._meta.db_table for table in policies.TABLES} <= forced


@pytest.mark.parametrize("audience", ["municipality", "authority"])
def test_a_scope_shows_its_own_organisations(pair: tuple[Organisation, Organisation], audience) -> None:
    with region(Scope(audience, (pair[0].pk,)), by=BY):
        assert {model.__name__: seen(model) for model in SCOPED} == {model.__name__: {pair[0].pk} for model in SCOPED}


def test_an_empty_scope_shows_nothing(pair: tuple[Organisation, Organisation]) -> None:
    with region(Scope("municipality", ()), by=BY):
        assert [seen(model) for model in SCOPED] == [set()] * len(SCOPED)


def test_the_ministry_sees_all(pair: tuple[Organisation, Organisation]) -> None:
    with region(Scope("ministry"), by=BY):
        assert all({pair[0].pk, pair[1].pk} <= seen(model) for model in SCOPED)


@pytest.mark.parametrize("model", SCOPED)
@pytest.mark.parametrize("scope", ["never set", "emptied"])
def test_a_forgotten_scope_is_an_error(pair: tuple[Organisation, Organisation], model, scope: str) -> None:
    with pytest.raises(DatabaseError), region(Scope("municipality", (pair[0].pk,)), by=BY):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL svod.scope = ''" if scope == "emptied" else "RESET svod.scope")
        model.objects.count()


@pytest.mark.parametrize("model", [*SCOPED, Cell])
def test_the_region_only_reads(pair: tuple[Organisation, Organisation], model) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), region(Scope("ministry"), by=BY):
        model.objects.all().delete()


@pytest.mark.parametrize("model", [RegionStudent, Counter, Freshness, Reading])
def test_an_organisation_sees_no_table_of_the_region(pair: tuple[Organisation, Organisation], model) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), inside(pair[0], by=BY):
        model.objects.count()


def test_the_journal_of_readings_is_written_and_read_by_shared_alone(pair: tuple[Organisation, Organisation]) -> None:
    with region(Scope("ministry"), by=BY), shared(by=BY):
        Reading.objects.create(
            actor_name="A", scope="", what="students", purpose="проверка", as_of="2026-01-01", rows_read=1
        )
        assert Reading.objects.count() == 1
    with pytest.raises(DatabaseError, match="permission denied"), shared(by=BY):
        Reading.objects.all().delete()
    with pytest.raises(DatabaseError, match="permission denied"), region(Scope("ministry"), by=BY):
        Reading.objects.count()
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM registry_reading")


def test_an_index_serves_a_scope(pair: tuple[Organisation, Organisation]) -> None:
    """Only leak-proof operators use indexes under row-level security: prefixes of names are two comparisons."""
    with region(Scope("municipality", (pair[0].pk,)), by=BY), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT FROM contingent_regionstudent WHERE search_key >= 'иван' AND search_key < 'ивао'"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Cond: ((search_key >=" in plan
