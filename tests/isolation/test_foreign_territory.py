"""Every address outside organisations × a foreign municipality, a foreign authority × every method, made from the URLconf.

They ask for what belongs to the school here, with the values that a form gives to those above it: they see nothing of
it, and nothing of it changes.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from shared_apps.accounts.models import Session
from shared_apps.accounts.roles import ROLES
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.crossing import inside, shared
from shared_apps.ui.viewer import Access
from tenant_apps.history.models import ChangeLog
from tests.architecture.ours import models_of_ours
from tests.factories.marked import FIRST
from tests.fuzz.test_forms import Fields
from tests.isolation.addresses import Address, region_addresses
from tests.isolation.scene import ABOVE, BY, OWN, Scene

NOT_ASKED = {
    "accounts:sign_out": "ends the session that asks",
    "accounts:invitation": "whoever holds the code of a sheet sees whom it is for, wherever he works",
}
OUTSIDE = [address for address in region_addresses() if address.name not in NOT_ASKED]
FOREIGNERS = [role for role in ABOVE if ROLES[role].scope in ("municipality", "authority")]
NOBODYS = {"handbook", "code", "setting", "kind", "format"}
"""Parameters that name nothing of an organisation."""
LEFT_ALONE = {"accounts:end_session", "accounts:revoke_token"}
"""Somebody else's session or key is left alone without a word: whether there is one is nobody's business."""
LOGS = {"SecurityEvent"}
"""What asking itself writes, about the one who asks. Of sessions only his own may change."""
OWN_TERRITORY = {
    "rules:write": "a value of the asker's own territory",
    "rules:inherit": "likewise",
    "accounts:profile": "the asker's own profile",
    "accounts:own_report": "a report of the asker's own account",
    "accounts:new_token": "a key of the asker's own account",
    "accounts:end_other_sessions": "the asker's own sessions",
    "registry:find_doubles": "a job of the whole region, about no school; what it finds each reader sees by his scope",
}
"""Addresses where the same form is about the asker himself: there the rows of shared tables may change."""


def belongs_to_somebody(address: Address) -> bool:
    return bool(set(address.parameters) - NOBODYS) and address.name not in LEFT_ALONE


def typed(near: Client, path: str, scene: Scene) -> dict[str, Any]:
    """What those above the school here would send from this page: what its form has, about the school here."""
    page = near.get(path)
    fields = Fields(page.content.decode("utf-8", "replace")).found if page.status_code == 200 else {}
    sent = {name: one.present or next(filter(None, one.choices), "x") for name, one in fields.items()}
    about = {
        "organisation": scene.here.organisation.pk,
        "organisation_id": scene.here.organisation.pk,
        "municipality": scene.near.pk,
        "authority": scene.body.pk,
        "account": scene.account("director"),
        "membership": scene.workplaces["director", "here"].membership_id,
        "envelope": FIRST,
        "number": FIRST,
    }
    return sent | about


def shared_rows(asker: int) -> dict[str, list[Any]]:
    """Every row of the tables that all share, but for the logs and the sessions of the asker."""
    models = [one for one in models_of_ours("shared_apps.") if one.__name__ not in LOGS]
    with shared(by=BY):
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
            scoped = {name for (name,) in cursor.fetchall()}
        open_ones = [one for one in models if one._meta.db_table not in scoped]
        rows = {one: one._base_manager.all() for one in open_ones}
        rows[Session] = rows[Session].exclude(account=asker)
        return {one._meta.label: sorted(map(str, found.values_list())) for one, found in rows.items()}


def rows_of_the_school(scene: Scene) -> tuple[int, list[Any]]:
    """How many lines its log has, and its envelopes."""
    with inside(scene.here.organisation, by=BY):
        return ChangeLog.objects.count(), list(Envelope.objects.order_by("pk").values_list())


@pytest.mark.parametrize("role", FOREIGNERS)
@pytest.mark.parametrize("address", OUTSIDE, ids=[address.name for address in OUTSIDE])
def test_foreigners_reach_nothing_of_a_school_by_any_method(address: Address, role: str, scene: Scene) -> None:
    path, far, wrong = scene.outside(address), scene.browser(role, "far"), {}
    may = address.permission is Access.SIGNED_IN or ROLES[role].may(address.permission)
    values = typed(scene.browser(role, "near"), path, scene) if may and hasattr(address.view, "post") else {}
    asker = scene.account(role, "far")
    before, of_the_school = shared_rows(asker) if may else {}, rows_of_the_school(scene)
    for method in address.methods:
        kind = {"content_type": "application/json"} if address.is_api and method != "get" else {}
        response = getattr(far, method)(path, {} if method == "get" else values, **kind)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if OWN in content.decode("utf-8", "replace") + str(response.headers):
            wrong[method] = "shows the mark"
        elif response.status_code >= 500:
            wrong[method] = f"{response.status_code}"
        elif belongs_to_somebody(address) and response.status_code not in (403, 404, 405):
            wrong[method] = f"{response.status_code} about what is not theirs"
    assert wrong == {}
    assert rows_of_the_school(scene) == of_the_school
    if may and address.name not in OWN_TERRITORY:
        after = shared_rows(asker)
        assert {label for label, rows in after.items() if rows != before[label]} == set()


@pytest.mark.parametrize("role", FOREIGNERS)
def test_those_above_the_school_do_reach_it_with_the_same_form(role: str, scene: Scene) -> None:
    address = next(one for one in OUTSIDE if one.name == "accounts:block")
    path, near = scene.outside(address), scene.browser(role, "near")
    before = shared_rows(scene.account(role, "near"))
    assert near.post(path, typed(near, path, scene)).status_code == 302
    assert shared_rows(scene.account(role, "near"))["accounts.Account"] != before["accounts.Account"]
