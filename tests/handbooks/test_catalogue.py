from datetime import date

import pytest
from django.db import models

from shared_apps.handbooks.catalogue import CATALOGUE, Declared, Item
from shared_apps.handbooks.catalogue.declaration import catalogue_of
from shared_apps.handbooks.models import Handbook, HandbookEdition, HandbookItem

CODES_KNOWN_ELSEWHERE = {  # codes that other apps and the database's constraints spell out
    "sex": {"male", "female"},
    "organisation_kind": {"school", "kindergarten", "centre"},
    "locality": {"urban", "rural"},
    "level": {"preschool", "primary", "basic", "secondary", "additional"},
    "class_kind": {"ordinary"},
    "form_of_study": {"full_time"},
    "shift": {"1", "2", "3"},
    "language": {"rus"},
    "post_kind": {"main"},
}


@pytest.mark.parametrize("handbook", CODES_KNOWN_ELSEWHERE)
def test_catalogue_has_codes_that_others_spell_out(handbook: str) -> None:
    assert CODES_KNOWN_ELSEWHERE[handbook] <= CATALOGUE[handbook].codes


@pytest.mark.parametrize("declared", CATALOGUE.values(), ids=CATALOGUE)
def test_catalogue_names_are_told_apart(declared: Declared) -> None:
    valid = [item for item in declared.items if not item.retired]

    names = [(item.group, item.name) for item in valid]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("declared", CATALOGUE.values(), ids=CATALOGUE)
def test_catalogue_items_have_english_names(declared: Declared) -> None:
    assert [item.code for item in declared.items if not item.name_en.strip()] == []


def test_citizenship_has_the_countries_and_the_stateless() -> None:
    items = {item.code: item for item in CATALOGUE["citizenship"].items}

    countries = [item for item in items.values() if item.outside]

    assert len(countries) >= 40
    assert (items["ru"].outside, items["kg"].outside, items["am"].outside) == ("643", "417", "051")
    assert "stateless" in items


def test_declaration_refuses_a_code_twice() -> None:
    with pytest.raises(ValueError, match="one code twice"):
        Declared("colour", "Colours", (Item("red", "красный", "red"), Item("red", "алый", "scarlet")))


def test_declaration_refuses_an_end_without_a_reason() -> None:
    with pytest.raises(ValueError, match="go together"):
        Declared("colour", "Colours", (Item("red", "красный", "red", until=date(2020, 1, 1)),))


def test_declaration_refuses_an_unknown_group() -> None:
    warmth = Declared("warmth", "Warmth", (Item("warm", "тёплые", "warm"),))
    colour = Declared("colour", "Colours", (Item("blue", "синий", "blue", group="cold"),), grouped_by="warmth")

    with pytest.raises(ValueError, match="unknown group 'cold'"):
        catalogue_of((warmth, colour))


@pytest.mark.parametrize("model", [Handbook, HandbookItem, HandbookEdition])
def test_handbook_models_classify_every_field(model: type[models.Model]) -> None:
    assert {field.name for field in model._meta.concrete_fields} == set(model.privacy)  # type: ignore[attr-defined]
