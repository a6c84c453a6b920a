"""Signs everybody in as a sample person; ``?as=nobody`` (kept in a cookie) shows pages to an anonymous one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix


@dataclass(frozen=True)
class Permission:
    code: str


@dataclass(frozen=True)
class Place:
    slug: str = "school-7"
    short_name: str = "МБОУ СОШ № 7 им. Г. К. Жукова"


@dataclass(frozen=True)
class Workplace:
    id: int
    role_title: str
    scope_kind: str
    scope_title: str
    organisation_slug: str = ""


class All(frozenset[Permission]):
    """Every permission there is."""

    def __contains__(self, permission: object) -> bool:
        return getattr(permission, "code", "") != "sample.never"


HERE = Workplace(1, "Секретарь", "organisation", "МБОУ СОШ № 7 им. Г. К. Жукова", "school-7")


@dataclass(frozen=True)
class Person:
    name: str = "Орлова Мария Петровна"
    is_authenticated: bool = True
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    membership: Workplace | None = HERE
    memberships: tuple[Workplace, ...] = (
        HERE,
        Workplace(2, "Классный руководитель", "organisation", "МБДОУ «Детский сад № 12 «Ромашка»", "garden-12"),
        Workplace(3, "Муниципальный специалист", "municipality", "город Краснодар"),
    )

    def may(self, permission: object) -> bool:
        return self.is_authenticated and permission in All()


NOBODY = Person(name="", is_authenticated=False, membership=None, memberships=())
CODES = (
    "organisation.home student.view guardian.view employee.view order.view movement_book import.students class.view"
    " academic_year.edit passport.view local_handbook.view history.view contingent.view organisations.view"
)
PERSON = Person(permissions=frozenset(Permission(code) for code in CODES.split()))


class SampleUser:
    """Stands where the door's middleware stands in Svod."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        anonymous = request.COOKIES.get("as") == "nobody" or request.path == "/sign-in/"
        request.user = NOBODY if anonymous else PERSON  # type: ignore[assignment]
        request.organisation = None  # type: ignore[attr-defined]
        if request.path.startswith("/o/school-7/"):
            request.organisation = Place()  # type: ignore[attr-defined]
            request.urlconf = "tests.ui.sample.urls_organisation"
            request.path_info = request.path_info.removeprefix("/o/school-7")
            set_script_prefix("/o/school-7/")
        else:
            set_script_prefix("/")
        return self.get_response(request)
