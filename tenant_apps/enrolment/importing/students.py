"""The columns of students (S2 appendix 1 §1.1; product.md §10.3), with the titles that schools give them."""

import re
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.organisations.privacy import Privacy

from .choices import choice
from .class_labels import ClassLabel, class_label, letter_cell
from .columns import Catalogue, ImportColumn, RowContext
from .names import full_name, name_part
from .text import CYRILLIC_TWINS, to_cyrillic
from .values import (
    email,
    event_date,
    identifier,
    number_text,
    order_number,
    past_date,
    phone,
    series_and_number,
    sex,
    shift,
    text,
)

DOCUMENT_ALIASES: Final = {
    "паспорт": "passport",
    "паспорт РФ": "passport",
    "паспорт гражданина РФ": "passport",
    "свидетельство о рождении": "birth_certificate",
    "свидетельство о рождении РФ": "birth_certificate",
    "свидетельство": "birth_certificate",
    "св-во о рождении": "birth_certificate",
    "св. о рождении": "birth_certificate",
    "свид. о рождении": "birth_certificate",
    "свид-во о рождении": "birth_certificate",
    "св-во о рожд.": "birth_certificate",
    "иностранный паспорт": "passport_foreign",
    "вид на жительство": "residence_permit",
    "РВП": "temporary_residence_permit",
}
CITIZENSHIP_ALIASES: Final = {
    "РФ": "ru",
    "Россия": "ru",
    "Российская Федерация": "ru",
    "российское": "ru",
    "гражданин РФ": "ru",
    "гражданство РФ": "ru",
    "Белоруссия": "by",
    "Республика Беларусь": "by",
    "Молдавия": "md",
    "Кыргызстан": "kg",
    "Кыргызская Республика": "kg",
    "Туркменистан": "tm",
    "без гражданства": "stateless",
    "лбг": "stateless",
}


def _column(code: str, *synonyms: str, **declared: Any) -> ImportColumn:
    return ImportColumn(code=code, synonyms=synonyms, **declared)


