"""Kinds of orders on students, and what came of a year (docs/developer/orders.md; ОО-1 2.6)."""

from django.utils.translation import gettext_noop as _

from .declaration import Declared, Item

ORDER_GROUP = Declared(
    "order_group",
    _("What orders do"),
    (
        Item("admission", "зачисление", "admission"),
        Item("placement", "распределение", "placement"),
        Item("transfer", "перевод внутри организации", "transfer inside the organisation"),
        Item("temporary", "временное выбытие", "temporary absence"),
        Item("leaving", "выбытие", "leaving"),
        Item("year_end", "окончание учебного года", "end of the year"),
        Item("cancelling", "отмена приказа", "cancelling an order"),
    ),
)

ORDER_KIND = Declared(
    "order_kind",
    _("Kinds of orders"),
    (
        Item("admission", "о зачислении", "admission", "зачисление", "admission"),
        Item(
            "admission_first_grade",
            "о зачислении в первый класс",
            "admission to the first grade",
            "в 1 класс",
            "admission",
        ),
        Item(
            "admission_tenth_grade",
            "о зачислении в десятый класс",
            "admission to the tenth grade",
            "в 10 класс",
            "admission",
        ),
        Item(
            "admission_transfer",
            "о зачислении в порядке перевода",
            "admission by transfer",
            "в порядке перевода",
            "admission",
        ),
        Item(
            "admission_kindergarten",
            "о зачислении в детский сад",
            "admission to a kindergarten",
            "в детский сад",
            "admission",
        ),
        Item(
            "admission_programme",
            "о зачислении на дополнительную общеобразовательную программу",
            "admission to an additional programme",
            "на доп. программу",
            "admission",
        ),
        Item("readmission", "о восстановлении", "readmission", "восстановление", "admission"),
        Item(
            "placement",
            "о распределении по классам (формировании классов)",
            "placement in classes",
            "по классам",
            "placement",
        ),
        Item("class_transfer", "о переводе в другой класс", "transfer to another class", "в другой класс", "transfer"),
        Item(
            "form_transfer",
            "о переводе на другую форму обучения",
            "transfer to another form of study",
            "форма обучения",
            "transfer",
        ),
        Item(
            "programme_transfer",
            "о переводе на другую образовательную программу",
            "transfer to another programme",
            "программа",
            "transfer",
        ),
        Item("individual_plan", "о переводе на индивидуальный учебный план", "individual plan", "ИУП", "transfer"),
        Item("home_study", "об организации обучения на дому", "study at home", "на дому", "transfer"),
        Item(
            "individual_plan_end",
            "о прекращении обучения по индивидуальному учебному плану",
            "end of an individual plan",
            "ИУП окончен",
            "transfer",
        ),
        Item(
            "home_study_end",
            "о прекращении обучения на дому",
            "end of study at home",
            "на дому окончено",
            "transfer",
        ),
        Item("temporary_leave", "о временном выбытии", "temporary leave", "врем. выбытие", "temporary"),
        Item("sanatorium", "о направлении в санаторную организацию", "stay in a sanatorium", "санаторий", "temporary"),
        Item(
            "academic_leave", "о предоставлении академического отпуска", "academic leave", "академ. отпуск", "temporary"
        ),
        Item("return", "о возвращении после временного выбытия", "return after a leave", "возвращение", "temporary"),
        Item("leaving", "об отчислении", "leaving", "выбытие", "leaving"),
        Item(
            "leaving_transfer",
            "об отчислении в порядке перевода",
            "leaving by transfer",
            "в порядке перевода",
            "leaving",
        ),
        Item(
            "leaving_kindergarten",
            "об отчислении из детского сада",
            "leaving a kindergarten",
            "из детского сада",
            "leaving",
        ),
        Item(
            "leaving_programme",
            "об отчислении с дополнительной программы",
            "leaving an additional programme",
            "с доп. программы",
            "leaving",
        ),
        Item(
            "leaving_family_education",
            "об отчислении в связи с выбором семейного образования (самообразования)",
            "leaving for family education or self-education",
            "семейное обр.",
            "leaving",
        ),
        Item("expulsion", "об отчислении как мере дисциплинарного взыскания", "expulsion", "взыскание", "leaving"),
        Item("death", "об исключении из списков в связи со смертью", "death of a student", "смерть", "leaving"),
        Item(
            "next_year", "о переводе в следующий класс", "transfer to the next grade", "в следующий класс", "year_end"
        ),
        Item(
            "next_year_conditional",
            "об условном переводе в следующий класс",
            "conditional transfer to the next grade",
            "условно",
            "year_end",
        ),
        Item("repeated_year", "об оставлении на повторное обучение", "repeated year", "повторно", "year_end"),
        Item(
            "debt_liquidation",
            "о ликвидации академической задолженности",
            "academic debt made up for",
            "задолженность",
            "year_end",
        ),
        Item(
            "debt_repeat",
            "об оставлении на повторное обучение в связи с неликвидированной задолженностью",
            "repeated year because of an academic debt",
            "повторно: долг",
            "year_end",
        ),
        Item(
            "basic_completion",
            "о завершении обучения по программе основного общего образования",
            "completion of basic education (grade 9)",
            "9 класс окончен",
            "year_end",
        ),
        Item("graduation", "о выпуске (об окончании обучения)", "graduation", "выпуск", "year_end"),
        Item("cancelling", "об отмене приказа", "cancelling of an order", "отмена", "cancelling"),
    ),
    _("What each kind does to enrolments is in the code of orders; names follow the heading of the printed order."),
    grouped_by="order_group",
)

