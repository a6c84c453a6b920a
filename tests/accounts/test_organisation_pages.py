"""Accounts of one organisation, through the whole way of a request: the door is inside(), shared() nests in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shared_apps.accounts import cards, services
from shared_apps.accounts.models import Account, Membership
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation
from shared_apps.ui.forms import Option
from tests.factories.grants import ORDER, granted

from .conftest import SYSTEM, account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(school: Organisation) -> str:
    return f"/o/{school.slug}/accounts/"


def test_list_shows_the_organisations_people_and_nobody_elses(
    director: Account, school: Organisation, other_school: Organisation, base: str
) -> None:
    account("ours", granted(role="teacher", organisation_id=school.pk))
    account("theirs", granted(role="teacher", organisation_id=other_school.pk))
    page = signed_in(director).get(base).content.decode()
    assert "Name ours" in page
    assert "Name theirs" not in page
    assert "учитель-предметник" in page


def test_list_is_searched_and_narrowed_by_role(director: Account, school: Organisation, base: str) -> None:
    account("ours", granted(role="teacher", organisation_id=school.pk))
    client = signed_in(director)
    assert "Name ours" in client.get(base, {"q": "OUR"}).content.decode()
    assert "Name ours" not in client.get(base, {"q": "nobody"}).content.decode()
    assert "Name ours" in client.get(base, {"role": "teacher"}).content.decode()
    assert "Name ours" not in client.get(base, {"role": "secretary"}).content.decode()


def test_account_is_issued_for_the_organisation_alone(
    director: Account, school: Organisation, other_school: Organisation, base: str
) -> None:
    response = signed_in(director).post(
        f"{base}new/?role=secretary",
        {"name": "Ёлкина Яна Юрьевна", "valid_from": "01.09.2026", "organisation": other_school.pk, **ORDER},
    )
    assert response.status_code == 200, response.content.decode()
    assert "elkina.yy" in response.content.decode()
    with shared(by=SYSTEM):
        membership = Membership.objects.get(account__search_key__startswith="елкина")
    assert (membership.organisation_id, membership.role) == (school.pk, "secretary")


def test_sheet_with_the_password_comes_as_a_fragment_to_htmx(director: Account, base: str) -> None:
    response = signed_in(director).post(
        f"{base}new/?role=secretary",
        {"name": "Козлова Анна", "valid_from": "01.09.2026", **ORDER},
        headers={"HX-Request": "true", "HX-Target": "form"},
    )
    page = response.content.decode()
    assert "kozlova.a" in page
    assert "<html" not in page


@pytest.mark.parametrize("role", ["director", "regadmin", "inspector", "nonsense"])
def test_role_above_the_heads_is_not_offered(director: Account, base: str, role: str) -> None:
    client = signed_in(director)
    assert client.get(f"{base}new/?role={role}").status_code == 404
    assert client.post(f"{base}new/?role={role}", {"name": "X Y", "valid_from": "01.09.2026"}).status_code == 404
    assert f"role={role}" not in client.get(f"{base}new/").content.decode()


def test_wrong_login_is_said_at_its_field(director: Account, base: str) -> None:
    response = signed_in(director).post(
        f"{base}new/?role=secretary", {"name": "Козлова Анна", "login": "director", "valid_from": "01.09.2026", **ORDER}
    )
    assert response.status_code == 422
    assert "«director» занят" in response.content.decode()


def test_teacher_of_another_school_gets_a_role_by_his_login(
    director: Account, school: Organisation, other_school: Organisation, base: str
) -> None:
    teacher = account("petrov", granted(role="teacher", organisation_id=other_school.pk))
    client = signed_in(director)
    unknown = client.post(f"{base}known/?role=teacher", {"login": "nobody", "valid_from": "01.09.2026"})
    assert unknown.status_code == 422
    response = client.post(f"{base}known/?role=teacher", {"login": "PETROV", "valid_from": "01.09.2026", **ORDER})
    assert response["Location"] == f"{base}{teacher.pk}/"
    card = client.get(f"{base}{teacher.pk}/").content.decode()
    assert "Орг school-a" in card
    assert "Орг school-b" not in card
    assert "вышестоящий администратор" in card
    assert client.post(f"{base}{teacher.pk}/password/").status_code == 422


def test_role_is_ended_and_the_account_stays(director: Account, school: Organisation, base: str) -> None:
    teacher = account("teacher", granted(role="teacher", organisation_id=school.pk))
    with shared(by=SYSTEM):
        membership = teacher.memberships.get()
    client, theirs = signed_in(director), signed_in(teacher)
    assert theirs.get(f"/o/{school.slug}/accounts/").status_code == 403
    address = f"{base}{teacher.pk}/roles/{membership.pk}/end/"
    assert client.get(address).status_code == 200
    assert client.post(address)["Location"] == f"{base}{teacher.pk}/"
    assert theirs.get(f"/o/{school.slug}/accounts/").status_code == 404
    assert client.post(address).status_code == 404


def test_password_is_reset_and_shown_once(director: Account, school: Organisation, base: str) -> None:
    teacher = account("teacher", granted(role="teacher", organisation_id=school.pk))
    client, theirs = signed_in(director), signed_in(teacher)
    assert client.get(f"{base}{teacher.pk}/password/").status_code == 200
    assert "teacher" in client.post(f"{base}{teacher.pk}/password/").content.decode()
    assert theirs.get("/account/").status_code == 302
    for tab in ("roles", "events", "changes"):
        assert client.get(f"{base}{teacher.pk}/?tab={tab}").status_code == 200


def test_name_is_mended_by_the_administrator(director: Account, school: Organisation, base: str) -> None:
    teacher = account("teacher", granted(role="teacher", organisation_id=school.pk))
    client = signed_in(director)
    assert "Name teacher" in client.get(f"{base}{teacher.pk}/name/").content.decode()
    assert client.post(f"{base}{teacher.pk}/name/", {"name": "Пчёлкина Вера"}).status_code == 302
    assert "Пчёлкина" in client.get(base, {"q": "пчелкина"}).content.decode()
    assert "имя изменено" in client.get(f"{base}{teacher.pk}/?tab=changes").content.decode()


def test_own_account_is_not_managed_by_oneself(director: Account, base: str) -> None:
    client = signed_in(director)
    assert client.get(f"{base}{director.pk}/").status_code == 200
    assert client.get(f"{base}{director.pk}/?tab=changes").status_code == 404
    assert client.post(f"{base}{director.pk}/block/", {"reason": "x"}).status_code == 422


def test_head_sees_who_inspects_by_which_number(director: Account, school: Organisation, base: str) -> None:
    inspector, today = account("inspector"), timezone.localdate()
    services.issue_inspection(
        account_id=inspector.pk, organisation_id=school.pk, number="77-П/2026", purpose="Плановая проверка",
        first_day=today, last_day=today + timedelta(days=5), by=SYSTEM, **ORDER,
    )  # fmt: skip
    page = signed_in(director).get(f"{base}inspections/").content.decode()
    assert "77-П/2026" in page
    assert "Name inspector" in page
    assert signed_in(inspector).get(f"{base}inspections/").status_code == 403


def test_card_is_picked_where_the_app_of_people_keeps_them(
    director: Account, school: Organisation, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    option = Option("41", "Ёлкина Яна", "03.02.1990")
    source = cards.Source(
        url="accounts:organisation_accounts", lookup=lambda text, by: [option],
        find=lambda value, by: option if value == "41" else None,
    )  # fmt: skip
    monkeypatch.setattr(cards, "_SOURCES", {"guardian": source})
    client = signed_in(director)
    address = f"{base}new/?role=guardian&card_id=41&name=Ёлкина Яна"
    assert "Ёлкина Яна" in client.get(address).content.decode()
    data = {"name": "Ёлкина Яна", "valid_from": "01.09.2026"}
    assert client.post(f"{base}new/?role=guardian", data).status_code == 422
    assert client.post(f"{base}new/?role=guardian", data | {"card_id": "41"}).status_code == 200
    with shared(by=SYSTEM):
        assert Membership.objects.get(role="guardian").card_id == 41


def test_list_costs_the_same_for_one_row_and_for_thirty(
    director: Account, school: Organisation, base: str, django_assert_max_num_queries: object
) -> None:
    client = signed_in(director)

    def count() -> int:
        with django_assert_max_num_queries(40) as found:  # type: ignore[operator]
            assert client.get(base).status_code == 200
        return len(found.captured_queries)

    client.get(base)
    before = count()
    for number in range(30):
        account(f"teacher{number}", granted(role="teacher", organisation_id=school.pk))
    assert count() == before, "A row of the list costs queries: load what it shows in queries.accounts_in_organisation."
