"""Each refusal of cards of people and how it is brought about: one line each. The doors follow from the operation."""

from datetime import date, timedelta
from typing import Any

from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import services as enrolment
from tenant_apps.people import refusals as r
from tenant_apps.people import services
from tenant_apps.people.queries.exactly import Exactly
from tenant_apps.people.services import files
from tenant_apps.people.uploads import LARGEST_SCAN, SIGNATURES
from tests.refusing.doors import Call, Knock

from .papers import consented
from .refused_employees import appointing, hiring
from .refused_world import (
    API,
    BORN,
    BY,
    SINCE,
    TODAY,
    TOMORROW,
    Case,
    World,
    adding_citizenship,
    adding_file,
    beginning,
    changing_link,
    documenting,
    editing,
    ending_link,
    knock,
    linking,
    naming,
    numbering,
    of_employees,
    of_guardians,
    of_students,
    reading_file,
)

PASSPORT = {"kind": "passport", "series": "0315", "number": "123456"}
PDF = SIGNATURES["application/pdf"]
CHOSEN = "the form takes only whom its list offers: tests/access/test_out_of_class.py"
RACE = "two who write at once: the page and the program are told the same by the service"


def _taken_number(w: World) -> Knock:
    services.set_identifier(person_id=w.peter_person, kind="inn", value="500100732259", by=BY)
    return numbering(w, "inn", "500100732259", file=of_employees({"ИНН": "500100732259"}))


def _policy_without_number(w: World) -> Knock:
    consented(w.anna_person, "health")
    return numbering(w, "medical_policy", "", issued_by="АО «Страховая»")


def _taken_document(w: World) -> Knock:
    services.add_document(person_id=w.peter_person, document=services.Document(**PASSPORT), by=BY)
    return documenting(w, **PASSPORT, file=of_students({"Серия": "0315", "Номер": "123456"}))


def _wrong_document(*, code: str = "", **said: Any) -> Case:
    """A birth certificate that can't be right; `code`: what the cell of a file is told."""
    day = said.get("issued_on")
    cells = {
        "Вид документа": "свидетельство о рождении", "Серия": "III-АГ", "Номер": said.get("number", "123456"),
        "Дата выдачи": f"{day:%d.%m.%Y}" if day else "",
    }  # fmt: skip
    return lambda w: documenting(w, **said, file=of_students(cells, code=code))


def _taken_file_number(w: World) -> Knock:
    services.change_file_number(student_id=w.peter, file_number="И-17", version=None, by=BY)
    return editing(w, file_number="И-17", file="a number of another leads the row to his card: test_imports.py")


def _renamed(*name: str, since: date) -> Case:
    def case(w: World) -> Knock:
        services.change_name(
            person_id=w.anna_person, name=services.Name("Белова", "Анна"), since=SINCE, version=None, by=BY
        )
        return naming(w, *name, since=since)

    return case


def _second_card(w: World) -> Knock:
    service = services.make_student
    offered = "a card is made only for those who have none"
    return knock(lambda: service(person_id=w.anna_person, by=BY), offered, offered, offered)


def _own_guardian(w: World) -> Knock:
    child = {"p2": "Ёлкина", "p3": "Анна", "p4": "Петровна"}
    return linking(w, w.anna_person, file=of_guardians({"Дата рождения": f"{BORN:%d.%m.%Y}"}, **child))


def _pupil(w: World) -> Knock:
    """Peter of eleven studies here."""
    first, end = enrolment.usual_dates(TODAY.year - (TODAY.month < 9))
    year = enrolment.open_academic_year(valid_from=first, valid_to=end, by=BY)
    group = enrolment.create_class(
        year_id=year.pk, parameters=enrolment.ClassParameters(grade=5, letter="А"), by=BY
    )  # fmt: skip
    line = enrolment.Line(student_id=w.peter, on=first, class_group_id=group.pk)
    enrolment.admit_many(
        lines=[line], kind="admission", requisites=enrolment.Requisites(date=first), sign=True, by=BY
    )  # fmt: skip
    peter = {"p2": "Иванов", "p3": "Пётр", "p4": "Ильич", "p5": "брат"}
    row = of_guardians({"Дата рождения": "12.10.2015", "Законный представитель": "нет"}, **peter)
    return linking(w, w.peter_person, relation="brother", is_legal=False, file=row)


