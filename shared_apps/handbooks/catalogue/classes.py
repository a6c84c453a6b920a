"""How teaching is arranged: classes, kindergarten groups, programmes (ОО-1 2.1.1–2.4, 85-К, 1-ДОП, F8)."""

from datetime import date

from django.utils.translation import gettext_noop as _

from .declaration import Declared, Item

LEVEL = Declared(
    "level",
    _("Levels of education"),
    (
        Item("preschool", "дошкольное образование", "preschool", "ДО"),
        Item("primary", "начальное общее образование", "primary general", "НОО"),
        Item("basic", "основное общее образование", "basic general", "ООО"),
        Item("secondary", "среднее общее образование", "secondary general", "СОО"),
        Item("additional", "дополнительное образование", "additional", "доп."),
        Item("vocational", "среднее профессиональное образование", "secondary vocational", "СПО"),
    ),
)

FORM_OF_STUDY = Declared(
    "form_of_study",
    _("Forms of study"),
    (
        Item("full_time", "очная", "full-time", "очно", "in_organisation"),
        Item("part_time", "очно-заочная", "part-time", "очно-заочно", "in_organisation"),
        Item("extramural", "заочная", "extramural", "заочно", "in_organisation"),
        Item("family", "семейное образование", "family education", "семейное", "outside"),
        Item("self", "самообразование", "self-education", "самообр.", "outside"),
    ),
    _("In the organisation, or outside it with the right to be examined in it (273-ФЗ, article 17)."),
    grouped_by="education_place",
)

EDUCATION_PLACE = Declared(
    "education_place",
    _("In or outside an organisation"),
    (
        Item("in_organisation", "в организации", "in an organisation"),
        Item("outside", "вне организации", "outside an organisation"),
    ),
)

STUDY_CONDITIONS = Declared(
    "study_conditions",
    _("Conditions of study"),
    (
        Item("at_home", "обучение на дому", "at home", "на дому"),
        Item("medical", "обучение в медицинской организации", "in a medical organisation", "в мед. орг."),
        Item("individual_plan", "индивидуальный учебный план", "individual plan", "ИУП"),
        Item("inclusive", "совместное обучение (инклюзивное образование)", "inclusive education", "инклюзия"),
        Item("distance", "с применением дистанционных образовательных технологий", "distance technologies", "ДОТ"),
        Item("electronic", "с применением электронного обучения", "e-learning", "ЭО"),
        Item("network", "сетевая форма реализации программы", "network form", "сетевая"),
    ),
)

CLASS_KIND = Declared(
    "class_kind",
    _("Kinds of classes"),
    (
        Item("ordinary", "общеобразовательный", "ordinary", "обычный", "ordinary"),
        Item(
            "advanced", "с углублённым изучением отдельных предметов", "with advanced subjects", "углубл.", "advanced"
        ),
        Item("gymnasium", "гимназический", "gymnasium", "гимназ.", "gymnasium"),
        Item("lyceum", "лицейский", "lyceum", "лицейск.", "lyceum"),
        Item("cadet", "кадетский", "cadet", "кадетск.", "ordinary"),
        Item("cossack", "казачьей направленности", "Cossack", "казачий", "ordinary"),
        Item("evening", "вечерний (сменный)", "evening (shift)", "вечерний", "ordinary"),
        Item(
            "special_needs",
            "для обучающихся с ОВЗ (кроме умственной отсталости)",
            "for students with special needs",
            "ОВЗ",
            "special_needs",
        ),
        Item(
            "intellectual",
            "для обучающихся с умственной отсталостью",
            "for students with intellectual disability",
            "УО",
            "intellectual",
        ),
    ),
    _("The group is the row of form ОО-1 where the class is counted."),
    grouped_by="class_count",
)

