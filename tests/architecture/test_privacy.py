"""Field × privacy class: every field of every model has exactly one, and what goes up agrees with it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from region.feed.projection import Projection, projections
from region.feed.upkeep import columns
from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy
from tenant_apps.history.facts import Column, Sensitivity
from tests.architecture.ours import label, models_of_ours

MODELS = models_of_ours()
UP_WITHOUT_A_PURPOSE = frozenset({Privacy.TECHNICAL, Privacy.OPEN, Privacy.OFFICIAL})
COUNTED_BY = {
    "sex": "the contingent is counted by it, so a row of the region says it without a name",
    "birth_year": "likewise; the date itself is restricted",
}
"""Columns of class identity that go up open, each with its reason."""


def concrete(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if not isinstance(field, models.CompositePrimaryKey)}


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_every_field_has_exactly_one_class(model: type[models.Model]) -> None:
    declared: dict[str, Any] = model.__dict__.get("privacy", {})
    assert concrete(model) - declared.keys() == set(), "fields without a privacy class"
    assert declared.keys() - concrete(model) == set(), "classes of fields that do not exist"
    assert [name for name, value in declared.items() if not isinstance(value, Privacy)] == []


@pytest.mark.parametrize("model", models_of_ours("region.", "reports."), ids=label)
def test_no_table_of_the_region_holds_a_closed_class(model: type[models.Model]) -> None:
    closed = {name for name, value in model.privacy.items() if value in CLOSED_ABOVE_AN_ORGANISATION}  # type: ignore[attr-defined]
    assert closed == set()


def test_what_is_closed_is_what_the_design_says() -> None:
    assert {"health", "social", "document", "secret"} == {value.value for value in CLOSED_ABOVE_AN_ORGANISATION}


@pytest.mark.parametrize(
    "role", [role for role in ROLES.values() if role.scope not in ("organisation", "family")], ids=str
)
def test_nobody_above_an_organisation_holds_a_closed_class(role: Any) -> None:
    assert role.holds & CLOSED_ABOVE_AN_ORGANISATION == frozenset()


def columns_of_facts() -> Iterator[tuple[Projection, Column]]:
    for projection in projections():
        for column in projection.fact.columns:
            yield projection, column


@pytest.mark.parametrize(
    ("projection", "column"), [pytest.param(p, c, id=f"{p.fact.name}.{c.name}") for p, c in columns_of_facts()]
)
def test_what_a_fact_sends_up_agrees_with_its_class(projection: Projection, column: Column) -> None:
    above: Privacy = projection.model.privacy[column.name]  # type: ignore[attr-defined]
    below = source_class(column)
    assert above not in CLOSED_ABOVE_AN_ORGANISATION
    assert below not in CLOSED_ABOVE_AN_ORGANISATION, "a closed field never goes up in a row"
    assert column.sensitivity is not Sensitivity.CLOSED
    if column.sensitivity is Sensitivity.OPEN and column.name not in COUNTED_BY:
        assert above in UP_WITHOUT_A_PURPOSE
        assert below in (None, *UP_WITHOUT_A_PURPOSE), "the field needs a purpose to be read, and the column says open"
    if below is not None:
        tier = (above in UP_WITHOUT_A_PURPOSE, below in UP_WITHOUT_A_PURPOSE)
        assert tier[0] == tier[1], f"{above.value} above, {below.value} in the organisation"


def source_class(column: Column) -> Privacy | None:
    """The class of the field that a column is read from; None: derived.

    :raises LookupError: the column names a field that does not exist.
    """
    if not column.source:
        return None
    app, model, name = column.source.split(".")
    found: Privacy = apps.get_model(app, model).privacy[name]  # type: ignore[attr-defined]
    return found


def test_every_column_of_a_table_that_the_feed_keeps_is_declared() -> None:
    assert projections()
    for projection in projections():
        assert set(columns(projection.model)) == {"organisation_id", *projection.fact.names}


def test_restricted_columns_are_empty_without_a_ground() -> None:
    assert sum(len(projection.fact.restricted) for projection in projections()) > 10
    for projection in projections():
        for name in projection.fact.restricted:
            assert f"CASE WHEN disclosed THEN {name} ELSE" in projection.fact.statement(every=True)
