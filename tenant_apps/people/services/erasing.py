"""Erasing personal data because the law asks: the records, the stored files, then every line of the history about them.

A plan is shown first; the erasure does what the plan says or nothing.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise

from shared_apps.handbooks import identifiers
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history import services as history

from .. import consent_refusals as refusals
from ..circumstances import FILE_PRIVACY
from ..consent_models import ErasedFields
from ..grounds import GROUPS, FieldGroup, group_of_file, group_of_identifier
from ..holdings import STATISTICS, Holding, holdings
from ..models import CardFile, Identifier, Person, StoredFile
from ..queries.grounds import grounds
from ..rights import FieldsNotYours, holds
from .copies import forget_copies
from .files import discard_file
from .persons import touch

NEEDS_NO_CONSENT_LEFT = frozenset({"withdrawal"})
"""Grounds of erasure (handbook erasure_ground) on which only what rests on a consent is erased."""


@dataclass(frozen=True, slots=True)
class ErasedTable:
    """What goes from one table: of rows that stay, columns are emptied; else the rows go.

    Rows of a part of a card go when what is erased of them can't be empty: a document without its number is none.

    :ivar columns: verbose names; `names`: the columns themselves.
    """

    table: str
    title: str | Promise
    names: tuple[str, ...]
    columns: tuple[str | Promise, ...]
    ids: tuple[int, ...]
    rows_go: bool

    @property
    def rows(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What an erasure would do. `token` names this very plan: another state of the card has another one."""

    person_id: int
    groups: tuple[str, ...]
    tables: tuple[ErasedTable, ...]
    files: tuple[int, ...]
    file_names: tuple[str, ...]
    lines: int
    token: str = field(default="")

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables)


def erasable_groups(roles: Collection[str], *, by: By) -> list[FieldGroup]:
    """Groups that have fields in the cards of such a person, all of which this actor reads."""
    classes = _classes()
    return [
        group
        for group in GROUPS.values()
        if group.code in classes
        and group.about & set(roles)
        and all(holds(by, privacy) for privacy in classes[group.code])
    ]


def _classes() -> dict[str, set[Privacy]]:
    """Group → privacy classes of its fields."""
    found: dict[str, set[Privacy]] = {}
    for one in holdings():
        for name, group in one.groups.items():
            found.setdefault(group.code, set()).add(one.model.privacy[name])  # type: ignore[attr-defined]
    for kind in _kinds():
        found.setdefault(group_of_identifier(kind).code, set()).add(Privacy.DOCUMENT)
    for kind, privacy in FILE_PRIVACY.items():
        if (of_file := group_of_file(kind, privacy)) is not None:
            found.setdefault(of_file.code, set()).add(privacy)
    return found


def plan_erasure(*, person_id: int, groups: Collection[str]) -> ErasurePlan:
    """What would be erased. Writes nothing."""
    chosen = [code for code in GROUPS if code in set(groups)]
    tables = [table for one in holdings() for table in _tables(one, person_id, set(chosen))]
    files = sorted({each for one in holdings() for each in _files(one, person_id, set(chosen))})
    names = list(StoredFile.objects.filter(pk__in=files).order_by("pk").values_list("name", flat=True))
    subject = _subject(person_id, chosen, tables, files)
    version = Person.objects.values_list("version", flat=True).get(pk=person_id)
    lines = history.count_lines(subject)
    said = repr((person_id, version, chosen, [(one.table, one.names, one.ids) for one in tables], files, lines))
    return ErasurePlan(
        person_id, tuple(chosen), tuple(tables), tuple(files), tuple(names), lines,
        hashlib.sha256(said.encode()).hexdigest()[:16],
    )  # fmt: skip


