"""The history in words: only what the reader may see, names for codes and references, the card's tab, the journal."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, Order
from tenant_apps.history import wording
from tenant_apps.history.models import ChangeLog
from tenant_apps.history.queries import card_history, described, readable
from tenant_apps.history.reversal import by_source, confirm, plan
from tenant_apps.history.services import Subject, erase, written_as
from tenant_apps.people.models import Employee, EmployeePost, Person, PersonName
from tests.enrolment.browsing import signed_in

from .conftest import ANNA, BORIS

pytestmark = pytest.mark.django_db
NAMES = frozenset({Privacy.TECHNICAL, Privacy.OPEN, Privacy.OFFICIAL, Privacy.IDENTITY})
EVERYTHING = frozenset(Privacy)


@pytest.fixture
def at_school(school: Organisation) -> Organisation:
    """The handbooks are loaded; the language is Russian."""
    with shared(by=ANNA):
        load_catalogue()
    with translation.override("ru"):
        yield school


def person(surname: str = "Ёлкина", **columns: object) -> Person:
    made = Person.objects.create(sex="female", birth_date=date(2014, 3, 9), phone="+7 900", **columns)
    named(made, surname)
    return made


def named(made: Person, surname: str) -> PersonName:
    return made.names.create(surname=surname, given_name="Анна", search_key=surname.lower(), valid_from="2020-01-01")


def sentences(table: str, row: int, holds: frozenset[Privacy] = NAMES) -> list[list[str]]:
    return [entry.sentences for entry in readable(table, [row], holds)]


def test_a_changed_column_is_a_sentence_with_both_values(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        name = person("Ивонов").names.get()
        name.surname = "Иванов"
        name.save()
        (changed, _made) = readable("people_personname", [name.pk], NAMES)
    assert changed.sentences == ["Фамилия: «Ивонов» → «Иванов»"]
    assert (changed.operation, changed.actor_name, changed.about) == ("U", "Анна Первая", "Иванов Анна")


def test_codes_dates_and_numbers_are_words(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person()
        Person.objects.filter(pk=made.pk).update(sex="male", birth_date=date(2013, 1, 2))
        changed = sentences("people_person", made.pk)[0]
    assert changed == ["Пол: «женский» → «мужской»", "Дата рождения: «09.03.2014» → «02.01.2013»"]


def test_numbers_keep_their_digits_and_the_open_end_is_said(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        employee = Employee.objects.create(person=person())
        post = EmployeePost.objects.create(
            employee=employee, post="teacher", rate=Decimal("0.50"), valid_from="2026-09-01"
        )
        EmployeePost.objects.filter(pk=post.pk).update(rate=Decimal("1.25"), valid_to=date(2027, 6, 1))
        changed, made = readable("people_employeepost", [post.pk], NAMES)
    assert "Ставка: «0,50» → «1,25»" in changed.sentences
    assert any("«без срока» → «01.06.2027»" in one for one in changed.sentences)
    assert not any("без срока" in one for one in made.sentences)


def test_columns_the_reader_does_not_hold_are_counted_not_named(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person()
        Person.objects.filter(pk=made.pk).update(phone="+7 901", email="a@b.ru", birth_date=date(2013, 1, 2))
        shown = readable("people_person", [made.pk], NAMES)[0]
        whole = readable("people_person", [made.pk], EVERYTHING)[0]
    assert shown.hidden == 2
    assert shown.sentences[-1] == "поля скрыты: 2"
    assert "+7" not in shown.sentence
    assert "Мобильный телефон: «+7 900» → «+7 901»" in whole.sentences


def test_the_name_of_whom_it_is_about_needs_its_own_class(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person()
        (entry,) = readable("people_person", [made.pk], NAMES - {Privacy.IDENTITY})
    assert entry.about == ""
    assert "Ёлкина" not in entry.sentence


def test_technical_columns_say_nothing_to_a_reader(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person()
        Person.objects.filter(pk=made.pk).update(version=2)
        assert sentences("people_person", made.pk, EVERYTHING)[0] == []
        subject = Subject(rows={"people_person": [made.pk]})
        assert [entry.operation for entry in card_history(subject, EVERYTHING).entries] == ["I"]


def test_references_are_names(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        year = AcademicYear.objects.create(name="2026/2027", valid_from="2026-09-01", valid_to="2027-09-01")
        group = ClassGroup.objects.create(
            academic_year=year,
            level="basic",
            grade=5,
            letter="А",
            name="5А",
            valid_from="2026-09-01",
            valid_to="2027-09-01",
        )
        (entry,) = readable("enrolment_classgroup", [group.pk], NAMES)
    assert any(one.endswith(": «2026/2027»") for one in entry.sentences), entry.sentences
    assert entry.about.startswith("5А")


def test_a_reference_to_what_is_no_more_has_its_number(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        assert wording.Values(NAMES).words("enrolment_classgroup", "academic_year_id", 77) == "№ 77"


def test_what_nobody_knows_any_more_is_shown_to_nobody(at_school: Organisation) -> None:
    line = ChangeLog(
        table_name="people_person",
        row_id=1,
        operation="U",
        before={"gone": "тайна"},
        after={"gone": "x"},
        actor_name="A",
        source="",
    )
    with inside(at_school, by=ANNA):
        (entry,) = described([line], holds=EVERYTHING - {Privacy.SECRET})
    assert (entry.hidden, "тайна" in entry.sentence) == (1, False)


def test_the_history_of_a_card_spans_its_tables_and_deleted_rows(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made, other = person(), person("Чужая")
        extra = made.names.get()
        extra.delete()
        named(made, "Новая")
        subject = Subject(rows={"people_person": [made.pk]}, references={("people_personname", "person_id"): [made.pk]})
        found = card_history(subject, NAMES)
    said = [(entry.what, entry.operation) for entry in found.entries]
    assert [operation for _what, operation in said] == ["I", "D", "I", "I"]
    assert len({what for what, _operation in said}) == 2
    assert all("Чужая" not in entry.sentence for entry in found.entries)
    assert other.pk != made.pk


def test_a_deleted_row_says_whom_it_was_about(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person()
        old = made.names.get()
        old_id = old.pk
        old.delete()
        named(made, "Новая")
        assert readable("people_personname", [old_id], NAMES)[0].about == "Новая Анна"


def test_a_long_history_is_cut_and_says_so(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person()
        for number in range(5):
            Person.objects.filter(pk=made.pk).update(birth_place=str(number))
        found = card_history(Subject(rows={"people_person": [made.pk]}), EVERYTHING, limit=3)
    assert (len(found.entries), found.is_cut) == (3, True)


def test_an_erased_line_says_on_what_ground(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person()
        erase(Subject(name="x", rows={"people_person": [made.pk]}), ground="152-ФЗ", by=ANNA)
        assert sentences("people_person", made.pk) == [["содержание удалено на основании: 152-ФЗ"]]


def test_operations_are_named_and_linked(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        with written_as("reversal:3"):
            first = person()
        with written_as("import:17"):
            second = person()
        sources = [readable("people_person", [one.pk], NAMES)[0].source for one in (first, second)]
    assert [source.title for source in sources if source] == ["Отмена изменений № 3", "Импорт обучающихся № 17"]
    assert wording.described_source("") is None
    assert wording.described_source("unknown:5") == wording.Source("unknown № 5", "")


def test_the_number_of_queries_does_not_grow_with_the_lines(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        for number in range(30):
            made = person(f"Фамилия{number}")
            Order.objects.create(kind="admission", date="2026-09-01", effective_on="2026-09-01", title=str(number))
            Person.objects.filter(pk=made.pk).update(birth_place="x")
        counts = []
        for size in (3, 90):
            found = list(ChangeLog.objects.order_by("-pk")[:size])
            with CaptureQueriesContext(
                connection,
            ) as captured:
                described(found, holds=EVERYTHING)
            counts.append(len(captured))
    assert counts[1] <= counts[0] + 3


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def director(at_school: Organisation) -> Client:
    return signed_in("director", at_school)


def url(school: Organisation, path: str = "") -> str:
    return f"/o/{school.slug}/history/{path}"


def test_the_journal_says_who_did_what_with_whom(director: Client, at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person("Журавлёва")
        Person.objects.filter(pk=made.pk).update(birth_date=date(2013, 1, 2))
    page = director.get(url(at_school)).content.decode()
    for words in ("Анна Первая", "Журавлёва Анна", "Дата рождения: «09.03.2014» → «02.01.2013»", "Журнал изменений"):
        assert words in page


def test_the_journal_hides_what_the_role_does_not_hold(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        person("Журавлёва")
    page = signed_in("sysadmin", at_school).get(url(at_school)).content.decode()
    assert "Журавлёва" in page
    assert "+7 900" not in page
    assert "скрыт" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("who=Анна", {"Первая"}),
        ("who=борис", {"Вторая"}),
        ("account=22", {"Вторая"}),
        ("request_id=r-anna", {"Первая"}),
        ("source=import:17", {"Вторая"}),
        ("table=people_personname", {"Первая", "Вторая"}),
        ("table=people_personname&operation=D", set()),
        ("first=2000-01-01&last=2000-01-02", set()),
        ("first=2000-01-01", {"Первая", "Вторая"}),
    ],
)
def test_the_journal_is_filtered(director: Client, at_school: Organisation, query: str, expected: set[str]) -> None:
    with inside(at_school, by=ANNA):
        person("Первая")
    with inside(at_school, by=BORIS.as_source("import:17")):
        person("Вторая")
    page = director.get(f"{url(at_school)}?{query}").content.decode()
    assert {name for name in ("Первая", "Вторая") if f"Фамилия: «{name}»" in page} == expected


@pytest.mark.parametrize("day", ["31.12.9999", "9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_filters_nothing(director: Client, at_school: Organisation, day: str) -> None:
    with inside(at_school, by=ANNA):
        person("Первая")
    for name in ("first", "last"):
        page = director.get(f"{url(at_school)}?{name}={day}")
        assert (page.status_code, "Фамилия: «Первая»" in page.content.decode()) == (200, True)
    chosen = f"{url(at_school, 'reverse/')}?account={ANNA.account_id}"
    for days in (f"first={day}", f"first=2026-01-01&last={day}"):
        assert director.get(f"{chosen}&{days}").status_code == 422


def test_the_journal_is_taken_as_a_file(director: Client, at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        person("Первая")
    response = director.get(f"{url(at_school)}?export=csv")
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert "Фамилия: «Первая»" in body.decode("utf-8-sig")


def test_an_import_is_reversed_from_the_journal(director: Client, at_school: Organisation) -> None:
    with inside(at_school, by=ANNA.as_source("import:17")):
        person("Лишняя")
    journal = director.get(f"{url(at_school)}?source=import:17").content.decode()
    assert "reverse/?source=import%3A17" in journal
    form = director.get(f"{url(at_school, 'reverse/')}?source=import:17").content.decode()
    assert "Будет рассмотрено 2 изменения" in form
    answer = director.post(
        f"{url(at_school, 'reverse/')}?source=import:17", {"title": "Импорт", "reason": "не тот файл"}, follow=True
    )
    page = answer.content.decode()
    number = answer.redirect_chain[-1][0].rstrip("/").rpartition("/")[2]
    assert "не тот файл" in page
    confirmation = director.get(url(at_school, f"reversals/{number}/confirm/")).content.decode()
    assert "2 изменения" in confirmation
    done = director.post(url(at_school, f"reversals/{number}/confirm/"), follow=True).content.decode()
    assert "Изменения отменены" in done
    with inside(at_school, by=ANNA):
        assert not Person.objects.exists()
    assert f"№ {number}" in director.get(url(at_school, "reversals/")).content.decode()


def test_a_protocol_shows_its_conflicts_with_who_changed_what(director: Client, at_school: Organisation) -> None:
    with inside(at_school, by=ANNA.as_source("import:17")):
        made, kept = person("Первая"), person("Вторая")
    with inside(at_school, by=BORIS):
        Person.objects.filter(pk=kept.pk).update(birth_date=date(2013, 1, 2))
        number = plan(by_source("import:17"), title="Импорт", reason="ошибка", by=ANNA).number
    page = director.get(url(at_school, f"reversals/{number}/")).content.decode()
    assert "Борис Второй" in page
    assert "Дата рождения: «09.03.2014» → «02.01.2013»" in page
    assert "Отменить без конфликтов" in page
    director.post(url(at_school, f"reversals/{number}/confirm/"))
    with inside(at_school, by=ANNA):
        assert set(Person.objects.values_list("pk", flat=True)) == {kept.pk}
    assert made.pk != kept.pk


def test_what_changed_since_the_plan_is_said_and_nothing_is_done(director: Client, at_school: Organisation) -> None:
    with inside(at_school, by=ANNA.as_source("import:17")):
        made = person("Первая")
        number = plan(by_source("import:17"), title="Импорт", reason="ошибка", by=ANNA).number
    with inside(at_school, by=BORIS):
        Person.objects.filter(pk=made.pk).update(birth_date=date(2013, 1, 2))
    page = director.post(url(at_school, f"reversals/{number}/confirm/"), follow=True).content.decode()
    assert "Ничего не отменено" in page
    with inside(at_school, by=ANNA):
        assert Person.objects.count() == 1


def test_a_plan_is_put_away(director: Client, at_school: Organisation) -> None:
    with inside(at_school, by=ANNA.as_source("import:17")):
        person("Первая")
        number = plan(by_source("import:17"), title="Импорт", reason="ошибка", by=ANNA).number
    page = director.post(url(at_school, f"reversals/{number}/abandon/"), follow=True).content.decode()
    assert "План убран" in page


def test_a_finished_reversal_offers_to_be_reversed(director: Client, at_school: Organisation) -> None:
    with inside(at_school, by=ANNA.as_source("import:17")):
        person("Первая")
        number = plan(by_source("import:17"), title="Импорт", reason="ошибка", by=ANNA).number
        confirm(number, by=ANNA)
    page = director.get(url(at_school, f"reversals/{number}/")).content.decode()
    assert f"?source=reversal:{number}" in page
    answer = director.get(f"{url(at_school, 'reverse/')}?source=reversal:{number}")
    assert answer.status_code == 200
    assert director.get(url(at_school, f"reversals/{number}/confirm/")).status_code == 422


@pytest.mark.parametrize(
    "query",
    ["", "source=import", "account=11", "source=import:1&request_id=x", "account=x&first=2026-01-01"],
)
def test_what_selects_nothing_is_refused_with_advice(director: Client, at_school: Organisation, query: str) -> None:
    assert director.get(f"{url(at_school, 'reverse/')}?{query}").status_code == 422


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("director", "", 200),
        ("secretary", "", 200),
        ("inspector", "", 200),
        ("teacher", "", 403),
        ("classteacher", "reversals/", 403),
        ("secretary", "reverse/?source=import:1", 403),
        ("inspector", "reverse/?source=import:1", 403),
        ("director", "reversals/404/", 404),
    ],
)
def test_pages_open_for_whom_they_should(at_school: Organisation, role: str, path: str, status: int) -> None:
    assert signed_in(role, at_school).get(url(at_school, path)).status_code == status


def test_the_tab_of_a_card_shows_entries(at_school: Organisation) -> None:
    with inside(at_school, by=ANNA):
        made = person("Первая")
        whole = Subject(rows={"people_person": [made.pk]}, references={("people_personname", "person_id"): [made.pk]})
        history = card_history(whole, NAMES)
        page = render_to_string("history/_history.html", {"history": history})
        empty = render_to_string("history/_history.html", {"history": card_history(Subject(), NAMES)})
    assert "Фамилия: «Первая»" in page
    assert "Изменений пока нет" in empty
