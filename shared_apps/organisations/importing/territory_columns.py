"""The columns of municipalities and of authorities."""

from collections.abc import Sequence
from math import nan
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.importing.choices import Option, choice
from shared_apps.importing.columns import Catalogue, CellContext, ImportColumn
from shared_apps.importing.problems import CellRefused
from shared_apps.importing.text import Cell, as_text
from shared_apps.importing.values import event_date, identifier, number_text, text

from ..models import Municipality
from ..names import bare_words
from ..privacy import Privacy

KIND_ALIASES: Final = {
    "го": "urban",
    "город": "urban",
    "г": "urban",
    "мр": "district",
    "район": "district",
    "мо": "okrug",
    "округ": "okrug",
}


def kinds() -> Sequence[Option]:
    """Kinds of municipalities as they are called."""
    return [Option(str(code), str(title)) for code, title in Municipality.Kind.choices]


def control(cell: Cell, context: CellContext) -> str:
    """The control number that the classifier prints beside the code. :raises CellRefused: `control.unclear`"""
    words = number_text(cell, context)
    if len(words) != 1 or not words.isascii() or not words.isdecimal():
        raise CellRefused(
            "control.unclear", _("“%(text)s” is no control number.") % {"text": words}, _("Write one digit.")
        )
    return words


def degrees(cell: Cell, context: CellContext) -> float:
    """:raises CellRefused: `degrees.unclear`"""
    words = as_text(cell)
    try:
        number = float(words.replace(",", "."))
    except ValueError:
        number = nan
    if not -180 <= number <= 180:
        raise CellRefused(
            "degrees.unclear", _("“%(text)s” are no degrees.") % {"text": words}, _("Write them with a comma: 45,0938.")
        )
    return number


def _column(code: str, spelt: str, **declared: Any) -> ImportColumn:
    return ImportColumn(
        code=code, synonyms=tuple(map(str.strip, spelt.split("|"))), privacy=Privacy.OPEN, **declared
    )  # fmt: skip


def _since() -> ImportColumn:
    return _column(
        "since", "Действует с | Дата образования | Дата изменения | С какой даты | Since",
        title=pgettext_lazy("import", "In force since"), parser=event_date, look="date", width=14, sample="01.01.2006",
        explanation=gettext_lazy("The day on which it began, or on which it is called so. Empty: today."),
    )  # fmt: skip


def _ground() -> ImportColumn:
    return _column(
        "ground", "Акт | Закон | Основание | Приказ | Act", title=gettext_lazy("Act"), parser=text, width=36,
        sample="Закон Краснодарского края от 01.04.2004 № 679-КЗ",
    )  # fmt: skip


MUNICIPALITIES: Final = Catalogue(
    code="municipalities",
    title=gettext_lazy("Municipalities"),
    columns=(
        _column(
            "name", "Муниципальное образование | Муниципалитет | Наименование | Название | Район | Municipality",
            title=gettext_lazy("Municipality"), parser=text, required=True, width=32, sample="Абинский район",
        ),
        _column(
            "kind", "Вид муниципального образования | Вид | Тип | Вид образования | Kind",
            title=pgettext_lazy("import", "Kind of municipality"),
            parser=choice(KIND_ALIASES), handbook="municipality_kind", options=kinds, look="choice", width=24,
        ),
        _column(
            "oktmo", "ОКТМО | Код ОКТМО | OKTMO", title=gettext_lazy("OKTMO"), parser=identifier("oktmo"), width=14,
            sample="03601000", explanation=gettext_lazy("Eight digits. By it Svod knows the municipality again."),
        ),
        _column(
            "control", "КЧ | Контрольное число | Control number", title=gettext_lazy("Control number"), parser=control,
            width=8, sample="7",
            explanation=gettext_lazy("Stands beside the code in the classifier OK 033. It makes the code verified."),
        ),
        _since(),
        _ground(),
        _column(
            "latitude", "Широта | Latitude", title=pgettext_lazy("import", "Latitude"), parser=degrees, width=12,
            sample="44,8849", drop_if_bad=True,
        ),
        _column(
            "longitude", "Долгота | Longitude", title=pgettext_lazy("import", "Longitude"), parser=degrees, width=12,
            sample="38,2879", drop_if_bad=True,
        ),
        _column("note", "Примечание | Note", title=pgettext_lazy("organisation", "Note"), parser=text, width=30),
    ),
    identity=("name",),
    distinct=(("oktmo",),),
    normal=bare_words,
)  # fmt: skip

AUTHORITIES: Final = Catalogue(
    code="authorities",
    title=gettext_lazy("Authorities"),
    columns=(
        _column(
            "code", "Код органа управления | Код | Код органа | Code",
            title=pgettext_lazy("import", "Code of the authority"),
            parser=number_text, required=True, width=14, sample="culture",
            explanation=gettext_lazy("Short and lasting: by it Svod knows the authority again."),
        ),
        _column(
            "name", "Полное наименование | Наименование | Название | Орган управления | Full name",
            title=pgettext_lazy("import", "Full name"), parser=text, width=44,
            sample="Министерство культуры Краснодарского края",
        ),
        _column(
            "short_name", "Краткое наименование | Краткое название | Сокращённое наименование",
            title=pgettext_lazy("import", "Short name"), parser=text, width=26, sample="Минкультуры края",
        ),
        _since(),
        _ground(),
    ),
    identity=("code",),
    normal=bare_words,
)  # fmt: skip
