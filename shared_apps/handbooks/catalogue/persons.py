"""Who people are: the identity part of every card (S2 appendix 1; F8)."""

from django.utils.translation import gettext_noop as _

from .declaration import Declared, Item

SEX = Declared(
    "sex",
    _("Sex"),
    (
        Item("male", "мужской", "male", "м", outside="1"),
        Item("female", "женский", "female", "ж", outside="2"),
    ),
    _("Outside code: OKIN, facet 02."),
)

IDENTITY_DOCUMENT = Declared(
    "identity_document",
    _("Identity documents"),
    (
        Item("birth_certificate", "свидетельство о рождении", "birth certificate", "св. о рожд.", "under_14", "03"),
        Item(
            "birth_certificate_foreign",
            "свидетельство о рождении, выданное уполномоченным органом иностранного государства",
            "foreign birth certificate",
            "ин. св. о рожд.",
            "under_14",
            "23",
        ),
        Item(
            "passport",
            "паспорт гражданина Российской Федерации",
            "passport of a citizen of Russia",
            "паспорт РФ",
            "citizen",
            "21",
        ),
        Item(
            "temporary_identity_card",
            "временное удостоверение личности гражданина Российской Федерации",
            "temporary identity card of a citizen of Russia",
            "врем. удост.",
            "citizen",
            "14",
        ),
        Item(
            "passport_abroad",
            "заграничный паспорт гражданина Российской Федерации",
            "Russian passport for travel abroad",
            "загранпаспорт",
            "citizen",
            "22",
        ),
        Item("military_card", "военный билет", "military card", "воен. билет", "citizen", "07"),
        Item(
            "temporary_military_card",
            "временное удостоверение, выданное взамен военного билета",
            "temporary card instead of a military card",
            "врем. воен.",
            "citizen",
            "08",
        ),
        Item(
            "military_identity_card",
            "удостоверение личности военнослужащего Российской Федерации",
            "identity card of a serviceman",
            "удост. военносл.",
            "citizen",
            "24",
        ),
        Item(
            "passport_foreign",
            "паспорт иностранного гражданина",
            "passport of a foreign citizen",
            "ин. паспорт",
            "foreigner",
            "10",
        ),
        Item(
            "residence_permit", "вид на жительство в Российской Федерации", "residence permit", "ВНЖ", "foreigner", "12"
        ),
        Item(
            "temporary_residence_permit",
            "разрешение на временное проживание в Российской Федерации",
            "temporary residence permit",
            "РВП",
            "foreigner",
            "15",
        ),
        Item(
            "refugee_application",
            "свидетельство о рассмотрении ходатайства о признании беженцем на территории Российской Федерации",
            "certificate of an application for refugee status",
            "ход. беженца",
            "foreigner",
            "11",
        ),
        Item("refugee_certificate", "удостоверение беженца", "refugee certificate", "беженец", "foreigner", "13"),
        Item(
            "temporary_asylum",
            "свидетельство о предоставлении временного убежища на территории Российской Федерации",
            "certificate of temporary asylum",
            "врем. убежище",
            "foreigner",
            "19",
        ),
        Item("other", "иной документ, удостоверяющий личность", "other identity document", "иной", "any", "91"),
    ),
    _("Outside code: the tax service's codes of identity documents."),
    grouped_by="identity_document_group",
)

IDENTITY_DOCUMENT_GROUP = Declared(
    "identity_document_group",
    _("Groups of identity documents"),
    (
        Item("under_14", "до 14 лет", "under 14"),
        Item("citizen", "граждане Российской Федерации", "citizens of Russia"),
        Item("foreigner", "иностранные граждане и лица без гражданства", "foreign citizens and stateless persons"),
        Item("any", "прочие", "others"),
    ),
)

IDENTIFIER_KIND = Declared(
    "identifier_kind",
    _("Kinds of identifiers"),
    (
        Item(
            "snils", "страховой номер индивидуального лицевого счёта", "insurance number of a personal account", "СНИЛС"
        ),
        Item("inn", "идентификационный номер налогоплательщика", "taxpayer's number", "ИНН"),
        Item(
            "medical_policy",
            "полис обязательного медицинского страхования",
            "compulsory medical insurance policy",
            "полис ОМС",
        ),
        Item(
            "kg_pin",
            "персональный идентификационный номер (Кыргызская Республика)",
            "personal number (Kyrgyz Republic)",
            "ПИН",
        ),
        Item("ogrn", "основной государственный регистрационный номер", "main state registration number", "ОГРН"),
        Item("kpp", "код причины постановки на учёт", "tax registration reason code", "КПП"),
        Item("okpo", "код по Общероссийскому классификатору предприятий и организаций", "OKPO code", "ОКПО"),
        Item("okato", "код объекта административно-территориального деления", "OKATO code", "ОКАТО"),
        Item("oktmo", "код территории муниципального образования", "OKTMO code", "ОКТМО"),
        Item("okogu", "код органа государственной власти и управления", "OKOGU code", "ОКОГУ"),
        Item("okved", "код вида экономической деятельности", "OKVED code", "ОКВЭД"),
    ),
    _("Each kind has its own check of form and control number: see identifiers.py."),
)

