"""A student who is in another school too: what the office is told, what it answers, and when it ends."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from region.contingent.models import RegionStudent
from region.feed import projector
from region.registry import finding
from region.registry.models import SamePerson
from shared_apps.accounts.models import Session
from shared_apps.accounts.session import COOKIE, digest
from shared_apps.envelopes import doubled as notices
from shared_apps.envelopes.models import DoubledAnswer, DoubledStudent
from shared_apps.organisations.crossing import feed_tables, shared
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.queries import doubled
from tenant_apps.enrolment.services import Line, Requisites
from tests.enrolment.browsing import signed_in
from tests.refusing.doors import Call, Knock, Place, refused_alike
from tests.transfers.conftest import BY, SEPTEMBER, TODAY, School, enrolled
from tests.transfers.doubled import PHONE, REASON, noticed

LIST = "students/doubled/"
NO_COMMAND = "an office answers on the page or by a program"


def url(at: School, path: str) -> str:
    return f"/o/{at.organisation.slug}/{path}"


def text(client: Client, at: School, path: str) -> str:
    answer = client.get(url(at, path))
    assert answer.status_code == 200, path
    return answer.content.decode()


def listed(at: School) -> list[doubled.Doubled]:
    with at.inside():
        return doubled.doubled_students(TODAY, by=BY)


def left(at: School, student_id: int, on: date) -> None:
    with at.inside():
        lines = [Line(student_id=student_id, on=on, reason="own_wish")]
        enrolment.issue_order(lines=lines, kind="leaving", requisites=Requisites(date=on), sign=True, by=BY)


@pytest.fixture
def notice(here: School, there: School, anna: int) -> int:
    return noticed(here, there, anna)


@pytest.fixture
def office(here: School) -> Client:
    return signed_in("secretary", here.organisation)


def whose(client: Client) -> str:
    """The name of the account that is signed in."""
    with shared(by=BY):
        return Session.objects.select_related("account").get(key_hash=digest(client.cookies[COOKIE].value)).account.name


def name_of(school: School) -> str:
    with school.inside():
        return str(school.organisation.periods.latest("valid_from").short_name)


# --- what the office sees -------------------------------------------------------------------------------------------


def test_the_card_says_where_else_and_what_to_do(
    here: School, there: School, anna: int, notice: int, office: Client
) -> None:
    page = text(office, here, f"students/{anna}/")

    assert name_of(there) in page
    assert "учтён дважды" in page
    assert re.sub(r"\D", "", PHONE) in re.sub(r"\D", "", page)
    for path in (f"students/{anna}/order/end/", "transfers/request/", f"students/doubled/{notice}/"):
        assert f'href="{url(here, path)}"' in page


def test_what_is_not_decided_is_said_so(here: School, there: School, anna: int, office: Client) -> None:
    noticed(here, there, anna, confirmed=False)

    page = text(office, here, f"students/{anna}/")
    assert "ещё не решено" in page
    assert "учтён дважды" not in page


def test_the_list_the_first_page_and_the_upkeep_say_it(
    here: School, notice: int, there: School, office: Client
) -> None:
    page = text(office, here, LIST)

    assert "Ёлкина" in page
    assert name_of(there) in page
    for path in ("", "upkeep/"):
        assert f'href="{url(here, LIST)}"' in text(office, here, path)


def test_where_nobody_is_in_another_school_nothing_is_said(here: School, anna: int, office: Client) -> None:
    assert "Никто из обучающихся" in text(office, here, LIST)
    for path in ("", "upkeep/", f"students/{anna}/"):
        assert LIST not in text(office, here, path)


@pytest.mark.parametrize(
    ("role", "sees", "answers"),
    [
        ("director", 200, 200), ("coordinator", 200, 200), ("operator", 200, 200), ("inspector", 200, 403),
        ("sysadmin", 403, 403), ("classteacher", 403, 403), ("teacher", 403, 403),
    ],
)  # fmt: skip
def test_roles(here: School, anna: int, notice: int, role: str, sees: int, answers: int) -> None:
    client = signed_in(role, here.organisation)

    assert client.get(url(here, LIST)).status_code == sees
    assert client.get(url(here, f"{LIST}{notice}/")).status_code == answers
    card = client.get(url(here, f"students/{anna}/"))
    assert ("учтён дважды" in card.content.decode()) == (sees == 200)


def test_the_other_school_sees_nothing_of_it(there: School, notice: int) -> None:
    client = signed_in("director", there.organisation)

    assert "Ёлкина" not in text(client, there, LIST)
    for method in (client.get, client.post):
        assert method(url(there, f"{LIST}{notice}/"), {"answer": "ours", "reason": REASON}).status_code == 404


def test_each_page_costs_the_same_for_one_and_for_many(here: School, there: School, anna: int, office: Client) -> None:
    noticed(here, there, anna)

    def cost(path: str) -> int:
        office.get(url(here, path))
        with CaptureQueriesContext(connection) as asked:
            office.get(url(here, path))
        return len(asked)

    paths = (LIST, "", "upkeep/", f"students/{anna}/")
    before = [cost(path) for path in paths]
    for n in range(5):
        other = enrolled(here, f"Иванова{'абвгд'[n]}", born=date(SEPTEMBER.year - 11, 1, n + 1))
        noticed(here, there, other, confirmed=False)

    assert len(listed(here)) == 6
    assert [cost(path) for path in paths] == before


# --- what it answers ------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_who_and_when_and_decides_nothing(
    here: School, anna: int, notice: int, office: Client
) -> None:
    for answer in ("different", "ours"):
        sent = office.post(url(here, f"{LIST}{notice}/"), {"answer": answer, "reason": REASON})
        assert (sent.status_code, sent.headers["Location"]) == (302, url(here, f"students/{anna}/"))

    [one] = listed(here)
    assert [(said.answer, said.reason) for said in one.said] == [
        (str(DoubledAnswer.Answer(answer).label), REASON) for answer in ("ours", "different")
    ]
    assert {said.who for said in one.said} == {whose(office)}
    assert {said.at.date() for said in one.said} == {timezone.now().date()}
    assert REASON in text(office, here, f"students/{anna}/")


def test_an_answer_without_a_reason_is_refused_at_each_door(here: School, notice: int) -> None:
    said = {"answer": "ours", "reason": "да"}
    knock = Knock(
        service=lambda: notices.answer(number=notice, said="ours", reason="да", by=BY),
        page=Call(f"{LIST}{notice}/", said), api=Call(f"api/v1/{LIST}{notice}/", said), command=NO_COMMAND,
    )  # fmt: skip
    with override("ru"):
        refused_alike(Place(here.organisation), notices.AnswerWithoutReason, knock)


def test_a_notice_that_is_settled_takes_no_answer(here: School, notice: int) -> None:
    with feed_tables():
        DoubledStudent.objects.using("feed").update(gone_at=timezone.now())

    with here.inside(), pytest.raises(notices.DoubledNoLonger):
        notices.answer(number=notice, said="ours", reason=REASON, by=BY)


def test_programs_read_and_answer_alike(here: School, anna: int, notice: int, office: Client) -> None:
    [row] = office.get(url(here, f"api/v1/{LIST}")).json()
    assert (row["number"], row["student_id"], row["is_confirmed"], row["said"]) == (notice, anna, True, [])

    sent = {"answer": "ours", "reason": REASON}
    answer = office.post(url(here, f"api/v1/{LIST}{notice}/"), sent, content_type="application/json")
    assert (answer.status_code, answer.json()["said"][0]["reason"]) == (201, REASON)
    nothing = office.post(url(here, f"api/v1/{LIST}404404/"), sent, content_type="application/json")
    assert nothing.status_code == 404


# --- when it ends ---------------------------------------------------------------------------------------------------


def test_an_order_of_leaving_ends_it_here_at_once(here: School, anna: int, notice: int, office: Client) -> None:
    left(here, anna, TODAY)

    assert listed(here) == []
    assert LIST not in text(office, here, "")
    assert office.get(url(here, f"{LIST}{notice}/")).status_code == 404


def test_days_that_are_over_are_not_shown(here: School, there: School, anna: int) -> None:
    noticed(here, there, anna, until=TODAY)

    assert listed(here) == []


def test_from_the_order_to_the_other_school_and_back(here: School, there: School, anna: int) -> None:
    """The whole way: both enrol, the region finds it, both are told; one discharges, and neither is told any more."""
    again = enrolled(there)
    for school in (here, there):
        projector.project_batch(school.organisation)
    with feed_tables():
        uids = sorted({*RegionStudent.objects.using("feed").filter(kind="main").values_list("person_uid", flat=True)})
        SamePerson.objects.using("feed").create(
            subject="student", first_uid=uids[0], second_uid=uids[1], state="confirmed", found_at=timezone.now(),
            decided_at=timezone.now(), decided_name="tests", reason=REASON,
        )  # fmt: skip
    finding.find_all(by=BY)
    assert [one.organisation for one in listed(here)] == [name_of(there)]
    assert [(one.organisation, one.student_id) for one in listed(there)] == [(name_of(here), again)]

    left(there, again, TODAY)
    projector.project_batch(there.organisation)
    finding.find_all(by=BY)

    assert (listed(here), listed(there)) == ([], [])
