"""Tables of employees and of legal representatives. Which of the columns are shown, the purpose says (profiles.py)."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.tables import BooleanColumn, DateColumn, Empty, NumberColumn, Table, TextColumn

from .tables import NOT_DISCLOSED

_EMPTY = (_("Nobody is counted here on this day."), _("Take off a filter or choose another day."))


class NamedTable(Table):
    """Names, empty where no consent lets them above the organisation."""

    name = TextColumn(_("Surname"), accessor="surname", empty_values=())
    given_name = TextColumn(_("Given name"), orderable=False)
    patronymic = TextColumn(_("Patronymic"), orderable=False)

    def render_name(self, value: str) -> str:
        return value or str(NOT_DISCLOSED)

    def value_name(self, value: str) -> str:
        return value


class EmployeeTable(NamedTable):
    caption = _("Employees")
    empty = Empty(*_EMPTY)

    birth_date = DateColumn(_("Birth date"))
    sex = TextColumn(_("Sex"), orderable=False)
    post = TextColumn(_("Post"))
    kind = TextColumn(_("Kind of employment"), orderable=False)
    rate = NumberColumn(_("Rate"), digits=2)
    is_on_the_way = BooleanColumn(_("On the way to the successor"), orderable=False)
    education = TextColumn(_("Education"), orderable=False, optional=True)
    qualification = TextColumn(_("Category"), orderable=False, optional=True)
    main_subject = TextColumn(_("Main subject"), orderable=False, optional=True)
    organisation = TextColumn(_("Organisation"), orderable=False)
    municipality = TextColumn(_("Municipality"), orderable=False, optional=True)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._sexes = handbooks.short_names("sex")
        books = {"post": "post", "kind": "post_kind", "education": "staff_education"}
        books |= {"qualification": "qualification", "main_subject": "main_subject"}
        self._words = {column: handbooks.names(handbook) for column, handbook in books.items()}

    def _said(self, column: str, value: str) -> str:
        return str(capfirst(self._words[column].get(value, value)))

    def render_sex(self, value: str) -> str:
        return self._sexes.get(value, value)

    def render_post(self, value: str) -> str:
        return self._said("post", value)

    def render_kind(self, value: str) -> str:
        return self._said("kind", value)

    def render_education(self, value: str) -> str:
        return self._said("education", value)

    def render_qualification(self, value: str) -> str:
        return self._said("qualification", value)

    def render_main_subject(self, value: str) -> str:
        return self._said("main_subject", value)


class GuardianTable(NamedTable):
    caption = _("Legal representatives")
    empty = Empty(*_EMPTY)

    children = NumberColumn(pgettext_lazy("guardian", "Children who study here"))
    additional = NumberColumn(pgettext_lazy("guardian", "In additional education"), orderable=False)
    organisation = TextColumn(_("Organisation"), orderable=False)
    municipality = TextColumn(_("Municipality"), orderable=False, optional=True)
