"""What goes in and out of rollovers: ISO dates, codes of handbooks, codes of what stands in the way."""

from typing import Any

from rest_framework import serializers

from shared_apps.accounts.endpoints import DayField, NumberField
from shared_apps.handbooks import closed_values
from shared_apps.organisations.privacy import NOBODY

from ..models import PlannedOutcome, RolloverPlan, YearSealing
from ..queries.obstacles import Obstacle

MOST = 500
"""Outcomes decided by one request."""


class RolloverWorkSerializer(serializers.Serializer[Any]):
    """The job that works, or worked last, on a plan. A refused one says its code."""

    kind = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    done = NumberField(read_only=True)
    total = NumberField(read_only=True)
    code = serializers.CharField(read_only=True)
    message = serializers.CharField(read_only=True)


class RolloverPlanSerializer(serializers.Serializer[Any]):
    """The passage of a year into the next one. `leave_on`: the first day without those who finish."""

    id = NumberField(source="pk", read_only=True)
    year_id = NumberField(read_only=True)
    year = serializers.CharField(source="year.name", read_only=True)
    state = serializers.ChoiceField(choices=RolloverPlan.State.values, read_only=True)
    version = NumberField(read_only=True)
    next_from = DayField(read_only=True)
    next_to = DayField(read_only=True, help_text="The first day after the next year.")
    leave_on = DayField(read_only=True)
    basis = serializers.CharField(read_only=True)
    made_name = serializers.CharField(read_only=True)
    applied_at = serializers.DateTimeField(read_only=True, allow_null=True)
    applied_name = serializers.CharField(read_only=True)
    protocol = NumberField(source="reversal_number", read_only=True, allow_null=True)


class RolloverPlanInFullSerializer(RolloverPlanSerializer):
    """With outcomes in numbers, how many stand in the way, and the work on it."""

    counts = serializers.DictField(child=NumberField(), read_only=True, help_text="Outcome → students.")
    blocking = NumberField(read_only=True)
    orders = serializers.ListField(child=NumberField(), read_only=True)
    work = RolloverWorkSerializer(read_only=True, allow_null=True)


class PlanMakingSerializer(serializers.Serializer[Any]):
    year_id = NumberField()
    basis = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)


class PlanDatesSerializer(serializers.Serializer[Any]):
    """`version` is the one that was read: a plan changed meanwhile is refused."""

    next_from = DayField()
    next_to = DayField()
    leave_on = DayField()
    basis = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)
    version = NumberField(required=False, allow_null=True, default=None)


class RefreshedPlanSerializer(serializers.Serializer[Any]):
    """How many outcomes were added, taken out, proposed anew."""

    come = NumberField(read_only=True)
    gone = NumberField(read_only=True)
    changed = NumberField(read_only=True)


class OutcomeParameters(serializers.Serializer[Any]):
    class_id = NumberField(required=False, help_text="Of the old year; 0: students in no class.")
    only = serializers.ChoiceField(
        choices=["all", "exceptions", "blocking"],
        default="all",
        help_text="exceptions: to be decided or looked at, or unusual; blocking: those in the way.",
    )


class PlannedOutcomeSerializer(serializers.Serializer[Any]):
    """What becomes of one student. `target_id`: a class of the plan; `obstacles`: what is to be looked at."""

    id = NumberField(source="row.pk", read_only=True)
    student_id = NumberField(read_only=True)
    name = serializers.CharField(read_only=True)
    class_id = NumberField(source="row.from_class_id", read_only=True, allow_null=True)
    grade = NumberField(source="row.grade", read_only=True, allow_null=True)
    level = serializers.CharField(source="row.level", read_only=True)
    outcome = serializers.ChoiceField(source="row.outcome", choices=PlannedOutcome.Outcome.values, read_only=True)
    target_id = NumberField(source="row.target_id", read_only=True, allow_null=True)
    result = serializers.CharField(source="row.result", read_only=True)
    reason = serializers.SerializerMethodField()
    destination = serializers.CharField(source="row.destination", read_only=True)
    counterpart = serializers.CharField(source="row.counterpart", read_only=True)
    subjects = serializers.CharField(source="row.subjects", read_only=True)
    due_on = DayField(source="row.due_on", read_only=True, allow_null=True)
    is_edited = serializers.BooleanField(source="row.is_edited", read_only=True)
    order_id = NumberField(source="row.order_id", read_only=True, allow_null=True)
    obstacles = serializers.ListField(
        child=serializers.ChoiceField(choices=[one.value for one in Obstacle]), read_only=True
    )
    blocks = serializers.BooleanField(read_only=True)

    def get_reason(self, line: Any) -> str:
        """What a plan made before says of a ground that none has any more: another one."""
        return closed_values.shown_code("leaving_reason", line.row.reason, NOBODY)


class SaidSerializer(serializers.Serializer[Any]):
    """What is decided, of one or of many. Without `result` the usual one is meant."""

    outcome = serializers.ChoiceField(choices=PlannedOutcome.Outcome.values)
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60, help_text="Handbook leaving_reason."
    )
    destination = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60, help_text="Handbook leaving_destination."
    )
    counterpart = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    subjects = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=300, help_text="Алгебра; Физика"
    )
    due_on = DayField(required=False, allow_null=True, default=None)
    result = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60, help_text="Handbook year_result."
    )


class OutcomeChangeSerializer(SaidSerializer):
    """Of one student. Without `target_id` the class that follows his is taken, where there is one."""

    id = NumberField(source="outcome_id")
    target_id = NumberField(required=False, allow_null=True, default=None)


