"""How years end at random: transfers, repeated years, and what takes them away; what is said of classes. With a chance
of their own."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, Enrolment, Order

from .life_of_consents import DAYS, FIRST_DAY

KINDS = ("next_year", "next_year", "next_year_conditional", "repeated_year", "debt_repeat", "class_transfer")
VOIDING = ("cancelling", "leaving", "class_transfer")


class Results:
    """What a life does at the turn of a year; `_try`, `_next` are the life's."""

    turns: random.Random
    _try: Callable[[Callable[[], None]], None]
    _next: Callable[[], int]

    def about_results(self) -> None:
        """Every third time somebody passes into another class by an order, or that is taken away or given back."""
        if self.turns.random() < 0.35:
            acts = [self.pass_on, self.pass_on, self.take_a_result_away, self.give_it_back, self.tell_of_a_class]
            self._try(self.turns.choice(acts))

    def pass_on(self) -> None:
        """Into another class on a day of the turn of a year, or on any other."""
        enrolment = self._turned(Enrolment)
        if enrolment is None:
            return
        day = self.turns.choice(
            [date(2025, 9, 1), date(2026, 9, 1), FIRST_DAY + timedelta(days=self.turns.randint(0, DAYS))]
        )
        last = enrolment.memberships.filter(voided_by=None, valid_to__gt=day).order_by("-valid_from").first()
        if last is not None and last.valid_from < day:
            ClassMembership.objects.filter(pk=last.pk).update(valid_to=day)
        group = self._turned(ClassGroup)
        ClassMembership.objects.create(
            enrolment=enrolment, level=group.level if group else "basic", grade=group.grade if group else 5,
            class_group=group, valid_from=day, valid_to=FOREVER, begun_by=self._order_of(self.turns.choice(KINDS)),
        )  # fmt: skip

    def take_a_result_away(self) -> None:
        if membership := self._turned(ClassMembership, begun_by__kind__in=KINDS):
            order = self._order_of(self.turns.choice(VOIDING))
            ClassMembership.objects.filter(pk=membership.pk).update(voided_by=order)

    def give_it_back(self) -> None:
        if membership := self._turned(ClassMembership, begun_by__kind__in=KINDS, voided_by__isnull=False):
            ClassMembership.objects.filter(pk=membership.pk).update(voided_by=None)

    def tell_of_a_class(self) -> None:
        """For special needs of a nosology, for intellectual disability with so many years, a first grade of two years."""
        if group := self._turned(ClassGroup):
            kind = self.turns.choice(["ordinary", "special_needs", "intellectual", "advanced"])
            ClassGroup.objects.filter(pk=group.pk).update(
                kind=kind, nosology=self.turns.choice(["", "autism", "speech"]) if kind == "special_needs" else "",
                programme_years=self.turns.choice([None, 9, 13]) if kind == "intellectual" else None,
                first_grade=self.turns.choice(["", "first", "second"]) if group.grade == 1 else "",
                regime="full" if group.level == "preschool" else "", funding="" if group.level == "basic" else "budget",
                capacity=self.turns.choice([1, 12, 25]), language=self.turns.choice(["rus", "rus", "adyghe"]),
            )  # fmt: skip

    def _order_of(self, kind: str) -> Order:
        return Order.objects.create(kind=kind, date=FIRST_DAY, effective_on=FIRST_DAY, number=str(self._next()))

    def _turned(self, model, **only):
        pks = list(model.objects.filter(**only).order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.turns.choice(pks)) if pks else None
