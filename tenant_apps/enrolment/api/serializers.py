"""What goes in and out: ISO dates, codes of handbooks; columns that the caller does not hold are left out."""

from typing import Any

from rest_framework import serializers

from shared_apps.accounts.endpoints import AsOfParameters, DayField, NumberField
from tenant_apps.people.api.cards import ParticularsSerializer

from ..order_kinds import ORDER_KINDS
from ..services import Line, Requisites


class StudentParameters(AsOfParameters):
    presence = serializers.ChoiceField(
        choices=["enrolled", "absent", "all"], default="enrolled", help_text="Enrolled on the day, not, or every card."
    )
    class_id = NumberField(required=False, help_text="0: enrolled, but in no class.")
    grade = NumberField(required=False)
    sex = serializers.CharField(required=False)
    form = serializers.CharField(required=False, help_text="Form of study.")
    q = serializers.CharField(required=False, help_text="Any part of a name, file number, SNILS.")


class StudentSerializer(serializers.Serializer[Any]):
    """A student as he is on a day."""

    id = NumberField(source="pk", read_only=True)
    person_id = NumberField(read_only=True)
    surname = serializers.CharField(read_only=True)
    given_name = serializers.CharField(read_only=True)
    patronymic = serializers.CharField(read_only=True)
    birth_date = DayField(read_only=True, allow_null=True)
    sex = serializers.CharField(read_only=True)
    file_number = serializers.CharField(read_only=True)
    enrolled_since = DayField(source="since", read_only=True, allow_null=True)
    measure = serializers.CharField(read_only=True, allow_null=True)
    level = serializers.CharField(read_only=True, allow_null=True)
    grade = NumberField(read_only=True, allow_null=True)
    class_id = NumberField(read_only=True, allow_null=True)
    class_name = serializers.CharField(read_only=True, allow_null=True)
    form_of_study = serializers.CharField(source="form", read_only=True, allow_null=True)


class StudentParticularsSerializer(ParticularsSerializer):
    """Particulars with the number of the personal file."""

    file_number = serializers.CharField(required=False, allow_blank=True)


class ClassParameters(AsOfParameters):
    year = NumberField(required=False, help_text="An academic year; by default the classes of the day.")


class ClassSerializer(serializers.Serializer[Any]):
    """A class on a day."""

    id = NumberField(source="pk", read_only=True)
    academic_year = serializers.CharField(source="academic_year.name", read_only=True)
    name = serializers.CharField(read_only=True)
    level = serializers.CharField(read_only=True)
    grade = NumberField(read_only=True, allow_null=True)
    letter = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True)
    profile = serializers.CharField(read_only=True)
    first_grade = serializers.CharField(read_only=True, help_text="Handbook first_grade_year.")
    nosology = serializers.CharField(read_only=True, help_text="Handbook ovz_category.")
    programme_years = NumberField(read_only=True, allow_null=True)
    regime = serializers.CharField(read_only=True, help_text="Handbook group_regime; preschool groups.")
    programme_level = serializers.CharField(read_only=True, help_text="Handbook programme_level; centres.")
    funding = serializers.CharField(read_only=True, help_text="Handbook funding; groups.")
    class_set = serializers.CharField(source="class_set.name", read_only=True, default=None, allow_null=True)
    form_of_study = serializers.CharField(read_only=True)
    shift = NumberField(read_only=True)
    room = serializers.CharField(read_only=True)
    capacity = NumberField(read_only=True)
    students = NumberField(read_only=True)
    teacher_id = NumberField(read_only=True, allow_null=True)


class YearSerializer(serializers.Serializer[Any]):
    id = NumberField(source="pk", read_only=True)
    name = serializers.CharField(read_only=True)
    first_day = DayField(source="valid_from", read_only=True)
    last_day = DayField(read_only=True)
    state = serializers.ChoiceField(choices=["now", "coming", "over", "closed"], read_only=True)


class AttemptSerializer(serializers.Serializer[Any]):
    """An attempt to make up for a debt."""

    number = NumberField(read_only=True)
    on = DayField()
    is_passed = serializers.BooleanField()
    commission = serializers.CharField(required=False, allow_blank=True, default="")


class LineDebtSerializer(serializers.Serializer[Any]):
    """A debt of a line's student: closed by the order, or still open after it."""

    subject = serializers.CharField()
    due_on = DayField()
    is_closed = serializers.BooleanField()
    attempts = AttemptSerializer(many=True)


