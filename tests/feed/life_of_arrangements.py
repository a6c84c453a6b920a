"""Leaves, plans, home study and destinations at random, with a coin of their own."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.arrangement_models import AcademicDebt, StudyArrangement
from tenant_apps.enrolment.completion_models import Completion
from tenant_apps.enrolment.models import Enrolment, Order

from .life_of_consents import DAYS, FIRST_DAY

ARRANGEMENTS = (
    ("temporary_leave", 1), ("sanatorium", 1), ("academic_leave", 1), ("individual_plan", 2), ("home_study", 3),
    ("programme_transfer", 4),
)  # fmt: skip


class Arrangements:
    """What a life does with them; `coin`, `_try` and `_order` are the life's."""

    coin: random.Random
    dues: random.Random
    _try: Callable[[Callable[[], None]], None]
    _order: Callable[[], Order]

    def about_arrangements(self) -> None:
        """One begins, ends, is voided or changed, every second time; its coin is its own, as the dice of consents."""
        acts = (
            self.arrange, self.arrange, self.arrange, self.release, self.void_an_arrangement, self.go_somewhere,
            self.complete, self.void_a_completion,
        )  # fmt: skip
        if self.coin.random() < 0.5:
            self._try(self.coin.choice(acts))
        if self.dues.random() < 0.2:
            self._try(self.dues.choice([self.owe, self.owe, self.make_up, self.void_a_debt]))

    def arrange(self) -> None:
        if enrolment := self._tossed(Enrolment):
            kind, track = self.coin.choice(ARRANGEMENTS)
            start = self._tossed_day(enrolment.valid_from)
            StudyArrangement.objects.create(
                enrolment=enrolment, track=track, kind=kind, valid_from=start, begun_by=self._order(),
                variant=self.coin.choice(["", "v7_1"]) if track == 4 else "",
                valid_to=self.coin.choice([FOREVER, self._tossed_day(start + timedelta(days=1))]),
            )  # fmt: skip

    def release(self) -> None:
        if arrangement := self._tossed(StudyArrangement):
            day = self._tossed_day(arrangement.valid_from + timedelta(days=1))
            StudyArrangement.objects.filter(pk=arrangement.pk).update(valid_to=day, ended_by=self._order())

    def void_an_arrangement(self) -> None:
        if arrangement := self._tossed(StudyArrangement):
            voided_by = None if arrangement.voided_by_id else self._order()
            StudyArrangement.objects.filter(pk=arrangement.pk).update(voided_by=voided_by)

    def go_somewhere(self) -> None:
        """Where somebody left to, and what he finished with, is written down, or corrected."""
        if enrolment := self._tossed(Enrolment):
            Enrolment.objects.filter(pk=enrolment.pk).update(
                end_destination=self.coin.choice(["", "same_region", "college", "none"]),
                end_result=self.coin.choice(["", "finished", "finished_honours"]),
            )

    def complete(self) -> None:
        """A level is completed, or what was written down of it is corrected."""
        enrolment = self._tossed(Enrolment)
        level, grade = self.coin.choice([("basic", 9), ("secondary", 11)])
        result, certificate = self.coin.choice([("finished", level), ("finished_special", "special")])
        if enrolment is None:
            return
        row = Completion.objects.filter(enrolment=enrolment, level=level, voided_by=None).first() or Completion(
            enrolment=enrolment, level=level, grade=grade, begun_by=self._order()
        )
        row.on, row.result, row.certificate = self._tossed_day(enrolment.valid_from), result, certificate
        row.save()

    def void_a_completion(self) -> None:
        if completion := self._tossed(Completion):
            Completion.objects.filter(pk=completion.pk, voided_by=None).update(voided_by=self._order())

    def owe(self) -> None:
        """Somebody owes a subject or two, from before his enrolment or within it."""
        if enrolment := self._tossed(Enrolment, self.dues):
            start = self._tossed_day(enrolment.valid_from - timedelta(days=20), self.dues)
            order = self._order()
            for subject in self.dues.sample(["Алгебра", "Физика", "Химия"], self.dues.randint(1, 2)):
                AcademicDebt.objects.create(
                    enrolment=enrolment, subject=subject, valid_from=start, due_on=start + timedelta(days=365),
                    begun_by=order,
                )  # fmt: skip

    def make_up(self) -> None:
        """For one subject; the others stay open."""
        if debt := self._tossed(AcademicDebt, self.dues):
            day = self._tossed_day(debt.valid_from + timedelta(days=1), self.dues)
            AcademicDebt.objects.filter(pk=debt.pk).update(valid_to=day, outcome="liquidated", ended_by=self._order())

    def void_a_debt(self) -> None:
        if debt := self._tossed(AcademicDebt, self.dues):
            voided_by = None if debt.voided_by_id else self._order()
            AcademicDebt.objects.filter(pk=debt.pk).update(voided_by=voided_by)

    def _tossed(self, model, chance=None):
        pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=(chance or self.coin).choice(pks)) if pks else None

    def _tossed_day(self, after: date, chance: random.Random | None = None) -> date:
        return max(after, FIRST_DAY + timedelta(days=(chance or self.coin).randint(0, DAYS)))
