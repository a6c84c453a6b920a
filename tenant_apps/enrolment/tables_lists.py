"""Columns of the lists of movement that the office prints, and of the students counted twice."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, NumberColumn, Table, TextColumn

from .tables import DIRECTIONS

NOBODY = Empty(_("Nobody is in this list."), _("Choose another period or class."))


def _card(record: Any) -> str:
    return reverse("students:card", args=[record.student_id])


def _order(record: Any) -> str | None:
    return reverse("enrolment:order", args=[record.order_id]) if record.order_id else None


class ListedTable(Table):
    """What every list begins with."""

    empty = NOBODY
    name = TextColumn(pgettext_lazy("person", "Name"), link=_card, order_by="name_key")
    birth_date = DateColumn(_("Birth date"))
    class_name = TextColumn(_("Class"))


class DoubledTable(Table):
    """Students who are in another organisation too."""

    caption = _("Students who are in another organisation too")
    empty = Empty(_("Nobody here is in another organisation too."), _("The region looks for it every night."))
    name = TextColumn(pgettext_lazy("person", "Name"), link=_card, order_by="name_key")
    organisation = TextColumn(_("Other organisation"))
    municipality = TextColumn(_("Municipality"))
    phone = TextColumn(_("Telephone"), orderable=False)
    since = DateColumn(_("In both since"))
    certainty = BadgeColumn(
        pgettext_lazy("doubled student", "One person"), tones={"confirmed": "err", "proposed": "warn"},
        labels={
            "confirmed": pgettext_lazy("doubled student", "certainly"),
            "proposed": pgettext_lazy("doubled student", "not decided"),
        },
    )  # fmt: skip
    answer = TextColumn(_("Our answer"))


class GraduateTable(ListedTable):
    caption = _("List of graduates")
    class_name = TextColumn(_("Finished in class"))
    reason = TextColumn(_("Ground"))
    result = TextColumn(_("Result"))
    on = DateColumn(_("Finished on"))
    certificate = TextColumn(_("Certificate of education"))
    series_and_number = TextColumn(_("Series and number"), orderable=False)
    issued_on = DateColumn(_("Issued on"))
    examination = TextColumn(_("Final examination"), optional=True)
    order = TextColumn(_("Order"), link=_order, orderable=False)
    destination = TextColumn(_("Destination"), optional=True)


class LeaverTable(ListedTable):
    caption = _("List of those who left")
    class_name = TextColumn(_("From class"))
    on = DateColumn(_("Date of leaving"))
    reason = TextColumn(_("Ground"))
    destination = TextColumn(_("Destination"))
    counterpart = TextColumn(_("Where to"))
    order = TextColumn(_("Order"), link=_order, orderable=False)
    confirmed_on = DateColumn(_("Arrival confirmed on"))
    confirmation = TextColumn(_("By the document"), optional=True)


class RepeatedTable(ListedTable):
    caption = _("List of students who repeat a year")
    class_name = TextColumn(_("Repeats in class"))
    former_class = TextColumn(_("From class"))
    since = DateColumn(_("Since"))
    kind = TextColumn(_("Ground"))
    order = TextColumn(_("Order"), link=_order, orderable=False)


class ConditionalTable(ListedTable):
    caption = _("List of students transferred conditionally")
    class_name = TextColumn(_("Into class"))
    since = DateColumn(_("Since"))
    subjects = TextColumn(_("Subjects of the debt"), orderable=False)
    stay_open = TextColumn(_("Stay open"), orderable=False)
    due_on = DateColumn(_("Make up until"))
    attempts = NumberColumn(_("Attempts"))
    outcome = TextColumn(_("Outcome"))
    closed_on = DateColumn(_("Closed on"), optional=True)
    order = TextColumn(_("Order"), link=_order, orderable=False)


class ArrivedAndLeftTable(Table):
    """«Сведения о прибывших и выбывших»: movement between classes is no part of it."""

    caption = _("Information on students who arrived and left")
    empty = NOBODY
    name = TextColumn(pgettext_lazy("person", "Name"), link=_card)
    birth_date = DateColumn(_("Birth date"))
    direction = BadgeColumn(_("Movement"), tones={"in": "ok", "out": "warn"}, labels=DIRECTIONS)
    class_name = TextColumn(_("Class"))
    on = DateColumn(_("Date"))
    address = TextColumn(_("Address"), empty_values=(), orderable=False)
    counterpart = TextColumn(_("From where, where to"))
    destination = TextColumn(_("Destination"), orderable=False, optional=True)
    reason_name = TextColumn(_("Ground"))
    order = TextColumn(_("Order"), link=_order, orderable=False)

    def __init__(self, data: Any, *, addresses: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._addresses = addresses

    def render_address(self, record: Any) -> str:
        return str(self._addresses(record))
