"""Writing cards: names, particulars, numbers, documents, guardians, posts; and what is refused."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from shared_apps.handbooks.identifiers import ControlNumberDiffers
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people import refusals, services
from tenant_apps.people.models import Person, Student
from tenant_apps.people.queries import cards, lists
from tenant_apps.people.rights import FieldsNotYours

TODAY = timezone.localdate()
BORN = date(2014, 3, 9)
pytestmark = pytest.mark.usefixtures("inside")


def a_student(
    by: By, surname: str = "Ёлкина", given: str = "Анна", patronymic: str = "Петровна", **more: object
) -> Student:
    particulars = {"sex": "female", "birth_date": BORN} | more
    return services.create_student(name=services.Name(surname, given, patronymic), particulars=particulars, by=by)


def test_second_card_of_the_same_person_is_asked(by: By) -> None:
    first = a_student(by)

    with pytest.raises(refusals.SamePersonExists, match=r"Ёлкина Анна Петровна, 09\.03\.2014") as refused:
        a_student(by, "ЕЛКИНА")
    assert refused.value.person_ids == (first.person_id,)
    a_student(by, "Елкина", patronymic="Ивановна")
    with pytest.raises(refusals.SamePersonExists):
        a_student(by, "Елкина", patronymic="")


def test_edit_writes_only_what_differs_and_grows_the_version(by: By) -> None:
    person = a_student(by).person

    services.edit_person(person_id=person.pk, changes={"phone": " 8 918 1 ", "sex": "female"}, version=1, by=by)

    person.refresh_from_db()
    assert (person.phone, person.version) == ("8 918 1", 2)
    with pytest.raises(refusals.NothingToChange):
        services.edit_person(person_id=person.pk, changes={"phone": "8 918 1"}, version=2, by=by)


def test_card_changed_meanwhile_says_what_stands_in_it(by: By) -> None:
    person = a_student(by).person
    services.edit_person(person_id=person.pk, changes={"phone": "1"}, version=1, by=by)

    with pytest.raises(refusals.ChangedMeanwhile, match="1") as refused:
        services.edit_person(person_id=person.pk, changes={"phone": "2", "sex": "female"}, version=1, by=by)

    assert [value for _label, value in refused.value.differences] == ["1"]


def test_correction_leaves_one_name_and_a_change_leaves_two(by: By) -> None:
    person = a_student(by, "Елкена").person

    services.correct_name(person_id=person.pk, name=services.Name("Ёлкина", "Анна", "Петровна"), version=1, by=by)
    services.change_name(
        person_id=person.pk, name=services.Name("Сидорова", "Анна", "Петровна"), since=TODAY,
        document="св-во о браке", version=2, by=by,
    )  # fmt: skip

    card = cards.person_card(person.pk, TODAY, by=by)
    assert card is not None
    assert [(name.surname, name.valid_to) for name in card.names] == [("Сидорова", date.max), ("Ёлкина", TODAY)]
    before = cards.person_card(person.pk, TODAY - timedelta(days=1), by=by)
    assert before is not None
    assert before.name.surname == "Ёлкина"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"surname": ""}, refusals.NameMissing),
        ({"surname": "Елкина1"}, refusals.NameHasStrangeCharacters),
        ({"birth_date": TODAY + timedelta(days=1)}, refusals.BornInTheFuture),
        ({"birth_date": date(1890, 1, 1)}, refusals.BornTooLongAgo),
    ],
)
def test_nonsense_is_refused(values: dict[str, object], refusal: type[Exception], by: By) -> None:
    with pytest.raises(refusal):
        a_student(by, **values)  # type: ignore[arg-type]


def test_snils_is_stored_as_digits_and_belongs_to_one(by: By) -> None:
    anna, vera = a_student(by), a_student(by, "Белова")

    services.set_identifier(person_id=anna.person_id, kind="snils", value="112-233-445 95", by=by)

    found = {line.kind: line.value for line in cards.identifiers_of(anna.person_id, by=by)}
    assert found["snils"] == "112-233-445 95"
    with pytest.raises(refusals.IdentifierBelongsToAnother, match="Ёлкина Анна"):
        services.set_identifier(person_id=vera.person_id, kind="snils", value="11223344595", by=by)
    with pytest.raises(ControlNumberDiffers):
        services.set_identifier(person_id=vera.person_id, kind="snils", value="112-233-445 94", by=by)
    services.set_identifier(person_id=anna.person_id, kind="snils", value="", by=by)
    services.set_identifier(person_id=vera.person_id, kind="snils", value="11223344595", by=by)


def test_documents_have_the_form_the_law_gives_them(by: By) -> None:
    anna = a_student(by)
    written = services.Document(
        kind="birth_certificate", series="iii - аг", number="123 456", issued_on=date(2014, 4, 1)
    )

    stored = services.add_document(person_id=anna.person_id, document=written, by=by)

    assert (stored.series, stored.number) == ("III-АГ", "123456")
    wrong = services.Document(kind="passport", series="12", number="1")
    with pytest.raises(refusals.DocumentNumberMalformed):
        services.add_document(person_id=anna.person_id, document=wrong, by=by)
    early = services.Document(kind="passport_foreign", number="77", issued_on=date(2014, 1, 1))
    with pytest.raises(refusals.DocumentIssuedBeforeBirth):
        services.add_document(person_id=anna.person_id, document=early, by=by)
    with pytest.raises(refusals.DocumentBelongsToAnother):
        services.add_document(person_id=a_student(by, "Белова").person_id, document=written, by=by)


def test_guardians_are_linked_with_dates(by: By) -> None:
    anna = a_student(by)
    mother = services.create_guardian(
        name=services.Name("Ёлкина", "Инна"), particulars={"sex": "female", "birth_date": date(1988, 1, 1)}, by=by
    )

    link = services.link_guardian(guardian_id=mother.pk, student_id=anna.pk, relation="mother", since=BORN, by=by)
    with pytest.raises(refusals.GuardianshipExists):
        services.link_guardian(guardian_id=mother.pk, student_id=anna.pk, relation="aunt", by=by)

    (line,) = cards.guardians_of(anna.pk, TODAY, by=by)
    assert (line.name, line.relation) == ("Ёлкина Инна", "мать")
    assert [row.children for row in lists.guardians_on(TODAY, by=by)] == [1]  # type: ignore[attr-defined]
    services.end_guardianship(guardianship_id=link.pk, on=TODAY, by=by)
    assert cards.guardians_of(anna.pk, TODAY, by=by) == []
    assert len(cards.students_of(mother.pk, TODAY, by=by, former=True)) == 1


def test_legal_representative_is_an_adult(by: By) -> None:
    anna, vera = a_student(by), a_student(by, "Белова")
    sister = services.make_guardian(person_id=vera.person_id, by=by)

    with pytest.raises(refusals.GuardianTooYoung):
        services.link_guardian(guardian_id=sister.pk, student_id=anna.pk, relation="sister", by=by)
    services.link_guardian(guardian_id=sister.pk, student_id=anna.pk, relation="sister", is_legal=False, by=by)
    with pytest.raises(refusals.GuardianOfOneself):
        services.link_guardian(guardian_id=sister.pk, student_id=vera.pk, relation="sister", is_legal=False, by=by)


def test_posts_are_dated_and_counted(by: By) -> None:
    employee = services.create_employee(
        name=services.Name("Петрова", "Инна"), particulars={"sex": "female"}, personnel_number="17", by=by
    )
    since = TODAY - timedelta(days=100)
    main = services.appoint(employee_id=employee.pk, post="teacher", since=since, by=by)
    services.appoint(
        employee_id=employee.pk, post="deputy_teaching", kind="combining", rate=Decimal("0.5"), since=since, by=by
    )
    with pytest.raises(refusals.PostHeldAlready):
        services.appoint(employee_id=employee.pk, post="teacher", since=TODAY, by=by)

    services.change_rate(post_id=main.pk, rate=Decimal("0.75"), since=TODAY, by=by)

    (row,) = lists.employees_on(TODAY)
    assert (row.rate, set(row.posts_held.split("|"))) == (Decimal("1.25"), {"teacher", "deputy_teaching"})  # type: ignore[attr-defined]
    assert [line.rate for line in cards.posts_of(employee.pk) if line.post == "teacher"] == [
        Decimal("0.75"),
        Decimal("1.00"),
    ]


def test_role_without_the_privacy_class_neither_reads_nor_writes_it(by: By) -> None:
    anna = a_student(by, phone="8 918 1")
    teacher = SimpleNamespace(account_id=5, name="Учитель", holds=frozenset({Privacy.IDENTITY, Privacy.TECHNICAL}))

    shown = dict(cards.particulars(anna.person_id, by=teacher))  # type: ignore[arg-type]

    assert "8 918 1" not in shown.values()
    assert BORN in shown.values()
    assert cards.identifiers_of(anna.person_id, by=teacher) == []  # type: ignore[arg-type]
    with pytest.raises(FieldsNotYours):
        services.edit_person(person_id=anna.person_id, changes={"phone": "2"}, version=None, by=teacher)  # type: ignore[arg-type]
    assert Person.objects.get(pk=anna.person_id).phone == "8 918 1"


def test_anybody_is_found_by_any_part_of_a_name(by: By) -> None:
    anna = a_student(by)

    assert [pk for pk, *_rest in lists.people_options("елк анн", TODAY, by=by)] == [anna.person_id]
    assert lists.people_options("ёлк вер", TODAY, by=by) == []
