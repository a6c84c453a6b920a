"""The import of employees: columns in `employee_columns.py`, judged and written in `employee_verdicts.py`."""

from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.importing.kinds import ImportKind, KindWords
from shared_apps.ui.numbers import ru_num

from .employee_columns import EMPLOYEES
from .employee_verdicts import judge, write
from .students_kind import cards_change


def _creates(count: int) -> str:
    text = ngettext(
        "%(count)s row takes somebody on or appoints to a post; cards are made where there are none.",
        "%(count)s rows take somebody on or appoint to a post; cards are made where there are none.",
        count,
    )
    return text % {"count": ru_num(count)}


EMPLOYEES_KIND = ImportKind(
    code="employees",
    catalogue=EMPLOYEES,
    permission=permissions.EMPLOYEE_EDIT,
    judge=judge,
    write=write,
    card_page="people:employee",
    at_once=150,
    words=KindWords(
        list_title=gettext_lazy("Import of employees"),
        load=gettext_lazy("Load a file of employees"),
        template_name=gettext_lazy("Employees, template"),
        create=pgettext_lazy("import", "New posts"),
        created=pgettext_lazy("import", "Posts added"),
        update=pgettext_lazy("import", "Cards change"),
        updated=pgettext_lazy("import", "Cards changed"),
        about=pgettext_lazy("import", "Post"),
        creates=_creates,
        changes=cards_change,
        hints=(
            gettext_lazy("One row is one post: who holds two posts stands in two rows and gets one card."),
            gettext_lazy(
                "Employees who are known already are found by SNILS, else by name and birth date. They are not "
                "doubled, and a post that is held already is not written twice."
            ),
        ),
    ),
)