def _young(w: World) -> Knock:
    young = w.adult("Юная", TODAY.year - BORN.year + 4)
    row = of_guardians({"Дата рождения": f"09.01.{BORN.year - 4}"}, p2="Юная", p3="Вера", p4="")
    return linking(w, young, file=row)


def _limited(*, basis: str = "", may_see: bool = False) -> Case:
    """Olga is deprived of her rights."""
    rights = {"custody_limit": "deprived", "basis": basis, "is_legal": False, "may_collect": False, "may_see": may_see}
    more = {"Ограничение прав": "лишён(а) родительских прав", "Основание": basis}
    more |= {"Видит сведения о ребёнке": "да"} if may_see else {}

    def case(w: World) -> Knock:
        known = changing_link(w, **rights)
        assert isinstance(known.page, Call)
        form = {name: value for name, value in known.page.sent.items() if value is not False}
        return knock(known.service, Call(known.page.path, form), known.api, of_guardians(more))

    return case


def _ended_post(w: World) -> Knock:
    services.appoint(employee_id=w.helen, post="methodist", kind="internal", since=SINCE, by=BY)
    services.dismiss(post_id=w.post, on=TODAY, by=BY)
    return knock(
        lambda: services.dismiss(post_id=w.post, on=TOMORROW, by=BY),
        Call(f"people/employees/{w.helen}/posts/{w.post}/end/", {"on": TOMORROW}),
        Call(f"{API}employees/{w.helen}/posts/{w.post}/end/", {"on": TOMORROW}),
    )


def _spoken(w: World) -> Knock:
    content = services.CircumstanceContent(kind="native_language", value="rus", valid_from=SINCE)
    services.begin_circumstance(student_id=w.anna, content=content, by=BY)
    row = of_students({"Родной язык": "армянский", "Родной язык с": f"{SINCE:%d.%m.%Y}"})
    return beginning(w, "native_language", "hye", SINCE, file=row)


def _foreign_variant(w: World) -> Knock:
    consented(w.anna_person, "health")
    row = of_students({"ОВЗ": "глухие", "Вариант АООП": "вариант 2.1"})
    return beginning(w, "ovz", "deaf", TODAY, variant="v2_1", file=row)


def _document_of_no_term(w: World) -> Knock:
    return beginning(
        w, "boarding", "boarding_week", SINCE, document_date=SINCE, document_until=SINCE - timedelta(days=1),
        file="files bring no terms of documents",
    )  # fmt: skip


def _unknown_kind(w: World) -> Knock:
    content = services.CircumstanceContent(kind="nonsense", value="x", valid_from=TODAY)
    offered = "kinds are those of the card: the address of a page, the choices of the API, the columns of a file"
    service = services.begin_circumstance
    return knock(lambda: service(student_id=w.anna, content=content, by=BY), offered, offered, offered)


def _held(*countries: str, country: str, since: date = TODAY, instead: bool = False) -> Case:
    """Anna has these citizenships since 2020."""

    def case(w: World) -> Knock:
        for one in countries:
            services.add_citizenship(person_id=w.anna_person, country=one, since=SINCE, by=BY)
        return adding_citizenship(w, country, since, instead=instead)

    return case


def _lost(w: World) -> Knock:
    """The content of a scan of Anna's is not in the storage."""
    row = services.add_card_file(
        person_id=w.anna_person, kind="identity_document", content=PDF + b"lost", name="scan.pdf", by=BY
    )
    (files.folder() / row.stored.sha256).unlink()
    return reading_file(w, row.pk)


def _changed_meanwhile(w: World) -> Knock:
    services.edit_student(student_id=w.anna, changes={"phone": "1"}, file_number="", version=None, by=BY)
    return editing(w, version=w.version(w.anna_person) - 1, phone="2")


