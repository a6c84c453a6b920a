"""A mistyped code or address is put right, its links lead on; a request that was a mistake is taken back."""

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.organisations import birth, refusals
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.identity import correct_identity
from shared_apps.organisations.models import Municipality, Organisation, SharedChange
from shared_apps.organisations.routing import region_url
from tests.factories.accounts import BY, browser, member

TODAY = timezone.localdate()


def requested(slug: str = "krasnodr-12", code: str = "23-O001") -> Organisation:
    with shared(by=BY):
        place = Municipality.objects.get_or_create(
            name="Пробный район", defaults={"oktmo": "", "kind": "district", "valid_from": TODAY}
        )[0]
        return birth.request_organisation(
            slug=slug, code=code, full_name="Школа № 12", short_name="СОШ № 12", kind="school", locality="urban",
            municipality=place, authority=None, opened_on=TODAY, by=BY,
        )  # fmt: skip


@pytest.fixture
def administrator(db: None) -> Client:
    return browser(member("regadmin-identity", "regadmin"))


def test_administrator_corrects_code_and_address(administrator: Client) -> None:
    made = requested()
    url = region_url("organisations:identity", made.pk)
    assert 'value="krasnodr-12"' in administrator.get(url).content.decode()
    said = {"code": "23-0001", "slug": "krasnodar-12"}

    assert administrator.post(url, said).status_code == 422, "the reason is asked for"
    assert administrator.post(url, {**said, "reason": "опечатка"}).status_code == 302

    with shared(by=BY):
        made.refresh_from_db()
        line = SharedChange.objects.filter(model="organisations.organisation").latest("pk")
    assert (made.code, made.slug) == ("23-0001", "krasnodar-12")
    assert (line.action, line.reason, line.before["slug"]) == ("correct", "опечатка", "krasnodr-12")
    assert "опечатка" in administrator.get(
        region_url("organisations:card", made.pk), {"tab": "changes"}
    ).content.decode()  # fmt: skip


def test_links_to_the_mistyped_address_lead_members_on(school: Organisation) -> None:
    old = school.slug
    head, stranger = (
        browser(member("identity-head", "director", organisation=school)),
        browser(member("identity-stranger", "ministry")),
    )
    with shared(by=BY):
        correct_identity(organisation=school, code=school.code, slug="ispravlen", reason="опечатка", by=BY)

    led = head.get(f"/o/{old}/students/?q=a")

    assert (led.status_code, led["Location"]) == (302, "/o/ispravlen/students/?q=a")
    assert head.get("/o/ispravlen/students/").status_code == 200
    assert head.post(f"/o/{old}/students/").status_code == 404, "what writes is not repeated elsewhere"
    assert stranger.get(f"/o/{old}/students/").status_code == 404
    with pytest.raises(refusals.AddressTaken):
        requested(slug=old)


@pytest.mark.parametrize(
    ("code", "slug", "refusal"),
    [
        ("23-0002", "krasnodr-12", refusals.CodeTaken),
        ("23-O001", "sochi-1", refusals.AddressTaken),
        ("23-O001", "Школа", refusals.BadAddress),
        ("23-O001", "krasnodr-12", refusals.NothingCorrected),
    ],
)
def test_what_can_not_be_is_refused(db: None, code: str, slug: str, refusal: type[Exception]) -> None:
    made = requested()
    requested(slug="sochi-1", code="23-0002")
    with shared(by=BY), pytest.raises(refusal):
        correct_identity(organisation=made, code=code, slug=slug, reason="опечатка", by=BY)


@pytest.mark.parametrize("state", ["requested", "failed"])
def test_administrator_withdraws_a_request(administrator: Client, state: str) -> None:
    made = requested()
    with shared(by=BY):
        Organisation.objects.filter(pk=made.pk).update(state=state)
    url = region_url("organisations:withdraw", made.pk)
    assert url in administrator.get(region_url("organisations:card", made.pk)).content.decode()

    assert administrator.post(url, {}).status_code == 422
    assert administrator.post(url, {"reason": "дважды"}).status_code == 302

    with shared(by=BY):
        made.refresh_from_db()
        assert SharedChange.objects.filter(action="withdraw", reason="дважды").exists()
    assert made.state == "withdrawn"
    assert requested().code == "23-O001", "code and address are free"


def test_what_is_prepared_is_not_withdrawn(administrator: Client) -> None:
    made = requested()
    with shared(by=BY):
        Organisation.objects.filter(pk=made.pk).update(state="ready", schema_version="1")
    url = region_url("organisations:withdraw", made.pk)

    assert url not in administrator.get(region_url("organisations:card", made.pk)).content.decode()
    assert administrator.post(url, {"reason": "дважды"}).status_code == 422
