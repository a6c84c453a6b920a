"""Pages outside organisations, through the whole way of a request."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.models import Account, SecurityEvent, Session
from shared_apps.accounts.session import COOKIE
from shared_apps.organisations.crossing import shared
from tests.factories.grants import ORDER, granted

from .conftest import PASSWORD, SYSTEM, Region, account, give_password, signed_in

pytestmark = pytest.mark.django_db


def test_anonymous_is_sent_to_sign_in_with_the_way_back(client: Client, db: None) -> None:
    for path in ("/region/contingent/?as_of=2026-09-20", "/admin/accounts/", "/account/", "/o/school/people/"):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/?next=" + path.split("?")[0]), path


def test_sign_in_sets_a_cookie_that_scripts_cannot_read(region: Region, client: Client) -> None:
    give_password(account("regadmin", granted(role="regadmin")))
    response = client.post("/sign-in/?next=/admin/accounts/", {"login": "RegAdmin", "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == "/admin/accounts/"
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/admin/accounts/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(region: Region, client: Client, elsewhere: str) -> None:
    give_password(account("regadmin", granted(role="regadmin")))
    response = client.post(f"/sign-in/?next={elsewhere}", {"login": "regadmin", "password": PASSWORD})
    assert response["Location"] == "/"


def test_wrong_password_is_said_above_the_form(region: Region, client: Client) -> None:
    give_password(account("regadmin", granted(role="regadmin")))
    response = client.post("/sign-in/", {"login": "regadmin", "password": "wrong"})
    assert response.status_code == 422
    assert "Проверьте раскладку" in response.content.decode()
    assert COOKIE not in response.cookies


def test_signing_in_needs_a_csrf_token(region: Region) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/sign-in/", {"login": "regadmin", "password": PASSWORD})
    assert response.status_code == 403
    assert response["Cache-Control"] == "private, no-store"


def test_session_key_changes_at_sign_in_and_the_old_one_dies(regadmin: Account, client: Client) -> None:
    give_password(regadmin)
    signed_in(regadmin, client)
    before = client.cookies[COOKIE].value
    client.get("/sign-in/")
    client.post("/sign-in/", {"login": "regadmin", "password": PASSWORD})
    assert client.cookies[COOKIE].value != before
    old = Client()
    old.cookies[COOKIE] = before
    assert old.get("/account/").status_code == 302


def test_sign_out_ends_the_session_itself(regadmin: Account) -> None:
    client = signed_in(regadmin)
    key = client.cookies[COOKIE].value
    assert client.post("/sign-out/").status_code == 302
    thief = Client()
    thief.cookies[COOKIE] = key
    assert thief.get("/account/").status_code == 302


def test_temporary_password_opens_only_the_change_of_it(region: Region, client: Client) -> None:
    issued = services.create_account(
        name="Новый Сотрудник", login="newcomer", grant=granted(role="regadmin"), by=SYSTEM
    )
    response = client.post("/sign-in/", {"login": "newcomer", "password": issued.password})
    assert response["Location"] == "/account/first-password/"
    for path in ("/", "/account/", "/admin/accounts/"):
        assert client.get(path)["Location"] == "/account/first-password/"
    assert client.get("/account/first-password/").status_code == 200
    weak = client.post("/account/first-password/", {"new": "1234567890", "again": "1234567890"})
    assert weak.status_code == 422
    assert client.post("/account/first-password/", {"new": PASSWORD, "again": PASSWORD})["Location"] == "/"
    assert client.get("/admin/accounts/").status_code == 200


def test_idle_and_old_sessions_are_over(regadmin: Account, settings: object) -> None:
    client = signed_in(regadmin)
    with shared(by=SYSTEM):
        Session.objects.update(last_seen_at=timezone.now() - timezone.timedelta(hours=5))
    assert client.get("/account/").status_code == 302
    with shared(by=SYSTEM):
        Session.objects.update(last_seen_at=timezone.now(), expires_at=timezone.now())
    assert client.get("/account/").status_code == 302


def test_blocked_account_loses_its_session_at_once(regadmin: Account) -> None:
    client = signed_in(regadmin)
    with shared(by=SYSTEM):
        Account.objects.filter(pk=regadmin.pk).update(is_blocked=True, blocked_reason="x")
    assert client.get("/account/").status_code == 302


def test_other_browser_is_signed_out_from_the_sessions_page(regadmin: Account) -> None:
    here, there = signed_in(regadmin), signed_in(regadmin)
    with shared(by=SYSTEM):
        theirs = Session.objects.order_by("pk").last()
    assert theirs is not None
    assert "127.0.0.1" in here.get("/account/sessions/").content.decode()
    assert here.post(reverse("accounts:end_session", args=[theirs.pk])).status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_signed_in_pages_are_never_stored_and_carry_the_request_number(regadmin: Account) -> None:
    response = signed_in(regadmin).get("/account/")
    assert "no-store" in response["Cache-Control"]
    assert len(response["X-Request-Id"]) == 16


def test_page_without_the_permission_is_refused_as_403(region: Region) -> None:
    analyst = account("ministry", granted(role="ministry"))
    assert signed_in(analyst).get("/admin/accounts/").status_code == 403
    with shared(by=SYSTEM):
        event = SecurityEvent.objects.get(account=analyst)
    assert (event.kind, event.facts) == ("permission_refused", {"page": "accounts:list"})


def test_region_without_a_scope_is_404_and_noted(region: Region) -> None:
    teacher = account("teacher", granted(role="teacher", organisation_id=region.school.pk))
    assert signed_in(teacher).get("/region/").status_code == 404
    with shared(by=SYSTEM):
        assert SecurityEvent.objects.get(account=teacher).kind == "no_scope"


@pytest.mark.parametrize("slug", ["other", "no-such-organisation"])
def test_organisation_without_a_membership_is_404_and_noted(region: Region, slug: str) -> None:
    teacher = account("teacher", granted(role="teacher", organisation_id=region.school.pk))
    response = signed_in(teacher).get(f"/o/{slug}/accounts/")
    assert response.status_code == 404
    assert "Short other" not in response.content.decode()
    with shared(by=SYSTEM):
        event = SecurityEvent.objects.get(account=teacher)
    assert (event.kind, event.facts) == ("no_membership", {"slug": slug})


def test_organisation_that_is_not_ready_is_503_with_the_reason(region: Region) -> None:
    director = account("director", granted(role="director", organisation_id=region.school.pk))
    with shared(by=SYSTEM):
        type(region.school).objects.filter(pk=region.school.pk).update(state="preparing")
    response = signed_in(director).get("/o/school/accounts/")
    assert response.status_code == 503
    assert "готов" in response.content.decode()
    assert response["Retry-After"]


def test_organisation_whose_schema_lags_is_503(region: Region) -> None:
    director = account("director", granted(role="director", organisation_id=region.school.pk))
    response = signed_in(director).get("/o/school/accounts/")
    assert response.status_code == 503
    assert "обновл" in response.content.decode()


def test_unknown_page_is_404_without_queries_in_the_error_page(regadmin: Account) -> None:
    response = signed_in(regadmin).get("/no/such/page/")
    assert response.status_code == 404
    assert response["X-Request-Id"]


def test_missing_slash_is_added(regadmin: Account) -> None:
    assert signed_in(regadmin).get("/admin/accounts")["Location"] == "/admin/accounts/"


def test_role_that_ended_yesterday_opens_nothing_today(region: Region) -> None:
    who = account("regadmin", granted(role="regadmin"))
    client = signed_in(who)
    assert client.get("/admin/accounts/").status_code == 200
    with shared(by=SYSTEM):
        membership = who.memberships.get()
        membership.valid_from = timezone.localdate() - timezone.timedelta(days=9)
        membership.valid_to = timezone.localdate()
        membership.save()
    assert client.get("/admin/accounts/").status_code == 403
    assert client.get("/")["Location"] == "/account/no-role/"
    assert client.get("/account/no-role/").status_code == 200


def header(page: str) -> str:
    return page[page.index('<header class="topbar">') : page.index("</header>")]


def workplaces_offered(page: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The menu of workplaces in the header: place → the address of its form, what the form sends."""
    found = {}
    for form in re.findall(r"<form.*?</form>", header(page), re.DOTALL):
        if place := re.search(r'<button class="workplace-link".*?<b>(.*?)</b>', form, re.DOTALL):
            sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
            found[unescape(place[1])] = (re.findall(r'action="([^"]+)"', form)[0], sent)
    return found