COLUMNS: Final = (
    _column(
        "surname", "Фамилия", "Фамилия ребёнка", "Фамилия обучающегося", "Фамилия ученика", "Фамилия воспитанника",
        "Фам", "Surname", "Last name",
        title=gettext_lazy("Surname"), parser=name_part, privacy=Privacy.IDENTITY, required=True, width=20, sample="Иванова",
    ),
    _column(
        "given_name", "Имя", "Имя ребёнка", "Имя обучающегося", "Имя ученика", "Имя воспитанника", "Given name", "First name",
        title=gettext_lazy("Given name"), parser=name_part, privacy=Privacy.IDENTITY, required=True, width=16, sample="Мария",
    ),
    _column(
        "patronymic", "Отчество", "Отчество ребёнка", "Отчество обучающегося", "Отчество ученика", "Отчество воспитанника",
        "Отчество при наличии", "Отч", "Patronymic", "Middle name",
        title=gettext_lazy("Patronymic"), parser=name_part, privacy=Privacy.IDENTITY, width=18, sample="Петровна",
        explanation=gettext_lazy("Leave empty if the document has none."),
    ),
    _column(
        "full_name", "ФИО", "Ф.И.О.", "Ф И О", "Фамилия Имя Отчество", "Фамилия, имя, отчество", "ФИО ребёнка",
        "ФИО обучающегося", "ФИО ученика", "ФИО учащегося", "ФИО воспитанника", "Ф.И.О. полностью", "ФИО полностью",
        "Фамилия Имя", "Фамилия и имя", "Фамилия, имя, отчество обучающегося", "Фамилия, имя, отчество ребёнка",
        "Фамилия, имя, отчество учащегося", "Фамилия, имя, отчество ученика", "Список обучающихся", "Full name",
        title=gettext_lazy("Full name"), parser=full_name, privacy=Privacy.IDENTITY, secondary=True,
        gives=("surname", "given_name", "patronymic"), yields_to=("surname", "given_name"),
    ),
    _column(
        "birth_date", "Дата рождения", "Д.р.", "ДР", "Дата рожд.", "Число, месяц, год рождения", "День рождения",
        "Дата рождения ребёнка", "Дата рождения обучающегося", "Дата рождения ученика", "Рождён", "Birth date", "Date of birth",
        title=gettext_lazy("Birth date"), parser=past_date, privacy=Privacy.IDENTITY, required=True, look="date", width=14,
        sample="01.09.2014",
    ),
    _column(
        "sex", "Пол", "Пол (м/ж)", "Пол ребёнка", "м/ж", "Sex", "Gender",
        title=gettext_lazy("Sex"), parser=sex, privacy=Privacy.IDENTITY, required=True, handbook="sex", look="choice", width=10,
        sample="женский", explanation=gettext_lazy("м or ж; words are understood too."),
    ),
    _column(
        "class", "Класс", "Класс обучения", "Класс/группа", "Класс, группа", "Группа", "Название класса", "Класс (группа)",
        "Параллель", "Класс и литера", "Class",
        title=gettext_lazy("Class"), parser=class_label, privacy=Privacy.OFFICIAL, required=True, width=12, sample="5А",
        explanation=gettext_lazy("Grade and letter, or the name of the group. The class must exist in Svod already."),
    ),
    _column(
        "class_letter", "Литера", "Буква", "Литера класса", "Буква класса", "Литер", "Letter",
        title=gettext_lazy("Letter of the class"), parser=letter_cell, privacy=Privacy.OFFICIAL, secondary=True,
    ),
    _column(
        "enrolled_on", "Дата зачисления", "Зачислен", "Дата приёма", "Дата поступления", "Дата прибытия", "Зачислен с",
        "Принят", "Дата начала обучения", "Дата зачисления в школу", "Дата зачисления в ОО", "Enrolled on",
        title=gettext_lazy("Date of enrolment"), parser=event_date, privacy=Privacy.OFFICIAL, required=True, look="date",
        width=14, sample="01.09.2026",
    ),
    _column(
        "order_number", "№ приказа", "Номер приказа", "Приказ", "Приказ о зачислении", "№ приказа о зачислении",
        "Номер приказа о зачислении", "Приказ №", "Order number",
        title=gettext_lazy("Order number"), parser=order_number, privacy=Privacy.OFFICIAL, width=12, sample="45-у",
        explanation=gettext_lazy("Of the order of admission. Without it Svod makes one order for the whole file."),
    ),
    _column(
        "order_date", "Дата приказа", "Дата приказа о зачислении", "Приказ от", "Order date",
        title=gettext_lazy("Order date"), parser=event_date, privacy=Privacy.OFFICIAL, look="date", width=14, sample="28.08.2026",
    ),
    _column(
        "file_number", "№ личного дела", "Номер личного дела", "Личное дело", "Личное дело №", "Л/д", "№ л/д", "№ дела",
        "Номер в алфавитной книге", "File number",
        title=gettext_lazy("Number of the personal file"), parser=number_text, privacy=Privacy.OFFICIAL, width=14, sample="И-17",
    ),
    _column(
        "shift", "Смена", "Смена обучения", "Shift",
        title=gettext_lazy("Shift"), parser=shift, privacy=Privacy.OFFICIAL, handbook="shift", look="choice", width=10, sample="первая",
    ),
    _column(
        "document_kind", "Тип документа", "Вид документа", "Документ", "Документ, удостоверяющий личность",
        "Документ (тип)", "Наименование документа", "Вид документа, удостоверяющего личность", "Document",
        title=gettext_lazy("Kind of document"), parser=choice(DOCUMENT_ALIASES), privacy=Privacy.DOCUMENT,
        handbook="identity_document", look="choice", width=26, sample="свидетельство о рождении",
    ),
    _column(
        "document_series", "Серия", "Серия документа", "Документ серия", "Серия паспорта", "Серия свидетельства", "Series",
        title=gettext_lazy("Series"), parser=number_text, privacy=Privacy.DOCUMENT, width=10, sample="III-АГ",
    ),
    _column(
        "document_number", "Номер", "Номер документа", "№ документа", "Документ номер", "Номер паспорта", "Номер свидетельства",
        "Number",
        title=gettext_lazy("Number"), parser=number_text, privacy=Privacy.DOCUMENT, width=12, sample="123456",
    ),
    _column(
        "document_series_and_number", "Серия и номер", "Серия, номер", "Серия №", "Серия и номер документа",
        "Серия, номер документа", "Серия и № документа", "Документ серия и номер", "Серия и номер паспорта",
        "Серия и номер свидетельства", "Серия и номер свидетельства о рождении", "Паспорт серия и номер",
        title=gettext_lazy("Series and number"), parser=series_and_number, privacy=Privacy.DOCUMENT, secondary=True,
        gives=("document_series", "document_number"), yields_to=("document_number",),
    ),
    _column(
        "document_issued_on", "Дата выдачи", "Дата выдачи документа", "Когда выдан", "Документ дата выдачи", "Выдан (дата)",
        "Issued on",
        title=gettext_lazy("Date of issue"), parser=past_date, privacy=Privacy.DOCUMENT, look="date", width=14, sample="12.10.2014",
    ),
    _column(
        "document_issued_by", "Кем выдан", "Кем выдан документ", "Документ кем выдан", "Орган, выдавший документ", "Выдан",
        "Issued by",
        title=gettext_lazy("Issued by"), parser=text, privacy=Privacy.DOCUMENT, width=30, sample="Отдел ЗАГС г. Горячий Ключ",
    ),
    _column(
        "snils", "СНИЛС", "СНИЛС ребёнка", "№ СНИЛС", "Номер СНИЛС", "СНИЛС обучающегося", "Страховой номер",
        "Страховое свидетельство", "SNILS",
        title=gettext_lazy("SNILS"), parser=identifier("snils"), privacy=Privacy.DOCUMENT, width=16, sample="112-233-445 95",
    ),
    _column(
        "citizenship", "Гражданство", "Гражданство ребёнка", "Страна гражданства", "Citizenship",
        title=gettext_lazy("Citizenship"), parser=choice(CITIZENSHIP_ALIASES), privacy=Privacy.IDENTITY, handbook="citizenship",
        look="choice", width=14, sample="Россия",
    ),
    _column(
        "registered_address", "Адрес регистрации", "Адрес по прописке", "Прописка", "Место регистрации", "Адрес прописки",
        "Адрес регистрации по месту жительства", "Registered address",
        title=gettext_lazy("Address of registration"), parser=text, privacy=Privacy.CONTACT, width=36,
        sample="г. Горячий Ключ, ул. Ленина, д. 1, кв. 2",
    ),
    _column(
        "actual_address", "Адрес проживания", "Адрес", "Фактический адрес", "Место жительства", "Домашний адрес",
        "Адрес места жительства", "Адрес фактического проживания", "Место проживания", "Actual address", "Address",
        title=gettext_lazy("Address of residence"), parser=text, privacy=Privacy.CONTACT, width=36,
        sample="г. Горячий Ключ, ул. Ленина, д. 1, кв. 2",
    ),
    _column(
        "phone", "Телефон", "Тел.", "Контактный телефон", "Мобильный телефон", "Мобильный", "Номер телефона", "Телефон ребёнка",
        "Сотовый телефон", "Phone",
        title=gettext_lazy("Phone"), parser=phone, privacy=Privacy.CONTACT, width=18, sample="8 (918) 123-45-67", drop_if_bad=True,
    ),
    _column(
        "email", "Email", "E-mail", "Электронная почта", "Эл. почта", "Почта", "Адрес электронной почты", "Мейл",
        title=gettext_lazy("E-mail"), parser=email, privacy=Privacy.CONTACT, width=22, sample="ivanova@example.ru", drop_if_bad=True,
    ),
    _column(
        "medical_policy", "Полис", "Полис ОМС", "№ полиса", "Номер полиса", "Медицинский полис", "Номер полиса ОМС", "Medical policy",
        title=gettext_lazy("Medical policy"), parser=identifier("medical_policy"), privacy=Privacy.DOCUMENT, width=20,
        sample="2345678901234560", drop_if_bad=True,
    ),
    _column(
        "insurer", "Страховая", "Страховая компания", "Страховая организация", "Страховщик", "СМО", "Insurer",
        title=gettext_lazy("Insurer"), parser=text, privacy=Privacy.DOCUMENT, width=24, sample="АО «Страховая компания»",
    ),
)  # fmt: skip


