"""What forms of accounts offer to choose from."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Authority, Municipality, OrganisationPeriod
from shared_apps.organisations.names import bare_words

from ..doorway import shared_tables
from ..models import Account
from ..reach import contains, organisations_of


def organisation_options(by: By, text: str, *, limit: int = 21) -> Sequence[tuple[int, str, str]]:
    """Organisations in the administrator's scope by any part of the name: (id, short name, municipality)."""
    with shared_tables(by):
        found = _present_or_coming()
        organisations = organisations_of(by)
        if organisations is not None:
            found = found.filter(organisation_id__in=organisations)
        for word in bare_words(text).split():
            found = found.filter(search_key__contains=word)
        rows = found.order_by("search_key")[:limit]
        return [(row.organisation_id, row.short_name, row.municipality.name) for row in rows]


def organisation_option(by: By, organisation_id: int) -> tuple[int, str, str] | None:
    """One organisation in the administrator's scope."""
    with shared_tables(by):
        if not contains(by, organisation_id=organisation_id):
            return None
        row = _present_or_coming().filter(organisation_id=organisation_id).first()
        return (row.organisation_id, row.short_name, row.municipality.name) if row else None


def municipality_choices(by: By) -> list[tuple[int, str]]:
    with shared_tables(by):
        rows = Municipality.objects.valid(timezone.localdate()).order_by("name")
        return list(rows.values_list("pk", "name"))


def authority_choices(by: By) -> list[tuple[int, str]]:
    with shared_tables(by):
        return list(Authority.objects.valid(timezone.localdate()).order_by("name").values_list("pk", "name"))


def account_by_login(login: str, by: By) -> tuple[int, str] | None:
    """An account by its exact login: (id, name)."""
    with shared_tables(by):
        return Account.objects.with_login(login.strip()).values_list("pk", "name").first()


def _present_or_coming() -> QuerySet[OrganisationPeriod]:
    """One period per organisation that is not closed: today's, or the first one if it has not opened yet."""
    open_ones = OrganisationPeriod.objects.filter(valid_to__gt=timezone.localdate())
    earlier = open_ones.filter(organisation=OuterRef("organisation"), valid_from__lt=OuterRef("valid_from"))
    return open_ones.filter(~Exists(earlier)).select_related("municipality")