def test_workplace_is_switched_in_the_header(region: Region) -> None:
    who = account("both", granted(role="regadmin"), granted(role="municipality", municipality_id=region.north.pk))
    client = signed_in(who, Client(enforce_csrf_checks=True))
    page = client.get("/admin/security/").content.decode()
    offered = workplaces_offered(page)
    assert offered.keys() == {"Северный округ"}, "the present one is no button"
    assert re.search(
        r'aria-current="true">.*?<small>региональный администратор', header(page), re.DOTALL | re.IGNORECASE
    )

    path, sent = offered["Северный округ"]
    assert "csrfmiddlewaretoken" in sent
    response = client.post(path, sent)

    assert response["Location"] == "/region/"
    assert client.get("/admin/security/").status_code == 403
    page = client.get("/account/").content.decode()
    assert re.search(r'aria-current="true">.*?<b>Северный округ</b>', header(page), re.DOTALL)
    (back,) = workplaces_offered(page).values()
    assert client.post(*back).status_code == 302
    assert client.get("/admin/security/").status_code == 200


def test_header_of_who_has_one_workplace_names_it_and_offers_none(region: Region) -> None:
    client = signed_in(account("one", granted(role="municipality", municipality_id=region.north.pk)))
    page = client.get("/account/").content.decode()
    assert workplaces_offered(page) == {}
    assert '<p class="workplace place"><b>Северный округ</b>' in header(page)