GUARDIAN_RELATION = Declared(
    "guardian_relation",
    _("Degree of kinship"),
    (
        Item("mother", "мать", "mother", group="parent"),
        Item("father", "отец", "father", group="parent"),
        Item("adoptive_mother", "усыновительница", "adoptive mother", group="parent"),
        Item("adoptive_father", "усыновитель", "adoptive father", group="parent"),
        Item("guardian", "опекун", "guardian (under 14)", group="lawful"),
        Item("trustee", "попечитель", "trustee (14 to 18)", group="lawful"),
        Item("foster_parent", "приёмный родитель", "foster parent", group="lawful"),
        Item(
            "organisation_representative",
            "представитель организации для детей-сирот",
            "representative of an organisation for orphans",
            group="lawful",
        ),
        Item(
            "authority_representative",
            "представитель органа опеки и попечительства",
            "representative of the guardianship authority",
            group="lawful",
        ),
        Item("stepmother", "мачеха", "stepmother", group="relative"),
        Item("stepfather", "отчим", "stepfather", group="relative"),
        Item("grandmother", "бабушка", "grandmother", group="relative"),
        Item("grandfather", "дедушка", "grandfather", group="relative"),
        Item("sister", "сестра", "sister", group="relative"),
        Item("brother", "брат", "brother", group="relative"),
        Item("aunt", "тётя", "aunt", group="relative"),
        Item("uncle", "дядя", "uncle", group="relative"),
        Item("other", "иное лицо по доверенности", "other person by power of attorney", group="relative"),
    ),
    _("Parents, guardians and trustees are lawful representatives; relatives act by power of attorney."),
    grouped_by="guardian_authority",
)

GUARDIAN_AUTHORITY = Declared(
    "guardian_authority",
    _("Who represents a student"),
    (
        Item("parent", "родитель", "parent"),
        Item("lawful", "иной законный представитель", "other lawful representative"),
        Item("relative", "не является законным представителем", "not a lawful representative"),
    ),
)

LANGUAGE = Declared(
    "language",
    _("Languages of teaching and native languages"),
    (
        Item("rus", "русский", "Russian"),
        Item("ady", "адыгейский", "Adyghe"),
        Item("hye", "армянский", "Armenian"),
        Item("aze", "азербайджанский", "Azerbaijani"),
        Item("bel", "белорусский", "Belarusian"),
        Item("kat", "грузинский", "Georgian"),
        Item("ell", "греческий", "Greek"),
        Item("kaz", "казахский", "Kazakh"),
        Item("kir", "кыргызский", "Kyrgyz"),
        Item("kmr", "курдский (курманджи)", "Kurdish (Kurmanji)"),
        Item("ron", "молдавский", "Moldavian"),
        Item("tat", "татарский", "Tatar"),
        Item("tgk", "таджикский", "Tajik"),
        Item("tur", "турецкий", "Turkish"),
        Item("uzb", "узбекский", "Uzbek"),
        Item("ukr", "украинский", "Ukrainian"),
        Item("che", "чеченский", "Chechen"),
        Item("other", "другой", "other"),
    ),
    _("Codes are those of ISO 639-3."),
    may_be_extended=True,
)

FOREIGN_LANGUAGE = Declared(
    "foreign_language",
    _("Foreign languages studied"),
    (
        Item("eng", "английский", "English"),
        Item("deu", "немецкий", "German"),
        Item("fra", "французский", "French"),
        Item("spa", "испанский", "Spanish"),
        Item("ita", "итальянский", "Italian"),
        Item("zho", "китайский", "Chinese"),
        Item("tur", "турецкий", "Turkish"),
        Item("other", "другой", "other"),
    ),
    may_be_extended=True,
)

PERSONS = (
    SEX,
    IDENTITY_DOCUMENT_GROUP,
    IDENTITY_DOCUMENT,
    IDENTIFIER_KIND,
    GUARDIAN_AUTHORITY,
    GUARDIAN_RELATION,
    LANGUAGE,
    FOREIGN_LANGUAGE,
)
