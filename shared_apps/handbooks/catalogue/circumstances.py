"""Circumstances of students: health and family (closed data) as the forms count them (85-К, F3–F4)."""

from django.utils.translation import gettext_noop as _

from .declaration import Declared, Item

HEALTH_GROUP = Declared(
    "health_group",
    _("Health groups"),
    (
        Item("i", "I группа", "group I", "I"),
        Item("ii", "II группа", "group II", "II"),
        Item("iii", "III группа", "group III", "III"),
        Item("iv", "IV группа", "group IV", "IV"),
        Item("v", "V группа", "group V", "V"),
    ),
)

PE_GROUP = Declared(
    "pe_group",
    _("Groups for physical education"),
    (
        Item("main", "основная", "main"),
        Item("preparatory", "подготовительная", "preparatory"),
        Item("special_a", "специальная «А»", "special A", "спец. А"),
        Item("special_b", "специальная «Б»", "special B", "спец. Б"),
        Item("exempt", "освобождён(а)", "exempt", "освоб."),
    ),
)

OVZ_CATEGORY = Declared(
    "ovz_category",
    _("Limited health abilities: categories"),
    (
        Item("deaf", "глухие", "deaf"),
        Item("hard_of_hearing", "слабослышащие и позднооглохшие", "hard of hearing"),
        Item("blind", "слепые", "blind"),
        Item("low_vision", "слабовидящие", "low vision"),
        Item("severe_speech", "с тяжёлыми нарушениями речи", "severe speech disorders", "ТНР"),
        Item("musculoskeletal", "с нарушениями опорно-двигательного аппарата", "musculoskeletal disorders", "НОДА"),
        Item("delayed", "с задержкой психического развития", "delayed mental development", "ЗПР"),
        Item("autism", "с расстройствами аутистического спектра", "autism spectrum disorders", "РАС"),
        Item(
            "intellectual", "с умственной отсталостью (интеллектуальными нарушениями)", "intellectual disability", "УО"
        ),
        Item("multiple", "со сложными дефектами (ТМНР)", "multiple disorders", "ТМНР"),
        Item("other", "с иными ограничениями здоровья", "other limitations"),
    ),
    _("By the conclusion of the commission (ПМПК); disability is a separate attribute."),
)

_VARIANTS = {  # category -> variants of the adapted programme (F3)
    "deaf": ("1.1", "1.2", "1.3", "1.4"),
    "hard_of_hearing": ("2.1", "2.2", "2.3"),
    "blind": ("3.1", "3.2", "3.3", "3.4"),
    "low_vision": ("4.1", "4.2", "4.3"),
    "severe_speech": ("5.1", "5.2", "5.3"),
    "musculoskeletal": ("6.1", "6.2", "6.3", "6.4"),
    "delayed": ("7.1", "7.2"),
    "autism": ("8.1", "8.2", "8.3", "8.4"),
}

OVZ_VARIANT = Declared(
    "ovz_variant",
    _("Variants of adapted programmes"),
    (
        *(
            Item(
                f"v{variant.replace('.', '_')}", f"вариант {variant}", f"variant {variant}", variant, category, variant
            )
            for category, variants in _VARIANTS.items()
            for variant in variants
        ),
        Item(
            "uo_1",
            "умственная отсталость, вариант 1",
            "intellectual disability, variant 1",
            "УО 1",
            "intellectual",
            "УО-1",
        ),
        Item(
            "uo_2",
            "умственная отсталость, вариант 2",
            "intellectual disability, variant 2",
            "УО 2",
            "intellectual",
            "УО-2",
        ),
    ),
    _("Outside code: number of the variant in the federal standard."),
    grouped_by="ovz_category",
)

DISABILITY = Declared(
    "disability",
    _("Disability"),
    (
        Item("child", "ребёнок-инвалид", "child with a disability"),
        Item("group_1", "инвалид I группы", "disability, group I"),
        Item("group_2", "инвалид II группы", "disability, group II"),
        Item("group_3", "инвалид III группы", "disability, group III"),
        Item("since_childhood", "инвалид с детства", "disabled since childhood"),
    ),
    _("By the certificate of medical and social expertise, with its term; independent of limited health abilities."),
)

FAMILY_KIND = Declared(
    "family_kind",
    _("Composition of the family"),
    (
        Item("complete", "полная", "complete"),
        Item("one_parent", "неполная", "one parent"),
        Item("single_mother", "одинокая мать", "single mother"),
        Item("foster", "приёмная семья", "foster family"),
        Item("guardian", "под опекой (попечительством)", "under guardianship"),
        Item("institution", "воспитывается в организации для детей-сирот", "in an organisation for orphans"),
    ),
)

SOCIAL_CATEGORY = Declared(
    "social_category",
    _("Social position"),
    (
        Item("large_family", "многодетная семья", "large family"),
        Item("low_income", "малоимущая семья", "low-income family"),
        Item("military_family", "семья военнослужащего", "serviceman's family"),
        Item(
            "special_operation_family",
            "семья участника специальной военной операции",
            "family of a participant of the special military operation",
        ),
        Item("refugee", "беженец, вынужденный переселенец", "refugee or displaced person"),
        Item("migrant", "из семьи мигрантов", "migrant family"),
        Item("chernobyl", "пострадал(а) от радиационной катастрофы", "affected by a radiation disaster"),
        Item("parent_disabled", "родитель — инвалид", "parent with a disability"),
        Item("at_risk", "семья, находящаяся в социально опасном положении", "family in a socially dangerous position"),
        Item("hard_situation", "ребёнок, находящийся в трудной жизненной ситуации", "child in a hard life situation"),
    ),
    may_be_extended=True,
)

