"""Employees: employment, education, categories (ОО-1 3, F5–F8)."""

from datetime import date

from django.utils.translation import gettext_noop as _

from .declaration import Declared, Item

POST_KIND = Declared(
    "post_kind",
    _("Kinds of employment"),
    (
        Item("main", "основное место работы", "main", "основная"),
        Item("internal", "внутреннее совместительство", "internal part-time", "внутр. совм."),
        Item("external", "внешнее совместительство", "external part-time", "внеш. совм."),
        Item("combining", "совмещение должностей", "combining of posts", "совмещение"),
        Item("substituting", "исполнение обязанностей временно отсутствующего", "substituting", "и. о."),
        Item("civil_contract", "договор гражданско-правового характера", "civil-law contract", "ГПД"),
    ),
    _("Staff tables of the forms count the main place of work only."),
)

MAIN_SUBJECT = Declared(
    "main_subject",
    _("Main subjects of teachers"),
    (
        Item("primary", "начальные классы", "primary grades"),
        Item("russian", "русский язык и литература", "Russian and literature"),
        Item("native_language", "родной язык", "native language"),
        Item("history", "история, обществознание, право, экономика", "history and social studies"),
        Item("informatics", "информатика", "informatics"),
        Item("physics", "физика", "physics"),
        Item("mathematics", "математика", "mathematics"),
        Item("chemistry", "химия", "chemistry"),
        Item("geography", "география", "geography"),
        Item("biology", "биология", "biology"),
        Item("english", "английский язык", "English"),
        Item("german", "немецкий язык", "German"),
        Item("french", "французский язык", "French"),
        Item("other_language", "другой иностранный язык", "another foreign language"),
        Item("pe", "физическая культура", "physical culture"),
        Item("labour", "труд (технология)", "labour (technology)"),
        Item("music", "музыка", "music"),
        Item("art", "изобразительное искусство, черчение", "fine arts and drawing"),
        Item("safety", "основы безопасности и защиты Родины", "safety and defence"),
        Item("kuban_studies", "кубановедение", "Kuban studies"),
        Item("other", "прочие предметы", "other subjects"),
    ),
    _("Rows of teachers in form ОО-1, section 3; a teacher of several subjects is counted once, by the main load."),
    may_be_extended=True,
)

QUALIFICATION = Declared(
    "qualification",
    _("Qualification categories"),
    (
        Item("highest", "высшая категория", "highest category", "высшая"),
        Item("first", "первая категория", "first category", "первая"),
        Item(
            "second",
            "вторая категория",
            "second category",
            "вторая",
            until=date(2016, 1, 1),
            retired="больше не присваивается",
        ),
        Item("conforms", "соответствие занимаемой должности", "conforms to the post", "СЗД"),
        Item("methodist", "педагог-методист", "teacher methodologist", since=date(2023, 9, 1)),
        Item("mentor", "педагог-наставник", "teacher mentor", since=date(2023, 9, 1)),
    ),
    _("Order of 24.03.2023 No 196; the forms count methodologists and mentors in the highest category."),
)

STAFF_EDUCATION = Declared(
    "staff_education",
    _("Education of employees and guardians"),
    (
        Item("postgraduate", "высшее — подготовка кадров высшей квалификации", "postgraduate", "", "higher"),
        Item("master", "высшее — магистратура", "master", "", "higher"),
        Item("specialist", "высшее — специалитет", "specialist", "", "higher"),
        Item("bachelor", "высшее — бакалавриат", "bachelor", "", "higher"),
        Item(
            "vocational_specialist",
            "среднее профессиональное (специалисты среднего звена)",
            "secondary vocational, specialist",
            "СПО ППССЗ",
            "vocational",
        ),
        Item(
            "vocational_worker",
            "среднее профессиональное (квалифицированные рабочие)",
            "secondary vocational, worker",
            "СПО ППКРС",
            "vocational",
        ),
        Item("secondary", "среднее общее", "secondary general", "", "general"),
        Item("basic", "основное общее", "basic general", "", "general"),
        Item("none", "не имеет основного общего", "below basic general", "", "general"),
    ),
    grouped_by="staff_education_group",
)

STAFF_EDUCATION_GROUP = Declared(
    "staff_education_group",
    _("Groups of education"),
    (
        Item("higher", "высшее", "higher"),
        Item("vocational", "среднее профессиональное", "secondary vocational"),
        Item("general", "общее", "general"),
    ),
)

ACADEMIC_DEGREE = Declared(
    "academic_degree",
    _("Academic degrees"),
    (
        Item("doctor", "доктор наук", "doctor of sciences"),
        Item("candidate", "кандидат наук", "candidate of sciences"),
        Item("phd", "PhD", "PhD"),
    ),
)

ACADEMIC_TITLE = Declared(
    "academic_title",
    _("Academic titles"),
    (Item("professor", "профессор", "professor"), Item("docent", "доцент", "associate professor")),
)

