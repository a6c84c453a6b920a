"""How decisions on who is one person are taken back (`organisations.undoing`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.undoing.rules import Doing, Rule, register_rule

from .joining import follow
from .models import SamePerson


class Decisions(Rule):
    """The former decision is in force again, or none; names stay where restricted lists show them."""

    model, group = SamePerson, _("Records of one person")

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = SamePerson.objects.filter(pk__in=ids)
        return {row.pk: f"№ {row.pk}, {row.get_subject_display()}" for row in rows}

    def written(self, row: SamePerson, doing: Doing) -> None:
        follow(row, by=doing.by)


def register() -> None:
    register_rule(Decisions())