YEAR_RESULT = Declared(
    "year_result",
    _("Results of an academic year"),
    (
        Item("transferred", "переведён(а) в следующий класс", "transferred"),
        Item("transferred_conditionally", "переведён(а) условно", "transferred conditionally"),
        Item("repeated", "оставлен(а) на повторное обучение", "repeats the year"),
        Item("adapted", "переведён(а) на обучение по адаптированной программе", "transferred to an adapted programme"),
        Item("individual_plan", "переведён(а) на индивидуальный учебный план", "transferred to an individual plan"),
        Item("finished", "окончил(а), получен аттестат", "finished with a certificate"),
        Item("finished_honours", "окончил(а), получен аттестат с отличием", "finished with honours"),
        Item("finished_special", "окончил(а), получено свидетельство об обучении", "finished an adapted programme"),
        Item("finished_reference", "окончил(а) со справкой об обучении", "finished with a statement only"),
        Item(
            "not_admitted",
            "не допущен(а) к государственной итоговой аттестации",
            "not admitted to the final examination",
        ),
    ),
)

CERTIFICATE = Declared(
    "education_certificate",
    _("Certificates of education"),
    (
        Item("basic", "аттестат об основном общем образовании", "certificate of basic education"),
        Item(
            "basic_honours",
            "аттестат об основном общем образовании с отличием",
            "certificate of basic education with honours",
        ),
        Item("secondary", "аттестат о среднем общем образовании", "certificate of secondary education"),
        Item(
            "secondary_honours",
            "аттестат о среднем общем образовании с отличием",
            "certificate of secondary education with honours",
        ),
        Item("special", "свидетельство об обучении", "certificate of an adapted programme"),
        Item("reference", "справка об обучении (о периоде обучения)", "statement of study"),
        Item(
            "art_school",
            "свидетельство об освоении дополнительной программы в области искусств",
            "certificate of an additional programme in arts",
        ),
    ),
)

FINAL_EXAMINATION = Declared(
    "final_examination",
    _("Results of the final examination"),
    (
        Item("passed", "пройдена (ОГЭ, ЕГЭ)", "passed", "пройдена"),
        Item("passed_special", "пройдена (ГВЭ)", "passed in the special form (ГВЭ)", "ГВЭ"),
        Item("not_held", "не проводится (адаптированная программа)", "not held: an adapted programme", "не проводится"),
        Item("failed", "не пройдена: неудовлетворительный результат", "failed", "не пройдена"),
        Item("absent", "не пройдена: не явился(ась)", "did not appear", "неявка"),
        Item("not_admitted", "не допущен(а)", "not admitted", "не допущен(а)"),
    ),
    _("273-FZ, article 59."),
)

ORDERS = (ORDER_GROUP, ORDER_KIND, YEAR_RESULT, CERTIFICATE, FINAL_EXAMINATION)
