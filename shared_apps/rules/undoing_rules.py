"""How settings above organisations are taken back (`organisations.undoing`)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.organisations.shared_log import record, values
from shared_apps.organisations.undoing.rules import Doing, Fate, Logged, Rule, Step, register_rule

from .catalogue import CATALOGUE
from .models import NOTHING_OF_ITS_OWN, RuleValue
from .services import new_edition

COPIED = ("value", "is_locked", "reason")


class Values(Rule):
    """A value that was written says again what was in force before it; a replaced one becomes as it was."""

    model, group = RuleValue, gettext_lazy("Settings")
    ignored = frozenset({"written_at"})
    notes = {
        "says_former": gettext_lazy("From that day on the value before it is in force again."),
        "inherits": gettext_lazy("From that day on the value of the level above is in force again."),
    }

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = RuleValue.objects.filter(pk__in=ids).select_related("municipality", "authority")
        return {row.pk: f"{_setting(row.setting)} ({_holder(row)})" for row in rows}

    def ends(self, line: Logged, row: RuleValue) -> Step:
        return Step(Fate.ENDED, "says_former" if _before(row).exists() else "inherits")

    def end(self, line: Logged, row: RuleValue, doing: Doing) -> None:
        before = values(row)
        former = next((one for one in _before(row) if not doing.was_added(one)), None)
        if former is None:
            row.value, row.is_locked = NOTHING_OF_ITS_OWN, False
        else:
            for name, value in doing.as_before(former, COPIED).items():
                setattr(row, name, value)
        if not row.is_locked:
            row.reason = _("Taken back by protocol № %(number)s") % {"number": doing.number}
        row.written_name = doing.by.name
        row.save(update_fields=[*COPIED, "written_name"])
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)

    def written(self, row: RuleValue, doing: Doing) -> None:
        new_edition()


def register() -> None:
    register_rule(Values())


def _before(row: RuleValue) -> QuerySet[RuleValue]:
    """The holder's earlier values of the setting, the latest first."""
    rows = RuleValue.objects.filter(
        setting=row.setting, level=row.level, municipality=row.municipality_id, authority=row.authority_id
    )
    return rows.filter(valid_from__lt=row.valid_from).order_by("-valid_from")


def _setting(code: str) -> str:
    return str(CATALOGUE[code].title) if code in CATALOGUE else code


def _holder(row: RuleValue) -> str:
    return str(row.municipality or row.authority or row.get_level_display())
