"""The log of changes of one organisation's shared rows in words: what its card shows under «Changes»."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.words import actor, changed

from .models import Organisation, OrganisationPeriod, SharedChange, Supervision
from .periods import FOREVER
from .privacy import Privacy
from .services import PARTICULARS

HANDBOOKS = {"kind": "organisation_kind", "locality": "locality"}
"""Columns that hold codes of a handbook."""
OF_ITSELF = {"organisation"}
"""Columns that name the organisation whose card this is."""

OF_THE_ORDER = {"order_number", "order_date"}

_ACTIONS: Mapping[str, str | Promise] = {
    "request": pgettext_lazy("organisation", "registered"),
    "born": pgettext_lazy("organisation", "prepared"),
    "create": pgettext_lazy("organisation", "entered"),
    "rename": pgettext_lazy("organisation", "renamed or moved"),
    "correct": pgettext_lazy("organisation", "a slip corrected"),
    "end": pgettext_lazy("organisation", "ended"),
    "close": pgettext_lazy("organisation", "closed"),
    "withdraw": pgettext_lazy("organisation", "withdrawn"),
    "restore": pgettext_lazy("organisation", "put back from a backup"),
    "drop_old": pgettext_lazy("organisation", "what it had before was deleted"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of a line: what it is called, its value before and after in words; "" for nothing."""

    title: str
    before: str
    after: str

    def __str__(self) -> str:
        return changed(self.title, self.before, self.after)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log in words. `about`: which of the organisation's rows; `reason`: why, if it was said."""

    at: datetime
    who: str
    about: str
    what: str
    reason: str
    fields: tuple[FieldChange, ...]


def changes_of(organisation: Organisation, *, limit: int = 200) -> Sequence[Change]:
    """The log of changes of an organisation's shared rows, the latest first. A few queries for any number of lines."""
    rows = SharedChange.objects.filter(
        Q(model="organisations.organisation", object_id=organisation.pk)
        | Q(model="organisations.organisationperiod", object_id__in=_ids(OrganisationPeriod, organisation))
        | Q(model="organisations.supervision", object_id__in=_ids(Supervision, organisation))
    )
    return in_words(list(rows.order_by("-id")[:limit]), left_out=OF_ITSELF)


Titles = Mapping[str, Mapping[str, str | Promise]]


def in_words(
    lines: Sequence[SharedChange],
    *,
    left_out: Collection[str] = (),
    actions: Mapping[str, str | Promise] | None = None,
    titles: Titles | None = None,
) -> list[Change]:
    """Lines of the log of shared changes, of whatever tables, in words and in their order. A query a table named.

    :param left_out: columns that say nothing to this reader. :param actions: words for other actions,
        "rename" or, of one table alone, "accounts.account.rename". :param titles: of codes that a column holds:
        "accounts.membership.role" → code → words.
    """
    names, words = _names_of_references(lines, left_out), {**_ACTIONS, **(actions or {})}
    return [_in_words(line, names, left_out, words, titles or {}) for line in lines]


def differences(period: OrganisationPeriod, former: OrganisationPeriod) -> list[tuple[str, str]]:
    """What a row of names and places says otherwise than the one before it: what it is called, the new value."""
    found = []
    for name in PARTICULARS:
        column: Any = OrganisationPeriod._meta.get_field(name)
        if name not in OF_THE_ORDER and getattr(period, name) != getattr(former, name):
            value = getattr(period, column.attname)
            names = {column.related_model: {value: str(getattr(getattr(period, name), "name", ""))}}
            found.append((str(column.verbose_name), _words(column, value, names)))
    return found


def _ids(model: type[models.Model], organisation: Organisation) -> Any:
    return model._default_manager.filter(organisation=organisation).values("pk")


def _columns(line: SharedChange, left_out: Collection[str]) -> Iterable["models.Field[Any, Any]"]:
    """Columns that a reader is told of, in the order in which the model names them."""
    model: Any = apps.get_model(line.model)
    named = [name for name, privacy in model.privacy.items() if privacy != Privacy.TECHNICAL]
    return [model._meta.get_field(name) for name in named if name not in left_out]


Names = Mapping[type[models.Model], Mapping[int, str]]


def _names_of_references(lines: Iterable[SharedChange], left_out: Collection[str]) -> Names:
    """Of every shared row that the lines refer to: model → id → name. One query a model."""
    wanted: dict[type[models.Model], set[int]] = {}
    for line in lines:
        for column in _columns(line, left_out):
            if isinstance(column.related_model, type):
                values = (said.get(column.attname) for said in (line.before, line.after))
                wanted.setdefault(column.related_model, set()).update(one for one in values if one)
    return {
        model: {pk: str(getattr(one, "name", one)) for pk, one in model._default_manager.in_bulk(ids).items()}
        for model, ids in wanted.items()
    }


def _in_words(
    line: SharedChange, names: Names, left_out: Collection[str], actions: Mapping[str, str | Promise], titles: Titles
) -> Change:
    found = []
    for column in _columns(line, left_out):
        known = titles.get(f"{line.model}.{column.name}", {})
        values = (said.get(column.attname) for said in (line.before, line.after))
        before, after = (_told(column, one, names, known) for one in values)
        if before != after:
            found.append(FieldChange(str(capfirst(str(column.verbose_name))), before, after))
    about = capfirst(str(apps.get_model(line.model)._meta.verbose_name))
    what = str(actions.get(f"{line.model}.{line.action}") or actions.get(line.action, line.action))
    return Change(line.at, actor(line.actor_name), str(about), what, line.reason, tuple(found))


def _told(column: "models.Field[Any, Any]", value: Any, names: Names, known: Mapping[str, str | Promise]) -> str:
    """A value, or each of a list of them, by its title where it has one."""
    if isinstance(value, list):
        return ", ".join(_told(column, one, names, known) for one in value)
    return str(known[value]) if isinstance(value, str) and value in known else _words(column, value, names)


def _words(column: "models.Field[Any, Any]", value: Any, names: Names) -> str:
    """A value as its reader knows it; "" for nothing and for an end that is open."""
    if value in (None, "", FOREVER.isoformat()):
        return ""
    if isinstance(column.related_model, type):
        return names.get(column.related_model, {}).get(value, f"№ {value}")
    if column.name in HANDBOOKS and column.model is OrganisationPeriod:
        return handbooks.name(HANDBOOKS[column.name], str(value))
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return ru_date(date.fromisoformat(value))
    return str(value)
