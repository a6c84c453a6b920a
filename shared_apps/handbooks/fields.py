"""A form field whose choices are a handbook's items on a day, the organisation's additions among them.

class ClassForm(Form):
    kind = HandbookField("class_kind", label=_("Kind"))

form = ClassForm(request.POST, initial={"kind": row.kind})
choose_as_of(form, order.date)   # without it: as of today; a closed value that the record has already stays
"""

from collections.abc import Collection
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Text
from shared_apps.ui.forms import CHOOSE

from .queries import among, choices


class HandbookField(forms.ChoiceField):
    """A choice from a handbook; its value is the item's code, "" for nothing chosen (`empty` are the words of that).

    :ivar without: codes that this reader is not offered.
    :param only: the region's codes that are offered, and the organisation's own items that count as one of them.
    """

    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not in this handbook on this day. Choose from the list.")
    }

    def __init__(
        self, handbook: str, *, empty: Text = CHOOSE, only: Collection[str] | None = None, **options: Any
    ) -> None:
        self.handbook = handbook
        self.only = only
        self.as_of: date | None = None
        self.present = ""
        self.empty = empty
        self.without: Collection[str] = ()
        super().__init__(**options)
        self.choices = self._offered

    def __deepcopy__(self, memo: dict[int, Any]) -> "HandbookField":
        copied: HandbookField = super().__deepcopy__(memo)
        copied.choices = copied._offered
        copied.widget = deepcopy(copied.widget, memo)
        copied.widget.choices = copied.choices
        return copied

    def _offered(self) -> list[Any]:
        offered = choices(self.handbook, as_of=self.as_of or timezone.localdate(), present=self.present)
        if self.without:
            offered = [one for one in offered if one[0] not in self.without]
        if self.only is not None:
            offered = among(offered, self.handbook, self.only)
        return offered if self.required and self.present else [("", self.empty), *offered]


def choose_as_of(form: forms.BaseForm, day: date) -> None:
    """Let every handbook field of a form offer what was valid on `day`, and keep the values the record has already."""
    for name, field in form.fields.items():
        if isinstance(field, HandbookField):
            field.as_of = day
            field.present = str(form.get_initial_for_field(field, name) or "")


__all__ = ["HandbookField", "choose_as_of"]
