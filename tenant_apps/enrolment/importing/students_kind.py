"""The import of students: columns in `students.py`, judged in `verdicts.py`, written in `applying.py`."""

from datetime import date

from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.importing.judging import Judgement, Progress
from shared_apps.importing.kinds import ImportKind, KindWords
from shared_apps.importing.reading import Reading
from shared_apps.organisations.crossing import By
from shared_apps.ui.numbers import ru_num

from .applying import Choice, write
from .students import STUDENTS
from .verdicts import judge


def _judged(reading: Reading, today: date, by: By, progress: Progress | None) -> Judgement:
    return judge(reading, today=today, progress=progress)


def _creates(count: int) -> str:
    text = ngettext(
        "%(count)s student is admitted; cards are made where there are none.",
        "%(count)s students are admitted; cards are made where there are none.",
        count,
    )
    return text % {"count": ru_num(count)}


def cards_change(count: int) -> str:
    """«Изменится 5 карточек.»"""
    text = ngettext("%(count)s card changes.", "%(count)s cards change.", count)
    return text % {"count": ru_num(count)}


STUDENTS_KIND = ImportKind(
    code="students",
    catalogue=STUDENTS,
    permission=permissions.STUDENT_EDIT,
    judge=_judged,
    write=write,
    choice=Choice,
    card_column="student_id",
    card_page="students:card",
    words=KindWords(
        list_title=gettext_lazy("Import of students"),
        load=gettext_lazy("Load a file of students"),
        template_name=gettext_lazy("Students, template"),
        create=pgettext_lazy("import", "To admit"),
        created=pgettext_lazy("import", "Admitted"),
        update=pgettext_lazy("import", "Cards change"),
        updated=pgettext_lazy("import", "Cards changed"),
        about=pgettext_lazy("import", "Class"),
        creates=_creates,
        changes=cards_change,
        hints=(
            gettext_lazy(
                "Students who are known already are found by SNILS, else by the number of the personal file, else by "
                "name and birth date. They are not doubled."
            ),
            gettext_lazy("Classes must be opened beforehand in the academic year of the date of enrolment."),
        ),
    ),
)
