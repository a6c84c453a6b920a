"""Forms of rollovers: decisions, classes of the next year, dates, reasons."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import HandbookField
from shared_apps.ui.forms import ChoiceField, Form, Group, NumberField, TextField
from tenant_apps.people.pages import DayField

from .models import RolloverPlan
from .outcomes import ADDITIONAL, GOING_ON, OF_SCHOOLS, PRESCHOOL, Outcome
from .queries.obstacles import Row
from .services import OutcomeChange, PlannedParameters
from .services.editing import fits


class DecisionsForm(Form):
    """A class of the plan: for each student an outcome, the class where he goes on, the reason where he leaves."""

    marks_required = False
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def __init__(
        self, *args: Any, rows: Sequence[Row], targets: Sequence[Any], reasons_as_of: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if row.row.order_id is None]
        reasons = [
            ("", "—"),
            *((one.code, one.shown) for one in handbooks.items("leaving_reason", as_of=reasons_as_of)),
        ]
        for row in self.rows:
            key, planned = row.row.pk, row.row
            outcomes = [one for one in Outcome if planned.level not in (PRESCHOOL, ADDITIONAL) or one not in OF_SCHOOLS]
            fitting = [
                one for one in targets if fits(planned, Outcome.NEXT, one) or fits(planned, Outcome.REPEATED, one)
            ]
            self.fields[f"outcome_{key}"] = ChoiceField(
                label=_("Outcome of the year"),
                choices=[(one.value, one.label) for one in outcomes],
                empty=None,
                initial=planned.outcome,
            )
            self.fields[f"target_{key}"] = ChoiceField(
                label=_("Into the class"),
                choices=[("", _("that follows")), *((str(one.pk), one.name) for one in fitting)],
                empty=None,
                required=False,
                initial=str(planned.target_id or ""),
            )
            self.fields[f"reason_{key}"] = ChoiceField(
                label=_("Reason of leaving"), choices=reasons, empty=None, required=False, initial=planned.reason
            )
            for name in ("outcome", "target", "reason"):
                field = self.fields[f"{name}_{key}"]
                field.widget.attrs["aria-label"] = f"{row.name}: {field.label}"

    def lines(self) -> Iterator[tuple[Row, Any, Any, Any]]:
        """Each student with the fields about him."""
        for row in self.rows:
            key = row.row.pk
            yield row, self[f"outcome_{key}"], self[f"target_{key}"], self[f"reason_{key}"]

    def changes(self) -> list[OutcomeChange]:
        """What was decided, of every student of the form."""
        found = []
        for row in self.rows:
            key, values = row.row.pk, self.cleaned_data
            outcome, target = values[f"outcome_{key}"], values[f"target_{key}"]
            keeps = outcome == row.row.outcome or str(row.row.target_id or "") != target
            found.append(
                OutcomeChange(
                    outcome_id=key,
                    outcome=outcome,
                    reason=values[f"reason_{key}"],
                    target_id=int(target) if target and keeps and outcome in GOING_ON else None,
                    counterpart=row.row.counterpart,
                )
            )
        return found


class ManyForm(Form):
    """One outcome for many."""

    of_class = ChoiceField(label=_("About whom"), empty=None, help_text=_("A class, a whole grade, or everybody."))
    only = ChoiceField(label=_("Only those whose outcome is"), empty=_("any"), required=False)
    outcome = ChoiceField(label=_("Outcome of the year"), empty=None)
    reason = HandbookField("leaving_reason", label=_("Reason of leaving"), required=False)

    def __init__(self, *args: Any, classes: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [(one.value, one.label) for one in Outcome]
        self.fields["of_class"].choices = classes  # type: ignore[attr-defined]
        self.fields["only"].choices = [("", _("any")), *outcomes]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]


class PlanForm(Form):
    """Dates of the passage and the decision it rests on."""

    next_from = DayField(label=_("The next academic year begins on"))
    next_last = DayField(label=_("Its last day"))
    leave_on = DayField(
        label=_("Those who finish leave on"), help_text=_("The first day on which they are not in the lists any more.")
    )
    basis = TextField(
        label=_("Decision of the pedagogical council"),
        required=False,
        rows=2,
        max_length=500,
        help_text=_("Stands in every order: minutes of 25.05.2026 No 7."),
    )
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)
    groups = (Group(_("Dates"), ("next_from", "next_last", "leave_on")), Group(_("Ground of the orders"), ("basis",)))

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        found["next_to"] = found.pop("next_last") + timedelta(days=1)
        return found


def plan_values(plan: RolloverPlan) -> Mapping[str, Any]:
    return {
        "next_from": plan.next_from,
        "next_last": plan.next_to - timedelta(days=1),
        "leave_on": plan.leave_on,
        "basis": plan.basis,
        "version": plan.version,
    }


class PlannedClassForm(Form):
    """A class or group of the next year."""

    grade = NumberField(label=_("Grade"), least=1, most=12, required=False)
    letter = TextField(label=_("Letter"), required=False, max_length=8)
    name = TextField(label=_("Name"), required=False, max_length=80, help_text=_("Empty: grade and letter."))
    age_group = HandbookField("age_group", label=_("Age group"), required=False, help_text=_("Of preschool groups."))
    capacity = NumberField(label=_("Places"), least=1, most=999, initial=25)
    keeps_teacher = django_forms.BooleanField(label=_("The class teacher goes along"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("grade") and not values.get("name"):
            self.add_error("name", _("Give the class a letter, or the group a name."))
        return values

    def parameters(self) -> PlannedParameters:
        return PlannedParameters(**self.cleaned_data)


class ReasonForm(Form):
    """Why; it stands in the protocol."""

    reason = TextField(label=_("Reason"), rows=2, max_length=300)


class OptionalReasonForm(Form):
    reason = TextField(label=_("Remark"), rows=2, max_length=300, required=False)


class UndoForm(Form):
    """The plan of undoing was looked at."""

    partial = django_forms.BooleanField(label=_("Leave the conflicts as they are and undo the rest"), required=False)
    number = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def __init__(self, *args: Any, conflicts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not conflicts:
            del self.fields["partial"]


class WordsForm(Form):
    """A decision in words."""

    words = TextField(label=_("Words of the decision"), rows=2, max_length=300, required=False)