CLASS_COUNT = Declared(
    "class_count",
    _("How classes are counted in form ОО-1"),
    (
        Item("ordinary", "классы без углублённого изучения", "ordinary classes", outside="2.1.1/01"),
        Item(
            "advanced",
            "классы с углублённым изучением отдельных предметов",
            "classes with advanced subjects",
            outside="2.1.1/03",
        ),
        Item("gymnasium", "гимназические классы", "gymnasium classes", outside="2.1.1/05"),
        Item("lyceum", "лицейские классы", "lyceum classes", outside="2.1.1/07"),
        Item(
            "special_needs", "классы для обучающихся с ОВЗ", "classes for students with special needs", outside="2.1.2"
        ),
        Item(
            "intellectual",
            "классы для обучающихся с умственной отсталостью",
            "classes for students with intellectual disability",
            outside="2.1.3",
        ),
    ),
    _("Outside code: subsection and row; rows move between editions of the form."),
)

FIRST_GRADE_YEAR = Declared(
    "first_grade_year",
    _("Years of the first grade"),
    (
        Item("additional", "1 дополнительный", "additional first grade", "1 доп."),
        Item("first", "первый год обучения в 1 классе", "first year of the first grade", "1-1"),
        Item("second", "второй год обучения в 1 классе", "second year of the first grade", "1-2"),
    ),
    _("Where the first grade takes more than a year."),
)

CLASS_PROFILE = Declared(
    "class_profile",
    _("Profiles of classes"),
    (
        Item("none", "без профиля", "no profile"),
        Item("universal", "универсальный", "universal", "универс."),
        Item("natural_science", "естественно-научный", "natural science", "ест.-науч."),
        Item("humanities", "гуманитарный", "humanities", "гуманит."),
        Item("social_economic", "социально-экономический", "social and economic", "соц.-эк."),
        Item("technological", "технологический", "technological", "технол."),
        Item("engineering", "инженерный", "engineering", "инженерн."),
        Item("medical", "медицинский", "medical", "медиц."),
        Item("pedagogical", "психолого-педагогический", "pedagogical", "педагог."),
        Item("agrarian", "агротехнологический", "agrarian", "агро"),
        Item("defence", "оборонно-спортивный", "defence and sport", "оборон."),
        Item("it", "информационно-технологический", "information technology", "ИТ"),
        Item("legal", "правовой (юридический)", "legal", "правовой"),
    ),
    _("The five profiles of the federal standard, and directions of classes of the region."),
    may_be_extended=True,
)

SHIFT = Declared(
    "shift",
    _("Shifts"),
    (
        Item("1", "первая", "first", "1", outside="1"),
        Item("2", "вторая", "second", "2", outside="2"),
        Item("3", "третья", "third", "3", outside="3"),
    ),
    codes_are_numbers=True,
)

GROUP_KIND = Declared(
    "group_kind",
    _("Kinds of kindergarten groups"),
    (
        Item("general", "общеразвивающая", "general development", "общеразв.", outside="413"),
        Item("compensating", "компенсирующая", "compensating", "компенс.", outside="402"),
        Item("health", "оздоровительная", "health improving", "оздоров.", outside="414"),
        Item("combined", "комбинированная", "combined", "комбинир.", outside="418"),
        Item("early", "группа детей раннего возраста", "early age", "ранний", outside="419"),
        Item("care", "по присмотру и уходу", "care only", "присмотр", outside="420"),
        Item("family", "семейная дошкольная группа", "family group", "семейная", outside="421"),
    ),
    _("Outside code: row of form 85-К, section 4, edition of 2022; rows 414 to 421 are unverified."),
)

AGE_GROUP = Declared(
    "age_group",
    _("Ages of kindergarten groups"),
    (
        Item("nursery", "группа раннего возраста (до 1 года)", "under 1 year", "до 1 года", "infants"),
        Item("early_first", "первая группа раннего возраста (1–2 года)", "1 to 2 years", "1–2", "toddlers"),
        Item("early_second", "вторая группа раннего возраста (2–3 года)", "2 to 3 years", "2–3", "toddlers"),
        Item("junior", "младшая группа (3–4 года)", "3 to 4 years", "3–4", "preschool_3_5"),
        Item("middle", "средняя группа (4–5 лет)", "4 to 5 years", "4–5", "preschool_3_5"),
        Item("senior", "старшая группа (5–6 лет)", "5 to 6 years", "5–6", "preschool_5"),
        Item("preparatory", "подготовительная к школе группа (6–7 лет)", "6 to 7 years", "6–7", "preschool_5"),
        Item("mixed", "разновозрастная группа", "mixed ages", "разновозр.", "mixed"),
    ),
    grouped_by="age_band",
)

