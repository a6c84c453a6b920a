"""Names of people in cells: in three columns or in one. How a name is stored is known to `people.names`."""

import re
from typing import Final

from django.utils.translation import gettext as _

from shared_apps.importing.columns import CellContext
from shared_apps.importing.problems import CellRefused
from shared_apps.importing.text import CYRILLIC, LATIN, Cell, as_text, to_cyrillic
from tenant_apps.people.names import tidy

LONGEST: Final = 100
PARTICLES: Final = frozenset({"оглы", "оглу", "кызы", "гызы", "уулу", "угли", "кизи", "заде"})
"""Words that belong to the patronymic before them."""

_NAME = re.compile(r"[^\W\d_]+(?:[ '\-][^\W\d_]+)*")
_INITIALS = re.compile(r"\b[^\W\d_]\.|^[^\W\d_]$")
_APOSTROPHES = str.maketrans("’ʼ`ʹ", "''''")


def name_part(cell: Cell, context: CellContext) -> str:
    """A surname, a given name or a patronymic.

    :raises CellRefused: `name.initials`, `name.odd_characters`, `name.mixed_letters`, `name.too_long`.
    """
    return _part(as_text(cell), context)


def full_name(cell: Cell, context: CellContext) -> tuple[str, str, str]:
    """«Мамедов Али Вагиф оглы» → ("Мамедов", "Али", "Вагиф оглы").

    :raises CellRefused: `name.not_full`: fewer than two words; `name.unclear`: more than three of them.
    """
    text = as_text(cell)
    if _INITIALS.search(text):
        raise _initials(text)
    words = text.split()
    if len(words) < 2:
        raise CellRefused(
            "name.not_full",
            _("“%(text)s” is not a full name.") % {"text": text},
            _("Write surname, given name and patronymic."),
        )
    surname, given_name, *rest = words
    if len(rest) > 1 and rest[-1].casefold().strip(".,") not in PARTICLES:
        raise CellRefused(
            "name.unclear",
            _("“%(text)s” has %(count)s words: it is not clear where the given name is.")
            % {"text": text, "count": len(words)},
            _("Write surname, given name and patronymic in three columns."),
        )
    return _part(surname, context), _part(given_name, context), _part(" ".join(rest), context) if rest else ""


def _part(text: str, context: CellContext) -> str:
    text = text.translate(_APOSTROPHES).strip(" ,;:'\"")
    if _INITIALS.search(text):
        raise _initials(text)
    if len(text) > LONGEST:
        raise CellRefused(
            "name.too_long",
            _("The name is longer than %(limit)s characters.") % {"limit": LONGEST},
            _("Check that the columns are not shifted."),
        )
    text = " ".join(_in_one_alphabet(word, context) for word in tidy(text).split(" "))
    if not _NAME.fullmatch(text):
        raise CellRefused(
            "name.odd_characters",
            _("“%(text)s” has characters that names don't have.") % {"text": text},
            _("Leave letters only; write a former surname in the card after the import."),
        )
    return text


def _in_one_alphabet(word: str, context: CellContext) -> str:
    """Latin letters inside a Russian word are slips of the keyboard: "Ивaнов"."""
    if not LATIN.search(word):
        return word
    if not CYRILLIC.search(word):
        context.note(
            "name.latin",
            _("“%(word)s” is written in Latin letters.") % {"word": word},
            _("Check that the document has it so."),
        )
        return word
    mended = to_cyrillic(word)
    if LATIN.search(mended):
        raise CellRefused(
            "name.mixed_letters",
            _("“%(word)s” mixes Russian and Latin letters.") % {"word": word},
            _("Type the word again in Russian letters."),
        )
    context.note("name.latin_twins", _("Latin letters in “%(word)s” were replaced by Russian ones.") % {"word": mended})
    return mended


def _initials(text: str) -> CellRefused:
    return CellRefused(
        "name.initials",
        _("“%(text)s” has initials instead of names.") % {"text": text},
        _("Write the given name and the patronymic in full."),
    )
