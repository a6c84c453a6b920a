"""How changes of each shared table are taken back. The app that owns a table declares its rule, in `ready()`:

    class Items(Rule):
        model, group = HandbookItem, _("Handbooks")
        def ends(self, line, row): ...          # what taking back an added row would do
        def end(self, line, row, doing): ...    # doing it

    register_rule(Items())

Shared rows are closed, never deleted: a changed row gets its former values back, and an added one is ended. What can't
be taken back is named with what is to be done by hand instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..crossing import By
from ..refusal import Text
from .folding import Obstacle


class Fate(models.TextChoices):
    """What becomes of one line of the log of shared changes."""

    RESTORED = "restored", pgettext_lazy("taking back", "as it was before")
    ENDED = "ended", pgettext_lazy("taking back", "is ended")
    GONE = "gone", pgettext_lazy("taking back", "nothing is left")
    BY_HAND = "by_hand", pgettext_lazy("taking back", "by hand")
    CONFLICT = "conflict", pgettext_lazy("taking back", "conflict")


ACTED = (Fate.RESTORED, Fate.ENDED)
"""Those where something is written."""


@dataclass(frozen=True, slots=True)
class Step:
    """The fate of a line and its explanation: a code of the rule's notes, with the values of its places."""

    fate: Fate
    note: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    obstacle: Obstacle | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the log of shared changes. An added row's line holds all its columns in `after`, none in `before`."""

    id: int
    at: datetime
    actor_id: int | None
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def is_addition(self) -> bool:
        return "id" in self.after and "id" not in self.before


@dataclass(frozen=True, slots=True)
class Doing:
    """Taking back as it is done: by whom, under which protocol, why. Its lines stand under `source`."""

    number: int
    reason: str
    by: By
    today: date
    now: datetime
    added: frozenset[tuple[str, int]] = frozenset()
    """(table, row) of rows that the chosen lines added."""
    former: Mapping[tuple[str, int], Mapping[str, Any]] = field(default_factory=dict)
    """(table, row) → columns that the chosen lines changed, as they were before the first of them."""

    def was_added(self, row: models.Model) -> bool:
        return (row._meta.label_lower, row.pk) in self.added

    def as_before(self, row: models.Model, columns: Sequence[str]) -> dict[str, Any]:
        """Columns of a row as they were before the chosen lines, whether or not it is taken back already."""
        said = self.former.get((row._meta.label_lower, row.pk), {})
        fields = {f.attname: f for f in row._meta.concrete_fields}
        return {name: fields[name].to_python(said[name]) if name in said else getattr(row, name) for name in columns}


class Rule:
    """How changes of one table are taken back.

    :cvar model: the table. :cvar group: the heading under which a protocol shows it.
    :cvar ignored: columns that change by themselves (sign-ins, clocks): neither compared nor written back.
    :cvar notes: explanations by code, with places.
    """

    model: ClassVar[type[models.Model]]
    group: ClassVar[Text]
    ignored: ClassVar[frozenset[str]] = frozenset()
    notes: ClassVar[Mapping[str, Text]] = {}

    def look(self, line: Logged, row: Any) -> Step | None:
        """A fate that needs no comparing; None: the line is compared with the row as it is now. Reads only."""
        return None

    def ends(self, line: Logged, row: Any) -> Step:
        """What becomes of an added row that nobody has changed since. Reads only."""
        return Step(Fate.BY_HAND, "never_deleted")

    def end(self, line: Logged, row: Any, doing: Doing) -> None:
        """Carry out a line whose fate is "is ended", and log it.

        :raises Refused: it can't be; the protocol shows the refusal as a conflict.
        """
        raise TypeError(f"{type(self).__name__} says that line {line.id} is ended, and does not say how.")

    def written(self, row: Any, doing: Doing) -> None:
        """After former values were written back, and logged: what follows from them."""

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        """How rows are called, those that are there still. A fixed number of queries."""
        return {pk: str(row) for pk, row in self.model._default_manager.in_bulk(list(ids)).items()}

    def locked(self, ids: Sequence[int]) -> Mapping[int, Any]:
        """The rows by id, locked."""
        rows = self.model._default_manager.select_for_update(of=("self",)).filter(pk__in=ids)
        return {row.pk: row for row in rows.order_by("pk")}


COMMON_NOTES: Mapping[str, Text] = {
    "no_rule": _("Svod has no rule for these records: look at them by hand."),
    "never_deleted": _("The record stays: shared records are not deleted. Close it where it is kept."),
    "by_itself": _("Only values that change by themselves were touched."),
}
OTHERS: Text = _("Other records")

_RULES: dict[str, Rule] = {}


def register_rule(rule: Rule) -> None:
    """:raises ValueError: the table has another rule already."""
    label = rule.model._meta.label_lower
    if type(_RULES.setdefault(label, rule)) is not type(rule):
        raise ValueError(f"Changes of {label} are taken back in two ways: {_RULES[label]!r} and {rule!r}.")


def rule_of(label: str) -> Rule | None:
    """Of a table, "handbooks.handbookitem"."""
    return _RULES.get(label)


def names_of(label: str, ids: Sequence[int]) -> Mapping[int, str]:
    """How rows of a table are called, those that are there still."""
    rule = rule_of(label)
    if rule is not None:
        return rule.names(ids)
    rows: Any = apps.get_model(label)._default_manager
    return {pk: str(row) for pk, row in rows.in_bulk(list(ids)).items()}


def group_of(label: str) -> str:
    """The heading of a table's operations."""
    rule = rule_of(label)
    return str(rule.group if rule is not None else OTHERS)


def explained(label: str, note: str, params: Mapping[str, str]) -> str:
    """A note in the language of the page; "" for none. The note "said" is a refusal in the words it was refused in."""
    if note == "said":
        return params["said"]
    rule = rule_of(label)
    found = (rule.notes.get(note) if rule is not None else None) or COMMON_NOTES.get(note)
    if found is None:
        return note
    text = str(found)
    return text % params if params else text


def position_of(label: str) -> tuple[int, str]:
    """Groups stand in the order of their tables' apps and names; other records last."""
    if label not in _RULES:
        return len(_RULES), label
    order = sorted(_RULES, key=lambda one: (str(apps.get_model(one)._meta.app_label), one))
    return order.index(label), label
