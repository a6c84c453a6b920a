"""Reads over organisations, for pages and for those who list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from .crossing import Scope
from .models import Authority, Municipality, Organisation, OrganisationPeriod, SharedChange, Succession, Supervision
from .names import search_key
from .privacy import Privacy


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
        Q(search_key__contains=search_key(text))
        | Q(organisation__code__icontains=text)
        | Q(organisation__slug__icontains=text)
    )


def periods_of(organisation: Organisation) -> Sequence[OrganisationPeriod]:
    """All names and places of an organisation, the latest first."""
    rows = OrganisationPeriod.objects.filter(organisation=organisation).select_related("municipality", "authority")
    return list(rows.order_by("-valid_from"))


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


def successions_of(organisation: Organisation) -> Sequence[SuccessionLine]:
    """Predecessors and successors by day. Two queries."""
    mine = Q(predecessor=organisation) | Q(successor=organisation)
    rows = list(Succession.objects.filter(mine).order_by("on", "pk"))
    others = {row.pk: row.predecessor_id if row.successor_id == organisation.pk else row.successor_id for row in rows}
    names = dict(
        OrganisationPeriod.objects.filter(organisation__in=set(others.values()))
        .order_by("valid_from")
        .values_list("organisation", "short_name")
    )
    return [
        SuccessionLine(
            row.successor_id == organisation.pk, row.kind, row.get_kind_display(), others[row.pk],
            names.get(others[row.pk], ""), row.on, row.order_number, row.order_date,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log of shared changes, in words: `before` and `after` are (field, value)."""

    at: datetime
    who: str
    what: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def changes_of(organisation: Organisation, *, limit: int = 200) -> Sequence[Change]:
    """The log of changes of an organisation's shared rows, the latest first."""
    period_ids = OrganisationPeriod.objects.filter(organisation=organisation).values("pk")
    supervision_ids = Supervision.objects.filter(organisation=organisation).values("pk")
    rows = SharedChange.objects.filter(
        Q(model="organisations.organisation", object_id=organisation.pk)
        | Q(model="organisations.organisationperiod", object_id__in=period_ids)
        | Q(model="organisations.supervision", object_id__in=supervision_ids)
    )
    return [_in_words(row) for row in rows.order_by("-id")[:limit]]


_ACTIONS = {
    "request": pgettext_lazy("organisation", "registered"),
    "born": pgettext_lazy("organisation", "prepared"),
    "create": pgettext_lazy("organisation", "entered"),
    "rename": pgettext_lazy("organisation", "renamed or moved"),
    "end": pgettext_lazy("organisation", "ended"),
    "close": pgettext_lazy("organisation", "closed"),
    "withdraw": pgettext_lazy("organisation", "withdrawn"),
    "restore": pgettext_lazy("organisation", "put back from a backup"),
    "drop_old": pgettext_lazy("organisation", "what it had before was deleted"),
}


def _in_words(row: SharedChange) -> Change:
    model = apps.get_model(row.model)
    titles = {f.attname: str(f.verbose_name) for f in model._meta.concrete_fields}
    shown = [n for n, p in model.privacy.items() if p != Privacy.TECHNICAL]
    names = [model._meta.get_field(name).attname for name in shown]

    def words(values: dict[str, object]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (titles[name], str(values[name])) for name in names if values.get(name) not in (None, "", "9999-12-31")
        )

    what = f"{model._meta.verbose_name}: {_ACTIONS.get(row.action, row.action)}"
    return Change(row.at, row.actor_name, what, words(row.before), words(row.after))


def municipalities() -> QuerySet[Municipality]:
    """All municipalities by name."""
    return Municipality.objects.order_by("name")


def authorities() -> QuerySet[Authority]:
    """All authorities by name."""
    return Authority.objects.order_by("name")


def fleet_rows() -> QuerySet[Organisation, dict[str, object]]:
    """State and schema version → how many organisations."""
    rows: QuerySet[Organisation, dict[str, object]] = Organisation.objects.values("state", "schema_version")
    return rows.annotate(number=Count("id")).order_by("state", "schema_version")  # type: ignore[no-any-return]


def troubled() -> QuerySet[Organisation]:
    """Organisations whose preparation failed or whose schema has a problem."""
    return Organisation.objects.filter(Q(state=Organisation.State.FAILED) | ~Q(schema_problem="")).order_by("slug")
