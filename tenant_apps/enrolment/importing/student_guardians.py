"""Up to two guardians in the row of a student: «ФИО матери», «Телефон отца», «Представитель 2: степень родства»."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from shared_apps.importing.columns import ImportColumn, RowContext, worded
from shared_apps.importing.judging import Change, Trouble
from shared_apps.importing.rows import Row
from shared_apps.organisations.privacy import Privacy

from .children import Child
from .guardian_columns import GUARDIAN
from .ties import Tie

PLACES: Final = (1, 2)
WHOSE: Final = {1: ("матери", "мамы"), 2: ("отца", "папы")}
CODES: Final = (
    "full_name", "surname", "given_name", "patronymic", "relation", "birth_date", "snils", "phone", "email",
    "workplace", "position",
)  # fmt: skip
_WORDS: Final = {
    "full_name": ("ФИО", "Ф.И.О."),
    "surname": ("Фамилия",),
    "given_name": ("Имя",),
    "patronymic": ("Отчество",),
    "relation": ("Степень родства", "Кем приходится"),
    "birth_date": ("Дата рождения",),
    "snils": ("СНИЛС",),
    "phone": ("Телефон", "Мобильный телефон", "Тел."),
    "email": ("Email", "Электронная почта", "E-mail"),
    "workplace": ("Место работы",),
    "position": ("Должность", "Должность на работе"),
}
_OF_GUARDIANS: Final = {column.code: column for column in GUARDIAN}


def code_of(place: int, code: str) -> str:
    """ "guardian1_phone"."""
    return f"guardian{place}_{code}"


def guardian_columns() -> Iterator[ImportColumn]:
    """Both guardians' columns. Who answers for a child is closed to those who do not hold the class "social"."""
    for place in PLACES:
        for code in CODES:
            known = _OF_GUARDIANS[code]
            spelt = [
                spelling
                for word in _WORDS[code]
                for spelling in (
                    f"Представитель {place}: {word}",
                    f"{word} представителя {place}",
                    f"{word} родителя {place}",
                    f"{word} законного представителя {place}",
                    *(f"{word} {whose}" for whose in WHOSE[place]),
                )
            ]
            if code == "full_name":
                spelt += [f"Представитель {place}", f"Родитель {place}", ("Мать", "Отец")[place - 1]]
            yield ImportColumn(
                code=code_of(place, code),
                title=worded(pgettext_lazy("import", "Guardian %(number)s: %(what)s"), number=place, what=known.title),
                synonyms=tuple(spelt),
                parser=known.parser,
                privacy=Privacy.SOCIAL,
                gives=tuple(code_of(place, each) for each in known.gives),
                yields_to=tuple(code_of(place, each) for each in known.yields_to),
                handbook=known.handbook,
                drop_if_bad=known.drop_if_bad,
                secondary=code in ("surname", "given_name", "patronymic", "snils", "position"),
                look=known.look,
                width=known.width,
                sample="",
            )


def relations_by_sex(cells: dict[str, Any], row: RowContext) -> None:
    """«ФИО матери» without a degree of kinship: the patronymic tells mother from father, and that is said."""
    for place in PLACES:
        if not cells.get(code_of(place, "surname")) or cells.get(code_of(place, "relation")):
            continue
        patronymic = (cells.get(code_of(place, "patronymic")) or "").casefold()
        relation = (
            "mother" if patronymic.endswith(("вна", "чна", "кызы", "гызы"))
            else "father" if patronymic.endswith(("вич", "ьич", "оглы", "оглу", "уулу"))
            else ""
        )  # fmt: skip
        column = code_of(place, "full_name")
        if relation:
            cells[code_of(place, "relation")] = relation
            words = _("mother") if relation == "mother" else _("father")
            row.note(
                column, "guardian.relation_taken",
                _("The degree of kinship is not written: “%(relation)s” is taken.") % {"relation": words},
                _("Write it if it is another one."),
            )  # fmt: skip
        else:
            row.error(
                column, "guardian.relation_missing", _("It is not said what the guardian is to the child."),
                _("Write the degree of kinship."),
            )  # fmt: skip


def pairs_of(row: Row, child: Child) -> Iterator[tuple[int, Row, Child]]:
    """The guardians that a row names: place, their cells under their own codes, the child."""
    for place in PLACES:
        prefix = code_of(place, "")
        cells = {code.removeprefix(prefix): value for code, value in row.cells.items() if code.startswith(prefix)}
        if cells.get("surname") and cells.get("given_name"):
            raw = {code.removeprefix(prefix): value for code, value in row.raw.items() if code.startswith(prefix)}
            yield place, Row(row.number, cells, raw), child


def troubles_of(place: int, tie: Tie) -> list[Trouble]:
    """The troubles of a guardian under the codes of the student's file."""
    return [
        Trouble(code_of(place, one.column or "full_name"), one.code, one.message, one.what_to_do, one.is_error)
        for one in tie.troubles
        if one.code != "guardian.known"
    ]


def changes_of(place: int, tie: Tie) -> list[Change]:
    """The changes likewise; a new guardian is one line."""
    return [
        Change(code_of(place, "full_name" if one.label == "relation" else one.label), one.before, one.after)
        for one in tie.changes
    ]