def join_class_and_letter(cells: dict[str, Any], row: RowContext) -> None:
    """Files with a column «Литера» have the grade alone in «Класс»."""
    letter, label = cells.pop("class_letter", None), cells.get("class")
    if letter and isinstance(label, ClassLabel) and label.grade is not None and not label.letter:
        cells["class"] = ClassLabel.of(label.grade, letter)


def restore_document_zeros(cells: dict[str, Any], row: RowContext) -> None:
    """Excel takes zeros from the beginning of numbers: a Russian passport has 4 + 6 digits, a certificate 6."""
    kind = cells.get("document_kind")
    series, number = cells.get("document_series"), cells.get("document_number")
    if kind not in ("passport", "birth_certificate"):
        return
    if number and number.isdigit() and len(number) < 6 and isinstance(row.raw.get("document_number"), int | float):
        number = cells["document_number"] = number.zfill(6)
    if kind == "birth_certificate":
        if series and (found := re.fullmatch(r"([IVXLIІVХXСCЛL]+)\s*[-–— ]?\s*([^\W\d_]{2})", series.upper())):
            roman = found[1].replace("І", "I").translate(CYRILLIC_TWINS)
            cells["document_series"] = f"{roman}-{to_cyrillic(found[2])}"
        return
    if series:
        digits = re.sub(r"\s", "", series)
        if digits.isdigit() and len(digits) < 4 and isinstance(row.raw.get("document_series"), int | float):
            digits = digits.zfill(4)
        cells["document_series"] = digits
        if not re.fullmatch(r"\d{4}", digits):
            row.error(
                "document_series",
                "document.series",
                _("The series of a Russian passport has 4 digits."),
                _("Correct the series."),
            )
    if number and not re.fullmatch(r"\d{6}", number):
        row.error(
            "document_number",
            "document.number",
            _("The number of a Russian passport has 6 digits."),
            _("Correct the number."),
        )


