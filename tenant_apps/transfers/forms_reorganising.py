"""Forms of reorganisations, for the region's administrator."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.envelopes.models import Reorganisation
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, PickField, TextField
from tenant_apps.people.pages import as_option, as_options

from .queries import lists
from .reorganising import ClassChoice, EmployeeChoice
from .reorganising.plans import ClassRow, EmployeeRow


def organisation_field(label: Any, *, required: bool = True, help_text: Any = "") -> PickField:
    """A working organisation of the register."""
    return PickField(
        label=label,
        required=required,
        help_text=help_text,
        url="reorganisations:organisation_options",
        lookup=lambda text: as_options(list(lists.organisations_named(text, timezone.localdate(), but=0))),
        find=lambda value: as_option(lists.organisation_option(value, timezone.localdate())),
        coerce=int,
    )


class NewForm(Form):
    """What happens to which organisation, since when, by which order."""

    kind = ChoiceField(
        label=pgettext_lazy("reorganisation", "What happens"), radio=True, choices=Reorganisation.Kind.choices
    )
    on = DayField(
        label=gettext_lazy("Day of the reorganisation"),
        help_text=gettext_lazy("The first day of the new state: the students are with the successor from it on."),
    )
    order_number = TextField(label=gettext_lazy("Number of the founder's order"), max_length=60)
    order_date = DayField(label=gettext_lazy("Date of the founder's order"))
    groups: ClassVar[Sequence[Group]] = (
        Group(gettext_lazy("Organisations"), ("kind", "side", "receiver")),
        Group(gettext_lazy("Founder's order"), ("on", "order_number", "order_date")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"] = organisation_field(
            _("Organisation that is reorganised"), help_text=_("For a merger others can be added to the plan later.")
        )
        self.fields["receiver"] = organisation_field(
            _("Successor"),
            required=False,
            help_text=_("Empty for a closing. A new organisation is registered first."),
        )


class SideForm(Form):
    """Another organisation that is merged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"] = organisation_field(_("Organisation that is reorganised"))


class ClassesForm(Form):
    """Which classes pass, and how they are called at the successor."""

    def __init__(self, *args: Any, rows: Sequence[ClassRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"takes_{row.id}"] = django_forms.BooleanField(
                label=_("%(name)s passes over") % {"name": row.name}, required=False, initial=row.takes_part
            )
            self.fields[f"name_{row.id}"] = TextField(
                label=_("Class there for %(name)s") % {"name": row.name}, required=False, max_length=60,
                initial=row.target_name,
            )  # fmt: skip

    def lines(self) -> list[tuple[ClassRow, Any, Any]]:
        """Each class with its two fields."""
        return [(row, self[f"takes_{row.id}"], self[f"name_{row.id}"]) for row in self.rows]

    def choices(self) -> list[ClassChoice]:
        values = self.cleaned_data
        return [
            ClassChoice(
                id=row.id, takes_part=bool(values[f"takes_{row.id}"]), target_name=values[f"name_{row.id}"] or ""
            )
            for row in self.rows
        ]


class EmployeesForm(Form):
    """Which employees pass over with their posts."""

    def __init__(self, *args: Any, rows: Sequence[EmployeeRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"takes_{row.id}"] = django_forms.BooleanField(
                label=_("%(name)s passes over") % {"name": row.who}, required=False, initial=row.takes_part
            )

    def lines(self) -> list[tuple[EmployeeRow, Any]]:
        """Each employee with his field."""
        return [(row, self[f"takes_{row.id}"]) for row in self.rows]

    def choices(self) -> list[EmployeeChoice]:
        values = self.cleaned_data
        return [EmployeeChoice(id=row.id, takes_part=bool(values[f"takes_{row.id}"])) for row in self.rows]
