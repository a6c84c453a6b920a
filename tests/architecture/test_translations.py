"""The interface in Russian is complete: each string of the sources has one translation, and only one."""

import re
from collections import defaultdict
from pathlib import Path

import polib
import pytest

from tests.architecture import messages
from tests.architecture.sources import ROOMS, ROOT

CATALOGUES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("locale/ru/LC_MESSAGES/django.po"))]
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|%%|\{(\w*)\}")
_WORDS = re.compile(r"[a-z]{2,} [a-z]{2,}")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def places(text: str) -> set[str]:
    return {found.group() for found in _PLACEHOLDER.finditer(text)} - {"%%"}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def known() -> dict[tuple[str, str], list[tuple[str, polib.POEntry]]]:
    """(context, text) → each catalogue that has it, with its entry."""
    found = defaultdict(list)
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                found[entry.msgctxt or "", entry.msgid].append((relative(path), entry))
    return dict(found)


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_every_entry_is_translated(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    empty = [entry.msgid for entry in catalogue if not entry.obsolete and not all(translations(entry))]
    latin = [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete
        and _WORDS.search(_PLACEHOLDER.sub(" ", entry.msgid))
        and not _CYRILLIC.search("".join(translations(entry)))
    ]
    assert (empty, latin) == ([], [])
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_placeholders_agree(path: Path) -> None:
    wrong = []
    for entry in polib.pofile(str(path)):
        allowed = [places(entry.msgid), places(entry.msgid_plural)] if entry.msgid_plural else [places(entry.msgid)]
        wrong += [entry.msgid for text in translations(entry) if text and places(text) not in allowed]
    assert wrong == []


def test_all_catalogues_count_alike() -> None:
    """One rule of plurals, of as many forms as each entry has."""
    rules = {re.sub(r"\s", "", polib.pofile(str(path)).metadata.get("Plural-Forms", "")) for path in CATALOGUES}
    assert len(rules) == 1
    number = int(re.findall(r"nplurals=(\d)", rules.pop())[0])
    short = [
        f"{relative(path)}: {entry.msgid}"
        for path in CATALOGUES
        for entry in polib.pofile(str(path))
        if entry.msgid_plural and len(entry.msgstr_plural) != number
    ]
    assert short == []


def test_every_string_of_python_is_translated(known: dict[tuple[str, str], object]) -> None:
    missing = {one.key: one.place for one in messages.of_python() if one.key not in known and one.text}
    assert missing == {}


def test_every_string_of_templates_is_translated(known: dict[tuple[str, str], object]) -> None:
    missing = {one.key: one.place for one in messages.of_templates() if one.key not in known and one.text}
    assert missing == {}


def test_plurals_of_the_sources_have_plurals_in_the_catalogue(
    known: dict[tuple[str, str], list[tuple[str, polib.POEntry]]],
) -> None:
    wrong = [
        f"{one.place}: {one.text}"
        for one in [*messages.of_python(), *messages.of_templates()]
        if one.plural and any(entry.msgid_plural != one.plural for _path, entry in known.get(one.key, []))
    ]
    assert wrong == []


def test_a_string_is_translated_in_one_way(known: dict[tuple[str, str], list[tuple[str, polib.POEntry]]]) -> None:
    """Django merges the catalogues of all apps: of two translations one would win everywhere."""
    conflicts = {
        key: [f"{path}: {' | '.join(translations(entry))}" for path, entry in entries]
        for key, entries in known.items()
        if len({tuple(translations(entry)) for _path, entry in entries}) > 1
    }
    assert conflicts == {}


def test_nothing_is_translated_that_nobody_says(known: dict[tuple[str, str], list[tuple[str, polib.POEntry]]]) -> None:
    said = {one.key for one in [*messages.of_python(), *messages.of_templates()]}
    assert {key: [path for path, _entry in entries] for key, entries in known.items() if key not in said} == {}


def test_texts_to_translate_are_literals() -> None:
    assert list(messages.texts_that_are_made()) == []


def test_templates_say_nothing_in_russian() -> None:
    """Words stand in catalogues; a template in Russian has no English."""
    comment = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.DOTALL)
    found = [
        relative(path)
        for path in messages.templates()
        if _CYRILLIC.search(comment.sub("", path.read_text(encoding="utf-8")))
    ]
    assert found == []
