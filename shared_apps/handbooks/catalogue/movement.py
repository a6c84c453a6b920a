"""Movement of students: where they come from, why and where they leave (ОО-1 2.8).

Grounds that tell of health, of an offence or of the commission on juveniles say what they tell (`tells`): readers
without that class see another ground (closed_values.py).
"""

from django.utils.translation import gettext_noop as _

from shared_apps.organisations.privacy import Privacy

from .declaration import Declared, Item

ADMISSION_REASON = Declared(
    "admission_reason",
    _("Where admitted students come from"),
    (
        Item("from_family", "из семьи", "from the family", "", "not_studied"),
        Item(
            "from_preschool",
            "из дошкольной образовательной организации",
            "from a kindergarten",
            "из ДОО",
            "not_studied",
        ),
        Item(
            "from_queue",
            "по направлению в порядке очереди",
            "from the queue by direction",
            "по направлению",
            "not_studied",
        ),
        Item(
            "from_same_municipality",
            "из другой организации муниципального образования",
            "from another organisation of the municipality",
            "",
            "same_region",
        ),
        Item(
            "from_same_region",
            "из организации другого муниципального образования края",
            "from another municipality of the region",
            "",
            "same_region",
        ),
        Item(
            "from_other_region",
            "из организации другого субъекта Российской Федерации",
            "from another region of Russia",
            "",
            "other_region",
        ),
        Item("from_abroad", "из организации другого государства", "from abroad", "", "abroad"),
        Item(
            "from_college", "из профессиональной образовательной организации", "from a college", "из СПО", "same_region"
        ),
        Item(
            "from_family_education",
            "с семейного образования, самообразования",
            "from family education",
            "",
            "not_studied",
        ),
        Item(
            "after_basic",
            "для получения среднего общего образования (10 класс)",
            "to the tenth grade of the same school",
            "10 класс",
            "continues",
        ),
        Item("readmitted", "восстановление после отчисления", "readmitted", "", "continues"),
        Item(
            "from_detention",
            "из специального учебно-воспитательного учреждения, воспитательной колонии",
            "from a special correctional institution",
            "",
            "other",
            tells=Privacy.SOCIAL,
        ),
        Item(
            "own_wish",
            "по заявлению на дополнительную программу",
            "by application to an additional programme",
            "",
            "continues",
        ),
        Item("other", "иное", "other", "", "other"),
    ),
    grouped_by="admission_origin",
    may_be_extended=True,
)

ADMISSION_ORIGIN = Declared(
    "admission_origin",
    _("Origins of admitted students"),
    (
        Item("not_studied", "не обучались в общеобразовательной организации", "did not study at a school"),
        Item("same_region", "в пределах края", "inside the region"),
        Item("other_region", "из других субъектов Российской Федерации", "from other regions"),
        Item("abroad", "из-за рубежа", "from abroad"),
        Item("continues", "продолжают обучение", "continue to study"),
        Item("other", "иное", "other"),
    ),
)

LEAVING_GROUP = Declared(
    "leaving_group",
    _("How leaving is counted in form ОО-1"),
    (
        Item("finished", "завершили обучение", "finished"),
        Item("another_organisation", "в другие общеобразовательные организации", "to other organisations"),
        Item("evening", "на очно-заочное (вечернее) обучение", "to evening classes"),
        Item("college", "в профессиональные образовательные организации", "to colleges"),
        Item("special", "в специальные учебно-воспитательные учреждения", "to special correctional institutions"),
        Item("family_education", "на семейное образование и самообразование", "to family education and self-education"),
        Item("work", "трудоустроились и не продолжают обучение", "work and do not study"),
        Item("expelled", "отчислены по решению организации", "expelled"),
        Item("death", "в связи со смертью", "death"),
        Item("other", "по иным причинам", "other reasons"),
    ),
    _(
        "Rows of subsection 2.8; row numbers move between editions. Those who finished are not counted there."
    ),  # unverified: ОО-1 2.8
)