STAFF_LEAVING_REASON = Declared(
    "staff_leaving_reason",
    _("Reasons of dismissal"),
    (
        Item("own_wish", "по собственному желанию", "own wish"),
        Item("agreement", "по соглашению сторон", "by agreement"),
        Item("term", "истечение срока трудового договора", "end of the contract's term"),
        Item("transfer", "перевод к другому работодателю", "transfer to another employer"),
        Item("retirement", "выход на пенсию", "retirement"),
        Item("reduction", "сокращение численности или штата", "staff reduction"),
        Item("closing", "ликвидация организации", "closing of the organisation"),
        Item("employer", "по инициативе работодателя (виновные действия)", "employer's initiative"),
        Item("ban", "ограничение на занятие педагогической деятельностью", "ban on teaching"),
        Item("death", "смерть", "death"),
        Item("other", "иное основание", "other ground"),
    ),
    may_be_extended=True,
)

STAFF_ORIGIN = Declared(
    "staff_origin",
    _("Where employees come from"),
    (
        Item("graduate_higher", "выпускник организации высшего образования", "graduate with higher education"),
        Item(
            "graduate_vocational",
            "выпускник организации среднего профессионального образования",
            "graduate of a college",
        ),
        Item("other_organisation", "из другой образовательной организации", "from another educational organisation"),
        Item("other_field", "из другой отрасли", "from another field"),
        Item("not_working", "не работал(а)", "did not work"),
    ),
)

STAFF_LEAVE = Declared(
    "staff_leave",
    _("Long leaves"),
    (
        Item("maternity", "отпуск по беременности и родам", "maternity leave"),
        Item("childcare", "отпуск по уходу за ребёнком", "childcare leave"),
        Item("long_teaching", "длительный отпуск педагогического работника до одного года", "long leave of a teacher"),
        Item("military", "военная служба", "military service"),
        Item("unpaid", "отпуск без сохранения заработной платы", "unpaid leave"),
    ),
)

MARITAL_STATUS = Declared(
    "marital_status",
    _("Family status"),
    (
        Item("single", "не состоит в браке", "single"),
        Item("married", "состоит в зарегистрированном браке", "married"),
        Item("divorced", "разведён(а)", "divorced"),
        Item("widowed", "вдовец (вдова)", "widowed"),
    ),
)

AWARD = Declared(
    "award",
    _("Awards"),
    (
        Item("honoured_teacher_russia", "заслуженный учитель Российской Федерации", "Honoured Teacher of Russia"),
        Item("peoples_teacher_russia", "народный учитель Российской Федерации", "People's Teacher of Russia"),
        Item("honoured_teacher_kuban", "заслуженный учитель Кубани", "Honoured Teacher of Kuban"),
        Item(
            "honorary_worker",
            "почётный работник воспитания и просвещения Российской Федерации",
            "Honorary Worker of Education",
        ),
        Item("excellence", "отличник просвещения", "Excellence in Education"),
        Item(
            "ministry_diploma",
            "почётная грамота министерства просвещения Российской Федерации",
            "diploma of the federal ministry",
        ),
        Item("region_diploma", "почётная грамота министерства образования края", "diploma of the regional ministry"),
        Item("municipal_diploma", "почётная грамота муниципального образования", "diploma of the municipality"),
        Item("other", "иная награда", "other award"),
    ),
    may_be_extended=True,
)

STAFF_COURSE = Declared(
    "staff_course",
    _("Kinds of courses of employees"),
    (
        Item("refresher", "повышение квалификации", "refresher course", "ПК"),
        Item("retraining", "профессиональная переподготовка", "professional retraining", "переподготовка"),
        Item("internship", "стажировка", "internship"),
        Item("seminar", "семинар, вебинар", "seminar"),
    ),
)

ATTESTATION_OUTCOME = Declared(
    "attestation_outcome",
    _("Outcomes of attestation"),
    (
        Item("granted", "категория установлена (соответствует должности)", "granted", "установлена"),
        Item("refused", "отказано в установлении категории (не соответствует должности)", "refused", "отказано"),
        Item("withdrawn", "заявление отозвано", "withdrawn", "отозвано"),
    ),
)

METHODICAL_WORK = Declared(
    "methodical_work",
    _("Methodical works and projects"),
    (
        Item("development", "методическая разработка", "methodical development"),
        Item("programme", "авторская (рабочая) программа", "programme"),
        Item("project", "проект", "project"),
        Item("publication", "публикация", "publication"),
        Item("open_lesson", "открытый урок, мастер-класс", "open lesson, master class"),
        Item("report", "выступление, доклад", "report"),
        Item("contest", "участие в профессиональном конкурсе", "professional contest"),
        Item("other", "иная работа", "other work"),
    ),
    may_be_extended=True,
)

STAFF = (
    POST_KIND,
    MAIN_SUBJECT,
    QUALIFICATION,
    STAFF_EDUCATION_GROUP,
    STAFF_EDUCATION,
    ACADEMIC_DEGREE,
    ACADEMIC_TITLE,
    STAFF_LEAVING_REASON,
    STAFF_ORIGIN,
    STAFF_LEAVE,
    MARITAL_STATUS,
    AWARD,
    STAFF_COURSE,
    ATTESTATION_OUTCOME,
    METHODICAL_WORK,
)
