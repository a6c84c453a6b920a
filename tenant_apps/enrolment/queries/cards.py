"""A student's card: where he studies now and where he has studied here; by organisation, for families too."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shared_apps.handbooks import closed_values
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.ui.numbers import ru_date
from tenant_apps.people.names import short_name
from tenant_apps.people.queries.cards import last_day

from ..closed_orders import closed_kinds
from ..models import ClassMembership, ClassTeacher, Enrolment
from ..wording import described_order


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership of a class within an enrolment."""

    class_id: int | None
    class_name: str
    grade: int | None
    level: str
    form: str
    valid_from: date
    valid_to: date
    begun: str
    begun_id: int | None

    @property
    def last_day(self) -> date:
        return last_day(self.valid_to)


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """An enrolment with its stays, the latest first."""

    id: int
    measure: str
    valid_from: date
    valid_to: date
    begun: str
    begun_id: int | None
    ended: str
    ended_id: int | None
    came_as: str
    came_from: str
    left_as: str
    left_to: str
    destination: str
    result: str
    confirmed_on: date | None
    confirmation: str
    stays: tuple[Stay, ...]

    @property
    def last_day(self) -> date:
        return last_day(self.valid_to)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """How he came and how he left, in words."""
        return [
            (_("Kind of enrolment"), self.measure),
            (_("Admitted by"), self.begun),
            (_("Came as"), self.came_as),
            (_("From where"), self.came_from),
            (_("Struck off by"), self.ended),
            (_("Ground of leaving"), self.left_as),
            (_("Where to"), self.left_to),
            (_("Destination"), self.destination),
            (_("Result"), self.result),
            (
                _("Arrival confirmed on"),
                " · ".join(part for part in (ru_date(self.confirmed_on), self.confirmation) if part),
            ),
        ]

    @property
    def awaits_confirmation(self) -> bool:
        """Whether the receiver has not confirmed yet that the student has come."""
        return self.ended_id is not None and self.confirmed_on is None and bool(self.left_to or self.destination)


def enrolments_of(student_id: int, *, by: By) -> list[EnrolmentRow]:
    """Unvoided enrolments of a student with their stays, the latest first. Two queries and the handbooks.

    A ground that the reader may not know is another one to him, and where the student came from or went is not said.
    """
    unknown = closed_kinds(by)
    forms, levels = handbooks.names("form_of_study"), handbooks.names("level")
    stays: dict[int, list[Stay]] = {}
    memberships = (
        ClassMembership.objects.unvoided()
        .filter(enrolment__student=student_id)
        .select_related("class_group", "begun_by")
        .order_by("-valid_from")
    )
    for one in memberships:
        stays.setdefault(one.enrolment_id, []).append(
            Stay(
                one.class_group_id, one.class_group.name if one.class_group else "", one.grade,
                levels.get(one.level, one.level), forms.get(one.form_of_study, one.form_of_study), one.valid_from,
                one.valid_to, described_order(one.begun_by), one.begun_by_id,
            )
        )  # fmt: skip
    destinations, results = handbooks.names("leaving_destination"), handbooks.names("year_result")
    rows = Enrolment.objects.unvoided().filter(student=student_id).select_related("begun_by", "ended_by")
    return [
        EnrolmentRow(
            row.pk, str(row.get_kind_display()), row.valid_from, row.valid_to, described_order(row.begun_by),
            row.begun_by_id, described_order(row.ended_by) if row.ended_by else "",
            row.ended_by_id if row.ended_by is None or row.ended_by.kind not in unknown else None,
            *_way("admission_reason", row.begin_reason, by, row.begin_counterpart),
            *_way("leaving_reason", row.end_reason, by, row.end_counterpart),
            destinations.get(row.end_destination, row.end_destination), results.get(row.end_result, row.end_result),
            row.end_confirmed_on, *_way("leaving_reason", row.end_reason, by, row.end_confirmation)[1:],
            tuple(stays.get(row.pk, ())),
        )
        for row in rows.order_by("-valid_from")
    ]  # fmt: skip


def _way(handbook: str, ground: str, by: By, told: str) -> tuple[str, str]:
    """The ground in words, and a text that is as closed as it is."""
    return closed_values.shown_name(handbook, ground, by), "" if closed_values.is_closed(handbook, ground, by) else told


@dataclass(frozen=True, slots=True)
class Standing:
    """What a student is on a day: in which class, with which class teacher; `is_enrolled` False: nothing of it."""

    is_enrolled: bool
    since: date | None = None
    class_id: int | None = None
    class_name: str = ""
    grade: int | None = None
    level: str = ""
    level_code: str = ""
    form: str = ""
    shift: str = ""
    room: str = ""
    teacher_id: int | None = None
    teacher: str = ""
    others: tuple[tuple[int, str], ...] = ()

    @property
    def class_names(self) -> str:
        """Of all his groups."""
        return ", ".join(part for part in (self.class_name, *(name for _pk, name in self.others)) if part)


def groups_of(student_id: int, day: date) -> list[tuple[str, str]]:
    """Id and name of the groups of a student who has several enrolments on a day, for forms; of one enrolment: none."""
    found = list(_present(student_id, day))
    rows = ClassMembership.objects.valid(day).filter(enrolment__in=found, class_group__isnull=False)
    named = rows.order_by("class_group__name").values_list("class_group", "class_group__name") if len(found) > 1 else ()
    return [(str(pk), name) for pk, name in named]


def _present(student_id: int, day: date) -> QuerySet[Enrolment]:
    """The main one first; of additional ones, each in a group of its own, the earliest."""
    return Enrolment.objects.valid(day).filter(student=student_id).order_by("-kind", "valid_from", "pk")


def standing(student_id: int, day: date) -> Standing:
    """By the main enrolment, or the earliest of additional ones; `others` are groups beside. Three queries at most."""
    enrolments = list(_present(student_id, day))
    if not enrolments:
        return Standing(False)
    enrolment, *beside = enrolments
    forms, levels = handbooks.names("form_of_study"), handbooks.names("level")
    placed = {
        one.enrolment_id: one
        for one in ClassMembership.objects.valid(day).filter(enrolment__in=enrolments).select_related("class_group")
    }
    groups = [placed[one.pk].class_group for one in beside if one.pk in placed]
    others = tuple((group.pk, group.name) for group in groups if group is not None)
    one = placed.get(enrolment.pk)
    if one is None:
        return Standing(True, enrolment.valid_from, others=others)
    group = one.class_group
    teacher = _teacher(group.pk, day) if group else None
    return Standing(
        is_enrolled=True,
        since=enrolment.valid_from,
        class_id=one.class_group_id,
        class_name=group.name if group else "",
        grade=one.grade,
        level=levels.get(one.level, one.level),
        level_code=one.level,
        form=forms.get(one.form_of_study, one.form_of_study),
        shift=handbooks.name("shift", str(group.shift)) if group else "",
        room=group.room if group else "",
        teacher_id=teacher[0] if teacher else None,
        teacher=teacher[1] if teacher else "",
        others=others,
    )


def _teacher(class_id: int, day: date) -> tuple[int, str] | None:
    name = "employee__person__names__"
    row = (
        ClassTeacher.objects.valid(day)
        .filter(class_group=class_id, **{f"{name}valid_from__lte": day, f"{name}valid_to__gt": day})
        .values_list("employee_id", f"{name}surname", f"{name}given_name", f"{name}patronymic")
        .first()
    )
    return (row[0], short_name(*row[1:])) if row else None