CASES: dict[type[Refused], Case] = {
    # --- who a person is
    r.ChangedMeanwhile: _changed_meanwhile,
    r.NameMissing: lambda w: naming(
        w,
        "",
        "Анна",
        page="the form has surname and given name as fields that must be filled in",
        file=of_students({}, p0="", code="value.missing"),
    ),
    r.NameHasStrangeCharacters: lambda w: naming(
        w, "Ёлкина2", "Анна", file=of_students({}, p0="Ёлкина2", code="name.odd_characters")
    ),
    r.BornInTheFuture: lambda w: editing(
        w, birth_date=TOMORROW, file=of_students({}, p3=f"{TOMORROW:%d.%m.%Y}", code="date.too_late")
    ),
    r.BornTooLongAgo: lambda w: editing(w, birth_date=date(1901, 1, 1), file=of_students({}, p3="01.01.1901")),
    r.SamePersonExists: lambda w: hiring(w, "Ёлкина", "Анна", "Петровна", birth_date=BORN),
    r.IdentifierBelongsToAnother: _taken_number,
    r.NumberMissing: _policy_without_number,
    r.DocumentBelongsToAnother: _taken_document,
    r.DocumentIssuedBeforeBirth: _wrong_document(issued_on=BORN - timedelta(days=1)),
    r.DocumentIssuedLater: _wrong_document(issued_on=TOMORROW, code="date.too_late"),
    r.DocumentNumberMalformed: _wrong_document(number="12"),
    r.NameBeginsBeforeTheFormer: _renamed("Серова", "Анна", since=SINCE),
    r.SameName: lambda w: naming(w, "Ёлкина", "Анна", "Петровна"),
    r.FileNumberTaken: _taken_file_number,
    r.AlreadyHasThisCard: _second_card,
    # --- guardians
    r.GuardianOfOneself: _own_guardian,
    r.PersonNotSeen: lambda w: linking(w, 999_999, page=CHOSEN),
    r.NobodyNamedSo: lambda w: linking(w, Exactly("Ёлкин Пётр Ильич", BORN), page=CHOSEN),
    r.GuardianStudiesHere: _pupil,
    r.GuardianshipExists: lambda w: linking(w, w.olga_person),
    r.GuardianTooYoung: _young,
    r.RightsAgainstLimit: _limited(basis="Решение № 5", may_see=True),
    r.LimitWithoutBasis: _limited(),
    r.EndsBeforeItBegins: lambda w: ending_link(w, SINCE),
    # --- posts
    r.PostHeldAlready: lambda w: appointing(w, "teacher"),
    r.PostEndedAlready: _ended_post,
    r.RateOutOfBounds: lambda w: appointing(w, "methodist", rate="2.5", file=of_employees({}, p6="5")),
    # --- circumstances and citizenships
    r.UnknownCircumstance: _unknown_kind,
    r.CircumstanceOverlaps: _spoken,
    r.BeginsBeforeBirth: lambda w: beginning(
        w,
        "native_language",
        "rus",
        BORN - timedelta(days=1),
        file=of_students({"Родной язык": "русский", "Родной язык с": f"{BORN - timedelta(days=1):%d.%m.%Y}"}),
    ),
    r.VariantDoesNotFit: _foreign_variant,
    r.DocumentTermIsOver: _document_of_no_term,
    r.CitizenshipHeldAlready: _held("ru", country="ru"),
    r.StatelessHasNoCitizenship: _held("stateless", country="kg"),
    r.BeginsBeforeTheFormer: _held("ru", country="kg", since=SINCE, instead=True),
    # --- files
    r.FileTooLarge: lambda w: adding_file(w, PDF + b"0" * LARGEST_SCAN),
    r.FileIsEmpty: lambda w: adding_file(w, b""),
    r.FileTypeNotTaken: lambda w: adding_file(w, b"MZ"),
    r.FileIsGone: _lost,
    # --- all of it
    r.NothingToChange: lambda w: editing(w, sex="female"),
}

ELSEWHERE: dict[type[Refused], str] = {
    r.CardsChangedMeanwhile: f"{RACE}: test_cards_that_changed_meanwhile_are_not_written_over",
}
"""Refusals that one actor alone does not bring about."""
