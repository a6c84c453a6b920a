"""Where the demo's organisations stand and how they are called. The places are real, the organisations made up."""

from dataclasses import dataclass
from random import Random
from typing import Literal

PlaceKind = Literal["city", "stanitsa", "village", "khutor", "settlement", "aul"]


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement; `kind` is a code of the handbook settlement_kind."""

    name: str
    kind: PlaceKind

    @property
    def is_urban(self) -> bool:
        return self.kind == "city"

    @property
    def address(self) -> str:
        """«ст-ца Динская», «г. Краснодар»."""
        return f"{_SHORT[self.kind]} {self.name}"

    @property
    def of(self) -> str:
        """In the genitive, as it stands in names of schools: «станицы Динской», «города Краснодара»."""
        return f"{_GENITIVE_KIND[self.kind]} {_genitive(self)}"


_SHORT = {"city": "г.", "stanitsa": "ст-ца", "village": "с.", "khutor": "х.", "settlement": "пос.", "aul": "аул"}
_GENITIVE_KIND = {
    "city": "города",
    "stanitsa": "станицы",
    "village": "села",
    "khutor": "хутора",
    "settlement": "посёлка",
    "aul": "аула",
}


def _genitive(place: Place) -> str:
    """Cities and adjectival stanitsas decline; other names stay as they are («посёлка Южный», «хутора Ленина»)."""
    if place.name in _GENITIVES:
        return _GENITIVES[place.name]
    if place.kind == "stanitsa" and place.name.endswith("ая"):
        return " ".join(word[:-2] + "ой" if word.endswith("ая") else word for word in place.name.split())
    return place.name


_GENITIVES = {
    "Анапа": "Анапы",
    "Армавир": "Армавира",
    "Геленджик": "Геленджика",
    "Горячий Ключ": "Горячего Ключа",
    "Ейск": "Ейска",
    "Краснодар": "Краснодара",
    "Кропоткин": "Кропоткина",
    "Лабинск": "Лабинска",
    "Новороссийск": "Новороссийска",
    "Темрюк": "Темрюка",
    "Тихорецк": "Тихорецка",
    "Туапсе": "Туапсе",
    "Апшеронск": "Апшеронска",
    "Славянск-на-Кубани": "Славянска-на-Кубани",
}


def _places(text: str) -> tuple[Place, ...]:
    kinds: dict[str, PlaceKind] = {
        "г": "city", "ст": "stanitsa", "с": "village", "х": "khutor", "п": "settlement", "а": "aul",
    }  # fmt: skip
    return tuple(Place(name, kinds[kind]) for kind, name in (each.split(" ", 1) for each in text.split("; ")))


PLACES: dict[str, tuple[Place, ...]] = {
    municipality: _places(text)
    for municipality, text in {
        "Краснодар": "г Краснодар; ст Елизаветинская; ст Старокорсунская; п Берёзовый; х Ленина; п Лорис",
        "Анапа": "г Анапа; ст Анапская; с Витязево; с Супсех; ст Гостагаевская; х Красный Курган",
        "Армавир": "г Армавир; ст Старая Станица; х Красная Поляна; п Заветный",
        "Геленджик": "г Геленджик; с Дивноморское; с Кабардинка; с Архипо-Осиповка; с Береговое",
        "Новороссийск": "г Новороссийск; ст Натухаевская; ст Раевская; с Мысхако; с Цемдолина; с Гайдук",
        "Сочи": "г Сочи; с Раздольное; с Барановка; с Верхний Юрт; а Тхагапш",
        "Динской район": "ст Динская; ст Новотитаровская; ст Васюринская; ст Пластуновская; п Южный; х Карла Маркса",
        "Ейский район": "г Ейск; ст Должанская; ст Камышеватская; с Александровка; п Октябрьский; с Широчанка",
        "Кавказский район": "г Кропоткин; ст Кавказская; ст Казанская; ст Дмитриевская; х Лосево; п Мирской",
        "Лабинский район": "г Лабинск; ст Владимирская; ст Вознесенская; ст Зассовская; ст Каладжинская; х Согласный",
        "Темрюкский район": "г Темрюк; ст Тамань; ст Старотитаровская; ст Голубицкая; п Сенной; п Стрелка",
        "Туапсинский район": "г Туапсе; с Агой; с Небуг; а Агуй-Шапсуг; с Шаумян; с Георгиевское; п Октябрьский",
        "Успенский район": "с Успенское; с Коноково; а Коноковский; а Урупский; с Вольное; ст Николаевская",
        "Апшеронский район": "г Апшеронск; ст Кубанская; ст Тверская; п Нефтегорск; ст Самурская",
        "Славянский район": "г Славянск-на-Кубани; ст Петровская; ст Анастасиевская; х Прикубанский; п Рисовый",
        "Тихорецкий район": "г Тихорецк; ст Фастовецкая; ст Архангельская; ст Терновская; п Парковый; х Привольный",
    }.items()
}
"""Settlements by municipality, the centre first. Other municipalities take `places_of`."""


def places_of(municipality: str) -> tuple[Place, ...]:
    """Settlements of a municipality; of one that is not listed, made from its name."""
    if municipality in PLACES:
        return PLACES[municipality]
    stem = municipality.removesuffix(" район").removesuffix("ский").removesuffix("ской")
    if " район" in municipality:
        return (Place(f"{stem}ская", "stanitsa"), Place("Октябрьский", "settlement"), Place("Веселый", "khutor"))
    return (Place(municipality, "city"),)


STREETS = """
    Красная Ленина Советская Мира Октябрьская Кирова Пушкина Гагарина Комсомольская Садовая Школьная
    Первомайская Пролетарская Шевченко Коммунистическая Казачья Кубанская Степная Набережная Заречная Северная
    Южная Новая Молодёжная Победы Суворова Чапаева Лермонтова Горького Чкалова Шаумяна Красноармейская
    Крестьянская Базарная Широкая Почтовая Вокзальная Ставропольская Тургенева Калинина Фрунзе Восточная Зелёная
    Солнечная Виноградная Черноморская Таманская Хлеборобов Космонавтов Тельмана
