"""How changes of handbooks are taken back (`organisations.undoing`)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.shared_log import record, values
from shared_apps.organisations.undoing.rules import Doing, Fate, Logged, Rule, Step, register_rule

from .models import HandbookItem
from .services import new_edition


class Items(Rule):
    """An added item is closed: records that name it keep it. Names, closings and openings become as they were."""

    model, group = HandbookItem, gettext_lazy("Handbooks")
    notes = {
        "closed": gettext_lazy("The item is closed; records that name it already keep it."),
        "closed_already": gettext_lazy("The item is closed already."),
    }

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = HandbookItem.objects.filter(pk__in=ids).select_related("handbook")
        return {row.pk: f"{row.handbook.heading}: {row.shown_name}" for row in rows}

    def look(self, line: Logged, row: HandbookItem) -> Step | None:
        return Step(Fate.GONE, "closed_already") if line.is_addition and row.valid_to != FOREVER else None

    def ends(self, line: Logged, row: HandbookItem) -> Step:
        return Step(Fate.ENDED, "closed")

    def end(self, line: Logged, row: HandbookItem, doing: Doing) -> None:
        before = values(row)
        row.valid_to = max(doing.today, row.valid_from + timedelta(days=1))
        row.retired_reason = _("Taken back by protocol № %(number)s") % {"number": doing.number}
        row.save(update_fields=["valid_to", "retired_reason"])
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)

    def written(self, row: HandbookItem, doing: Doing) -> None:
        new_edition()


def register() -> None:
    register_rule(Items())