@transaction.atomic
def erase_fields(
    *, person_id: int, groups: Collection[str], ground: str, document: str, token: str | None = None,
    decided: bool = False, by: By,
) -> ErasedFields:  # fmt: skip
    """Erase groups of a person's data for ever, from the card and from its history; digests stay and verify.

    :param ground: handbook erasure_ground. :param token: of the plan that was shown; None: none was.
    :param decided: it was asked and done before, and came back with a backup: whether it may be is not asked again.
    :raises NothingChosen, DocumentMissing, LawDemandsThem, StillConsented, NothingThere, ErasureChanged, UnknownItem:
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    if not decided:
        refuse_erasure(person_id=person_id, groups=groups, ground=ground, document=document, by=by)
    plan = plan_erasure(person_id=person_id, groups=groups)
    if token is not None and token != plan.token:
        raise refusals.ErasureChanged
    if not plan.tables and not plan.files and not plan.lines:
        raise refusals.NothingThere
    subject = _subject(person_id, plan.groups, plan.tables, plan.files)
    forget_copies(person_id=person_id, groups=plan.groups, is_erased=True, by=by)
    for one in plan.tables:
        _empty(one)
    for file_id in plan.files:
        discard_file(file_id=file_id, by=by)
    touch(person)
    words = f"{handbooks.name('erasure_ground', ground)}; {document.strip()}"
    erasure = None
    try:
        erasure = history.erase(subject, ground=words, document=document.strip(), by=by)
    except history.NothingToErase:
        pass  # records made before the history was kept
    return ErasedFields.objects.create(
        person=person,
        groups=list(plan.groups),
        ground=ground,
        document=document.strip(),
        erased_at=timezone.now(),
        erased_by=by.account_id,
        erased_name=by.name,
        rows=plan.rows,
        files=len(plan.files),
        lines=erasure.lines if erasure else 0,
        erasure_id=erasure.pk if erasure else None,
    )


def refuse_erasure(*, person_id: int, groups: Collection[str], ground: str, document: str, by: By) -> None:
    """:raises NothingChosen, DocumentMissing, LawDemandsThem, StillConsented, UnknownItem, FieldsNotYours:"""
    today = timezone.localdate()
    handbooks.known_item("erasure_ground", ground, as_of=today, field="ground")
    chosen = [GROUPS[code] for code in GROUPS if code in set(groups)]
    if not chosen:
        raise refusals.NothingChosen
    classes = _classes()
    foreign = [group for group in chosen if not all(holds(by, each) for each in classes.get(group.code, ()))]
    if foreign:
        raise FieldsNotYours(params={"fields": _titles(foreign)}, field="groups_chosen")
    if not document.strip():
        raise refusals.DocumentMissing
    if ground in NEEDS_NO_CONSENT_LEFT:
        if demanded := [group for group in chosen if group.law]:
            raise refusals.LawDemandsThem(params={"fields": _titles(demanded)})
        known = grounds([person_id], today)
        if consented := [group for group in chosen if known.is_open(person_id, group)]:
            raise refusals.StillConsented(params={"fields": _titles(consented)})


def _titles(groups: Iterable[FieldGroup]) -> str:
    return ", ".join(str(group.title) for group in groups)


def _kinds() -> tuple[str, ...]:
    return tuple(kind.code for kind in identifiers.kinds_of("person"))


# --- what goes ------------------------------------------------------------------------------------------------------


def _rows_of(one: Holding, person_id: int) -> Any:
    condition = Q()
    for path in one.paths:
        condition |= Q(**{path: person_id})
    return one.rows.filter(condition)


def _tables(one: Holding, person_id: int, chosen: set[str]) -> Iterable[ErasedTable]:
    if one.model is Identifier:
        kinds = [kind for kind in _kinds() if group_of_identifier(kind).code in chosen]
        ids = tuple(_rows_of(one, person_id).filter(kind__in=kinds).order_by("pk").values_list("pk", flat=True))
        if ids:
            yield _erased(one, ("value",), ids, rows_go=True)
        return
    if one.model is CardFile:
        ids = tuple(_card_files(person_id, chosen).values_list("pk", flat=True))
        if ids:
            yield _erased(one, ("kind", "note"), ids, rows_go=True)
        return
    names = [name for name, group in one.groups.items() if group.code in chosen and _label(one, name) not in STATISTICS]
    if not names:
        return
    if one.is_part and not all(_may_be_empty(one, name) for name in names):
        ids = tuple(_rows_of(one, person_id).order_by("pk").values_list("pk", flat=True))
        if ids:
            yield _erased(one, tuple(names), ids, rows_go=True)
        return
    names = [name for name in names if one.field(name).null or isinstance(one.field(name), models.TextField)]
    filled = Q()
    for name in names:
        filled |= ~_is_empty(one, name)
    ids = tuple(_rows_of(one, person_id).filter(filled).order_by("pk").values_list("pk", flat=True))
    if ids:
        yield _erased(one, tuple(names), ids, rows_go=False)


def _erased(one: Holding, names: tuple[str, ...], ids: tuple[int, ...], *, rows_go: bool) -> ErasedTable:
    columns = tuple(getattr(one.field(name), "verbose_name", name) for name in names)
    return ErasedTable(one.table, one.model._meta.verbose_name_plural or one.table, names, columns, ids, rows_go)


def _label(one: Holding, name: str) -> str:
    return f"{one.model._meta.label}.{name}"


def _files(one: Holding, person_id: int, chosen: set[str]) -> list[int]:
    if one.model is CardFile:
        return list(_card_files(person_id, chosen).values_list("stored_id", flat=True))
    names = [name for name, group in one.groups.items() if group.code in chosen and one.is_file(name)]
    return [
        each
        for name in names
        for each in _rows_of(one, person_id).filter(**{f"{name}__isnull": False}).values_list(f"{name}_id", flat=True)
    ]


def _card_files(person_id: int, chosen: set[str]) -> Any:
    """Files of the card whose kind belongs to one of the groups."""
    groups = {kind: group_of_file(kind, privacy) for kind, privacy in FILE_PRIVACY.items()}
    kinds = [kind for kind, group in groups.items() if group is not None and group.code in chosen]
    return CardFile.objects.filter(person=person_id, kind__in=kinds).order_by("pk")


def _is_empty(one: Holding, name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) if one.field(name).null else Q(**{name: _nothing(one.field(name))})


def _may_be_empty(one: Holding, name: str) -> bool:
    column = one.field(name)
    return bool(column.null or (isinstance(column, models.TextField) and column.blank))


def _nothing(column: "models.Field[Any, Any]") -> Any:
    return None if column.null else ""


def _empty(one: ErasedTable) -> None:
    holding = next(each for each in holdings() if each.table == one.table)
    rows = holding.rows.filter(pk__in=one.ids)
    if one.rows_go:
        rows.delete()
    else:
        rows.update(**{name: _nothing(holding.field(name)) for name in one.names})


def _subject(
    person_id: int, groups: Collection[str], tables: Iterable[ErasedTable], files: Collection[int]
) -> history.Subject:
    """The rows whose history goes too, deleted ones included; of rows that stay, only lines that tell these columns."""
    rows: dict[str, set[int]] = {}
    columns: dict[str, Collection[str]] = {}
    chosen = set(groups)
    for one in holdings():
        names = [name for name, group in one.groups.items() if group.code in chosen]
        if one.model is Identifier:
            for kind in _kinds():
                if group_of_identifier(kind).code in chosen:
                    found = history.rows_that_held(one.table, {"person_id": person_id, "kind": kind})
                    rows.setdefault(one.table, set()).update(found)
        elif names and one.model is not CardFile:
            rows.setdefault(one.table, set()).update(_rows_of(one, person_id).values_list("pk", flat=True))
            rows[one.table].update(_gone(one, person_id))
            columns[one.table] = [one.field(name).column for name in names]
    for each in tables:
        rows.setdefault(each.table, set()).update(each.ids)
    if files:
        rows[StoredFile._meta.db_table] = set(files)
    return history.Subject(
        name=f"person {person_id}: {', '.join(sorted(chosen))}",
        rows={table: sorted(ids) for table, ids in rows.items() if ids},
        columns=columns,
    )


def _gone(one: Holding, person_id: int) -> set[int]:
    """Rows that referred to the person's cards and were deleted."""
    found: set[int] = set()
    for path in one.paths:
        if path == "pk":
            continue
        name, _dots, rest = path.partition("__")
        card = person_id
        if rest:
            model = one.field(name).related_model
            card = model._default_manager.filter(person=person_id).values_list("pk", flat=True).first() or 0
        found |= set(history.rows_that_held(one.table, {one.field(name).column: card}))
    return found
