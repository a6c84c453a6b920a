"""Every kind of import: its template is read back by itself, its words are there, its columns have classes."""

import pytest
from django.utils import translation

from shared_apps.importing.kinds import ImportKind
from shared_apps.importing.template import template
from shared_apps.organisations.importing.running import IMPORTS
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.importing.declared import KINDS

from .conftest import reading

EVERY = {**KINDS, **IMPORTS.kinds}


@pytest.mark.parametrize("kind", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_title_finds_its_own_column(language: str, kind: ImportKind) -> None:
    with translation.override(language):
        strange = [
            column.code
            for column in kind.catalogue.columns
            if kind.catalogue.column_called(str(column.title)) is not column
        ]

    assert strange == []


@pytest.mark.parametrize("kind", EVERY.values(), ids=EVERY)
def test_template_is_read_back_whole(kind: ImportKind) -> None:
    content = template(kind.catalogue)

    found = reading(content, catalogue=kind.catalogue)

    assert [each.column.code for each in found.columns if each.column] == [
        column.code for column in kind.catalogue.columns if not column.secondary
    ]
    assert [problem.code for problem in found.problems()] == ["rows.none"]


@pytest.mark.parametrize("kind", EVERY.values(), ids=EVERY)
def test_columns_have_classes_and_titles_are_told_apart(kind: ImportKind) -> None:
    assert all(isinstance(column.privacy, Privacy) for column in kind.catalogue.columns)
    titles = [str(column.title) for column in kind.catalogue.columns]
    assert len(set(titles)) == len(titles)
    assert str(kind.words.create) != str(kind.words.update)
