"""People in whose cards every refusal can be brought about, and the operations of cards as every door takes them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from tenant_apps.people import services
from tenant_apps.people.circumstances import KINDS
from tenant_apps.people.models import CardFile, Person
from tenant_apps.people.queries.exactly import Exactly
from tests.importing.people_files import HELEN, OF_EMPLOYEES, OF_GUARDIANS, OLGA
from tests.importing.school import ANNA, TITLES
from tests.refusing.doors import BY, Call, File, Knock, Place

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
BORN, SINCE = date(2015, 3, 2), date(2020, 9, 1)
API = "api/v1/"
NO_COMMAND = "commands write cards by files alone: the row's door"
NOT_IN_FILES = "files bring cards and what is new in them: they name, end and take away nothing of this"
BY_FILES_OF_PAGES = "a file has no files in it"

Case = Callable[["World"], Knock]


class World(Place):
    """Anna of eleven, whose mother Olga answers for her; Peter; Helen, a teacher since 2015. Consents: none."""

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        with crossing.shared(by=BY):
            load_catalogue()
        with self.inside():
            self.anna, self.anna_person = self.student("Ёлкина", "Анна", "Петровна", born=BORN)
            self.peter, self.peter_person = self.student("Иванов", "Пётр", "Ильич", born=date(2015, 10, 12))
            olga = services.create_guardian(
                name=services.Name("Ёлкина", "Ольга", "Сергеевна"),
                particulars={"sex": "female", "birth_date": date(1985, 4, 5)}, by=BY,
            )  # fmt: skip
            self.olga, self.olga_person = olga.pk, olga.person_id
            self.link = services.link_guardian(
                guardian_id=olga.pk, student_id=self.anna, relation="mother", since=SINCE, by=BY
            ).pk
            helen = services.hire(
                name=services.Name("Петрова", "Елена", "Викторовна"),
                particulars={"sex": "female", "birth_date": date(1985, 5, 14)}, post="teacher", kind="main",
                rate=Decimal(1), since=SINCE, by=BY,
            )  # fmt: skip
            self.helen, self.helen_person, self.post = helen.pk, helen.person_id, helen.posts.get().pk

    def student(self, *name: str, born: date) -> tuple[int, int]:
        """Card's id, person's id."""
        made = services.create_student(
            name=services.Name(*name), particulars={"sex": "female", "birth_date": born}, by=BY, insist=True
        )
        return made.pk, made.person_id

    def adult(self, surname: str, years: int = 30) -> int:
        """A person's id: somebody with a guardian's card, so many years old."""
        return services.create_guardian(
            name=services.Name(surname, "Вера"),
            particulars={"sex": "female", "birth_date": date(TODAY.year - years, 1, 9)}, by=BY,
        ).person_id  # fmt: skip

    def version(self, person: int) -> int:
        return Person.objects.get(pk=person).version


def knock(
    service: Callable[[], Any], page: Call | str, api: Call | str, file: File | str = NOT_IN_FILES, role: str = ""
) -> Knock:
    return Knock(service=service, page=page, api=api, file=file, command=NO_COMMAND, role=role)


def of_students(more: Mapping[str, Any], *, code: str = "", **cells: Any) -> File:
    """Anna's row of a file of students with further columns; `cells`: of the first seven by place, p0=…"""
    return _row("students", TITLES, ANNA, more, code, cells)


def of_employees(more: Mapping[str, Any], *, code: str = "", **cells: Any) -> File:
    return _row("employees", OF_EMPLOYEES, HELEN, more, code, cells)


def of_guardians(more: Mapping[str, Any], *, code: str = "", **cells: Any) -> File:
    return _row("guardians", OF_GUARDIANS, OLGA, more, code, cells)


def _row(
    kind: str, titles: Sequence[str], row: Sequence[Any], more: Mapping[str, Any], code: str, cells: Mapping[str, Any]
) -> File:
    said = [cells.get(f"p{place}", cell) for place, cell in enumerate(row)]
    return File(kind, [*titles, *more], [*said, *more.values()], code)


# --- who a person is ------------------------------------------------------------------------------------------------


def editing(w: World, *, version: int | None = None, file: File | str = NOT_IN_FILES, **changes: Any) -> Knock:
    """Particulars of Anna's card."""
    number = changes.pop("file_number", "")
    shown = w.version(w.anna_person) if version is None else version
    form = {"sex": "female", "birth_date": BORN, "file_number": number, "version": shown}
    body = changes | ({"file_number": number} if number else {})
    return knock(
        lambda: services.edit_student(
            student_id=w.anna, changes=changes, file_number=number, version=shown, by=BY
        ),
        Call(f"students/{w.anna}/edit/", form | changes),
        Call(f"{API}students/{w.anna}/", {"version": shown, **body}, "patch"),
        file,
    )  # fmt: skip


def naming(w: World, *name: str, since: date | None = None, page: str = "", file: File | str = NOT_IN_FILES) -> Knock:
    """Another name of Anna since a day, or without one a correction of a slip."""
    written = services.Name(*name)
    said = {"surname": written.surname, "given_name": written.given_name, "patronymic": written.patronymic}
    known: dict[str, Any] = {"person_id": w.anna_person, "name": written, "version": None, "by": BY}
    version = {"version": w.version(w.anna_person)}
    why = "correction" if since is None else "change"
    form = {**said, **version, "why": why, "since": since}
    return knock(
        (lambda: services.correct_name(**known))
        if since is None
        else (lambda: services.change_name(since=since, **known)),
        page or Call(f"students/{w.anna}/name/", form),
        Call(f"{API}students/{w.anna}/name/", {**said, **version, "since": since}, "post" if since else "put"),
        file,
    )


