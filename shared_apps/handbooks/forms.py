"""Forms of the handbooks' pages."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, TextField

from . import queries
from .listing import today
from .models import CODE_LENGTH, Handbook

SHOWN_VALID, SHOWN_ALL = "valid", "all"


class ItemsShown(Parameters):
    """Which items of a handbook are listed: those of a day, or closed ones too."""

    as_of = DayField(label=_("As of"))
    shown = ChoiceField(
        label=_("Items"),
        choices=[(SHOWN_VALID, _("valid on the day")), (SHOWN_ALL, _("all, closed ones too"))],
        empty=None,
    )

    def defaults(self) -> dict[str, Any]:
        return {"as_of": today(), "shown": SHOWN_VALID}


class WordingForm(Form):
    """How an item is called; the code is not here: it never changes."""

    name = TextField(label=_("Name"), max_length=300, help_text=_("In Russian, as it stands in documents."))
    short_name = TextField(
        label=_("Short name"), max_length=60, required=False, help_text=_("For narrow columns and printed forms.")
    )
    name_en = TextField(label=_("Name in English"), max_length=300, required=False)
    group = ChoiceField(label=_("Group"), help_text=_("Where forms and reports count the item."))
    outside_code = TextField(
        label=_("Outside code"), max_length=60, required=False, help_text=_("Code in outside systems and classifiers.")
    )
    groups: ClassVar[Sequence[Group]] = (
        Group(_("Name"), ("name", "short_name", "name_en")),
        Group(_("Classification"), ("group", "outside_code")),
    )

    def __init__(self, *args: Any, handbook: Handbook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if handbook.grouped_by:
            offered = queries.items(handbook.grouped_by, as_of=today())
            self.fields["group"].choices = [("", "—"), *((entry.code, entry.shown) for entry in offered)]  # type: ignore[attr-defined]
        else:
            del self.fields["group"]


class NewItemForm(WordingForm):
    """A new item: its code and first day besides."""

    code = TextField(
        label=_("Code"),
        max_length=CODE_LENGTH,
        help_text=_("Lower-case Latin letters, digits and underscores. It never changes: records refer to it."),
    )
    valid_from = DayField(label=_("Valid from"))
    groups: ClassVar[Sequence[Group]] = (*WordingForm.groups, Group(_("In the system"), ("code", "valid_from")))


class CloseItemForm(Form):
    """From which day an item is not chosen any more, and why."""

    on = DayField(label=_("Not valid from"), help_text=_("The first day on which it can't be chosen."))
    reason = TextField(label=_("Reason"), rows=2, max_length=300)
