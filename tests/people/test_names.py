"""How names are read, compared and written."""

import pytest

from tenant_apps.people.names import full_name, search_key, short_name, tidy


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Ёлкина  Анна", "елкина анна"),
        (" ИВАНОВ—Петров ", "иванов-петров"),
        ("Ивaнoв", "иванов"),  # Latin a and o
        ("Smith", "smith"),
        ("Д’Артаньян", "д'артаньян"),
        ("ё\u0301", "е\u0301"),
    ],
)
def test_search_key_makes_spellings_alike(typed: str, key: str) -> None:
    assert search_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ИВАНОВ", "Иванов"),
        ("иванов - петров", "Иванов-Петров"),
        ("  Салтыков  Щедрин ", "Салтыков Щедрин"),
        ("МакДональд", "МакДональд"),
        ("АХМЕД КЫЗЫ", "Ахмед кызы"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_tidy_stores_names_as_documents_have_them(typed: str, stored: str) -> None:
    assert tidy(typed) == stored


def test_names_are_written_in_full_and_short() -> None:
    assert full_name("Иванова", "Анна") == "Иванова Анна"
    assert short_name("Иванова", "Анна", "Петровна") == "Иванова\u00a0А.\u00a0П."