AGE_BAND = Declared(
    "age_band",
    _("Age bands of kindergarten groups"),
    (
        Item("infants", "от 2 месяцев до 1 года", "2 months to 1 year", outside="4"),
        Item("toddlers", "от 1 года до 3 лет", "1 to 3 years", outside="5"),
        Item("preschool_3_5", "от 3 до 5 лет", "3 to 5 years", outside="6"),
        Item("preschool_5", "5 лет и старше", "5 years and older", outside="7"),
        Item("mixed", "разновозрастные", "mixed ages", outside="8"),
    ),
    _("Outside code: column of form 85-К, section 4."),
)

GROUP_PROFILE = Declared(
    "group_profile",
    _("Profiles of compensating groups"),
    (
        Item("hearing", "с нарушением слуха", "hearing", outside="403"),
        Item("speech", "с нарушением речи", "speech", outside="404"),
        Item("severe_speech", "с тяжёлым нарушением речи", "severe speech disorders", "ТНР", outside="405"),
        Item("sight", "с нарушением зрения", "sight", outside="406"),
        Item("intellect", "с нарушением интеллекта", "intellect", outside="407"),
        Item("delayed", "с задержкой психического развития", "delayed mental development", "ЗПР", outside="408"),
        Item("autism", "с расстройством аутистического спектра", "autism spectrum disorders", "РАС", outside="409"),
        Item(
            "musculoskeletal",
            "с нарушением опорно-двигательного аппарата",
            "musculoskeletal disorders",
            "НОДА",
            outside="410",
        ),
        Item("complex", "со сложным дефектом", "complex disorders", outside="411"),
        Item("other", "другого профиля", "other", outside="412"),
    ),
    _("Outside code: row of form 85-К, section 4, edition of 2022."),
)

GROUP_REGIME = Declared(
    "group_regime",
    _("Hours of kindergarten groups"),
    (
        Item("short", "кратковременного пребывания (до 5 часов)", "short stay (up to 5 hours)", "ГКП"),
        Item("reduced", "сокращённого дня (8–10 часов)", "reduced day (8 to 10 hours)", "сокращ."),
        Item("full", "полного дня (10,5–12 часов)", "full day (10.5 to 12 hours)", "полный"),
        Item("extended", "продлённого дня (13–14 часов)", "extended day (13 to 14 hours)", "продл."),
        Item("round_clock", "круглосуточного пребывания", "round the clock", "круглосут."),
    ),
)

PROGRAMME_DIRECTION = Declared(
    "programme_direction",
    _("Directions of additional programmes"),
    (
        Item("technical", "техническая", "technical"),
        Item("natural_science", "естественно-научная", "natural science"),
        Item("tourism", "туристско-краеведческая", "tourism and local history"),
        Item("social_humanitarian", "социально-гуманитарная", "social and humanitarian"),
        Item("art", "художественная", "art"),
        Item("sport", "физкультурно-спортивная", "physical culture and sport"),
        Item(
            "social_pedagogical",
            "социально-педагогическая",
            "social and pedagogical",
            until=date(2021, 1, 1),
            retired="переименована в социально-гуманитарную",
        ),  # unverified: 1-ДОП: "before 2020"
    ),
    _("Form 1-ДОП counts a student in every direction where he studies."),
)

PROGRAMME_LEVEL = Declared(
    "programme_level",
    _("Levels of additional programmes"),
    (
        Item("introductory", "ознакомительный", "introductory"),
        Item("basic", "базовый", "basic"),
        Item("advanced", "углублённый", "advanced"),
        Item("preprofessional", "предпрофессиональный", "pre-professional"),
    ),
)

CLASSES = (
    LEVEL,
    EDUCATION_PLACE,
    FORM_OF_STUDY,
    STUDY_CONDITIONS,
    CLASS_COUNT,
    CLASS_KIND,
    FIRST_GRADE_YEAR,
    CLASS_PROFILE,
    SHIFT,
    GROUP_KIND,
    AGE_BAND,
    AGE_GROUP,
    GROUP_PROFILE,
    GROUP_REGIME,
    PROGRAMME_DIRECTION,
    PROGRAMME_LEVEL,
)
