"""Reads over organisations, for pages and for those who list them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from .crossing import Scope
from .import_models import OrganisationImport, OrganisationImportRow
from .models import Organisation, OrganisationPeriod, Succession, Supervision
from .names import bare_words


def register(*, on: date, scope: Scope | None = None) -> QuerySet[OrganisationPeriod]:
    """The register as rows of names and places: the one valid on a day, else the last before it, else the first."""
    periods = OrganisationPeriod.objects.filter(organisation=OuterRef("pk")).order_by("-valid_from")
    then = periods.filter(valid_from__lte=on)
    rows = Organisation.objects.exclude(state=Organisation.State.WITHDRAWN).annotate(
        period_id=Subquery(then.values("pk")[:1]),
        first_period_id=Subquery(periods.order_by("valid_from").values("pk")[:1]),
    )
    if scope is not None and scope.organisation_ids is not None:
        rows = rows.filter(pk__in=scope.organisation_ids)
    shown = rows.annotate(shown=Coalesce("period_id", "first_period_id")).values("shown")
    return OrganisationPeriod.objects.filter(pk__in=shown).select_related("organisation", "municipality", "authority")


def named(rows: QuerySet[OrganisationPeriod], text: str) -> QuerySet[OrganisationPeriod]:
    """Those whose name, code or address contains the text; ё = е."""
    return rows.filter(
        Q(search_key__contains=bare_words(text))
        | Q(organisation__code__icontains=text)
        | Q(organisation__slug__icontains=text)
    )


def has_cards(run: OrganisationImport) -> bool:
    """Whether any row changes something in an organisation's own card."""
    return run.rows.exclude(card_state="").exists()


def imported_as(rows: QuerySet[OrganisationImportRow], text: str) -> QuerySet[OrganisationImportRow]:
    """Rows of an import where the text stands in the name or in the municipality."""
    return rows.filter(Q(name__icontains=text) | Q(municipality_name__icontains=text))


def periods_of(organisation: Organisation) -> Sequence[OrganisationPeriod]:
    """All names and places of an organisation, the latest first."""
    rows = OrganisationPeriod.objects.filter(organisation=organisation).select_related("municipality", "authority")
    return list(rows.order_by("-valid_from"))


def present_of(periods: Sequence[OrganisationPeriod], on: date) -> OrganisationPeriod:
    """Of all names and places of one organisation: those of a day; before its opening the first ones."""
    by_day = sorted(periods, key=lambda one: one.valid_from)
    return next((one for one in reversed(by_day) if one.valid_from <= on), by_day[0])


def names_on(organisation_ids: Collection[int], on: date) -> dict[int, str]:
    """Short names as of a day, by id: the last before it of what is closed, the first of what has not opened yet."""
    found: dict[int, str] = {}
    rows = OrganisationPeriod.objects.filter(organisation__in=organisation_ids).order_by("valid_from")
    for organisation_id, name, since in rows.values_list("organisation", "short_name", "valid_from"):
        if organisation_id not in found or since <= on:
            found[organisation_id] = name
    return found


def supervisions_of(organisation: Organisation) -> Sequence[Supervision]:
    """Who watches an organisation besides its municipality and authority, the latest first."""
    rows = Supervision.objects.filter(organisation=organisation).select_related("authority")
    return list(rows.order_by("-valid_from", "authority__name"))


@dataclass(frozen=True, slots=True)
class SuccessionLine:
    """What an organisation succeeded, or what succeeded it. `is_before`: the other one was before it."""

    is_before: bool
    kind: str
    kind_title: str
    other_id: int
    other: str
    on: date
    order_number: str
    order_date: date


def successions_of(organisation: Organisation, on: date) -> Sequence[SuccessionLine]:
    """Predecessors and successors by day, as they are called on a day. Two queries."""
    mine = Q(predecessor=organisation) | Q(successor=organisation)
    rows = list(Succession.objects.filter(mine).order_by("on", "pk"))
    others = {row.pk: row.predecessor_id if row.successor_id == organisation.pk else row.successor_id for row in rows}
    names = names_on(set(others.values()), on)
    return [
        SuccessionLine(
            row.successor_id == organisation.pk, row.kind, row.get_kind_display(), others[row.pk],
            names.get(others[row.pk], ""), row.on, row.order_number, row.order_date,
        )
        for row in rows
    ]  # fmt: skip


def fleet_rows() -> QuerySet[Organisation, dict[str, object]]:
    """State and schema version → how many organisations."""
    rows: QuerySet[Organisation, dict[str, object]] = Organisation.objects.values("state", "schema_version")
    return rows.annotate(number=Count("id")).order_by("state", "schema_version")  # type: ignore[no-any-return]


def troubled() -> QuerySet[Organisation]:
    """Organisations whose preparation failed or whose schema has a problem."""
    return Organisation.objects.filter(Q(state=Organisation.State.FAILED) | ~Q(schema_problem="")).order_by("slug")
