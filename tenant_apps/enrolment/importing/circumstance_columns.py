"""Columns of a student's dated circumstances (S2 appendix 1 §1.1): a value, since when, a variant, the document.

They follow `people/circumstances.py`: a new kind there is a new column here as soon as `TITLES` calls it something.
"""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.importing.choices import choice, several
from shared_apps.importing.columns import ImportColumn, worded
from shared_apps.importing.values import event_date, text
from shared_apps.organisations.refusal import Text
from tenant_apps.people.circumstances import KINDS, Kind

TITLES: Final[dict[str, tuple[Text, str]]] = {
    "study_conditions": (
        pgettext_lazy("import", "Conditions of study"), "Условия обучения | Условия получения образования",
    ),
    "native_language": (pgettext_lazy("import", "Native language"), "Родной язык"),
    "foreign_language_1": (
        pgettext_lazy("import", "Foreign language"), "Иностранный язык | Первый иностранный язык | Изучаемый язык",
    ),
    "foreign_language_2": (pgettext_lazy("import", "Second foreign language"), "Второй иностранный язык"),
    "foreign_language_3": (pgettext_lazy("import", "Third foreign language"), "Третий иностранный язык"),
    "extended_day": (pgettext_lazy("import", "Extended day"), "Группа продлённого дня | ГПД | Продлённый день"),
    "boarding": (pgettext_lazy("import", "Boarding"), "Интернат | Проживание в интернате | Пришкольный интернат"),
    "transport": (pgettext_lazy("import", "Transport to school"), "Подвоз | Подвоз к школе | Транспорт"),
    "meals": (pgettext_lazy("import", "Meals"), "Питание | Школьное питание | Вид питания"),
    "home_computer": (pgettext_lazy("import", "Computer at home"), "Компьютер дома | ПК дома | Наличие компьютера"),
    "health_group": (pgettext_lazy("import", "Health group"), "Группа здоровья"),
    "pe_group": (
        pgettext_lazy("import", "Group of physical education"),
        "Группа по физкультуре | Физкультурная группа | Медицинская группа",
    ),
    "ovz": (pgettext_lazy("import", "Limited abilities (category)"), "ОВЗ | Категория ОВЗ | Нозология | Вид ОВЗ"),
    "disability": (pgettext_lazy("import", "Disability"), "Инвалидность | Инвалид | Категория инвалидности"),
    "rehabilitation": (pgettext_lazy("import", "Programme of rehabilitation"), "ИПРА | Программа реабилитации"),
    "disease": (pgettext_lazy("import", "Diseases"), "Заболевания | Хронические заболевания | Диагноз"),
    "family": (pgettext_lazy("import", "Kind of family"), "Вид семьи | Состав семьи | Тип семьи"),
    "social_category": (
        pgettext_lazy("import", "Social category"), "Социальная категория | Социальный статус | Льготная категория",
    ),
    "orphan": (pgettext_lazy("import", "Orphanhood"), "Сиротство | Сирота | Категория сироты | Дети-сироты"),
    "preventive_record": (
        pgettext_lazy("import", "Preventive record"), "Профилактический учёт | Вид учёта | Учёт | ВШУ, ПДН",
    ),
    "behaviour": (pgettext_lazy("import", "Deviant behaviour"), "Девиантное поведение | Вид девиации"),
}  # fmt: skip
"""Kind → the title, and how schools call it; the first spelling is the Russian title."""


def code_of(kind: Kind, part: str = "") -> str:
    """ "circumstance_ovz", "circumstance_ovz_since"."""
    return f"circumstance_{kind.code}{'_' if part else ''}{part}"


def circumstance_columns() -> Iterator[ImportColumn]:
    """All of them, in the order of cards. Days and documents are understood when met; those of proofs are offered."""
    for kind in KINDS.values():
        title, spelt = TITLES[kind.code]
        names = [each.strip() for each in spelt.split("|")]
        named: str = names[0]
        yield ImportColumn(
            code=code_of(kind),
            title=title,
            synonyms=tuple(names),
            parser=several(choice()) if kind.several else choice(),
            privacy=kind.privacy,
            handbook=kind.handbook,
            look="choice",
            width=20,
            explanation=gettext_lazy("Several are divided by a semicolon.") if kind.several else "",
        )
        if kind.variants:
            yield ImportColumn(
                code=code_of(kind, "variant"),
                title=pgettext_lazy("import", "Variant of the programme"),
                synonyms=("Вариант АООП", "Вариант программы", "Вариант ФАОП", f"{named}, вариант"),
                parser=choice(),
                privacy=kind.privacy,
                handbook=kind.variants,
                look="choice",
                width=16,
            )
        yield ImportColumn(
            code=code_of(kind, "since"),
            title=worded(pgettext_lazy("import", "%(what)s since"), what=title),
            synonyms=(f"{named} с", f"{named}, с какой даты", f"{named} дата", f"{named}, дата"),
            parser=event_date,
            privacy=kind.privacy,
            look="date",
            width=14,
            secondary=not kind.document,
            explanation=gettext_lazy("Empty: from the day of enrolment; of a student known already, from today."),
        )
        if kind.document:
            yield ImportColumn(
                code=code_of(kind, "document"),
                title=worded(pgettext_lazy("import", "%(what)s: document"), what=title),
                synonyms=(f"{named}: документ", f"{named}, документ", f"{named}, № документа"),
                parser=text,
                privacy=kind.privacy,
                secondary=True,
            )
