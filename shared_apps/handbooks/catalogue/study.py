"""How students study beside the class: extended day, boarding, transport; kinds of circumstances and of files.

Source: Krasnodar order, appendix 1 (card of a student); F8 (pupil).
"""

from django.utils.translation import gettext_noop as _

from .declaration import Declared, Item

EXTENDED_DAY = Declared(
    "extended_day",
    _("Extended day"),
    (
        Item("extended_free", "посещает группу продлённого дня бесплатно", "attends, free of charge", "ГПД"),
        Item("extended_paid", "посещает группу продлённого дня платно", "attends, paid by the family", "ГПД, плата"),
        Item(
            "extended_reduced",
            "посещает группу продлённого дня со снижением платы",
            "attends, at a reduced price",
            "ГПД, льгота",
        ),
    ),
)

BOARDING = Declared(
    "boarding",
    _("Boarding"),
    (
        Item("boarding_week", "проживает в интернате пять дней в неделю", "boards five days a week", "5 дней"),
        Item("boarding_always", "проживает в интернате круглосуточно", "boards all the time", "круглосуточно"),
    ),
)

TRANSPORT = Declared(
    "transport",
    _("Way to the organisation"),
    (
        Item("school_bus", "подвоз школьным автобусом", "school bus", "школьный автобус"),
        Item("hired_bus", "подвоз транспортом по договору", "hired transport", "по договору"),
        Item("public_transport", "общественный транспорт с возмещением проезда", "public transport, paid back", "ОТ"),
        Item("needs_transport", "нуждается в подвозе, подвоз не организован", "needs transport, has none", "нужен"),
    ),
    _("Only of those who live too far to walk. The route is written as a note."),
)

MEALS = Declared(
    "meals",
    _("Meals"),
    (
        Item("meals_paid", "за счёт родителей", "paid by parents", "платное"),
        Item("meals_free", "бесплатное", "free of charge", "бесплатное"),
        Item("meals_reduced", "льготное, с доплатой родителей", "reduced, parents pay a part", "льготное"),
        Item(
            "meals_compensation", "денежная компенсация или набор продуктов", "paid out or given as food", "компенсация"
        ),
        Item("meals_none", "не питается в организации", "does not eat in the organisation", "нет"),
    ),
    _("273-FZ, article 37. On what ground meals are free stands among social circumstances."),
)

HOME_COMPUTER = Declared(
    "home_computer",
    _("Computer at home"),
    (
        Item("computer_online", "есть, с выходом в интернет", "yes, with the Internet", "с интернетом"),
        Item("computer_offline", "есть, без выхода в интернет", "yes, without the Internet", "без интернета"),
        Item("phone_only", "только телефон или планшет", "a phone or a tablet only", "телефон"),
        Item("no_computer", "нет", "no", "нет"),
    ),
)

EDUCATION_CIRCUMSTANCE = Declared(
    "education_circumstance",
    _("Circumstances of study"),
    (
        Item("study_conditions", "условия обучения", "conditions of study"),
        Item("native_language", "изучаемый родной язык", "native language studied"),
        Item("foreign_language_1", "первый иностранный язык", "first foreign language"),
        Item("foreign_language_2", "второй иностранный язык", "second foreign language"),
        Item("foreign_language_3", "третий иностранный язык", "third foreign language"),
        Item("extended_day", "группа продлённого дня", "extended day"),
        Item("boarding", "интернат", "boarding"),
        Item("transport", "подвоз", "transport"),
        Item("meals", "питание", "meals"),
        Item("home_computer", "компьютер дома", "computer at home"),
    ),
    _("Form of study, family education and self-education stand in the class; the language of teaching too."),
)

HEALTH_CIRCUMSTANCE = Declared(
    "health_circumstance",
    _("Circumstances of health"),
    (
        Item("health_group", "группа здоровья", "health group"),
        Item("pe_group", "физкультурная группа", "group for physical education"),
        Item("ovz", "ограниченные возможности здоровья", "limited health abilities", "ОВЗ"),
        Item("disability", "инвалидность", "disability"),
        Item("rehabilitation", "программа реабилитации (ИПРА)", "programme of rehabilitation", "ИПРА"),
        Item("disease", "заболевание", "disease"),
    ),
)

SOCIAL_CIRCUMSTANCE = Declared(
    "social_circumstance",
    _("Social circumstances"),
    (
        Item("family", "состав семьи", "composition of the family"),
        Item("social_category", "социальное положение", "social position"),
        Item("orphan", "сиротство и опека", "orphanhood"),
        Item("preventive_record", "профилактический учёт", "preventive record"),
        Item("behaviour", "девиантное поведение", "deviant behaviour"),
    ),
)

CARD_FILE_KIND = Declared(
    "card_file_kind",
    _("Kinds of files in cards"),
    (
        Item("photo", "фотография", "photo"),
        Item("identity_document", "документ, удостоверяющий личность", "identity document"),
        Item("registration", "документ о регистрации по месту жительства", "document of registration"),
        Item("snils", "СНИЛС", "insurance number (СНИЛС)"),
        Item("medical_policy", "медицинский полис", "medical policy"),
        Item("name_change", "документ о перемене имени", "document of a change of name"),
        Item("education", "документ об образовании, личное дело", "document of education, personal file"),
        Item("application", "заявление", "application"),
        Item("pmpk", "заключение ПМПК", "conclusion of ПМПК"),
        Item("mse", "справка МСЭ", "certificate of МСЭ"),
        Item("ipra", "ИПРА", "programme of rehabilitation"),
        Item("medical", "медицинский документ", "medical document"),
        Item("custody", "решение суда или органа опеки", "decision on custody"),
        Item("family", "документ о составе и положении семьи", "document of the family's position"),
        Item("diploma", "диплом об образовании и о квалификации", "diploma of education and qualification"),
        Item("qualification", "документ об аттестации, курсах, наградах", "document of attestation, courses, awards"),
        Item("employment", "трудовой договор, трудовая книжка", "employment contract, employment record book"),
        Item("medical_book", "личная медицинская книжка, медицинский осмотр", "medical record book, examination"),
        Item("no_record", "справка об отсутствии судимости", "certificate of no criminal record"),
    ),
    _("The kind decides who opens the file."),
)

STUDY = (
    EXTENDED_DAY,
    BOARDING,
    TRANSPORT,
    MEALS,
    HOME_COMPUTER,
    EDUCATION_CIRCUMSTANCE,
    HEALTH_CIRCUMSTANCE,
    SOCIAL_CIRCUMSTANCE,
    CARD_FILE_KIND,
)
