"""Reads over municipalities and authorities: lists with how many organisations are under each, names as of a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.numbers import ru_date

from . import changes
from .crossing import Scope
from .models import Authority, AuthorityPeriod, Municipality, MunicipalityPeriod, OrganisationPeriod, SharedChange
from .names import bare_words
from .periods import NEVER, valid_on

FIRST_DAY = NEVER + timedelta(days=3660)
"""What ended before was withdrawn: it was entered by mistake."""

MUNICIPALITIES_ON = """(
    SELECT place.id, coalesce(called.name, place.name) AS name
      FROM public.organisations_municipality place
           LEFT JOIN public.organisations_municipalityperiod called ON called.holder_id = place.id
                 AND called.valid_from <= %(on)s AND called.valid_to > %(on)s)"""
"""SQL: id and name of every municipality as it was called on %(on)s; outside of its days as it is called today."""
AUTHORITIES_ON = """(
    SELECT body.id, coalesce(called.short_name, body.short_name) AS short_name
      FROM public.organisations_authority body
           LEFT JOIN public.organisations_authorityperiod called ON called.holder_id = body.id
                 AND called.valid_from <= %(on)s AND called.valid_to > %(on)s)"""
"""SQL: id and short name of every authority as of %(on)s."""

_ACTIONS = {
    "rename": pgettext_lazy("territory", "renamed"),
    "merge": pgettext_lazy("territory", "merged"),
    "verify": pgettext_lazy("territory", "code verified"),
}
Bodies = Any
"""A queryset of municipalities or of authorities."""


def municipalities() -> QuerySet[Municipality]:
    """All municipalities by name, also those that are closed."""
    return Municipality.objects.filter(valid_to__gt=FIRST_DAY).order_by("name")


def authorities() -> QuerySet[Authority]:
    """All authorities by name, also those that are closed."""
    return Authority.objects.filter(valid_to__gt=FIRST_DAY).order_by("name")


def to_choose(rows: Bodies) -> list[tuple[int, str]]:
    """Id and words of each for a select; what is closed stands last and says so."""
    today = localdate()
    open_first = sorted(rows, key=lambda one: one.valid_to <= today)
    return [(one.pk, str(one) if one.valid_to > today else _closed(one)) for one in open_first]


def _closed(one: Municipality | Authority) -> str:
    return _("%(name)s (closed since %(day)s)") % {"name": one, "day": ru_date(one.valid_to)}


def listed(model: type[Municipality] | type[Authority], *, on: date, scope: Scope | None = None) -> Bodies:
    """Rows with `organisations`: how many are under each on a day. Within a scope: those with organisations of it."""
    rows: Any = municipalities() if model is Municipality else authorities()
    column = "municipality" if model is Municipality else "authority"
    under = OrganisationPeriod.objects.filter(valid_on(on), **{column: OuterRef("pk")})
    if scope is not None and scope.organisation_ids is not None:
        under = under.filter(organisation__in=scope.organisation_ids)
    number = under.order_by().values(column).annotate(n=Count("organisation", distinct=True)).values("n")
    rows = rows.annotate(organisations=Coalesce(Subquery(number, output_field=IntegerField()), 0))
    return rows if scope is None or scope.organisation_ids is None else rows.filter(organisations__gt=0)


def named(rows: Bodies, text: str) -> Bodies:
    """Those whose name or code contains each word of the text; ё = е."""
    fields = ("name", "oktmo") if rows.model is Municipality else ("name", "short_name", "code")
    words = bare_words(text).split()
    found = [
        one.pk for one in rows
        if all(word in bare_words(" ".join(str(getattr(one, field)) for field in fields)) for word in words)
    ]  # fmt: skip
    return rows.filter(pk__in=found)


def periods_of(body: Municipality | Authority) -> Sequence[Any]:
    """All its names, the latest first. Of a row that has none yet: what it says itself, as one that is not stored."""
    stored: Any = body.periods
    found = list(stored.order_by("-valid_from"))
    if found:
        return found
    days = {"holder": body, "valid_from": body.valid_from, "valid_to": body.valid_to}
    if isinstance(body, Municipality):
        return [MunicipalityPeriod(**days, name=body.name, kind=body.kind, oktmo=body.oktmo)]
    return [AuthorityPeriod(**days, name=body.name, short_name=body.short_name)]


def changes_of(body: Municipality | Authority, *, limit: int = 200) -> Sequence[changes.Change]:
    """The log of changes of a municipality or an authority and of its names, the latest first."""
    label = body._meta.label_lower
    stored: Any = body.periods
    rows = SharedChange.objects.filter(
        Q(model=label, object_id=body.pk) | Q(model=f"{label}period", object_id__in=stored.values("pk"))
    )
    return changes.in_words(list(rows.order_by("-id")[:limit]), left_out={"holder"}, actions=_ACTIONS)


def names_on(model: type[Municipality] | type[Authority], ids: Collection[int]) -> "NamesThen":
    """What some of them were called on any day. Two queries."""
    periods: Any = MunicipalityPeriod if model is Municipality else AuthorityPeriod
    rows = periods.objects.filter(holder__in=ids).order_by("valid_from")
    found: dict[int, list[tuple[date, str]]] = {}
    for row in rows:
        found.setdefault(row.holder_id, []).append((row.valid_from, str(row)))
    present = {one.pk: str(one) for one in model._default_manager.filter(pk__in=ids)}
    return NamesThen(found, present)


class NamesThen:
    """Names of municipalities or authorities by day."""

    def __init__(self, periods: Mapping[int, Sequence[tuple[date, str]]], present: Mapping[int, str]) -> None:
        self._periods, self._present = periods, present

    def on(self, body_id: int | None, day: date) -> str:
        """As it was called on the day, else as first after it; "" for none."""
        if body_id is None:
            return ""
        rows = self._periods.get(body_id, ())
        then = [name for since, name in rows if since <= day]
        return then[-1] if then else rows[0][1] if rows else self._present.get(body_id, "")
