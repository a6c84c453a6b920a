"""The columns of employees: who, by which posts, with what education and category (S2 5.6).

One row is one post; who holds two posts stands in two rows. Education, category and courses may stand in any of them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.importing.choices import choice, several, yes_and_no
from shared_apps.importing.columns import Catalogue, CellContext, ImportColumn
from shared_apps.importing.dates import date_column
from shared_apps.importing.problems import CellRefused
from shared_apps.importing.text import Cell, as_text, title_key
from shared_apps.importing.values import (
    decimal_number,
    event_date,
    identifier,
    number_text,
    order_number,
    past_date,
    phone,
    text,
    yes_or_no,
)
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.names import search_key

from .card_columns import COLUMNS as OF_STUDENTS
from .employee_titles import EMPLOYEE_TITLES
from .students_checks import restore_document_zeros, sex_fits_the_patronymic

_OF_STUDENTS: Final = {column.code: column for column in OF_STUDENTS}
OFFICIAL: Final = Privacy.OFFICIAL

KIND_ALIASES: Final = {
    "основной": "main",
    "основное": "main",
    "основной работник": "main",
    "штатный": "main",
    "постоянно": "main",
    "совместитель": "external",
    "внешний совместитель": "external",
    "внешнее совместительство": "external",
    "внутренний совместитель": "internal",
    "внутреннее совместительство": "internal",
    "совмещение": "combining",
    "договор гпх": "civil_contract",
    "гпх": "civil_contract",
}
CATEGORY_ALIASES: Final = {
    "высшая": "highest",
    "высшая кв. категория": "highest",
    "первая": "first",
    "1": "first",
    "I": "first",
    "1 категория": "first",
    "СЗД": "conforms",
    "соответствие": "conforms",
    "соответствие занимаемой должности": "conforms",
    "соответствует": "conforms",
}
NARROWED: Final = {
    "высшее": "specialist",
    "высшее профессиональное": "specialist",
    "высшее педагогическое": "specialist",
    "среднее профессиональное": "vocational_specialist",
    "среднее специальное": "vocational_specialist",
    "среднее профессиональное педагогическое": "vocational_specialist",
    "СПО": "vocational_specialist",
}
"""What lists say of education, though the handbook is finer; taken with a remark."""
_NARROWED_KEYS: Final = {title_key(spelling): code for spelling, code in NARROWED.items()}
_LEVEL: Final = choice()
_POST: Final = choice({"учитель начальных классов": "teacher", "учитель-предметник": "teacher"})


def post(cell: Cell, context: CellContext) -> str:
    """A post by the handbook; «учитель математики» is a teacher, and the subject belongs to its own column."""
    try:
        return _POST(cell, context)
    except CellRefused:
        if as_text(cell).casefold().startswith("учитель ") and any(one.code == "teacher" for one in context.options):
            context.note(
                "post.subject_left", _("The post is “teacher”."), _("Write the subject in the column of subjects.")
            )
            return "teacher"
        raise


def level(cell: Cell, context: CellContext) -> str:
    """The level of education; of «высшее» the usual one, with a remark."""
    code = _NARROWED_KEYS.get(title_key(as_text(cell)))
    option = next((one for one in context.options if one.code == code), None)
    if option is None:
        return _LEVEL(cell, context)
    context.note(
        "education.taken_as", _("“%(text)s” is taken as “%(name)s”.") % {"text": as_text(cell), "name": option.name},
        _("Correct it in the card if the diploma says otherwise."),
    )  # fmt: skip
    return option.code


_LONG_AGO = date_column(latest=lambda today: today)


def service(cell: Cell, context: CellContext) -> date:
    """Since when service counts: a number of full years today, or the day itself.

    :raises CellRefused: `service.unclear`
    """
    if not isinstance(cell, date):
        try:
            years = int(decimal_number(cell, context))
        except CellRefused:
            years = -1
        if 0 <= years <= 80:
            today = context.today
            return today.replace(year=today.year - years, day=min(today.day, 28))
    try:
        return _LONG_AGO(cell, context.today)
    except CellRefused:
        raise CellRefused(
            "service.unclear", _("“%(text)s” is no length of service.") % {"text": as_text(cell)},
            _("Write the number of full years, or the day since which it counts."),
        ) from None  # fmt: skip


def _column(code: str, **declared: Any) -> ImportColumn:
    return ImportColumn(code=code, synonyms=EMPLOYEE_TITLES[code], **declared)


def _as_of_students(code: str, **otherwise: Any) -> ImportColumn:
    known = _OF_STUDENTS[code]
    names = ("title", "parser", "privacy", "required", "handbook", "look", "width", "sample", "drop_if_bad")
    more = ("explanation", "gives", "yields_to", "secondary")
    return _column(code, **{name: getattr(known, name) for name in (*names, *more)} | otherwise)


def _plain(code: str, title: Any, parser: Any = text, privacy: Privacy = OFFICIAL, **otherwise: Any) -> ImportColumn:
    return _column(code, title=title, parser=parser, privacy=privacy, **otherwise)


def _day(code: str, title: Any, parser: Any = event_date, **otherwise: Any) -> ImportColumn:
    return _plain(code, title, parser, look="date", **{"width": 14} | otherwise)


def _listed(code: str, title: Any, handbook: str, parser: Any, **otherwise: Any) -> ImportColumn:
    return _plain(code, title, parser, handbook=handbook, look="choice", **otherwise)


def _columns() -> Sequence[ImportColumn]:
    return (
        _as_of_students("surname", sample="Петрова"),
        _as_of_students("given_name", sample="Елена"),
        _as_of_students("patronymic", sample="Викторовна"),
        _as_of_students("full_name"),
        _as_of_students("birth_date", sample="14.05.1985"),
        _as_of_students("sex"),
        _listed("post", pgettext_lazy("import", "Post"), "post", post, required=True, width=24, sample="учитель"),
        _listed(
            "kind", pgettext_lazy("import", "Kind of employment"), "post_kind", choice(KIND_ALIASES), width=24,
            sample="основное место работы", explanation=gettext_lazy("Empty: the main place of work."),
        ),
        _plain(
            "rate", pgettext_lazy("import", "Rate"), decimal_number, width=10, sample="1",
            explanation=gettext_lazy("In posts: 1; 0,5. Empty: 1."),
        ),
        _day("since", pgettext_lazy("import", "Taken on"), required=True, sample="01.09.2015"),
        _day("until", pgettext_lazy("import", "Last day of the post"), secondary=True),
        _plain("order_number", pgettext_lazy("import", "Order number"), order_number, width=12, sample="17-л"),
        _day("order_date", pgettext_lazy("import", "Order date"), sample="31.08.2015"),
        _listed("origin", pgettext_lazy("import", "Where taken on from"), "staff_origin", choice(), secondary=True),
        _plain("personnel_number", pgettext_lazy("import", "Personnel number"), number_text, width=12, sample="0042"),
        _as_of_students("snils"),
        _plain(
            "inn", pgettext_lazy("import", "INN of the person"), identifier("inn"), Privacy.DOCUMENT, width=16,
            sample="500100732259",
        ),
        _listed(
            "subjects", pgettext_lazy("import", "Subjects taught"), "main_subject", several(choice()), width=26,
            sample="математика",
            explanation=gettext_lazy("Several are divided by a semicolon; the first is the main one."),
        ),
        _plain("hours", pgettext_lazy("import", "Hours a week"), decimal_number, width=10, sample="18"),
        _listed(
            "level", pgettext_lazy("import", "Education"), "staff_education", level, width=24,
            sample="высшее — специалитет",
        ),
        _listed(
            "is_pedagogical", pgettext_lazy("import", "Pedagogical education"), "yes_no", yes_or_no, options=yes_and_no,
            takes_no=True, width=12, sample="да",
        ),
        _plain("institution", pgettext_lazy("import", "Educational institution"), width=28, sample="КубГУ"),
        _plain("speciality", pgettext_lazy("import", "Speciality by the diploma"), width=24, sample="Математика"),
        _plain("diploma_qualification", pgettext_lazy("import", "Qualification by the diploma"), secondary=True),
        _plain(
            "diploma", pgettext_lazy("import", "Number of the diploma"), number_text, Privacy.DOCUMENT, width=18,
            sample="ВСГ 1234567",
        ),
        _day("diploma_date", pgettext_lazy("import", "Date of the diploma"), past_date, sample="25.06.2007"),
        _listed(
            "category", pgettext_lazy("import", "Category"), "qualification", choice(CATEGORY_ALIASES), width=20,
            sample="высшая категория",
        ),
        _day(
            "category_on", pgettext_lazy("import", "Date of the category"), past_date, sample="20.12.2023",
            explanation=gettext_lazy("Needed where a category is written: its term counts from this day."),
        ),
        _plain("category_order", pgettext_lazy("import", "Order of the category"), order_number, sample="2345"),
        _plain(
            "service", pgettext_lazy("import", "Service in all"), service, width=12, sample="18",
            explanation=gettext_lazy("Full years today, or the day since which it counts."),
        ),
        _plain("teaching", pgettext_lazy("import", "Teaching service"), service, width=12, sample="16"),
        _plain("course", pgettext_lazy("import", "Refresher course"), width=30, sample="Обновлённые ФГОС"),
        _plain("course_hours", pgettext_lazy("import", "Hours of the course"), decimal_number, width=10, sample="72"),
        _day("course_ended_on", pgettext_lazy("import", "End of the course"), past_date, sample="20.03.2026"),
        _plain(
            "course_document", pgettext_lazy("import", "Certificate of the course"), number_text, Privacy.DOCUMENT,
            secondary=True,
        ),
        _listed("degree", pgettext_lazy("import", "Academic degree"), "academic_degree", choice(), secondary=True),
        _day("degree_on", pgettext_lazy("import", "Degree awarded on"), past_date, secondary=True),
        _listed("academic_title", pgettext_lazy("import", "Academic title"), "academic_title", choice(), width=16),
        _day("title_on", pgettext_lazy("import", "Title awarded on"), past_date, secondary=True),
        _listed(
            "award", pgettext_lazy("import", "Award"), "award", choice(), width=26, sample="отличник просвещения",
            explanation=gettext_lazy("One in a row; further ones stand in further rows of the same person."),
        ),
        _plain("award_name", pgettext_lazy("import", "Name of the award"), width=24),
        _day("award_on", pgettext_lazy("import", "Award given on"), past_date),
        _plain(
            "award_document", pgettext_lazy("import", "Certificate of the award"), number_text, Privacy.DOCUMENT,
            secondary=True,
        ),
        _listed(
            "marital_status", pgettext_lazy("import", "Family status"), "marital_status", choice(),
            privacy=Privacy.SOCIAL, width=16,
        ),
        *(_as_of_students(code) for code in ("document_kind", "document_series", "document_number")),
        _as_of_students("document_series_and_number"),
        *(_as_of_students(code) for code in ("document_issued_on", "document_issued_by", "citizenship", "changed_on")),
        *(_as_of_students(code) for code in ("birth_place", "phone", "home_phone")),
        _plain(
            "work_phone", pgettext_lazy("import", "Work phone"), phone, Privacy.CONTACT, width=18, drop_if_bad=True,
        ),
        *(_as_of_students(code) for code in ("email", "registered_address", "actual_address")),
    )  # fmt: skip


EMPLOYEES: Final = Catalogue(
    code="employees",
    title=pgettext_lazy("import", "Employees"),
    columns=tuple(_columns()),
    identity=("surname", "given_name", "patronymic", "birth_date"),
    distinct=(("snils",), ("inn",), ("document_kind", "document_series", "document_number")),
    checks=(restore_document_zeros, sex_fits_the_patronymic),
    normal=search_key,
    repeatable=True,
)