def dates_follow_each_other(cells: dict[str, Any], row: RowContext) -> None:
    """Nobody is enrolled or gets a document before birth."""
    born: date | None = cells.get("birth_date")
    if born is None:
        return
    if (enrolled := cells.get("enrolled_on")) and enrolled <= born:
        row.error(
            "enrolled_on",
            "date.before_birth",
            _("The date of enrolment is not after the birth date."),
            _("Correct one of the dates."),
        )
    if (issued := cells.get("document_issued_on")) and issued < born:
        row.error(
            "document_issued_on",
            "date.before_birth",
            _("The document was issued before the birth date."),
            _("Correct one of the dates."),
        )


def age_fits_the_grade(cells: dict[str, Any], row: RowContext) -> None:
    """A slip in the year of birth shows as an age that the grade does not have. Only a note: repeaters and evening classes exist."""
    label, born, enrolled = cells.get("class"), cells.get("birth_date"), cells.get("enrolled_on")
    if not isinstance(label, ClassLabel) or label.grade is None or not born or not enrolled or enrolled <= born:
        return
    age = enrolled.year - born.year - ((enrolled.month, enrolled.day) < (born.month, born.day))
    if not label.grade + 4 <= age <= label.grade + 9:
        row.note(
            "birth_date",
            "class.unusual_age",
            _("%(age)s years is an unusual age for grade %(grade)s.") % {"age": age, "grade": label.grade},
            _("Check the year of birth and the class."),
        )


def sex_fits_the_patronymic(cells: dict[str, Any], row: RowContext) -> None:
    """«Петровна» and «м» in one row: one of them is a slip."""
    patronymic = (cells.get("patronymic") or "").casefold()
    implied = (
        "female" if patronymic.endswith(("вна", "чна", "кызы", "гызы"))
        else "male" if patronymic.endswith(("вич", "ьич", "оглы", "оглу", "уулу"))
        else None
    )  # fmt: skip
    if implied and cells.get("sex") and cells["sex"] != implied:
        row.note("sex", "sex.patronymic", _("The sex does not fit the patronymic."), _("Check both."))


STUDENTS: Final = Catalogue(
    code="students",
    title=gettext_lazy("Students"),
    columns=COLUMNS,
    identity=("surname", "given_name", "patronymic", "birth_date"),
    distinct=(
        ("snils",),
        ("file_number",),
        ("medical_policy",),
        ("document_kind", "document_series", "document_number"),
    ),
    checks=(
        join_class_and_letter,
        restore_document_zeros,
        dates_follow_each_other,
        age_fits_the_grade,
        sex_fits_the_patronymic,
    ),
)
