"""The import of guardians: columns in `guardian_columns.py`, judged and written in `guardian_verdicts.py`."""

from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.importing.kinds import ImportKind, KindWords
from shared_apps.ui.numbers import ru_num

from .guardian_columns import GUARDIANS
from .guardian_verdicts import judge, write
from .students_kind import cards_change


def _creates(count: int) -> str:
    text = ngettext(
        "%(count)s child gets a guardian; cards are made where there are none.",
        "%(count)s children get a guardian; cards are made where there are none.",
        count,
    )
    return text % {"count": ru_num(count)}


GUARDIANS_KIND = ImportKind(
    code="guardians",
    catalogue=GUARDIANS,
    permission=permissions.GUARDIAN_EDIT,
    judge=judge,
    write=write,
    card_page="people:guardian",
    words=KindWords(
        list_title=gettext_lazy("Import of guardians"),
        load=gettext_lazy("Load a file of guardians"),
        template_name=gettext_lazy("Guardians, template"),
        create=pgettext_lazy("import", "New guardians of children"),
        created=pgettext_lazy("import", "Guardians of children added"),
        update=pgettext_lazy("import", "Cards change"),
        updated=pgettext_lazy("import", "Cards changed"),
        about=pgettext_lazy("import", "Child"),
        creates=_creates,
        changes=cards_change,
        hints=(
            gettext_lazy(
                "One row is one guardian of one child: a guardian of two children stands in two rows and gets one card."
            ),
            gettext_lazy(
                "The child is found by the number of the personal file or by SNILS, else by name and birth date; "
                "import the students first."
            ),
            gettext_lazy(
                "Guardians who are known already are found by SNILS, by the document, by name and birth date, or among "
                "the guardians of the same child. They are not doubled."
            ),
        ),
    ),
)
