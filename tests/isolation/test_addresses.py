"""Every address × {own, foreign organisation, foreign municipality, anonymous}; page × role. Made from the URLconfs."""

import pytest
from django.conf import settings
from django.test import Client

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Authority, Municipality, Organisation
from shared_apps.ui.viewer import Access
from tests.factories import accounts, marked
from tests.isolation.addresses import Address, organisation_addresses, region_addresses

IN_ORGANISATION = [role.code for role in ROLES.values() if role.scope == "organisation"]
ABOVE = [role.code for role in ROLES.values() if role.scope in ("region", "municipality", "authority")]
INSIDE = organisation_addresses()
OUTSIDE = region_addresses()


def ask(client: Client, method: str, path: str) -> int:
    return int(getattr(client, method)(path, {} if method == "get" else None).status_code)


def names(addresses: list[Address]) -> list[str]:
    return [address.name for address in addresses]


@pytest.fixture
def pair(two_schools: tuple[Organisation, Organisation], db: None) -> tuple[marked.Marked, marked.Marked]:
    """Two schools with equal ids and marked data."""
    first, second = two_schools
    return marked.fill(first, "МЕТКАА"), marked.fill(second, "МЕТКАБ")


@pytest.mark.parametrize("address", INSIDE, ids=names(INSIDE))
def test_a_stranger_gets_404_at_every_address_of_an_organisation(
    address: Address, pair: tuple[marked.Marked, marked.Marked]
) -> None:
    here, there = pair
    client = accounts.browser(accounts.member("stranger", "director", organisation=here.organisation))
    for method in address.methods:
        assert ask(client, method, f"/o/{there.organisation.slug}{address.path}") == 404, method


@pytest.mark.parametrize("address", INSIDE, ids=names(INSIDE))
def test_one_from_above_gets_404_in_an_organisation(
    address: Address, pair: tuple[marked.Marked, marked.Marked]
) -> None:
    client = accounts.browser(accounts.member("ministry-1", "ministry"))
    assert ask(client, "get", f"/o/{pair[0].organisation.slug}{address.path}") == 404


@pytest.mark.parametrize("address", INSIDE, ids=names(INSIDE))
def test_the_anonymous_are_sent_to_sign_in_from_an_organisation(
    address: Address, pair: tuple[marked.Marked, marked.Marked]
) -> None:
    for method in address.methods:
        status = ask(Client(), method, f"/o/{pair[0].organisation.slug}{address.path}")
        assert status in ((401,) if "/api/" in address.path else (302,)), method


@pytest.mark.parametrize("address", INSIDE, ids=names(INSIDE))
def test_each_role_opens_what_its_page_says(address: Address, pair: tuple[marked.Marked, marked.Marked]) -> None:
    here = pair[0]
    assert address.view is not None, "a view without a class declares no permission"
    for role in IN_ORGANISATION:
        scope = {"organisation": here.organisation, "card_id": here.employee}
        client = accounts.browser(accounts.member(f"{role}-1", role, **scope))
        status = ask(client, "get", f"/o/{here.organisation.slug}{address.path}")
        permission = address.permission
        may = permission in (Access.PUBLIC, Access.SIGNED_IN) or ROLES[role].may(permission)
        if may:
            assert status in (200, 302, 404, 405, 422), f"{role} should open it, got {status}"
        else:
            assert status in (403, 404), f"{role} should not open it, got {status}"


@pytest.mark.parametrize("address", OUTSIDE, ids=names(OUTSIDE))
def test_the_anonymous_open_only_what_is_public(address: Address, db: None) -> None:
    status = ask(Client(), "get", address.path)
    public = address.permission is Access.PUBLIC or address.view is None
    if public:
        assert status < 500
    else:
        assert status in (302, 401, 405), status


@pytest.mark.parametrize("address", OUTSIDE, ids=names(OUTSIDE))
def test_each_role_above_opens_what_its_page_says(address: Address, school: Organisation) -> None:
    with shared(by=accounts.BY):
        day = "2000-01-01"
        place = Municipality.objects.create(name="Дальний район", oktmo="", kind="district", valid_from=day)
        body = Authority.objects.create(code="far", name="Дальнее ведомство", short_name="Дальнее", valid_from=day)
    for role in [*ABOVE, "director"]:
        scope = {"municipality": {"municipality": place}, "authority": {"authority": body}}.get(ROLES[role].scope, {})
        if role == "director":
            scope = {"organisation": school}
        client = accounts.browser(accounts.member(f"{role}-2", role, **scope))
        status = ask(client, "get", address.path)
        permission = address.permission
        may = address.view is None or permission in (Access.PUBLIC, Access.SIGNED_IN) or ROLES[role].may(permission)
        assert status in ((200, 302, 404, 405, 422) if may else (302, 403, 404, 405)), f"{role}: {status}"


@pytest.mark.parametrize("address", [*INSIDE, *OUTSIDE], ids=names([*INSIDE, *OUTSIDE]))
def test_every_address_declares_who_may(address: Address) -> None:
    if address.name in settings.OPEN_ADDRESSES:
        return
    declared = address.permission or getattr(address.view, "permissions_by_method", None)
    assert declared is not None, f"{address.name} declares no permission"
