"""The import of students as a catalogue: the card, dated circumstances, up to two guardians in the row, consents."""

from typing import Final

from django.utils.translation import pgettext_lazy

from shared_apps.importing.columns import Catalogue
from tenant_apps.people.names import search_key

from .card_columns import COLUMNS
from .circumstance_columns import circumstance_columns
from .consent_cells import CONSENT_COLUMNS
from .student_guardians import guardian_columns, relations_by_sex
from .students_checks import (
    age_fits_the_grade,
    dates_follow_each_other,
    join_class_and_letter,
    restore_document_zeros,
    sex_fits_the_patronymic,
)

STUDENTS: Final = Catalogue(
    code="students",
    title=pgettext_lazy("import", "Students"),
    columns=(*COLUMNS, *circumstance_columns(), *guardian_columns(), *CONSENT_COLUMNS),
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
        relations_by_sex,
    ),
    normal=search_key,
    quiet=frozenset({"student.enrolled"}),
)
