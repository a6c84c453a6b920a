"""Forms of rollovers: decisions, classes of the next year, dates, reasons."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import HandbookField
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, NumberField, TextField
from tenant_apps.enrolment.programmes import is_intellectual

from .models import PlannedOutcome, RolloverPlan
from .outcomes import ADDITIONAL, GOING_ON, OF_SCHOOLS, PRESCHOOL, Outcome
from .queries.obstacles import Row
from .results import CERTIFIED_GRADES, RESULTS
from .services import OutcomeChange, PlannedParameters
from .services.editing import fits
from .services.leaving import grounds_of

PARTICULARS = {
    Outcome.LEAVES: ("reason", "destination", "counterpart"),
    Outcome.CONDITIONAL: ("subjects", "due_on"),
}
"""What is said with an outcome, and only with it."""


class DecisionsForm(Form):
    """A class of the plan: for each student an outcome and what belongs to it: the class where he goes on, what he
    completes with, why and where to he leaves, what he owes and until when."""

    marks_required = False
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def __init__(
        self, *args: Any, rows: Sequence[Row], targets: Sequence[Any], reasons_as_of: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if row.row.order_id is None and row.row.completion_id is None]
        self.as_of = reasons_as_of
        names = handbooks.names("year_result")
        self.results = [("", "—"), *((code, names.get(code, code)) for code in RESULTS)]
        for row in self.rows:
            planned = row.row
            for name, field in self._fields(planned, targets):
                field.widget.attrs["aria-label"] = f"{row.name}: {field.label}"
                self.fields[f"{name}_{planned.pk}"] = field

    def _fields(self, planned: PlannedOutcome, targets: Sequence[Any]) -> Iterator[tuple[str, Any]]:
        of_school = planned.level not in (PRESCHOOL, ADDITIONAL)
        outcomes = [one for one in Outcome if of_school or one not in OF_SCHOOLS]
        fitting = [one for one in targets if fits(planned, Outcome.NEXT, one) or fits(planned, Outcome.REPEATED, one)]
        choices = [(one.value, one.label) for one in outcomes]
        yield (
            "outcome",
            ChoiceField(label=_("Outcome of the year"), choices=choices, empty=None, initial=planned.outcome),
        )
        yield "target", ChoiceField(
            label=_("Into the class"), choices=[("", _("that follows")), *((str(one.pk), one.name) for one in fitting)],
            empty=None, required=False, initial=str(planned.target_id or ""),
        )  # fmt: skip
        if planned.grade in CERTIFIED_GRADES or (planned.grade == 10 and is_intellectual(planned.from_class)):
            yield (
                "result",
                ChoiceField(
                    label=_("Result"), choices=self.results, empty=None, required=False, initial=planned.result
                ),
            )
        reason = HandbookField(
            "leaving_reason", label=_("Reason of leaving"), required=False, initial=planned.reason,
            only=grounds_of(planned.level),
        )  # fmt: skip
        destination = HandbookField(
            "leaving_destination", label=_("Destination"), required=False, initial=planned.destination
        )
        for field in (reason, destination):
            field.as_of = self.as_of
        yield "reason", reason
        yield "destination", destination
        yield "counterpart", TextField(label=_("Where to"), required=False, max_length=200, initial=planned.counterpart)
        if of_school:
            yield "subjects", TextField(
                label=_("Subjects of the debt, separated by semicolons"), required=False, max_length=300,
                initial=planned.subjects,
            )  # fmt: skip
            yield "due_on", DayField(label=_("To be made up for until"), required=False, initial=planned.due_on)

    def lines(self) -> Iterator["DecisionLine"]:
        """Each student with the fields about him."""
        for row in self.rows:
            yield DecisionLine(
                row, self[f"outcome_{row.row.pk}"], self[f"target_{row.row.pk}"], self._bound(row, ("result",)),
                [(one.value, self._bound(row, names)) for one, names in PARTICULARS.items()],
            )  # fmt: skip

    def changes(self) -> list[OutcomeChange]:
        """What was decided, of every student of the form."""
        return [self._change(row) for row in self.rows]

    def _change(self, row: Row) -> OutcomeChange:
        said: dict[str, Any] = {name: self.cleaned_data.get(f"{name}_{row.row.pk}") for name in SAID}
        outcome, target = said["outcome"], said["target"] or ""
        is_same = outcome == row.row.outcome
        keeps = is_same or str(row.row.target_id or "") != target
        if not is_same and said["result"] == row.row.result:  # it belonged to the former outcome
            said["result"] = ""
        return OutcomeChange(
            outcome_id=row.row.pk, outcome=outcome,
            target_id=int(target) if target and keeps and outcome in GOING_ON else None,
            reason=said["reason"] or "", destination=said["destination"] or "", counterpart=said["counterpart"] or "",
            subjects=said["subjects"] or "", due_on=said["due_on"], result=said["result"] or "",
        )  # fmt: skip

    def _bound(self, row: Row, names: Sequence[str]) -> list[Any]:
        found = [f"{name}_{row.row.pk}" for name in names]
        return [self[name] for name in found if name in self.fields]


SAID = ("outcome", "target", "result", "reason", "destination", "counterpart", "subjects", "due_on")
"""The fields about one student."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A student with the fields about him; `particulars`: outcome → the fields that belong to it."""

    row: Row
    outcome: Any
    target: Any
    result: list[Any]
    particulars: list[tuple[str, list[Any]]]


class ManyForm(Form):
    """One outcome for many."""

    of_class = ChoiceField(label=_("About whom"), empty=None, help_text=_("A class, a whole grade, or everybody."))
    only = ChoiceField(label=_("Only those whose outcome is"), empty=_("any"), required=False)
    outcome = ChoiceField(label=_("Outcome of the year"), empty=None)
    result = HandbookField(
        "year_result", label=_("Result"), required=False, only=RESULTS, empty=_("the usual one"),
        help_text=_("Of those who complete grade 9 or 11."),
    )  # fmt: skip
    reason = HandbookField("leaving_reason", label=_("Reason of leaving"), required=False)
    destination = HandbookField("leaving_destination", label=_("Destination"), required=False)
    counterpart = TextField(label=_("Where to"), required=False, max_length=200)
    subjects = TextField(
        label=_("Subjects of the debt"), required=False, max_length=300,
        help_text=_("Of those who go on conditionally; separated by semicolons."),
    )  # fmt: skip
    due_on = DayField(label=_("To be made up for until"), required=False)
    groups = (
        Group(_("About whom"), ("of_class", "only")),
        Group(_("Decision"), ("outcome", "result")),
        Group(_("Of those who leave"), ("reason", "destination", "counterpart")),
        Group(_("Of those who go on conditionally"), ("subjects", "due_on")),
    )

    def __init__(self, *args: Any, classes: Sequence[tuple[str, Any]], levels: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = self.fields["reason"]
        assert isinstance(reasons, HandbookField)
        reasons.only = {code for level in levels for code in grounds_of(level)}
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
    first_grade = HandbookField(
        "first_grade_year", label=_("Year of the first grade"), required=False,
        help_text=_("Where the first grade takes two years."),
    )  # fmt: skip
    name = TextField(label=_("Name"), required=False, max_length=80, help_text=_("Empty: grade and letter."))
    age_group = HandbookField("age_group", label=_("Age group"), required=False, help_text=_("Of preschool groups."))
    capacity = NumberField(label=_("Places"), least=1, most=999, initial=25)
    keeps_teacher = django_forms.BooleanField(label=_("The class teacher goes along"), required=False)

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