""".split()  # noqa: SIM905 (reads as a list of words)


def address(rng: Random, place: Place) -> str:
    """A house (and in a city a flat) that may or may not be there: «г. Краснодар, ул. Красная, д. 17, кв. 5»."""
    text = f"{place.address}, ул. {rng.choice(STREETS)}, д. {rng.randint(1, 180)}"
    return f"{text}, кв. {rng.randint(1, 120)}" if place.is_urban and rng.random() < 0.7 else text


def registry_office(municipality: str) -> str:
    """Who issued a birth certificate."""
    where = municipality if municipality.endswith("район") else f"города {_GENITIVES.get(municipality, municipality)}"
    where = where.replace("ский район", "ского района").replace("ской район", "ского района")
    return f"Отдел ЗАГС {where} управления ЗАГС Краснодарского края"


# --- names of organisations -----------------------------------------------------------------------------------------

_PATRONS = [
    "Героя Советского Союза Г.К. Жукова",
    "А.С. Пушкина",
    "М.Ю. Лермонтова",
    "К.Э. Циолковского",
    "Ю.А. Гагарина",
    "А.В. Суворова",
    "Героя Советского Союза А.И. Покрышкина",
    "адмирала Ф.Ф. Ушакова",
    "атамана З.А. Чепеги",
    "генерала И.Д. Черняховского",
    "Героя Советского Союза Е.Д. Бершанской",
    "маршала К.К. Рокоссовского",
    "А.П. Чехова",
    "Д.И. Менделеева",
    "генерала А.П. Ермолова",
    "Героя Советского Союза А.П. Маресьева",
]
_KINDERGARTENS = """
    Солнышко Ромашка Теремок Ласточка Сказка Родничок Берёзка Колокольчик Алёнушка Чебурашка Радуга Светлячок
    Казачок Василёк Звёздочка Улыбка Рябинушка Жемчужинка Ивушка Колосок Дюймовочка Журавушка Ёлочка Ягодка
""".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """Full and short name; `type_code` is an item of the handbook organisation_type."""

    full: str
    short: str
    type_code: str


def school_name(
    rng: Random, number: int, place: Place, *, grades_to: int = 11, honoured: float = 0.6
) -> OrganisationName:
    """«МБОУ СОШ № 12 имени Г.К. Жукова»: a general school; in a city one of eight is a gymnasium or a lyceum."""
    form, long_form = ("МАОУ", "автономное") if rng.random() < 0.15 else ("МБОУ", "бюджетное")
    kind, long_kind, code = {
        4: ("НОШ", "начальная общеобразовательная школа", "school_primary"),
        9: ("ООШ", "основная общеобразовательная школа", "school_basic"),
    }.get(grades_to, ("СОШ", "средняя общеобразовательная школа", "school_secondary"))
    if grades_to >= 11 and place.is_urban and rng.random() < 0.125:
        kind, long_kind, code = rng.choice([("гимназия", "гимназия", "gymnasium"), ("лицей", "лицей", "lyceum")])
    patron = f" имени {rng.choice(_PATRONS)}" if rng.random() < 0.6 else ""
    return OrganisationName(
        f"муниципальное {long_form} общеобразовательное учреждение {long_kind} № {number}{patron} {place.of}",
        f"{form} {kind} № {number}{patron if len(patron) < 25 else ''}"
        + ("" if place.is_urban else f" {place.address}"),
        code,
    )


def kindergarten_name(rng: Random, number: int, place: Place) -> OrganisationName:
    """«МБДОУ детский сад № 5 «Солнышко»»."""
    form, long_form = ("МАДОУ", "автономное") if rng.random() < 0.2 else ("МБДОУ", "бюджетное")
    kind, code = rng.choices(
        [
            ("детский сад", "kindergarten_general"),
            ("детский сад комбинированного вида", "kindergarten_combined"),
            ("центр развития ребёнка — детский сад", "child_development_centre"),
        ],
        weights=[70, 20, 10],
    )[0]
    name = rng.choice(_KINDERGARTENS)
    prefix = "ЦРР — " if code == "child_development_centre" else ""
    return OrganisationName(
        f"муниципальное {long_form} дошкольное образовательное учреждение {kind} № {number} «{name}» {place.of}",
        f"{form} {prefix}детский сад № {number} «{name}» {place.address}",
        code,
    )


def centre_name(rng: Random, place: Place, *, of_culture: bool = False) -> OrganisationName:
    """«МБУ ДО ЦДТ», or a school of arts when it belongs to the ministry of culture: «МБУ ДО ДШИ»."""
    short, long, code = (
        ("ДШИ", "детская школа искусств", "art_school")
        if of_culture
        else rng.choice(
            [
                ("ЦДТ", "центр детского творчества", "creativity_centre"),
                ("ЦДО", "центр дополнительного образования", "additional_centre"),
                ("ДДТ", "дом детского творчества", "creativity_centre"),
            ]
        )
    )
    return OrganisationName(
        f"муниципальное бюджетное учреждение дополнительного образования {long} {place.of}",
        f"МБУ ДО {short} {place.address}",
        code,
    )