def numbering(w: World, kind: str, value: str, *, issued_by: str = "", file: File | str = NOT_IN_FILES) -> Knock:
    """A number of another register in Anna's card."""
    form = {kind: value, "version": w.version(w.anna_person)} | ({f"{kind}_issued_by": issued_by} if issued_by else {})
    return knock(
        lambda: services.set_identifier(
            person_id=w.anna_person, kind=kind, value=value, issued_by=issued_by, by=BY
        ),
        Call(f"students/{w.anna}/numbers/", form),
        Call(f"{API}students/{w.anna}/numbers/", {"kind": kind, "value": value, "issued_by": issued_by}, "put"),
        file,
    )  # fmt: skip


def documenting(w: World, *, file: File | str = NOT_IN_FILES, **said: Any) -> Knock:
    """An identity document in Anna's card."""
    document = {"kind": "birth_certificate", "series": "III-АГ", "number": "123456", **said}
    return knock(
        lambda: services.add_document(person_id=w.anna_person, document=services.Document(**document), by=BY),
        Call(f"students/{w.anna}/documents/new/", {**document, "version": w.version(w.anna_person)}),
        Call(f"{API}students/{w.anna}/documents/", document),
        file,
    )


def adding_citizenship(w: World, country: str, since: date, *, instead: bool = False) -> Knock:
    said = {"country": country, "since": since}
    form = {**said, "how": "instead" if instead else "beside", "version": w.version(w.anna_person)}
    return knock(
        lambda: services.add_citizenship(
            person_id=w.anna_person, country=country, since=since, instead=instead, by=BY
        ),
        Call(f"students/{w.anna}/citizenship/new/", form),
        Call(f"{API}students/{w.anna}/citizenships/", {**said, "instead": instead}),
    )  # fmt: skip


def adding_file(w: World, content: bytes, kind: str = "identity_document") -> Knock:
    def sent() -> SimpleUploadedFile:
        return SimpleUploadedFile("scan.pdf", content)

    form = {"kind": kind, "note": "", "version": w.version(w.anna_person)}
    return knock(
        lambda: services.add_card_file(person_id=w.anna_person, kind=kind, content=content, name="scan.pdf", by=BY),
        Call(f"students/{w.anna}/files/new/", {**form, "file": sent()}),
        Call(f"{API}students/{w.anna}/files/", {"kind": kind, "file": sent()}),
        BY_FILES_OF_PAGES,
    )


def reading_file(w: World, file_id: int) -> Knock:
    """Opening a file of Anna's card."""
    return knock(
        lambda: services.content_of(CardFile.objects.select_related("stored").get(pk=file_id).stored),
        Call(f"students/{w.anna}/files/{file_id}/", {}, "get"),
        "contents of files are served by pages alone",
        BY_FILES_OF_PAGES,
    )


# --- circumstances --------------------------------------------------------------------------------------------------


def beginning(w: World, kind: str, value: str, since: date, *, file: File | str = NOT_IN_FILES, **more: Any) -> Knock:
    """Something is true of Anna since a day; `more`: variant, document_date, document_until."""
    content = services.CircumstanceContent(kind=kind, value=value, valid_from=since, **more)
    part = KINDS[kind].privacy.value
    form = {"value": value, "valid_from": since, "version": w.version(w.anna_person), **more}
    return knock(
        lambda: services.begin_circumstance(student_id=w.anna, content=content, by=BY),
        Call(f"students/{w.anna}/{part}/new/{kind}/", form),
        Call(f"{API}students/{w.anna}/{part}/", {"kind": kind, "value": value, "since": since, **more}),
        file,
    )


# --- guardians ------------------------------------------------------------------------------------------------------


def linking(
    w: World, person: int | Exactly, *, page: str = "", file: File | str = NOT_IN_FILES, **rights: Any
) -> Knock:
    """Somebody known here answers for Anna too. `page`: why it does not lead there."""
    whom = (
        {"person_id": person}
        if isinstance(person, int)
        else {"full_name": person.name, "birth_date": person.birth_date}
    )
    said = {"relation": "mother", "is_legal": True, "may_collect": True, "may_see": True, **rights}
    form = {name: value for name, value in said.items() if value is not False}
    return knock(
        lambda: services.guardian_of(person=person, student_id=w.anna, by=BY, **said),
        page or Call(f"students/{w.anna}/guardians/link/", {**form, "person": person}),
        Call(f"{API}students/{w.anna}/guardians/", {**said, **whom}),
        file,
    )


def ending_link(w: World, on: date) -> Knock:
    """Olga answers for Anna no more."""
    return knock(
        lambda: services.end_guardianship(guardianship_id=w.link, on=on, by=BY),
        Call(f"students/{w.anna}/guardians/{w.link}/end/", {"on": on}),
        Call(f"{API}students/{w.anna}/guardians/{w.link}/end/", {"on": on}),
    )


def changing_link(w: World, **rights: Any) -> Knock:
    """What Olga is to Anna."""
    said = {"relation": "mother", "is_legal": True, "may_collect": True, "may_see": True, **rights}
    return knock(
        lambda: services.change_guardianship(guardianship_id=w.link, by=BY, **said),
        Call(f"students/{w.anna}/guardians/{w.link}/", said),
        Call(f"{API}students/{w.anna}/guardians/{w.link}/", said, "put"),
    )
