"""Several groups at once, at random: additional enrolments beside each other and beside a main one, and orders about one
group of several; with a dice of its own.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, Enrolment
from tenant_apps.people.models import Student

from .life_of_consents import DAYS, FIRST_DAY


class Groups:
    """What a life does of groups; `_try`, `by_document`, `_issue` are the life's."""

    circle: random.Random
    _try: Callable[[Callable[[], None]], None]
    by_document: Callable[[Callable[[], bool]], bool]
    _issue: Callable[..., bool]

    def begin_groups(self, seed: int) -> None:
        self.circle = random.Random(f"groups of {seed}")

    def about_groups(self) -> None:
        if self.circle.random() < 0.15:
            self._try(self.join_another_group)
        if self.circle.random() < 0.15:
            self.by_document(self.circle.choice([self.leave_a_group, self.change_the_group, self.join_by_order]))

    def join_another_group(self) -> None:
        """An additional enrolment of somebody known, whatever other enrolments he has."""
        student, group = self._any(Student.objects.all()), self._any(ClassGroup.objects.all())
        if student is None or group is None:
            return
        day = self._some_day(FIRST_DAY)
        enrolment = Enrolment.objects.create(student=student, kind=Enrolment.Kind.ADDITIONAL, valid_from=day)
        ClassMembership.objects.create(
            enrolment=enrolment, level=group.level, grade=group.grade, class_group=group, valid_from=day,
            valid_to=self.circle.choice([FOREVER, day + timedelta(days=self.circle.randint(1, 200))]),
        )  # fmt: skip

    def leave_a_group(self) -> bool:
        """By an order that names the group; others stay."""
        one = self._membership()
        if one is None:
            return False
        day = min(self._some_day(one.valid_from + timedelta(days=1)), one.valid_to)
        for kind, reason in (("leaving", "moved"), ("leaving_programme", "own_wish")):
            if self.by_document(
                lambda kind=kind, reason=reason: self._issue(  # type: ignore[misc]
                    kind, one.enrolment.student_id, on=day, of_class_id=one.class_group_id, reason=reason
                )
            ):
                return True
        return False

    def change_the_group(self) -> bool:
        one, group = self._membership(), self._any(ClassGroup.objects.all())
        if one is None or group is None:
            return False
        day = max(self._some_day(one.valid_from + timedelta(days=1)), group.valid_from)
        return self._issue(
            "class_transfer", one.enrolment.student_id, on=day, of_class_id=one.class_group_id, class_group_id=group.pk
        )

    def join_by_order(self) -> bool:
        """Where the organisation is a centre; a school refuses such an order."""
        student, group = self._any(Student.objects.all()), self._any(ClassGroup.objects.filter(grade=None))
        if student is None or group is None:
            return False
        ClassGroup.objects.filter(pk=group.pk).update(level="additional")
        day = max(self._some_day(FIRST_DAY), group.valid_from)
        return self._issue("admission_programme", student.pk, on=day, class_group_id=group.pk)

    def _membership(self) -> ClassMembership | None:
        rows = ClassMembership.objects.unvoided().filter(
            enrolment__voided_by=None, enrolment__kind=Enrolment.Kind.ADDITIONAL, enrolment__valid_to=FOREVER,
            class_group__isnull=False,
        )  # fmt: skip
        return self._any(rows.select_related("enrolment"))

    def _any(self, rows: Any) -> Any:
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.get(pk=self.circle.choice(pks)) if pks else None

    def _some_day(self, after: date) -> date:
        return max(after, FIRST_DAY + timedelta(days=self.circle.randint(0, DAYS)))