ORPHAN_STATUS = Declared(
    "orphan_status",
    _("Orphans and children without parental care"),
    (
        Item("orphan", "ребёнок-сирота", "orphan"),
        Item("without_care", "ребёнок, оставшийся без попечения родителей", "child without parental care"),
        Item(
            "grown_up",
            "лицо из числа детей-сирот и детей, оставшихся без попечения родителей",
            "person of the former orphans",
        ),
    ),
)

PREVENTIVE_RECORD = Declared(
    "preventive_record",
    _("Preventive records"),
    (
        Item("school", "внутришкольный учёт", "the school's record", "ВШУ"),
        Item("commission", "комиссия по делам несовершеннолетних и защите их прав", "commission on minors", "КДНиЗП"),
        Item(
            "police",
            "подразделение по делам несовершеннолетних органов внутренних дел",
            "police department for minors",
            "ПДН",
        ),
        Item("guardianship", "орган опеки и попечительства", "guardianship authority", "опека"),
        Item("narcologist", "врач психиатр-нарколог", "narcologist", "нарколог"),
    ),
)

DEVIANT_BEHAVIOUR = Declared(
    "deviant_behaviour",
    _("Deviant behaviour"),
    (
        Item("truancy", "систематические пропуски занятий без уважительной причины", "truancy", "пропуски"),
        Item("conflicts", "нарушения дисциплины, конфликты со сверстниками", "breaches of discipline", "дисциплина"),
        Item("running_away", "самовольные уходы из дома", "running away from home", "уходы"),
        Item("substances", "употребление психоактивных веществ", "use of psychoactive substances", "ПАВ"),
        Item("offence", "совершённое правонарушение", "an offence", "правонарушение"),
        Item("self_harm", "самоповреждающее поведение", "self-harm", "самоповреждение"),
        Item("other_behaviour", "иное отклоняющееся поведение", "other deviant behaviour", "иное"),
    ),
    _("Krasnodar order, appendix 1: card of a student."),
)

DISEASE = Declared(
    "disease",
    _("Diseases"),
    (
        Item("infectious", "инфекционные и паразитарные болезни", "infectious diseases", "", "", "A00–B99"),
        Item("neoplasms", "новообразования", "neoplasms", "", "", "C00–D48"),
        Item("blood", "болезни крови и иммунные нарушения", "diseases of the blood", "", "", "D50–D89"),
        Item("endocrine", "болезни эндокринной системы (диабет и другие)", "endocrine diseases", "", "", "E00–E90"),
        Item("mental", "психические расстройства", "mental disorders", "", "", "F00–F99"),
        Item("nervous", "болезни нервной системы (эпилепсия и другие)", "diseases of the nerves", "", "", "G00–G99"),
        Item("eye", "болезни глаза", "diseases of the eye", "", "", "H00–H59"),
        Item("ear", "болезни уха", "diseases of the ear", "", "", "H60–H95"),
        Item("circulatory", "болезни системы кровообращения", "diseases of the circulation", "", "", "I00–I99"),
        Item("respiratory", "болезни органов дыхания (астма и другие)", "respiratory diseases", "", "", "J00–J99"),
        Item("digestive", "болезни органов пищеварения", "digestive diseases", "", "", "K00–K93"),
        Item("skin", "болезни кожи", "diseases of the skin", "", "", "L00–L99"),
        Item("bones", "болезни костно-мышечной системы", "diseases of bones and muscles", "", "", "M00–M99"),
        Item("genitourinary", "болезни мочеполовой системы", "genitourinary diseases", "", "", "N00–N99"),
        Item("congenital", "врождённые аномалии", "congenital anomalies", "", "", "Q00–Q99"),
        Item("allergy", "аллергия", "allergy", "", "", "T78"),
        Item("other_disease", "иное заболевание", "another disease"),
    ),
    _("Outside code: chapters of ICD-10. What exactly is written as a note."),
)

REHABILITATION_PROGRAMME = Declared(
    "rehabilitation_programme",
    _("Individual programmes of rehabilitation"),
    (
        Item("of_child", "ИПРА ребёнка-инвалида", "of a child with a disability"),
        Item("of_adult", "ИПРА инвалида", "of an adult with a disability"),
    ),
    _("Issued with the certificate of medical and social expertise."),
)

CUSTODY_LIMIT = Declared(
    "custody_limit",
    _("Limits of guardians' rights"),
    (
        Item("deprived", "лишён(а) родительских прав", "deprived of parental rights"),
        Item("restricted", "ограничен(а) в родительских правах", "restricted in parental rights"),
        Item("no_contact", "общение с ребёнком запрещено решением суда", "contact forbidden by a court"),
        Item("lives_apart", "ребёнок по решению суда проживает с другим родителем", "lives with the other parent"),
        Item("removed", "отстранён(а) от исполнения обязанностей опекуна", "removed from guardianship"),
    ),
    _("By a decision of a court or of the guardianship authority."),
)

CIRCUMSTANCES = (
    HEALTH_GROUP,
    PE_GROUP,
    OVZ_CATEGORY,
    OVZ_VARIANT,
    DISABILITY,
    FAMILY_KIND,
    SOCIAL_CATEGORY,
    ORPHAN_STATUS,
    PREVENTIVE_RECORD,
    DEVIANT_BEHAVIOUR,
    DISEASE,
    REHABILITATION_PROGRAMME,
    CUSTODY_LIMIT,
)
