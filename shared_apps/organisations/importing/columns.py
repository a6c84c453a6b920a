"""The columns of organisations (S2 appendix 1 §1.1), with the titles that registers give them."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.importing.choices import Option, choice
from shared_apps.importing.columns import Catalogue, CellContext, ImportColumn
from shared_apps.importing.problems import CellRefused
from shared_apps.importing.text import Cell, as_text
from shared_apps.importing.values import (
    decimal_number,
    email,
    event_date,
    identifier,
    number_text,
    order_number,
    past_date,
    text,
)

from .. import territory_queries
from ..names import bare_words
from ..privacy import Privacy
from ..routing import SLUG

LOCALITY_ALIASES: Final = {
    "город": "urban",
    "г": "urban",
    "городская": "urban",
    "село": "rural",
    "с": "rural",
    "сельская": "rural",
    "посёлок": "rural",
    "станица": "rural",
    "хутор": "rural",
}


def slug(cell: Cell, context: CellContext) -> str:
    """An address of pages. :raises CellRefused: `slug.unclear`"""
    words = as_text(cell).lower()
    if not SLUG.fullmatch(words):
        raise CellRefused(
            "slug.unclear", _("“%(text)s” can't be an address of pages.") % {"text": words},
            _("Only small Latin letters, digits and hyphens; no hyphen at the ends."),
        )  # fmt: skip
    return words


def municipalities() -> Sequence[Option]:
    """By name, and by ОКТМО."""
    rows = territory_queries.municipalities()
    return [Option(str(one.pk), one.name, tuple(filter(None, (one.oktmo,)))) for one in rows]


def authorities() -> Sequence[Option]:
    """By short name, name and code."""
    return [Option(str(one.pk), one.short_name, (one.name, one.code)) for one in territory_queries.authorities()]


def _column(code: str, spelt: str, **declared: Any) -> ImportColumn:
    return ImportColumn(
        code=code, synonyms=tuple(map(str.strip, spelt.split("|"))), **{"privacy": Privacy.OPEN} | declared
    )


OF_THE_CARD: Final = (
    _column(
        "inn", "ИНН | ИНН организации | INN", title=pgettext_lazy("import", "INN"), parser=identifier("inn"), width=14,
        sample="2312345678", drop_if_bad=True,
    ),
    _column("kpp", "КПП | KPP", title=pgettext_lazy("import", "KPP"), parser=identifier("kpp"), width=12),
    _column("ogrn", "ОГРН | OGRN", title=pgettext_lazy("import", "OGRN"), parser=identifier("ogrn"), width=16),
    _column("okpo", "ОКПО | OKPO", title=pgettext_lazy("import", "OKPO"), parser=identifier("okpo"), width=12),
    _column(
        "director_name", "Руководитель | Директор | ФИО руководителя | ФИО директора | Заведующий | Head",
        title=pgettext_lazy("import", "Head of the organisation"), parser=text, width=28,
        sample="Иванова Мария Петровна",
    ),
    _column(
        "charter_number", "Устав | Устав № | № устава | Номер устава | Charter",
        title=pgettext_lazy("import", "Charter"), parser=number_text, width=12,
    ),
    _column(
        "charter_on", "Дата устава | Устав от | Дата утверждения устава",
        title=pgettext_lazy("import", "Date of the charter"), parser=past_date, look="date", width=14,
    ),
    _column(
        "legal_address", "Юридический адрес | Адрес юридический | Legal address",
        title=pgettext_lazy("import", "Legal address"), parser=text, width=36,
    ),
    _column(
        "phone", "Телефон | Телефоны | Телефон организации | Phone",
        title=pgettext_lazy("import", "Phone of the organisation"), parser=text, width=18,
    ),
    _column(
        "email", "Email | E-mail | Электронная почта | Эл. почта | Адрес электронной почты",
        title=pgettext_lazy("import", "E-mail of the organisation"), parser=email, width=22, drop_if_bad=True,
    ),
    _column(
        "site", "Сайт | Веб-сайт | Официальный сайт | Site",
        title=pgettext_lazy("import", "Site"), parser=text, width=22,
    ),
    _column(
        "capacity", "Проектная мощность | Мощность | Количество мест | Мест | Capacity",
        title=pgettext_lazy("import", "Places by design"), parser=decimal_number, width=12,
    ),
)  # fmt: skip
"""What goes into the organisation's own card (its passport), by the passport's columns (own_cards.py)."""


ORGANISATIONS: Final = Catalogue(
    code="organisations",
    title=pgettext_lazy("import", "Organisations"),
    columns=(
        _column(
            "code", "Код организации | Код | Код ОО | Код в регионе | № | Code",
            title=pgettext_lazy("import", "Code of the organisation"), parser=number_text, required=True, width=14,
            sample="23-0001", explanation=gettext_lazy("Stable across years: by it Svod knows the organisation again."),
        ),
        _column(
            "slug", "Адрес страниц | Адрес в сети | Адрес в Своде | Slug",
            title=pgettext_lazy("import", "Address of pages"), parser=slug, width=18, sample="krasnodar-12",
            explanation=gettext_lazy("Of a new one: small Latin letters, digits, hyphens. Empty: by the code."),
        ),
        _column(
            "short_name", "Краткое наименование | Краткое название | Сокращённое наименование | Наименование",
            title=pgettext_lazy("import", "Short name"), parser=text, width=26, sample="МБОУ СОШ № 12",
        ),
        _column(
            "full_name", "Полное наименование | Полное название | Наименование полное | Full name",
            title=pgettext_lazy("import", "Full name"), parser=text, width=44,
            sample="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 12»",
        ),
        _column(
            "kind", "Вид организации | Тип организации | Вид | Тип | Kind",
            title=pgettext_lazy("import", "Kind of organisation"), parser=choice(), handbook="organisation_kind",
            look="choice", width=24,
        ),
        _column(
            "municipality", "Муниципальное образование | Муниципалитет | Район | ОКТМО | Код ОКТМО | Municipality",
            title=pgettext_lazy("import", "Municipality"), parser=choice(), handbook="municipality",
            options=municipalities, look="choice", width=26,
            explanation=gettext_lazy("The name from the list, or the code OKTMO."),
        ),
        _column(
            "authority", "Подчинение | Учредитель | Орган управления | РОИВ | Subordinate to",
            title=pgettext_lazy("import", "Subordinate to"), parser=choice(), handbook="authority",
            options=authorities, look="choice", width=24,
            explanation=gettext_lazy("Empty: the municipality."),
        ),
        _column(
            "locality", "Местность | Тип местности | Город/село | Тип населённого пункта | Locality",
            title=pgettext_lazy("import", "Locality"), parser=choice(LOCALITY_ALIASES), handbook="locality",
            look="choice", width=14,
        ),
        _column(
            "address", "Адрес | Адрес места нахождения | Место нахождения | Address",
            title=pgettext_lazy("import", "Address"), parser=text, width=36, sample="г. Краснодар, ул. Красная, д. 1",
        ),
        _column(
            "since", "Действует с | Дата открытия | Дата изменения | С какой даты | Since",
            title=pgettext_lazy("import", "In force since"), parser=event_date, look="date", width=14,
            sample="01.09.2026", explanation=gettext_lazy("The day of opening or of the change. Empty: today."),
        ),
        _column(
            "order_number", "№ приказа | Номер приказа | Приказ | Order number",
            title=pgettext_lazy("import", "Order number"), parser=order_number, width=12,
        ),
        _column(
            "order_date", "Дата приказа | Приказ от | Order date",
            title=pgettext_lazy("import", "Order date"), parser=event_date, look="date", width=14,
        ),
        *OF_THE_CARD,
    ),
    identity=("code",),
    distinct=(("slug",),),
    normal=bare_words,
)  # fmt: skip
