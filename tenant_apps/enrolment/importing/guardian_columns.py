"""The columns of guardians: whose they are, who they are, what they may (S2 appendix 1 §1.1).

One row is one guardian of one child; a guardian of three children stands in three rows.
"""

from typing import Any, Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.importing.choices import choice, yes_and_no
from shared_apps.importing.columns import Catalogue, ImportColumn
from shared_apps.importing.values import event_date, identifier, number_text, past_date, phone, sex, text, yes_or_no
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.names import search_key

from .card_columns import COLUMNS as OF_STUDENTS
from .guardian_titles import GUARDIAN_TITLES
from .names import full_name, name_part
from .students_checks import restore_document_zeros, sex_fits_the_patronymic

_OF_STUDENTS: Final = {column.code: column for column in OF_STUDENTS}

RELATION_ALIASES: Final = {
    "мама": "mother",
    "папа": "father",
    "бабушка": "grandmother",
    "дед": "grandfather",
    "дедушка": "grandfather",
    "опекунша": "guardian",
    "приёмная мать": "foster_parent",
    "приёмный отец": "foster_parent",
    "тетя": "aunt",
    "дядя": "uncle",
    "доверенное лицо": "other",
}
FEMALE: Final = frozenset({"mother", "adoptive_mother", "stepmother", "grandmother", "sister", "aunt"})
MALE: Final = frozenset({"father", "adoptive_father", "stepfather", "grandfather", "brother", "uncle"})


def _column(code: str, **declared: Any) -> ImportColumn:
    return ImportColumn(code=code, synonyms=GUARDIAN_TITLES[code], **declared)


def _as_of_students(code: str, **otherwise: Any) -> ImportColumn:
    """A column of the card that students have too, under the titles of guardians."""
    known = _OF_STUDENTS[code]
    names = ("title", "parser", "privacy", "handbook", "look", "width", "sample", "explanation", "drop_if_bad")
    more = ("gives", "yields_to", "secondary")
    return _column(code, **{name: getattr(known, name) for name in (*names, *more)} | otherwise)


CHILD: Final = (
    _column(
        "child_file_number", title=pgettext_lazy("import", "Number of the child's personal file"), parser=number_text,
        privacy=Privacy.OFFICIAL, width=14, sample="И-17",
        explanation=gettext_lazy("Of the child: the number, or SNILS, or the full name with the birth date."),
    ),
    _column(
        "child_snils", title=pgettext_lazy("import", "SNILS of the child"), parser=identifier("snils"),
        privacy=Privacy.DOCUMENT, width=16, sample="112-233-445 95",
    ),
    _column(
        "child_full_name", title=pgettext_lazy("import", "Full name of the child"), parser=full_name,
        privacy=Privacy.IDENTITY, width=30, sample="Иванова Мария Петровна",
        gives=("child_surname", "child_given_name", "child_patronymic"),
        yields_to=("child_surname", "child_given_name"),
    ),
    _column(
        "child_surname", title=pgettext_lazy("import", "Surname of the child"), parser=name_part,
        privacy=Privacy.IDENTITY, secondary=True,
    ),
    _column(
        "child_given_name", title=pgettext_lazy("import", "Given name of the child"), parser=name_part,
        privacy=Privacy.IDENTITY, secondary=True,
    ),
    _column(
        "child_patronymic", title=pgettext_lazy("import", "Patronymic of the child"), parser=name_part,
        privacy=Privacy.IDENTITY, secondary=True,
    ),
    _column(
        "child_birth_date", title=pgettext_lazy("import", "Birth date of the child"), parser=past_date,
        privacy=Privacy.IDENTITY, look="date", width=14, sample="01.09.2014",
    ),
)  # fmt: skip