class OutcomesDecidingSerializer(serializers.Serializer[Any]):
    changes = serializers.ListField(child=OutcomeChangeSerializer(), min_length=1, max_length=MOST)
    version = NumberField(required=False, allow_null=True, default=None)


class OutcomeForManySerializer(SaidSerializer):
    """Of some classes, of a grade, or of everybody; each goes into the class that follows his."""

    classes = serializers.ListField(child=NumberField(), required=False, max_length=MOST)
    grade = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=12)
    only = serializers.ChoiceField(
        choices=PlannedOutcome.Outcome.values, required=False, help_text="Those whose outcome is this one now."
    )


class ChangedCountSerializer(serializers.Serializer[Any]):
    changed = NumberField(read_only=True)


class NextClassSerializer(serializers.Serializer[Any]):
    """A class of the next year as planned."""

    id = NumberField(source="pk", read_only=True)
    name = serializers.CharField(read_only=True)
    grade = NumberField(read_only=True, allow_null=True)
    first_grade = serializers.CharField(read_only=True, help_text="Handbook first_grade_year.")
    coming = NumberField(read_only=True)
    capacity = NumberField(read_only=True)
    keeps_teacher = serializers.BooleanField(read_only=True)
    is_made = serializers.BooleanField(read_only=True)


class PlannedClassSerializer(serializers.Serializer[Any]):
    """A grade with a letter, or a group with a name."""

    grade = NumberField(required=False, allow_null=True, default=None)
    letter = serializers.CharField(required=False, allow_blank=True, default="", max_length=8)
    first_grade = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60, help_text="Handbook first_grade_year."
    )
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=80)
    age_group = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60, help_text="Handbook age_group."
    )
    capacity = serializers.IntegerField(min_value=1, max_value=999, default=25)
    keeps_teacher = serializers.BooleanField(default=False)


class ApplyingSerializer(serializers.Serializer[Any]):
    version = NumberField(required=False, allow_null=True, default=None)


class TriedOrderSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(read_only=True)
    class_name = serializers.CharField(read_only=True)
    students = NumberField(read_only=True)


class RolloverTrialSerializer(serializers.Serializer[Any]):
    """The last dry run: orders that carrying out would issue, or why it would stop. `is_outdated`: changed since."""

    work = RolloverWorkSerializer(read_only=True, allow_null=True)
    orders = TriedOrderSerializer(many=True, read_only=True)
    code = serializers.CharField(read_only=True)
    refusal = serializers.CharField(read_only=True)
    is_outdated = serializers.BooleanField(read_only=True)


class RolloverUndoingReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, allow_blank=True)


class RolloverUndoingSerializer(serializers.Serializer[Any]):
    """`protocol`: the number of what was looked at. `leave_conflicts`: undo the rest, leave them as they are."""

    protocol = NumberField()
    leave_conflicts = serializers.BooleanField(default=False)


class UndoingProtocolSerializer(serializers.Serializer[Any]):
    """What undoing would do, in numbers of records by verdict; null: nothing was looked at yet."""

    protocol = NumberField(read_only=True, allow_null=True)
    counts = serializers.DictField(child=NumberField(), read_only=True)
    work = RolloverWorkSerializer(read_only=True, allow_null=True)


# --- closing years --------------------------------------------------------------------------------------------------


class YearSealingSerializer(serializers.Serializer[Any]):
    """A proposal about a year and what another person decided of it."""

    id = NumberField(source="pk", read_only=True)
    year_id = NumberField(read_only=True)
    kind = serializers.ChoiceField(choices=YearSealing.Kind.values, read_only=True)
    state = serializers.ChoiceField(choices=YearSealing.State.values, read_only=True)
    reason = serializers.CharField(read_only=True)
    proposed_at = serializers.DateTimeField(read_only=True)
    proposed_name = serializers.CharField(read_only=True)
    decided_at = serializers.DateTimeField(read_only=True, allow_null=True)
    decided_name = serializers.CharField(read_only=True)
    decision = serializers.CharField(read_only=True)


class ClosingYearSerializer(serializers.Serializer[Any]):
    """An academic year in the list of closings, with the proposal that waits."""

    id = NumberField(source="year.pk", read_only=True)
    name = serializers.CharField(source="year.name", read_only=True)
    state = serializers.ChoiceField(choices=["now", "coming", "over", "closed"], read_only=True)
    closed_at = serializers.DateTimeField(source="year.closed_at", read_only=True, allow_null=True)
    proposal = YearSealingSerializer(read_only=True, allow_null=True)
    plan_id = NumberField(source="plan.pk", read_only=True, allow_null=True, default=None)


class ObstacleSerializer(serializers.Serializer[Any]):
    """What stands in the way of closing a year, first of all: the refusal that closing it now would be."""

    code = serializers.CharField(read_only=True)
    detail = serializers.CharField(source="__str__", read_only=True)


class ClosingYearInFullSerializer(ClosingYearSerializer):
    obstacle = ObstacleSerializer(read_only=True, allow_null=True)
    log = YearSealingSerializer(many=True, read_only=True)


class UnmovedSerializer(serializers.Serializer[Any]):
    """A student who has neither moved on nor left."""

    student_id = NumberField(read_only=True)
    name = serializers.CharField(read_only=True)
    class_name = serializers.CharField(read_only=True)
    grade = NumberField(read_only=True, allow_null=True)
    is_on_the_way = serializers.BooleanField(read_only=True)
    leaves_on = DayField(read_only=True, allow_null=True)


class YearProposingSerializer(serializers.Serializer[Any]):
    """To close a year, or to open a closed one again; the latter needs a reason."""

    kind = serializers.ChoiceField(choices=YearSealing.Kind.values)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class DecisionWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
