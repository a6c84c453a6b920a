"""Tables of restricted lists and of their journal."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.tables import BooleanColumn, DateColumn, DateTimeColumn, Empty, NumberColumn, Table, TextColumn

from .words import LISTS

NOT_DISCLOSED = _("closed: no consent")
"""What stands instead of a name that no consent lets above the organisation."""


class StudentTable(Table):
    """Restricted columns only: what the law lets up for a stated purpose."""

    caption = _("Students")
    empty = Empty(_("Nobody is counted here on this day."), _("Take off a filter or choose another day."))

    name = TextColumn(_("Surname"), accessor="surname", empty_values=())
    given_name = TextColumn(_("Given name"), orderable=False)
    patronymic = TextColumn(_("Patronymic"), orderable=False)
    birth_date = DateColumn(_("Birth date"))
    sex = TextColumn(_("Sex"), orderable=False)
    class_name = TextColumn(_("Class"))
    organisation = TextColumn(_("Organisation"), orderable=False)
    municipality = TextColumn(_("Municipality"), orderable=False, optional=True)
    kind = TextColumn(pgettext_lazy("registry", "Enrolment"), orderable=False, optional=True)
    is_on_leave = BooleanColumn(_("On leave"), orderable=False, optional=True)
    has_individual_plan = BooleanColumn(_("Individual plan"), orderable=False, optional=True)

    def __init__(self, data: Any, *, sexes: dict[str, str], kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.sexes, self.kinds = sexes, kinds

    def render_name(self, value: str) -> str:
        return value or str(NOT_DISCLOSED)

    def value_name(self, value: str) -> str:
        return value

    def render_sex(self, value: str) -> str:
        return self.sexes.get(value, value)

    def render_kind(self, value: str) -> str:
        return self.kinds.get(value, value)


class FoundTable(StudentTable):
    """Persons found across the scope: with the days of each enrolment."""

    caption = _("Found students")

    municipality = TextColumn(_("Municipality"), orderable=False)
    valid_from = DateColumn(pgettext_lazy("registry", "From"), orderable=False)
    valid_to = DateColumn(pgettext_lazy("registry", "Until"), orderable=False)


class ReadingTable(Table):
    """The journal: who read which list, what for, how many rows."""

    caption = _("Journal of readings")
    empty = Empty(
        _("Nobody has opened a restricted list yet."), _("Each reading of names above the organisations stands here.")
    )

    at = DateTimeColumn(_("At"))
    actor_name = TextColumn(_("Who"))
    scope = TextColumn(_("Workplace"))
    what = TextColumn(_("List"), labels=LISTS)
    purpose = TextColumn(_("Purpose"), orderable=False)
    as_of = DateColumn(_("As of"))
    filters = TextColumn(_("Narrowed to"), orderable=False, accessor="pk")
    rows_read = NumberColumn(_("Rows"))

    def __init__(self, data: Any, *, narrowed: Callable[[dict[str, Any]], str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.narrowed = narrowed

    def render_filters(self, record: Any) -> str:
        return self.narrowed(record.filters)
