"""Every page of cards and enrolment opens for whom it should, and journeys through forms do what they say."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.ui import drawing
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import Order
from tenant_apps.people import services as people
from tests.factories.organisations import within

from .browsing import signed_in

BY = By.system("tests")
TODAY = timezone.localdate()


@dataclass
class Filled:
    """Ids of one of each, in a school with a class, a student, a guardian and an employee."""

    organisation: Organisation
    year: int
    class_id: int
    student: int
    newcomer: int
    guardian: int
    link: int
    employee: int
    post: int
    document: int
    order: int
    draft: int
    line: int

    def url(self, path: str) -> str:
        return f"/o/{self.organisation.slug}/{path}"


@pytest.fixture
def filled(school: Organisation) -> Filled:
    first, end = services.usual_dates(TODAY.year - (TODAY.month < 9))
    with within(school, by=BY):
        year = services.open_academic_year(valid_from=first, valid_to=end, by=BY)
        group = services.create_class(year_id=year.pk, parameters=services.ClassParameters(grade=5, letter="А"), by=BY)
        person = {"sex": "female", "birth_date": date(2014, 3, 9)}
        anna = people.create_student(name=people.Name("Ёлкина", "Анна", "Петровна"), particulars=person, by=BY)
        vera = people.create_student(name=people.Name("Белова", "Вера"), particulars=person, by=BY)
        document = people.add_document(
            person_id=anna.person_id,
            document=people.Document(kind="birth_certificate", series="III-АГ", number="123456"),
            by=BY,
        )
        mother = people.create_guardian(name=people.Name("Ёлкина", "Инна"), particulars={"sex": "female"}, by=BY)
        link = people.link_guardian(guardian_id=mother.pk, student_id=anna.pk, relation="mother", by=BY)
        employee = people.hire(
            name=people.Name("Петрова", "Инна"), particulars={"sex": "female"}, post="teacher", kind="main",
            rate=Decimal(1), since=first, by=BY,
        )  # fmt: skip
        services.assign_class_teacher(class_id=group.pk, employee_id=employee.pk, since=first, by=BY)
        line = services.Line(student_id=anna.pk, on=first, class_group_id=group.pk)
        order = services.admit_many(
            lines=[line], kind="admission", requisites=services.Requisites(date=first), sign=True, by=BY
        )
        coming = services.Line(student_id=vera.pk, on=first, class_group_id=group.pk)
        draft = services.draft_order(
            kind="admission", requisites=services.Requisites(date=TODAY), lines=[coming], by=BY
        )
        return Filled(
            school, year.pk, group.pk, anna.pk, vera.pk, mother.pk, link.pk, employee.pk,
            employee.posts.get().pk, document.pk, order.pk, draft.pk, draft.lines.get().pk,
        )  # fmt: skip


PAGES = """students/ | students/?presence=all&q=елк | students/?export=csv | students/options/?q=ел | students/admit/
 | students/{student}/ | students/{student}/?tab=guardians | students/{student}/?tab=study
 | students/{student}/?tab=documents
 | students/{student}/?tab=history | people/employees/{employee}/?tab=history | people/guardians/{guardian}/?tab=history | students/{student}/edit/ | students/{student}/name/
 | students/{student}/numbers/ | students/{student}/order/end/ | students/{student}/order/move/
 | students/{newcomer}/order/begin/ | students/{student}/documents/new/
 | students/{student}/documents/{document}/ | students/{student}/documents/{document}/remove/
 | students/{student}/guardians/link/ | students/{student}/guardians/new/
 | students/{student}/guardians/{link}/ | students/{student}/guardians/{link}/end/ | people/employees/
 | people/employees/options/?q=п | people/employees/new/ | people/employees/{employee}/
 | people/employees/{employee}/?tab=posts | people/employees/{employee}/?tab=documents
 | people/employees/{employee}/?tab=education | people/employees/{employee}/?tab=attestation
 | people/employees/{employee}/?tab=teaching | people/employees/{employee}/?tab=private
 | people/employees/{employee}/personnel/ | people/employees/{employee}/leave/
 | people/employees/{employee}/records/leave/new/ | people/employees/{employee}/records/category/new/
 | people/employees/?columns=service,education_place&service=3 | people/employees/?export=csv
 | people/employees/attestation/ | people/employees/attestation/?state=none
 | people/employees/{employee}/edit/ | people/employees/{employee}/name/
 | people/employees/{employee}/numbers/ | people/employees/{employee}/documents/new/
 | people/employees/{employee}/posts/new/ | people/employees/{employee}/posts/{post}/rate/
 | people/employees/{employee}/posts/{post}/end/ | people/guardians/ | people/options/?q=ел
 | people/guardians/{guardian}/ | people/guardians/{guardian}/?tab=students
 | people/guardians/{guardian}/edit/ | people/guardians/{guardian}/name/
 | people/guardians/{guardian}/numbers/ | people/guardians/options/?q=ел | classes/ | classes/new/
 | classes/next-year/ | classes/{class_id}/ | classes/{class_id}/edit/ | classes/{class_id}/teacher/
 | classes/{class_id}/delete/ | classes/{class_id}/print/ | years/ | years/new/ | years/{year}/ | orders/
 | orders/new/ | orders/{order}/ | orders/{draft}/ | orders/{draft}/edit/ | orders/{draft}/lines/
  | orders/{draft}/lines/{line}/ | orders/{draft}/lines/{line}/remove/ | orders/{draft}/sign/ | orders/{order}/cancel/ | orders/{draft}/discard/
 | orders/{order}/print/ | orders/{draft}/print/ | movement/ | movement/?export=xlsx | alphabetical/
 | classes/{class_id}/?tab=history | orders/{order}/?tab=history | organisation/?tab=history
 | organisation/ | organisation/edit/ | organisation/buildings/new/ | organisation/handbooks/ | organisation/handbooks/post/
 | organisation/handbooks/post/new/
