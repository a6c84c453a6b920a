"""What organisations are (S2 appendix 1, card of an organisation; F1–F2)."""

from django.utils.translation import gettext_noop as _

from .declaration import Declared, Item

ORGANISATION_KIND = Declared(
    "organisation_kind",
    _("Kinds of organisations"),
    (
        Item("school", "общеобразовательная организация", "school", "школа"),
        Item("kindergarten", "дошкольная образовательная организация", "kindergarten", "детский сад"),
        Item("centre", "организация дополнительного образования", "out-of-school centre", "центр"),
        Item("college", "профессиональная образовательная организация", "college", "колледж"),
        Item("other", "иная организация", "other organisation", "иная"),
    ),
    _("The broad kind decides which pages and forms an organisation has."),
)

ORGANISATION_TYPE = Declared(
    "organisation_type",
    _("Types of organisations"),
    (
        Item("school_primary", "начальная общеобразовательная школа", "primary school", "НОШ", "school"),
        Item("school_basic", "основная общеобразовательная школа", "basic school", "ООШ", "school"),
        Item("school_secondary", "средняя общеобразовательная школа", "secondary school", "СОШ", "school"),
        Item(
            "school_advanced",
            "школа с углублённым изучением отдельных предметов",
            "school with advanced subjects",
            "СОШ с УИОП",
            "school",
        ),
        Item("gymnasium", "гимназия", "gymnasium", "гимназия", "school"),
        Item("lyceum", "лицей", "lyceum", "лицей", "school"),
        Item("education_centre", "центр образования", "education centre", "ЦО", "school"),
        Item(
            "school_kindergarten", "начальная школа — детский сад", "primary school with kindergarten", "НШДС", "school"
        ),
        Item("boarding_school", "школа-интернат", "boarding school", "интернат", "school"),
        Item("cadet_school", "кадетская школа (школа-интернат)", "cadet school", "кадетская школа", "school"),
        Item("cadet_corps", "кадетский корпус", "cadet corps", "кадетский корпус", "school"),
        Item("cossack_cadet_corps", "казачий кадетский корпус", "Cossack cadet corps", "казачий корпус", "school"),
        Item("sanatorium_school", "санаторная школа-интернат", "sanatorium boarding school", "санаторная", "school"),
        Item(
            "special_needs_school",
            "школа (школа-интернат) для обучающихся с ОВЗ",
            "school for students with special needs",
            "школа для ОВЗ",
            "school",
        ),
        Item(
            "special_closed_school",
            "специальное учебно-воспитательное учреждение",
            "special correctional school",
            "спецшкола",
            "school",
        ),
        Item("evening_school", "вечерняя (сменная) школа", "evening (shift) school", "вечерняя", "school"),
        Item(
            "penal_school", "школа при исправительном учреждении", "school at a penal institution", "при ИУ", "school"
        ),
        Item(
            "kindergarten_general",
            "детский сад общеразвивающего вида",
            "kindergarten, general",
            "детский сад",
            "kindergarten",
        ),
        Item(
            "kindergarten_combined",
            "детский сад комбинированного вида",
            "kindergarten, combined",
            "д/с комб.",
            "kindergarten",
        ),
        Item(
            "kindergarten_compensating",
            "детский сад компенсирующего вида",
            "kindergarten, compensating",
            "д/с комп.",
            "kindergarten",
        ),
        Item(
            "kindergarten_supervision",
            "детский сад присмотра и оздоровления",
            "kindergarten, care and health",
            "д/с оздор.",
            "kindergarten",
        ),
        Item(
            "child_development_centre",
            "центр развития ребёнка — детский сад",
            "child development centre",
            "ЦРР",
            "kindergarten",
        ),
        Item(
            "creativity_centre",
            "центр (дворец, дом) детского творчества",
            "children's creativity centre",
            "ЦДТ",
            "centre",
        ),
        Item(
            "additional_centre", "центр дополнительного образования", "centre of additional education", "ЦДО", "centre"
        ),
        Item("technical_station", "станция (центр) юных техников", "young technicians' station", "СЮТ", "centre"),
        Item(
            "naturalist_station",
            "станция юных натуралистов (эколого-биологический центр)",
            "young naturalists' station",
            "СЮН",
            "centre",
        ),
        Item("tourism_centre", "центр туризма и экскурсий", "tourism and local history centre", "ЦТЭ", "centre"),
        Item("art_school", "детская школа искусств", "children's school of arts", "ДШИ", "centre"),
        Item("music_school", "детская музыкальная школа", "children's music school", "ДМШ", "centre"),
        Item("painting_school", "детская художественная школа", "children's school of fine arts", "ДХШ", "centre"),
        Item("sports_school", "спортивная школа", "sports school", "СШ", "centre"),
        Item("gifted_centre", "центр по работе с одарёнными детьми", "centre for gifted children", "ЦОД", "centre"),
        Item("college", "колледж (техникум)", "college", "СПО", "college"),
        Item("other", "иной тип", "other type", "иной", "other"),
    ),
    _("What an organisation is by its charter; forms ОО-1 and 1-ДОП take their flags from here."),
    grouped_by="organisation_kind",
)

LOCALITY = Declared(
    "locality",
    _("Urban and rural"),
    (
        Item("urban", "городское поселение", "urban settlement", "город"),
        Item("rural", "сельская местность", "rural area", "село"),
    ),
    _("Where the organisation stands, not where the student lives: the slice of every federal form."),
)

