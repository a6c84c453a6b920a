"""How another try of failed long work is taken back (`organisations.undoing`): it is not, its own lines are."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.undoing.rules import Fate, Logged, Rule, Step, register_rule

from .models import Job
from .services import kinds


class Tries(Rule):
    model, group = Job, _("Long work")
    notes = {"own_lines": _("The work was let try again: what it wrote stands in its own lines.")}

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        declared = kinds()
        rows = Job.objects.filter(pk__in=ids).values_list("pk", "kind")
        return {pk: f"{declared[kind].title if kind in declared else kind} № {pk}" for pk, kind in rows}

    def look(self, line: Logged, row: Job) -> Step | None:
        return Step(Fate.GONE, "own_lines")


def register() -> None:
    register_rule(Tries())