GUARDIAN: Final = (
    _as_of_students("surname", sample="Иванова", required=True),
    _as_of_students("given_name", sample="Ольга", required=True),
    _as_of_students("patronymic", sample="Сергеевна"),
    _as_of_students("full_name"),
    _column(
        "relation", title=pgettext_lazy("import", "Degree of kinship"), parser=choice(RELATION_ALIASES),
        privacy=Privacy.SOCIAL, required=True, handbook="guardian_relation", look="choice", width=18, sample="мать",
    ),
    _as_of_students("birth_date", sample="14.05.1985"),
    _column(
        "sex", title=pgettext_lazy("import", "Sex"), parser=sex, privacy=Privacy.IDENTITY, handbook="sex",
        look="choice", width=10, sample="женский",
        explanation=gettext_lazy("Not needed where the degree of kinship or the patronymic tells it."),
    ),
    _column(
        "is_legal", title=pgettext_lazy("import", "Legal representative"), parser=yes_or_no, privacy=Privacy.SOCIAL,
        handbook="yes_no", options=yes_and_no, look="choice", takes_no=True, width=12, sample="да",
        explanation=gettext_lazy("да or нет; empty: by the degree of kinship."),
    ),
    _column(
        "may_collect", title=pgettext_lazy("import", "May collect the child"), parser=yes_or_no,
        privacy=Privacy.SOCIAL, handbook="yes_no", options=yes_and_no, look="choice", takes_no=True, width=12,
        sample="да",
    ),
    _column(
        "may_see", title=pgettext_lazy("import", "May know of the child"), parser=yes_or_no, privacy=Privacy.SOCIAL,
        handbook="yes_no", options=yes_and_no, look="choice", takes_no=True, width=12, sample="да",
        explanation=gettext_lazy("нет: the guardian opens no card of the child in the personal account."),
    ),
    _column(
        "custody_limit", title=pgettext_lazy("import", "Limit of rights"), parser=choice(), privacy=Privacy.SOCIAL,
        handbook="custody_limit", look="choice", width=20,
        explanation=gettext_lazy("By a decision of a court; the document must be named."),
    ),
    _column(
        "basis", title=pgettext_lazy("import", "Document of authority"), parser=text, privacy=Privacy.SOCIAL, width=28,
        explanation=gettext_lazy("Decision of a court, power of attorney: number and date."),
    ),
    _column(
        "since", title=pgettext_lazy("import", "Representative since"), parser=event_date, privacy=Privacy.OFFICIAL,
        look="date", width=14, explanation=gettext_lazy("Empty: from the day of the import."),
    ),
    *(_as_of_students(code) for code in ("document_kind", "document_series", "document_number")),
    _as_of_students("document_series_and_number"),
    *(_as_of_students(code) for code in ("document_issued_on", "document_issued_by", "snils", "citizenship")),
    *(_as_of_students(code) for code in ("changed_on", "phone")),
    _column(
        "home_phone", title=pgettext_lazy("import", "Home phone"), parser=phone, privacy=Privacy.CONTACT, width=18,
        drop_if_bad=True,
    ),
    _column(
        "work_phone", title=pgettext_lazy("import", "Work phone"), parser=phone, privacy=Privacy.CONTACT, width=18,
        drop_if_bad=True,
    ),
    *(_as_of_students(code) for code in ("email", "registered_address", "actual_address")),
    _column(
        "education", title=pgettext_lazy("import", "Education"), parser=choice(), privacy=Privacy.SOCIAL,
        handbook="staff_education", look="choice", width=20,
        explanation=gettext_lazy("Kept by consent only, as the place of work and the position."),
    ),
    _column(
        "workplace", title=pgettext_lazy("import", "Place of work"), parser=text, privacy=Privacy.SOCIAL, width=24,
    ),
    _column(
        "position", title=pgettext_lazy("import", "Position at work"), parser=text, privacy=Privacy.SOCIAL, width=20,
    ),
)  # fmt: skip


GUARDIANS: Final = Catalogue(
    code="guardians",
    title=pgettext_lazy("import", "Guardians"),
    columns=(*CHILD, *GUARDIAN),
    identity=("surname", "given_name", "patronymic"),
    distinct=(("snils",), ("document_kind", "document_series", "document_number")),
    checks=(restore_document_zeros, sex_fits_the_patronymic),
    normal=search_key,
    quiet=frozenset({"guardian.known"}),
    repeatable=True,
)