def test_workplace_of_somebody_else_is_refused(region: Region) -> None:
    theirs = account("theirs", granted(role="regadmin"))
    mine = account("mine", granted(role="ministry"))
    with shared(by=SYSTEM):
        foreign = theirs.memberships.get()
    assert signed_in(mine).post("/account/workplace/", {"membership": foreign.pk}).status_code == 422


def test_language_of_the_profile_wins_over_the_browsers(regadmin: Account) -> None:
    client = signed_in(regadmin)
    assert 'lang="ru"' in client.get("/account/", headers={"accept-language": "en"}).content.decode()
    client.post("/account/", {"language": "en"})
    assert 'lang="en"' in client.get("/account/", headers={"accept-language": "ru"}).content.decode()


def test_ordinary_page_opens_two_doors_and_one_query_before_the_view(
    regadmin: Account, django_assert_max_num_queries: object
) -> None:
    client = signed_in(regadmin)
    client.get("/account/sessions/")
    with django_assert_max_num_queries(16) as found:  # type: ignore[operator]
        client.get("/account/sessions/")
    reading = [query["sql"] for query in found.captured_queries if query["sql"].lstrip().startswith("SELECT s.id")]
    assert len(reading) == 1
    assert not any(query["sql"].startswith("UPDATE") for query in found.captured_queries)


def test_regadmin_issues_an_account_and_sees_its_password_once(region: Region, regadmin: Account) -> None:
    client = signed_in(regadmin)
    assert "director" in client.get("/admin/accounts/new/").content.decode()
    assert client.get("/admin/accounts/new/?role=director").status_code == 200
    response = client.post(
        "/admin/accounts/new/?role=director",
        {
            "name": "Козлова Анна Ивановна",
            "login": "",
            "organisation": region.school.pk,
            "valid_from": "2026-09-01",
            **ORDER,
        },
    )
    page = response.content.decode()
    assert response.status_code == 200, page
    assert "kozlova.ai" in page
    with shared(by=SYSTEM):
        made = Account.objects.get(login="kozlova.ai")
    card = client.get(f"/admin/accounts/{made.pk}/").content.decode()
    assert "Short school" in card
    assert client.get(f"/admin/accounts/{made.pk}/?tab=changes").status_code == 200


def test_municipality_sees_and_opens_only_its_own(region: Region) -> None:
    ours = account("ours", granted(role="director", organisation_id=region.school.pk))
    theirs = account("theirs", granted(role="director", organisation_id=region.other.pk))
    client = signed_in(account("municipality", granted(role="municipality", municipality_id=region.north.pk)))
    page = client.get("/admin/accounts/").content.decode()
    assert "Name ours" in page
    assert "Name theirs" not in page
    assert client.get(f"/admin/accounts/{ours.pk}/").status_code == 200
    assert client.get(f"/admin/accounts/{theirs.pk}/").status_code == 404
    for action in ("password", "block", "unblock"):
        assert client.post(f"/admin/accounts/{theirs.pk}/{action}/", {"reason": "x"}).status_code == 404


def test_administrator_blocks_and_opens_again(region: Region, regadmin: Account) -> None:
    director = account("director", granted(role="director", organisation_id=region.school.pk))
    client = signed_in(regadmin)
    assert client.get(f"/admin/accounts/{director.pk}/block/").status_code == 200
    assert client.post(f"/admin/accounts/{director.pk}/block/", {"reason": ""}).status_code == 422
    assert client.post(f"/admin/accounts/{director.pk}/block/", {"reason": "Уволен"}).status_code == 302
    assert "Уволен" in client.get(f"/admin/accounts/{director.pk}/").content.decode()
    assert client.post(f"/admin/accounts/{director.pk}/unblock/").status_code == 302


def test_list_and_log_cost_the_same_for_one_row_and_for_thirty(
    region: Region, regadmin: Account, django_assert_max_num_queries: object
) -> None:
    client = signed_in(regadmin)

    def count(path: str) -> int:
        with django_assert_max_num_queries(40) as found:  # type: ignore[operator]
            assert client.get(path).status_code == 200
        return len(found.captured_queries)

    with shared(by=SYSTEM):
        SecurityEvent.objects.create(kind="signed_in", account=regadmin)
    client.get("/admin/accounts/")
    before = {path: count(path) for path in ("/admin/accounts/", "/admin/security/")}
    for number in range(30):
        who = account(f"teacher{number}", granted(role="teacher", organisation_id=region.school.pk))
        with shared(by=SYSTEM):
            SecurityEvent.objects.create(kind="signed_in", account=who)
    assert {path: count(path) for path in before} == before


@pytest.mark.django_db(databases=[])
def test_health_answers_without_a_database(client: Client) -> None:
    assert client.get("/health/").content == b"ok\n"