"""
PATHS = ["", *(path.strip() for path in PAGES.split("|") if path.strip())]


@pytest.fixture
def director(filled: Filled) -> Client:
    return signed_in("director", filled.organisation)


def test_every_page_opens_for_the_head(filled: Filled, director: Client) -> None:
    answers = {}
    for path in PATHS:
        response = director.get(filled.url(path.format(**filled.__dict__)))
        answers[path] = response.status_code

    assert {path: status for path, status in answers.items() if status != 200} == {}


def test_rows_drawn_at_once_are_those_that_a_template_draws(
    filled: Filled, director: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, compared = drawing.drawn_rows, []

    def both(table: Any) -> Any:
        drawn = quick(table)
        monkeypatch.setattr(drawing, "drawn_rows", lambda table: "")
        usual = render_to_string("ui/table.html", {"table": table, "request": RequestFactory().get("/")})
        monkeypatch.setattr(drawing, "drawn_rows", both)
        rows = usual.partition("<tbody>")[2].partition("</tbody>")[0]
        assert drawn == re.sub(r"\s*\n\s*", "", rows)
        compared.append(type(table).__name__)
        return drawn

    monkeypatch.setattr(drawing, "drawn_rows", both)
    statuses = {path: director.get(filled.url(path.format(**filled.__dict__))).status_code for path in PATHS}

    assert set(statuses.values()) == {200}
    assert {"StudentTable", "EmployeeTable", "OrderTable", "ClassTable", "LineTable", "MovementTable"} <= set(compared)


@pytest.mark.parametrize(
    "role",
    [
        "operator", "inspector", "teacher",
        *(pytest.param(role, marks=pytest.mark.more) for role in ("secretary", "coordinator", "sysadmin", "committee")),
    ],
)  # fmt: skip
def test_no_page_breaks_for_any_role(role: str, filled: Filled) -> None:
    client = signed_in(role, filled.organisation)

    statuses = {path: client.get(filled.url(path.format(**filled.__dict__))).status_code for path in PATHS}

    assert {path: status for path, status in statuses.items() if status not in (200, 403, 404)} == {}
    assert statuses[""] == 200
    if role in ("teacher", "committee"):
        assert statuses["students/"] == 403


def test_cards_of_classes_and_orders_have_their_history_in_words(filled: Filled, director: Client) -> None:
    group = director.get(filled.url(f"classes/{filled.class_id}/?tab=history")).content.decode()
    order = director.get(filled.url(f"orders/{filled.order}/?tab=history")).content.decode()

    assert "Форма обучения: «очная»" in group
    assert "Вид: «" in group
    assert "«ordinary»" not in group
    assert "Ёлкина Анна" in group  # who was put into it
    assert "Классный руководитель" in group
    assert "Состояние: «проект» → " in order
    assert "Ёлкина Анна" in order
    assert 'id="results"' not in order


def test_class_teacher_sees_the_own_class_only(filled: Filled) -> None:
    client = signed_in("classteacher", filled.organisation, card_id=filled.employee)

    listed = client.get(filled.url("students/?presence=all")).content.decode()

    assert "Ёлкина" in listed
    assert "Белова" not in listed
    assert client.get(filled.url(f"students/{filled.student}/")).status_code == 200
    assert client.get(filled.url(f"students/{filled.newcomer}/")).status_code == 404
    assert client.get(filled.url(f"students/{filled.student}/?tab=documents")).status_code == 404
    assert client.get(filled.url(f"students/{filled.student}/numbers/")).status_code == 403


def test_secretary_admits_a_student_by_an_order(filled: Filled) -> None:
    client = signed_in("secretary", filled.organisation)
    sent = {
        "surname": "ГРОМОВА", "given_name": "зоя", "sex": "female", "birth_date": "05.06.2014", "on": TODAY.isoformat(),
        "class_group": filled.class_id, "date": TODAY.isoformat(), "sign": "on", "number": "77-у",
    }  # fmt: skip

    response = client.post(filled.url("students/admit/"), sent)

    assert response.status_code == 302, response.content.decode()[:3000]
    card = client.get(response["Location"]).content.decode()
    assert "Громова Зоя" in card
    assert "5А" in card
    with crossing.inside(filled.organisation, by=BY):
        assert Order.objects.get(number="77-у").state == Order.State.EFFECTIVE


def test_likely_twin_is_shown_and_may_be_insisted_on(filled: Filled) -> None:
    client = signed_in("secretary", filled.organisation)
    sent = {
        "surname": "Белова", "given_name": "Вера", "sex": "female", "birth_date": "09.03.2014", "on": TODAY.isoformat(),
        "class_group": filled.class_id, "date": TODAY.isoformat(), "sign": "on",
    }  # fmt: skip

    response = client.post(filled.url("students/admit/"), sent)

    page = response.content.decode()
    assert response.status_code == 422
    assert f"students/{filled.newcomer}/order/begin/" in page
    assert 'type="checkbox" name="insist"' in page
    assert client.post(filled.url("students/admit/"), sent | {"insist": "on"}).status_code == 302


def test_draft_is_signed_and_cancelled_on_its_pages(filled: Filled, director: Client) -> None:
    page = filled.url(f"orders/{filled.draft}/")
    response = director.post(f"{page}sign/", {"version": 1, "number": ""})
    assert response.status_code == 302, response.content.decode()[:3000]

    cancelled = director.post(f"{page}cancel/", {"date": TODAY.isoformat(), "basis": "ошибка", "version": 2})

    assert cancelled.status_code == 302
    assert (
        "Отменён" in director.get(page).content.decode() or "cancelled" in director.get(page).content.decode().lower()
    )


def test_many_students_are_added_to_a_draft_at_once(filled: Filled, director: Client) -> None:
    response = director.post(filled.url("orders/new/"), {"kind": "leaving", "date": TODAY.isoformat()})
    lines = response["Location"]
    assert "Ёлкина" in director.get(lines).content.decode()

    added = director.post(
        lines, {"students": [filled.student], "on": TODAY.isoformat(), "reason": "moved", "counterpart": "г. Майкоп"}
    )

    assert added.status_code == 302, added.content.decode()[:3000]
    page = director.get(added["Location"]).content.decode()
    assert "Ёлкина Анна Петровна" in page
    assert "г. Майкоп" in page


def test_admission_offers_those_who_study_nowhere_and_no_classes_to_choose_from(
    filled: Filled, director: Client
) -> None:
    with crossing.inside(filled.organisation, by=BY):
        person = {"sex": "female", "birth_date": date(2015, 5, 5)}
        people.create_student(name=people.Name("Гусева", "Ада"), particulars=person, by=BY)

    page = director.get(filled.url(f"orders/{filled.draft}/lines/")).content.decode()

    assert "Гусева Ада" in page
    assert "Ёлкина" not in page
    assert 'name="from_class"' not in page


def test_card_edited_meanwhile_is_refused_with_what_stands_in_it(filled: Filled, director: Client) -> None:
    page = filled.url(f"students/{filled.student}/edit/")
    sent = {"sex": "female", "birth_date": "2014-03-09", "phone": "8 918 111", "version": 2}

    assert director.post(page, sent).status_code == 302
    refused = director.post(page, sent | {"phone": "8 918 222"})

    assert refused.status_code == 422
    assert "8 918 111" in refused.content.decode()


def test_list_of_several_pages_costs_the_queries_of_a_short_one(filled: Filled, director: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert director.get(filled.url("students/?presence=all")).status_code == 200
        return len(queries)

    few = cost()
    with crossing.inside(filled.organisation, by=BY):
        for number in range(60):
            people.create_student(
                name=people.Name(f"Тестова{'а' * number}", "Зоя"), by=BY,
                particulars={"sex": "female", "birth_date": TODAY - timedelta(days=4000)},
            )  # fmt: skip
    assert cost() == few


def test_guardian_sees_own_children_and_a_student_the_own_card(filled: Filled) -> None:
    guardian = signed_in("guardian", filled.organisation, card_id=filled.guardian)
    student = signed_in("student", filled.organisation, card_id=filled.newcomer)

    listed = guardian.get("/me/").content.decode()

    assert "Ёлкина Анна Петровна" in listed
    assert "5А" in listed
    assert "Белова" not in listed
    own = student.get("/me/").content.decode()
    assert "Белова Вера" in own
    assert "Ёлкина" not in own
    assert guardian.get(filled.url("students/")).status_code == 404


def test_family_opens_only_its_own_cards_in_full(filled: Filled) -> None:
    import re

    guardian = signed_in("guardian", filled.organisation, card_id=filled.guardian)
    (address,) = re.findall(r'href="(/me/cards/\d+/\d+/)"', guardian.get("/me/").content.decode())

    card = guardian.get(address)

    assert card.status_code == 200
    assert "09.03.2014" in card.content.decode()
    foreign = address.replace(f"/{filled.student}/", f"/{filled.newcomer}/")
    assert guardian.get(foreign).status_code == 404


def test_forms_answer_htmx_with_their_fragment(filled: Filled, director: Client) -> None:
    htmx = {"HX-Request": "true", "HX-Target": "form"}
    lines = filled.url(f"orders/{filled.draft}/lines/")
    for path in ("students/admit/", f"orders/{filled.draft}/lines/", "people/employees/new/"):
        response = director.post(filled.url(path), {"x": "1"}, headers=htmx)
        assert response.status_code == 422, path
        assert "<html" not in response.content.decode(), path

    assert "data-pick-all" not in director.post(lines, {}, headers=htmx).content.decode()