SETTLEMENT_KIND = Declared(
    "settlement_kind",
    _("Kinds of settlements"),
    (
        Item("city", "город", "city", "г.", "urban"),
        Item("urban_settlement", "посёлок городского типа", "urban-type settlement", "пгт", "urban"),
        Item("resort_settlement", "курортный посёлок", "resort settlement", "кп", "urban"),
        Item("stanitsa", "станица", "stanitsa", "ст-ца", "rural"),
        Item("village", "село", "village", "с.", "rural"),
        Item("khutor", "хутор", "khutor", "х.", "rural"),
        Item("settlement", "посёлок", "settlement", "п.", "rural"),
        Item("aul", "аул", "aul", "аул", "rural"),
        Item("derevnya", "деревня", "hamlet", "д.", "rural"),
        Item("railway_station", "железнодорожная станция (разъезд)", "railway station", "ж/д ст.", "rural"),
    ),
    grouped_by="locality",
)

LEGAL_FORM = Declared(
    "legal_form",
    _("Legal forms (OKOPF)"),
    (
        Item(
            "municipal_budgetary",
            "муниципальное бюджетное учреждение",
            "municipal budgetary institution",
            "МБУ",
            outside="75403",
        ),
        Item(
            "municipal_autonomous",
            "муниципальное автономное учреждение",
            "municipal autonomous institution",
            "МАУ",
            outside="75401",
        ),
        Item(
            "municipal_treasury",
            "муниципальное казённое учреждение",
            "municipal treasury institution",
            "МКУ",
            outside="75404",
        ),
        Item(
            "state_budgetary",
            "государственное бюджетное учреждение субъекта РФ",
            "state budgetary institution",
            "ГБУ",
            outside="75203",
        ),
        Item(
            "state_autonomous",
            "государственное автономное учреждение субъекта РФ",
            "state autonomous institution",
            "ГАУ",
            outside="75201",
        ),
        Item(
            "state_treasury",
            "государственное казённое учреждение субъекта РФ",
            "state treasury institution",
            "ГКУ",
            outside="75204",
        ),
        Item(
            "federal_budgetary",
            "федеральное государственное бюджетное учреждение",
            "federal budgetary institution",
            "ФГБУ",
            outside="75103",
        ),
        Item(
            "federal_treasury",
            "федеральное государственное казённое учреждение",
            "federal treasury institution",
            "ФГКУ",
            outside="75104",
        ),
        Item("private_institution", "частное учреждение", "private institution", "ЧУ", outside="75500"),
        Item(
            "autonomous_nonprofit",
            "автономная некоммерческая организация",
            "autonomous non-profit organisation",
            "АНО",
            outside="71400",
        ),
        Item(
            "limited_company",
            "общество с ограниченной ответственностью",
            "limited liability company",
            "ООО",
            outside="12300",
        ),
        Item("sole_trader", "индивидуальный предприниматель", "sole trader", "ИП", outside="50102"),
    ),
    _("Outside code: OKOPF. The codes are unverified: check them against the current classifier."),  # unverified: F1
)

OWNERSHIP = Declared(
    "ownership",
    _("Forms of ownership (OKFS)"),
    (
        Item("federal", "федеральная собственность", "federal", outside="12"),
        Item("regional", "собственность субъекта Российской Федерации", "regional", outside="13"),
        Item("municipal", "муниципальная собственность", "municipal", outside="14"),
        Item("private", "частная собственность", "private", outside="16"),
    ),
    _("Outside code: OKFS. The codes are unverified: check them against the current classifier."),  # unverified: F1
)

ORGANISATION_STATUS = Declared(
    "organisation_status",
    _("How an organisation works"),
    (
        Item("working", "функционирует", "works"),
        Item("capital_repair", "капитальный ремонт", "under capital repair"),
        Item("reconstruction", "реконструкция", "under reconstruction"),
        Item("suspended", "деятельность приостановлена", "suspended"),
        Item("not_opened", "контингент отсутствует", "has no students"),
        Item("awaiting_opening", "ожидает открытия", "awaits opening"),
        Item("liquidating", "в стадии ликвидации (реорганизации)", "being closed or reorganised"),
    ),
)

FUNDING = Declared(
    "funding",
    _("Who pays for education"),
    (
        Item("budget", "за счёт бюджета", "budget", "бюджет"),
        Item("municipal_task", "по социальному заказу (муниципальному заданию)", "social order", "соцзаказ"),
        Item("certificate", "по сертификату персонифицированного финансирования", "personal certificate", "ПФДО"),
        Item("paid", "по договору об оказании платных услуг", "paid contract", "платно"),
    ),
)

WEEK = Declared(
    "school_week",
    _("Length of the school week"),
    (
        Item("five", "пятидневная", "five days", "5 дней"),
        Item("six", "шестидневная", "six days", "6 дней"),
    ),
)

BUILDING_PURPOSE = Declared(
    "building_purpose",
    _("What buildings are used for"),
    (
        Item("teaching", "учебный корпус", "teaching building"),
        Item("kindergarten", "здание дошкольных групп", "kindergarten building"),
        Item("boarding", "общежитие (интернат)", "boarding house"),
        Item("sports", "спортивный корпус", "sports building"),
        Item("workshop", "мастерские", "workshops"),
        Item("canteen", "столовая", "canteen"),
        Item("utility", "хозяйственная постройка", "utility building"),
        Item("other", "иное здание", "other building"),
    ),
)

ORGANISATIONS = (
    ORGANISATION_KIND,
    ORGANISATION_TYPE,
    ORGANISATION_STATUS,
    LOCALITY,
    SETTLEMENT_KIND,
    LEGAL_FORM,
    OWNERSHIP,
    FUNDING,
    WEEK,
    BUILDING_PURPOSE,
)
