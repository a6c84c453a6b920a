"""The way of a request: which door, what it keeps and what it rolls back, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.urls import get_script_prefix
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.models import Account, ApiToken, SecurityEvent, Session
from shared_apps.accounts.session import COOKIE
from shared_apps.organisations.crossing import DoorError, shared
from shared_apps.organisations.models import Organisation
from tests.factories.accounts import member
from tests.factories.grants import granted

from .conftest import SYSTEM, Region, account, actor, signed_in

URLS = "tests.accounts.urls_of_test"
pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def probes() -> Any:
    with override_settings(ROOT_URLCONF=URLS, ORGANISATION_URLCONF=URLS):
        yield


@pytest.fixture
def inspector(school: Organisation) -> Account:
    return member("inspector", "inspector", organisation_id=school.pk)


def written() -> int:
    with shared(by=SYSTEM):
        return SecurityEvent.objects.filter(detail="by the view").count()


@pytest.mark.parametrize(
    ("path", "kind", "role"), [("/door/", "shared", "shared"), ("/region/door/", "region", "region_ministry")]
)
def test_prefix_decides_the_door(db: None, path: str, kind: str, role: str) -> None:
    who = account("ministry", granted(role="ministry"))
    found = signed_in(who).get(path).json()
    assert found["kind"] == kind
    assert found["role"].endswith(f"_{role}")
    assert found["actor"] == str(who.pk)
    assert len(found["request"]) == 16


def test_municipality_and_authority_get_their_own_doors(region: Region) -> None:
    who = account(
        "specialist",
        granted(role="municipality", municipality_id=region.north.pk),
        granted(role="authority", authority_id=region.culture.pk),
    )
    client = signed_in(who)
    roles = set()
    with shared(by=SYSTEM):
        memberships = list(who.memberships.all())
    for membership in memberships:
        client.post("/account/workplace/", {"membership": membership.pk})
        roles.add(client.get("/region/door/").json()["role"].split("_region_")[-1])
    assert roles == {"municipality", "authority"}


def test_organisation_page_stands_inside_with_its_prefix_in_links(director: Account, school: Organisation) -> None:
    client = signed_in(director)
    found = client.get(f"/o/{school.slug}/door/").json()
    assert found["kind"] == "inside"
    assert found["role"].endswith(f"_{school.schema_name}")
    assert found["link"] == f"/o/{school.slug}/door/"
    assert found["script_name"] == f"/o/{school.slug}"
    assert found["organisation"] == "Орг school-a"
    assert get_script_prefix() == "/"
    assert client.get("/door/").json()["link"] == "/door/"


def test_organisation_without_a_slash_is_led_to_its_first_page(director: Account, school: Organisation) -> None:
    assert signed_in(director).get(f"/o/{school.slug}")["Location"] == f"/o/{school.slug}/"
    assert signed_in(director).get(f"/o/{school.slug}/door")["Location"] == f"/o/{school.slug}/door/"


def test_family_has_no_outer_door(school: Organisation) -> None:
    who = member("guardian", "guardian", organisation_id=school.pk, card_id=1)
    assert signed_in(who).get("/me/nothing/").json() == {"door": False}


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize(("then", "kept"), [("200", 1), ("302", 1), ("404", 0), ("409", 0), ("422", 0), ("503", 0)])
def test_door_keeps_what_succeeds_and_rolls_back_from_400_on(
    director: Account, school: Organisation, then: str, kept: int, inside: bool
) -> None:
    prefix = f"/o/{school.slug}" if inside else ""
    signed_in(director).post(f"{prefix}/writes/?then={then}")
    assert written() == kept


def test_failed_view_is_500_and_nothing_of_it_stays(director: Account, school: Organisation) -> None:
    client = signed_in(director)
    client.raise_request_exception = False
    response = client.post(f"/o/{school.slug}/writes/?then=raise")
    assert response.status_code == 500
    assert "the view failed" not in response.content.decode()
    assert response["X-Request-Id"] in response.content.decode()
    assert written() == 0
    assert get_script_prefix() == "/"


def test_template_is_rendered_within_the_door(director: Account) -> None:
    assert signed_in(director).get("/late/").content == b"!"


def test_lazy_stream_is_refused_with_the_cure_and_a_file_is_not(director: Account) -> None:
    client = signed_in(director)
    with pytest.raises(DoorError, match="make the export a job"):
        client.get("/streams/")
    assert b"A few views" in b"".join(client.get("/streams/?file=1").streaming_content)  # type: ignore[arg-type]


def test_view_without_a_permission_is_closed_to_the_anonymous(db: None, client: Client) -> None:
    assert client.get("/undeclared/")["Location"].startswith("/sign-in/")


def test_inspector_reads_and_writes_nothing(inspector: Account, school: Organisation) -> None:
    client = signed_in(inspector)
    assert client.get(f"/o/{school.slug}/door/").status_code == 200
    assert client.post(f"/o/{school.slug}/writes/?then=200").status_code == 403
    assert written() == 0


def test_inspection_is_over_after_its_last_day(inspector: Account, school: Organisation) -> None:
    with shared(by=SYSTEM):
        inspector.memberships.update(valid_to=timezone.localdate())
    assert signed_in(inspector).get(f"/o/{school.slug}/door/").status_code == 404


def test_chosen_workplace_in_the_organisation_wins(director: Account, school: Organisation) -> None:
    with shared(by=SYSTEM):
        services.issue_membership(
            account_id=director.pk, grant=granted(role="teacher", organisation_id=school.pk), by=SYSTEM
        )
        teacher = director.memberships.get(role="teacher")
    client = signed_in(director)
    path = f"/o/{school.slug}/api/v1/students/"
    assert client.get(path).status_code == 200
    client.post("/account/workplace/", {"membership": teacher.pk})
    assert client.get(path).status_code == 403


def test_message_survives_to_the_next_page_and_no_longer(director: Account) -> None:
    client = signed_in(director)
    client.get("/says/?say=Сохранено")
    assert client.get("/says/").json() == {"messages": ["Сохранено"]}
    assert client.get("/says/").json() == {"messages": []}


def test_session_is_saved_only_when_there_is_something_to_save(director: Account) -> None:
    client = signed_in(director)
    with shared(by=SYSTEM):
        before = Session.objects.values("last_seen_at", "data").get()
    client.get("/door/")
    with shared(by=SYSTEM):
        assert Session.objects.values("last_seen_at", "data").get() == before
        Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=2))
    client.get("/door/")
    with shared(by=SYSTEM):
        assert Session.objects.get().last_seen_at > timezone.now() - timedelta(seconds=10)


# --- programs ---------------------------------------------------------------------------------------------------------


def a_token(who: Account, *scopes: str) -> dict[str, str]:
    by = actor(who)
    assert by.membership is not None
    made = services.create_token(name="x", membership_id=by.membership.id, scopes=list(scopes), days=5, by=by)
    return {"authorization": f"Bearer {made.token}"}


def test_token_opens_what_its_scopes_say_without_csrf(director: Account, school: Organisation) -> None:
    client, path = Client(enforce_csrf_checks=True), f"/o/{school.slug}/api/v1/students/"
    reads = a_token(director, "student.view")
    assert client.get(path, headers=reads).json() == {"who": "director"}
    refused = client.post(path, headers=reads)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    writes = a_token(director, "student.view", "student.edit")
    assert client.post(path, headers=writes).status_code == 201


def test_token_opens_no_pages(director: Account) -> None:
    response = Client().get("/door/", headers=a_token(director, "student.view"))
    assert response.status_code == 302


def test_token_works_in_its_own_workplace_only(
    director: Account, school: Organisation, other_school: Organisation
) -> None:
    headers = a_token(director, "student.view")
    with shared(by=SYSTEM):
        services.issue_membership(
            account_id=director.pk, grant=granted(role="director", organisation_id=other_school.pk), by=SYSTEM
        )
    assert Client().get(f"/o/{other_school.slug}/api/v1/students/", headers=headers).status_code == 404


@pytest.mark.parametrize("state", ["revoked", "expired", "blocked", "role ended", "wrong"])
def test_token_that_must_not_work_is_401_or_404(director: Account, school: Organisation, state: str) -> None:
    headers = a_token(director, "student.view")
    with shared(by=SYSTEM):
        match state:
            case "revoked":
                ApiToken.objects.update(revoked_at=timezone.now())
            case "expired":
                ApiToken.objects.update(expires_at=timezone.now())
            case "blocked":
                Account.objects.filter(pk=director.pk).update(is_blocked=True, blocked_reason="x")
            case "role ended":
                director.memberships.update(ended_at=timezone.now())
            case _:
                headers = {"authorization": "Bearer svod_wrong"}
    response = Client().get(f"/o/{school.slug}/api/v1/students/", headers=headers)
    assert response.status_code == (404 if state == "role ended" else 401)
    assert response["Content-Type"] == "application/problem+json"


def test_session_on_the_api_needs_csrf_for_writing(director: Account, school: Organisation) -> None:
    client = signed_in(director, Client(enforce_csrf_checks=True))
    path = f"/o/{school.slug}/api/v1/students/"
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 403


def test_anonymous_on_the_api_gets_a_problem_document(db: None, client: Client) -> None:
    for path in ("/o/school-a/api/v1/students/", "/region/api/v1/students/", "/api/v1/students/"):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json"), path


@pytest.mark.parametrize("slug", ["%00", "school%00", "%0A", "%F4%8F%BF%BF", "%ED%A0%80", "x" * 5000])
def test_what_can_not_be_an_organisation_is_not_found(db: None, slug: str) -> None:
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = "invented"
    for headers in ({}, {"authorization": "Bearer invented"}):
        page = client.get(f"/o/{slug}/students/", headers=headers)
        endpoint = client.get(f"/o/{slug}/api/v1/students/", headers=headers)
        assert page.status_code == 404
        assert (endpoint.status_code, endpoint["Content-Type"]) == (
            401 if headers else 404, "application/problem+json",
        )  # fmt: skip


def test_endpoint_without_a_permission_fails_at_import() -> None:
    from rest_framework.views import APIView

    from shared_apps.accounts.api import Endpoint

    with pytest.raises(TypeError, match="declares no permission"):
        type("Open", (Endpoint, APIView), {})


def test_database_that_is_down_is_a_page_not_a_traceback(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from shared_apps.accounts import middleware

    def down(**kwargs: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(middleware, "visitor", down)
    client.raise_request_exception = False
    response = client.get("/account/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "<h1" in page
    assert "В работе системы произошла ошибка" in page
    assert "connection refused" not in page
    assert connections["default"].in_atomic_block
