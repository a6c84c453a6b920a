"""Forms of the settings' pages."""

from datetime import date
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import DayField, Form, TextField

from .catalogue import Setting

EARLIEST = date(2000, 1, 1)


class AsOf(Parameters):
    """The day of the list."""

    as_of = DayField(label=_("As of"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def defaults(self) -> dict[str, Any]:
        return {"as_of": self.today}


class ValueForm(Form):
    """A value from a day on, with its reason; above organisations it may be locked."""

    since = DayField(label=_("From which day"), earliest=EARLIEST, help_text=_("Earlier days keep the former value."))
    reason = TextField(
        label=_("Reason"), rows=2, max_length=300, required=False, help_text=_("An order, a decision. Read below.")
    )
    is_locked = django_forms.BooleanField(
        label=_("Lock: nobody below may set another value"), required=False,
        help_text=_("The reason is required then. What was set below does not count while the lock holds."),
    )  # fmt: skip
    field_order = ("value", "since", "reason", "is_locked")

    def __init__(self, *args: Any, setting: Setting[Any], may_lock: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.fields["value"] = setting.kind.field(_("Value"), setting.help)
        self.fields["value"].clean = self._typed  # type: ignore[method-assign]
        if not may_lock:
            del self.fields["is_locked"]
        self.order_fields(list(self.field_order))

    def _typed(self, value: Any) -> Any:
        """The kind alone says what is wrong, by the name of its refusal. :raises ValidationError:"""
        try:
            return self.setting.kind.clean(value)
        except Refused as refusal:
            raise django_forms.ValidationError(str(refusal), code=refusal.code) from None


class InheritForm(Form):
    """From which day the level has no value of its own."""

    since = DayField(label=_("From which day"), earliest=EARLIEST)
    reason = TextField(label=_("Reason"), rows=2, max_length=300, required=False)
