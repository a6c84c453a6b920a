"""Consents of people at random, with dice of their own: given, withdrawn, changed, struck out."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.models import Consent, Person

FIRST_DAY = date(2024, 9, 1)
DAYS = 760


class Consents:
    """What a life does with consents; `dice` and `_try` are the life's."""

    dice: random.Random
    _try: Callable[[Callable[[], None]], None]

    def about_consents(self) -> None:
        """A consent is given, withdrawn, changed or struck out, every third time. Its dice are its own."""
        acts = (self.consent, self.consent, self.withdraw, self.narrow_a_consent, self.forget_a_consent)
        if self.dice.random() < 0.4:
            self._try(self.dice.choice(acts))

    def consent(self) -> None:
        if person := self._drawn(Person):
            self._consent(person, self._drawn_day(FIRST_DAY))

    def withdraw(self) -> None:
        if consent := self._drawn(Consent):
            day = self._drawn_day(consent.valid_from)
            Consent.objects.filter(pk=consent.pk).update(
                withdrawn_on=day, valid_to=min(consent.valid_to, max(day, consent.valid_from + timedelta(days=1)))
            )

    def narrow_a_consent(self) -> None:
        """Another composition of fields, or another end."""
        if consent := self._drawn(Consent):
            Consent.objects.filter(pk=consent.pk).update(
                covers=self.dice.choice([[], ["registry"], ["policy", "registry"]]),
                valid_to=self.dice.choice([FOREVER, self._drawn_day(consent.valid_from + timedelta(days=1))]),
            )

    def forget_a_consent(self) -> None:
        if consent := self._drawn(Consent):
            consent.delete()

    def _consent(self, person: Person, start: date) -> None:
        ends = self.dice.choice([FOREVER, FOREVER, self._drawn_day(start + timedelta(days=1))])
        Consent.objects.create(
            person=person, given_by=person, purpose=self.dice.choice(["registry", "registry", "registry", "health"]),
            covers=["registry"], signed_on=start, valid_from=start, valid_to=ends,
            until_leaving=self.dice.random() < 0.5,
        )  # fmt: skip

    def _drawn(self, model):
        pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.dice.choice(pks)) if pks else None

    def _drawn_day(self, after: date) -> date:
        spread = FIRST_DAY + timedelta(days=self.dice.randint(0, DAYS))
        return max(after, self.dice.choice([after, date(2025, 9, 1), spread, spread]))
