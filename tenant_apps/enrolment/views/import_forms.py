"""Forms of imports: which file, what of it to import, why it is undone."""

from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.handbooks.fields import HandbookField
from shared_apps.ui.forms import DateField, Form, Group, TextField

from ..import_models import ImportRun
from ..services.imports import Choice


class FileForm(Form):
    file = django_forms.FileField(
        label=pgettext_lazy("import", "File"),
        widget=django_forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
        help_text=gettext_lazy("Excel workbook (XLSX, XLS) or CSV, up to 20 MB and 50 000 rows."),
    )


class ConfirmForm(Form):
    """What to do with the rows that are good."""

    creates = django_forms.BooleanField(required=False, initial=True)
    updates = django_forms.BooleanField(required=False, initial=True)
    sign = django_forms.BooleanField(label=gettext_lazy("Sign the order at once"), required=False, initial=True)
    date = DateField(label=gettext_lazy("Date of the order"))
    number = TextField(
        label=gettext_lazy("Number of the order"), required=False, max_length=40,
        help_text=gettext_lazy("Empty: the next free number. Numbers that the file gives stay."),
    )  # fmt: skip
    reason = HandbookField(
        "admission_reason", label=gettext_lazy("Where the admitted come from"), required=False,
        empty=gettext_lazy("as usual for such an order"),
    )  # fmt: skip
    groups = (
        Group(gettext_lazy("What to import"), ("creates", "updates")),
        Group(gettext_lazy("Order of admission"), ("date", "number", "reason", "sign")),
    )

    def __init__(self, *args: Any, run: ImportRun, may_sign: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["creates"].label = _("Admit new students: %(count)s") % {"count": run.create_count}
        self.fields["updates"].label = _("Change cards: %(count)s") % {"count": run.update_count}
        if not run.update_count:
            del self.fields["updates"]
        if not run.create_count:
            for name in ("creates", "date", "number", "reason", "sign"):
                del self.fields[name]
        elif not may_sign:
            del self.fields["sign"], self.fields["number"]

    def choice(self) -> Choice:
        values = self.cleaned_data
        return Choice(
            creates=values.get("creates", False),
            updates=values.get("updates", False),
            sign=values.get("sign", False),
            order_date=values.get("date") or timezone.localdate(),
            order_number=values.get("number", ""),
            reason=values.get("reason", ""),
        )


class ReasonForm(Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("It stands in the protocol and in the cancelling order."),
    )


class UndoForm(Form):
    plan = django_forms.IntegerField(widget=django_forms.HiddenInput)
    partial = django_forms.BooleanField(
        label=gettext_lazy("Undo the rest, and leave these records as they are"), required=False
    )

    def __init__(self, *args: Any, conflicts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not conflicts:
            del self.fields["partial"]
