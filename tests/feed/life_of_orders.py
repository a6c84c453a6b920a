"""Orders signed and cancelled through the services, and operations taken back by the one reversal, at random; with a
will of their own.

Rows that others wrote past the services lie about, so a service may refuse: then nothing is written.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import ClassGroup, Enrolment, Order
from tenant_apps.enrolment.order_kinds import CANCELLING
from tenant_apps.history import reversal
from tenant_apps.people.models import Student

from .life_of_consents import DAYS, FIRST_DAY

BY = By(account_id=1, name="Секретарь С. С.", source="life")
IN_FORCE = (Order.State.SIGNED, Order.State.EFFECTIVE)


class Orders:
    """What a life does by documents; `_try`, `student` are the life's.

    `told`: the operations of this life, named as in the log. `done`: how often each act was carried out.
    """

    will: random.Random
    told: list[str]
    done: Counter[str]
    _try: Callable[[Callable[[], None]], None]
    student: Callable[[], Student]

    def begin_orders(self, seed: int) -> None:
        self.will = random.Random(f"orders of {seed}")
        self.told, self.done = [], Counter()

    def about_orders(self) -> None:
        """An order is signed or cancelled, or an operation is taken back, every seventh time."""
        if self.will.random() < 0.15:
            self.by_document(self.will.choice([*self.documents, self.cancel_an_order, self.take_back]))

    @property
    def documents(self) -> list[Callable[[], bool]]:
        return [
            self.admit,
            self.dismiss_by_order,
            self.transfer_by_order,
            self.arrange_by_order,
            self.cancel_an_order,
            self.take_back,
        ]

    def each_document(self) -> None:
        """Each act once: tried again while it is refused. Within a door."""
        for act in self.documents:
            assert any(self.by_document(act) for _ in range(50)), f"{act.__name__} is always refused"

    def by_document(self, act: Callable[[], bool]) -> bool:
        """One of the acts below; whether it was carried out."""
        carried_out: list[bool] = []

        def attempt() -> None:
            carried_out.append(act())

        try:
            self._try(attempt)
        except Refused:
            return False
        self.done[act.__name__] += sum(carried_out)
        return any(carried_out)

    def admit(self) -> bool:
        group = self._willed(ClassGroup.objects.all())
        if group is None or group.valid_to - group.valid_from < timedelta(days=2):
            return False
        day = group.valid_from + timedelta(days=self.will.randrange((group.valid_to - group.valid_from).days))
        return self._issue("admission", self.student().pk, on=day, class_group_id=group.pk)

    def dismiss_by_order(self) -> bool:
        if enrolment := self._studying():
            reason = self.will.choice(["moved", "to_college"])
            return self._issue("leaving", enrolment.student_id, on=self._willed_day(enrolment), reason=reason)
        return False

    def transfer_by_order(self) -> bool:
        enrolment, group = self._studying(), self._willed(ClassGroup.objects.all())
        if enrolment is None or group is None:
            return False
        day = max(self._willed_day(enrolment), group.valid_from)
        return self._issue("class_transfer", enrolment.student_id, on=day, class_group_id=group.pk)

    def arrange_by_order(self) -> bool:
        if enrolment := self._studying():
            day = self._willed_day(enrolment)
            return self._issue("temporary_leave", enrolment.student_id, on=day, until=day + timedelta(days=20))
        return False

    def cancel_an_order(self) -> bool:
        orders = Order.objects.filter(state__in=IN_FORCE).exclude(kind=CANCELLING.code)
        if order := self._willed(orders):
            services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=order.date), by=BY)
        return order is not None

    def take_back(self) -> bool:
        """What one operation of this life did is reversed as far as it goes: a reversal itself, now and then."""
        if not self.told:
            return False
        chosen = reversal.by_source(self.will.choice(self.told[-30:]))
        try:
            planned = reversal.plan(chosen, title="Жизнь", reason="передумали", by=BY)
            outcome = reversal.confirm(planned.number, by=BY, partial=True)
        except reversal.NothingToReverse:
            return False
        if outcome.is_done:
            self.told.append(f"reversal:{planned.number}")
        return outcome.is_done

    def _issue(self, kind: str, student_id: int, **line: Any) -> bool:
        lines = [services.Line(student_id=student_id, **line)]
        services.issue_order(
            lines=lines, kind=kind, requisites=services.Requisites(date=FIRST_DAY), sign=True, insist=True, by=BY
        )
        return True

    def _studying(self) -> Enrolment | None:
        return self._willed(Enrolment.objects.unvoided().filter(valid_to=date.max))

    def _willed(self, rows: Any) -> Any:
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.model._default_manager.get(pk=self.will.choice(pks)) if pks else None

    def _willed_day(self, enrolment: Enrolment) -> date:
        return max(enrolment.valid_from + timedelta(days=1), FIRST_DAY + timedelta(days=self.will.randint(0, DAYS)))
