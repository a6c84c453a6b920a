"""How changes of municipalities and authorities are taken back (`undoing`). Names stand in periods; rows follow."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .models import Authority, AuthorityPeriod, Municipality, MunicipalityPeriod
from .shared_log import record, values
from .territory import OF_AUTHORITY, OF_MUNICIPALITY, is_mentioned, settle, withdraw
from .undoing.rules import Doing, Fate, Logged, Rule, Step, register_rule

TERRITORY = _("Municipalities and authorities")
NOTES = {
    "withdrawn": _("It is withdrawn: nothing names it. Its name and code are free again."),
    "withdrawn_already": _("It was withdrawn already."),
    "mentioned": _("Organisations, roles or settings name it: move them, and close it (Administration, Territory)."),
    "with_names": _("The row follows its names: they stand in their own lines."),
    "with_body": _("It goes with the line by which the body was entered."),
    "with_rename": _("The former name stays as it is: the one after it says the same again."),
    "says_former": _("From that day on it is called as before."),
}


class Bodies(Rule):
    """A body that was entered is withdrawn while nothing names it; a closing or a merger is taken back.

    Organisations that a merger moved come back by their own lines.
    """

    group, notes = TERRITORY, NOTES

    def look(self, line: Logged, row: Any) -> Step | None:
        if line.action == "rename":
            return Step(Fate.GONE, "with_names")
        if not line.is_addition:
            return None
        if row.name == f"withdrawn-{row.pk}":
            return Step(Fate.GONE, "withdrawn_already")
        return Step(Fate.BY_HAND, "mentioned") if is_mentioned(row) else None

    def ends(self, line: Logged, row: Any) -> Step:
        return Step(Fate.ENDED, "withdrawn")

    def end(self, line: Logged, row: Any, doing: Doing) -> None:
        withdraw(body=row, reason=doing.reason, by=doing.by)


class Municipalities(Bodies):
    model = Municipality


class Authorities(Bodies):
    model = Authority


class Names(Rule):
    """A name that was given from a day on says again what was said before it; a corrected one becomes as it was."""

    group, notes = TERRITORY, NOTES
    columns: tuple[str, ...]

    def look(self, line: Logged, row: Any) -> Step | None:
        if line.is_addition and line.action == "create":
            return Step(Fate.GONE, "with_body")
        if line.action == "end" and self._of(row).filter(valid_from=row.valid_to).exists():
            return Step(Fate.GONE, "with_rename")
        return None

    def ends(self, line: Logged, row: Any) -> Step:
        return Step(Fate.ENDED, "says_former") if self._before(row).exists() else Step(Fate.BY_HAND, "never_deleted")

    def end(self, line: Logged, row: Any, doing: Doing) -> None:
        before = values(row)
        former = next((one for one in self._before(row) if not doing.was_added(one)), None) or self._before(row).last()
        assert former is not None
        for name, value in doing.as_before(former, self.columns).items():
            setattr(row, name, value)
        row.save(update_fields=list(self.columns))
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)

    def written(self, row: Any, doing: Doing) -> None:
        holder = type(row.holder)._default_manager.select_for_update(of=("self",)).get(pk=row.holder_id)
        settle(holder, by=doing.by)

    def _of(self, row: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.filter(holder=row.holder_id)
        return rows

    def _before(self, row: Any) -> QuerySet[Any]:
        return self._of(row).filter(valid_from__lt=row.valid_from).order_by("-valid_from")


class NamesOfMunicipalities(Names):
    model, columns = MunicipalityPeriod, OF_MUNICIPALITY


class NamesOfAuthorities(Names):
    model, columns = AuthorityPeriod, OF_AUTHORITY


def register() -> None:
    for rule in (Municipalities(), Authorities(), NamesOfMunicipalities(), NamesOfAuthorities()):
        register_rule(rule)
