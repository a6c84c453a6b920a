"""The declarations of facts: complete, consistent with the models, and never more open than they may be."""

import importlib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from region.feed.projection import projections
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy
from tenant_apps.history.facts import Column, Fact, Sensitivity

COUNTED_BY = {"people.Person.sex"}  # identity by class, open by decision: every report counts by it

PROJECTED = {one.fact.name: one for one in projections()}


def published() -> set[str]:
    """Entities that the triggers of tenant tables write into the outbox."""
    found: set[str] = set()
    for app in settings.TENANT_APPS:
        for file in Path(importlib.import_module(app).__path__[0], "migrations").glob("*.py"):
            module = importlib.import_module(f"{app}.migrations.{file.stem}")
            migration = getattr(module, "Migration", None)
            for operation in migration.operations if migration else ():
                for sql in getattr(operation, "sql", None) or ():
                    if "history_record(" in str(sql):
                        arguments = str(sql).partition("history_record(")[2].partition(")")[0]
                        found |= {word.strip("' ").partition(":")[0] for word in arguments.split(",") if ":" in word}
    return found


def test_the_facts_of_the_issue_are_projected() -> None:
    assert set(PROJECTED) == {
        "student", "class", "movement", "arrangement", "completion", "year_result", "circumstance", "employee", "staff_leave",
        "guardian", "organisation",
    }  # fmt: skip


def test_every_published_entity_touches_a_fact_and_every_touching_entity_is_published() -> None:
    assert {entity for one in PROJECTED.values() for entity in one.fact.touched_by} == published()


@pytest.mark.parametrize("name", PROJECTED)
def test_sources_of_columns_exist_and_their_privacy_is_kept(name: str) -> None:
    for column in PROJECTED[name].fact.columns:
        if not column.source:
            continue
        label, _, field = column.source.rpartition(".")
        model = apps.get_model(label)
        privacy = model.privacy[field] if field != "id" else Privacy.TECHNICAL
        model._meta.get_field(field)
        assert privacy not in CLOSED_ABOVE_AN_ORGANISATION, column
        if privacy in (Privacy.IDENTITY, Privacy.CONTACT) and column.source not in COUNTED_BY:
            assert column.sensitivity is Sensitivity.RESTRICTED, column


@pytest.mark.parametrize("name", PROJECTED)
def test_the_tables_of_the_region_declare_the_same_privacy(name: str) -> None:
    projected = PROJECTED[name]
    for column in projected.fact.columns:
        if column.source and not column.source.endswith(".id"):
            label, _, field = column.source.rpartition(".")
            assert projected.model.privacy[column.name] == apps.get_model(label).privacy[field], column


def fact(columns: tuple[Column, ...], select: str = "SELECT 1 AS id FROM t WHERE {only}") -> Fact:
    return Fact("x", "x", "x", "id", ("id",), columns, select, "t.id", {})


def test_a_closed_column_never_goes_up_in_a_persons_row() -> None:
    with pytest.raises(ValueError, match="never leave an organisation"):
        fact((Column("id"), Column("diagnosis", sensitivity=Sensitivity.CLOSED)))


def test_restricted_columns_need_a_ground() -> None:
    with pytest.raises(ValueError, match="AS disclosed"):
        fact((Column("id"), Column("surname", sensitivity=Sensitivity.RESTRICTED)))


def test_without_ground_restricted_columns_are_empty() -> None:
    columns = (Column("id"), Column("surname", sensitivity=Sensitivity.RESTRICTED))
    found = fact(columns, "SELECT 1 AS id, 'Иванов' AS surname, false AS disclosed FROM t WHERE {only}")
    assert found.statement(every=True) == (
        "SELECT id, CASE WHEN disclosed THEN surname ELSE '' END AS surname FROM"
        " (SELECT 1 AS id, 'Иванов' AS surname, false AS disclosed FROM t WHERE true) AS fact"
    )


def test_a_fact_without_its_marker_is_refused() -> None:
    with pytest.raises(ValueError, match="recomputed by keys"):
        fact((Column("id"),), "SELECT 1 AS id")
