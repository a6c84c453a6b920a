"""Forms of imports: what of the file to import, by its kind; why it is undone."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.handbooks.fields import HandbookField
from shared_apps.importing.forms import ChoiceForm
from shared_apps.importing.kinds import ImportKind
from shared_apps.ui.forms import DayField, Form, Group, TextField

from ..import_models import ImportRun
from ..importing.numbering import ADMITTING
from ..order_grounds import broad_kind
from ..order_kinds import offered_in
from ..queries.place import kind_here
from ..services.imports import Choice


class ConfirmForm(ChoiceForm):
    """Students: what to do with the rows that are good, and the order that admits."""

    sign = django_forms.BooleanField(label=gettext_lazy("Sign the order at once"), required=False, initial=True)
    date = DayField(label=gettext_lazy("Date of the order"))
    number = TextField(
        label=gettext_lazy("Number of the order"), required=False, max_length=40,
        help_text=gettext_lazy("Empty: the next free number. Numbers that the file gives stay."),
    )  # fmt: skip
    reason = HandbookField(
        "admission_reason", label=gettext_lazy("Where the admitted come from"), required=False,
        empty=gettext_lazy("as usual for such an order"),
    )  # fmt: skip
    groups: ClassVar[Sequence[Group]] = (
        Group(gettext_lazy("What to import"), ("creates", "updates")),
        Group(gettext_lazy("Order of admission"), ("date", "number", "reason", "sign")),
    )

    def __init__(self, *args: Any, run: ImportRun, kind: ImportKind, may_sign: bool, **kwargs: Any) -> None:
        super().__init__(*args, run=run, kind=kind, **kwargs)
        if run.create_count:
            self.fields["creates"].label = _("Admit new students: %(count)s") % {"count": run.create_count}
        if run.update_count:
            self.fields["updates"].label = _("Change cards: %(count)s") % {"count": run.update_count}
        reason = self.fields.get("reason")
        if isinstance(reason, HandbookField):
            place = kind_here()
            kinds = [one for one in offered_in(place) if one.code in ADMITTING]
            reason.only = {code for one in kinds for code in one.grounds_in(broad_kind(place))}
        if not run.create_count:
            for name in ("date", "number", "reason", "sign"):
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


class CardsForm(ChoiceForm):
    """Guardians and employees: no order stands behind them."""

    def __init__(self, *args: Any, may_sign: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


FORMS: dict[str, type[ChoiceForm]] = {"students": ConfirmForm, "guardians": CardsForm, "employees": CardsForm}
"""By the kind of import."""


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
