"""Words with numbers: the noun takes its form after the number, in every language of the interface."""

from typing import Any

from django.utils.translation import ngettext

from shared_apps.ui.numbers import ru_num


def counted(number: int, singular: str, plural: str, /, **places: Any) -> str:
    """``counted(5, "%(number)s row", "%(number)s rows")`` → «5 строк»: both are message ids of a translation."""
    return ngettext(singular, plural, number) % {"number": ru_num(number), **places}


def russian_form(number: int, one: str, few: str, many: str) -> str:
    """The form of a Russian noun that no translation knows (a handbook's word): класс, класса, классов."""
    rest = abs(number) % 100
    if 11 <= rest <= 14:
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(rest % 10, many)