class LineSerializer(serializers.Serializer[Any]):
    """A line of an order."""

    id = NumberField(read_only=True)
    student_id = NumberField()
    name = serializers.CharField(read_only=True)
    on = DayField(help_text="Date of the fact; of a leaving, the first day without the student.")
    class_id = NumberField(required=False, allow_null=True)
    of_class_id = NumberField(
        required=False, allow_null=True, help_text="Which of several groups of the student the line is about."
    )
    from_class = serializers.CharField(read_only=True, help_text="Name of the class before the order.")
    grade = NumberField(required=False, allow_null=True)
    level = serializers.CharField(required=False, allow_blank=True)
    form_of_study = serializers.CharField(required=False, allow_blank=True)
    reason = serializers.CharField(required=False, allow_blank=True)
    counterpart = serializers.CharField(required=False, allow_blank=True)
    destination = serializers.CharField(required=False, allow_blank=True, help_text="Handbook leaving_destination.")
    organisation_id = NumberField(required=False, allow_null=True, help_text="Of the register: where to.")
    until = DayField(required=False, allow_null=True, help_text="When a leave or plan is expected to end.")
    document = serializers.CharField(required=False, allow_blank=True, help_text="Medical document; health.")
    subjects = serializers.CharField(
        required=False, allow_blank=True,
        help_text="Of academic debts, by semicolons: owed from then on; of a liquidation those made up for, empty: the "
        "debts with a passed attempt, else all.",
    )  # fmt: skip
    debts = LineDebtSerializer(many=True, read_only=True, help_text="Of a liquidation; education.")
    result = serializers.CharField(required=False, allow_blank=True, help_text="Handbook year_result; graduation.")
    variant = serializers.CharField(required=False, allow_blank=True, help_text="Handbook ovz_variant; health.")

    @staticmethod
    def line(values: dict[str, Any]) -> Line:
        return Line(
            student_id=values["student_id"],
            on=values["on"],
            class_group_id=values.get("class_id"),
            of_class_id=values.get("of_class_id"),
            grade=values.get("grade"),
            level=values.get("level", ""),
            form_of_study=values.get("form_of_study", ""),
            reason=values.get("reason", ""),
            counterpart=values.get("counterpart", ""),
            destination=values.get("destination", ""),
            organisation_id=values.get("organisation_id"),
            until=values.get("until"),
            document=values.get("document", ""),
            subjects=values.get("subjects", ""),
            result=values.get("result", ""),
            variant=values.get("variant", ""),
        )


class OrderParameters(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=["draft", "signed", "effective", "cancelled"], required=False)
    kind = serializers.CharField(required=False)
    first = DayField(required=False, help_text="Dated on this day or later.")
    last = DayField(required=False, help_text="Dated on this day or earlier.")
    q = serializers.CharField(required=False, help_text="A number, or a part of a student's name.")


class OrderSerializer(serializers.Serializer[Any]):
    """An order. Lines stand in the answer about one order."""

    id = NumberField(source="pk", read_only=True)
    kind = serializers.ChoiceField(choices=sorted(ORDER_KINDS))
    state = serializers.CharField(read_only=True)
    number = serializers.CharField(read_only=True)
    date = DayField()
    effective_on = DayField(required=False)
    title = serializers.CharField(required=False, allow_blank=True)
    basis = serializers.CharField(required=False, allow_blank=True)
    signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    signed_name = serializers.CharField(read_only=True)
    cancels = NumberField(source="cancels_id", read_only=True, allow_null=True)
    effect_problem = serializers.CharField(read_only=True, help_text="Why it did not take effect on its day.")
    version = NumberField(read_only=True)


class OrderInFullSerializer(OrderSerializer):
    lines = LineSerializer(many=True, required=False)

    @staticmethod
    def requisites(values: dict[str, Any]) -> Requisites:
        return Requisites(
            date=values["date"],
            effective_on=values.get("effective_on"),
            title=values.get("title", ""),
            basis=values.get("basis", ""),
        )


class SigningSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(required=False, allow_blank=True, default="")
    version = NumberField(required=False)
    insist = serializers.BooleanField(default=False, help_text="Sign in spite of warnings (a class over its capacity).")


class CancellingSerializer(serializers.Serializer[Any]):
    date = DayField()
    basis = serializers.CharField()
    number = serializers.CharField(required=False, allow_blank=True, default="")
    version = NumberField(required=False)


class MovementParameters(serializers.Serializer[Any]):
    first = DayField(help_text="Both days belong to the period.")
    last = DayField()
    direction = serializers.ChoiceField(choices=["in", "out"], required=False)
    measure = serializers.ChoiceField(choices=["main", "additional"], required=False)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "class": NumberField(required=False)}


class MovementSerializer(serializers.Serializer[Any]):
    """An arrival or a leaving."""

    direction = serializers.ChoiceField(choices=["in", "out"])
    on = DayField()
    student_id = NumberField()
    name = serializers.CharField()
    birth_date = DayField(allow_null=True)
    class_name = serializers.CharField()
    grade = NumberField(allow_null=True)
    reason = serializers.CharField()
    counterpart = serializers.CharField()
    destination = serializers.CharField()
    order_id = NumberField(allow_null=True)
    order_number = serializers.CharField()
    order_date = DayField(allow_null=True)


class StaySerializer(serializers.Serializer[Any]):
    """A membership of a class within an enrolment."""

    class_id = NumberField(allow_null=True)
    class_name = serializers.CharField()
    grade = NumberField(allow_null=True)
    since = DayField(source="valid_from")
    last_day = DayField()
    begun_by = NumberField(source="begun_id", allow_null=True)


class EnrolmentSerializer(serializers.Serializer[Any]):
    """An enrolment; `last_day` 9999-12-31: it has not ended."""

    id = NumberField()
    since = DayField(source="valid_from")
    last_day = DayField()
    begun_by = NumberField(source="begun_id", allow_null=True)
    ended_by = NumberField(source="ended_id", allow_null=True)
    came_from = serializers.CharField()
    left_to = serializers.CharField()
    destination = serializers.CharField()
    result = serializers.CharField()
    confirmed_on = DayField(allow_null=True)
    confirmation = serializers.CharField()
    stays = StaySerializer(many=True)