LEAVING_REASON = Declared(
    "leaving_reason",
    _("Reasons of leaving"),
    (
        Item(
            "finished_preschool",
            "завершено дошкольное образование (в школу)",
            "finished preschool",
            "в школу",
            "finished",
        ),
        Item("finished_primary", "завершено начальное общее образование", "finished primary education", "", "finished"),
        Item("finished_basic", "получено основное общее образование", "finished basic education", "", "finished"),
        Item(
            "finished_secondary", "получено среднее общее образование", "finished secondary education", "", "finished"
        ),
        Item(
            "finished_special",
            "завершено обучение по адаптированной программе (свидетельство об обучении)",
            "finished an adapted programme",
            "",
            "finished",
        ),
        Item(
            "finished_programme",
            "завершена дополнительная программа",
            "finished an additional programme",
            "",
            "finished",
        ),
        Item(
            "to_school",
            "перевод в другую общеобразовательную организацию",
            "transfer to another school",
            "",
            "another_organisation",
        ),
        Item(
            "to_kindergarten",
            "перевод в другую дошкольную организацию",
            "transfer to another kindergarten",
            "",
            "another_organisation",
        ),
        Item("moved", "перемена места жительства", "moved house", "", "another_organisation"),
        Item(
            "organisation_closed",
            "ликвидация (реорганизация) организации",
            "the organisation is closed or reorganised",
            "",
            "another_organisation",
        ),
        Item(
            "to_evening",
            "переход на очно-заочное обучение в другую организацию",
            "to evening classes of another school",
            "",
            "evening",
        ),
        Item(
            "to_college",
            "поступление в профессиональную образовательную организацию",
            "to a college",
            "в СПО",
            "college",
        ),
        Item(
            "to_special",
            "направление в специальное учебно-воспитательное учреждение",
            "to a special correctional institution",
            "",
            "special",
            tells=Privacy.SOCIAL,
        ),
        Item("court", "по решению (приговору) суда", "by a court's decision", "", "special", tells=Privacy.SOCIAL),
        Item("family_education", "выбор семейного образования", "family education chosen", "", "family_education"),
        Item("self_education", "выбор самообразования", "self-education chosen", "", "family_education"),
        Item("work", "трудоустройство без продолжения обучения", "works and does not study", "", "work"),
        Item(
            "left_at_fifteen",
            "оставление школы по достижении 15 лет с согласия комиссии по делам несовершеннолетних",
            "left school at fifteen with the commission's consent",
            "с 15 лет",
            "work",
            tells=Privacy.SOCIAL,
        ),
        Item(
            "expelled", "мера дисциплинарного взыскания", "disciplinary expulsion", "", "expelled", tells=Privacy.SOCIAL
        ),
        Item(
            "admission_rules_broken",
            "нарушение порядка приёма, повлёкшее незаконное зачисление",
            "admission rules broken",
            "",
            "expelled",
        ),
        Item("left_country", "выезд за пределы Российской Федерации", "left the country", "", "other"),
        Item(
            "own_wish", "по заявлению родителей (законных представителей), обучающегося", "by application", "", "other"
        ),
        Item("health", "по состоянию здоровья", "health", "", "other", tells=Privacy.HEALTH),
        Item("no_show", "не приступил(а) к обучению", "never began", "", "other"),
        Item("death", "смерть", "death", "", "death"),
        Item("other", "иная причина", "other reason", "", "other"),
    ),
    _("Grouped 1:1 by the rows of form ОО-1, subsection 2.8."),
    grouped_by="leaving_group",
    may_be_extended=True,
)

LEAVING_DESTINATION = Declared(
    "leaving_destination",
    _("Where students leave to"),
    (
        Item("same_municipality", "организация того же муниципального образования", "same municipality"),
        Item(
            "same_region", "организация другого муниципального образования края", "another municipality of the region"
        ),
        Item("other_region", "другой субъект Российской Федерации", "another region of Russia"),
        Item("abroad", "за пределы Российской Федерации", "abroad"),
        Item("college", "профессиональная образовательная организация", "a college", "СПО"),
        Item("work", "трудоустройство", "work"),
        Item("family_education", "семейное образование, самообразование", "family education, self-education"),
        Item("none", "обучение не продолжает", "does not study further"),
        Item("unknown", "не установлено", "not known"),
    ),
)

TRANSFER_REASON = Declared(
    "transfer_reason",
    _("Reasons of transfer inside an organisation"),
    (
        Item("parents", "заявление родителей (законных представителей)", "parents' application"),
        Item(
            "commission",
            "заключение психолого-медико-педагогической комиссии",
            "conclusion of the commission",
            "ПМПК",
            tells=Privacy.HEALTH,
        ),
        Item("medical", "медицинское заключение", "medical conclusion", tells=Privacy.HEALTH),
        Item("profile", "выбор профиля обучения", "choice of a profile"),
        Item("merging", "укрупнение (объединение) классов", "classes merged"),
        Item("splitting", "разделение класса", "class split"),
        Item("other", "иная причина", "other reason"),
    ),
    may_be_extended=True,
)

ARRANGEMENT_REASON = Declared(
    "arrangement_reason",
    _("Grounds of leaves, individual plans and home study"),
    (
        Item("parents", "заявление родителей (законных представителей)", "parents' application"),
        Item(
            "medical",
            "заключение медицинской организации",
            "medical conclusion",
            "мед. заключение",
            tells=Privacy.HEALTH,
        ),
        Item(
            "commission",
            "заключение психолого-медико-педагогической комиссии",
            "conclusion of the commission",
            "ПМПК",
            tells=Privacy.HEALTH,
        ),
        Item(
            "sanatorium",
            "путёвка в санаторную организацию",
            "direction to a sanatorium",
            "путёвка",
            tells=Privacy.HEALTH,
        ),
        Item("military", "призыв на военную службу", "military service", "призыв"),
        Item("family", "семейные обстоятельства", "family circumstances"),
        Item("debt", "академическая задолженность", "academic debt"),
        Item("gifted", "ускоренное обучение", "accelerated study"),
        Item("sport", "спортивные сборы и соревнования", "sports camps and competitions"),
        Item("term_over", "окончание срока", "the term is over"),
        Item("other", "иное основание", "another ground"),
    ),
    _("Why an order arranges, or ends, a leave, an individual plan or study at home."),
    may_be_extended=True,
)

MOVEMENT = (
    ADMISSION_ORIGIN,
    ADMISSION_REASON,
    LEAVING_GROUP,
    LEAVING_REASON,
    LEAVING_DESTINATION,
    TRANSFER_REASON,
    ARRANGEMENT_REASON,
)
