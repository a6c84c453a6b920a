"""A page that ends in every way a request can end, behind each door: for tests of what it leaves in the connection."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from shared_apps.organisations.crossing import By, aside, open_door, shared
from shared_apps.organisations.refusal import Refused
from shared_apps.ui.page import SIGNED_IN, Page

handler400 = "shared_apps.accounts.errors.bad_request"
handler403 = "shared_apps.accounts.errors.permission_denied"
handler404 = "shared_apps.accounts.errors.page_not_found"
handler500 = "shared_apps.accounts.errors.server_error"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def fails(request: Any) -> HttpResponseBase:
    raise RuntimeError("as asked")


def not_found(request: Any) -> HttpResponseBase:
    raise Http404


def forbidden(request: Any) -> HttpResponseBase:
    raise PermissionDenied


def refused(request: Any) -> HttpResponseBase:
    raise Refused("as asked", code="as_asked")


def rendered(text: str) -> Callable[[Any], HttpResponseBase]:
    def answer(request: Any) -> HttpResponseBase:
        template: Any = engines["django"].from_string(text)
        return TemplateResponse(request, template, {"fails": lambda: fails(request)})

    return answer


def statement_fails(request: Any) -> HttpResponseBase:
    run("SELECT 1/0")
    raise AssertionError


def statement_fails_and_is_caught(request: Any) -> HttpResponseBase:
    try:
        run("SELECT 1/0")
    except Exception:  # noqa: BLE001
        pass
    return HttpResponse("as if nothing had happened")


def inner_block_fails(request: Any) -> HttpResponseBase:
    try:
        with transaction.atomic():
            run("SELECT 1/0")
    except Exception:  # noqa: BLE001
        pass
    return HttpResponse("the savepoint is gone")


def inner_block_without_savepoint_fails(request: Any) -> HttpResponseBase:
    try:
        with transaction.atomic(savepoint=False):
            raise IntegrityError
    except IntegrityError:
        return HttpResponse("nobody asked for a rollback")


def nested_door_fails(request: Any) -> HttpResponseBase:
    door = open_door()
    if door is None or door.kind == "shared":
        fails(request)
    with shared(by=request.user):
        fails(request)
    raise AssertionError


def aside_fails(request: Any) -> HttpResponseBase:
    with aside(by=By.system("probe")):
        fails(request)
    raise AssertionError


def streams(request: Any) -> HttpResponseBase:
    def lines() -> Iterator[str]:
        yield "never read"

    return StreamingHttpResponse(lines())


def disconnects(request: Any) -> HttpResponseBase:
    raise UnreadablePostError("the client went away")


def leaves(request: Any) -> HttpResponseBase:
    raise SystemExit(1)


def loses_the_connection(request: Any) -> HttpResponseBase:
    run("SELECT pg_terminate_backend(pg_backend_pid())")
    raise AssertionError


def waits_too_long(request: Any) -> HttpResponseBase:
    run("SET LOCAL statement_timeout = '20ms'")
    run("SELECT pg_sleep(5)")
    raise AssertionError


ENDINGS: dict[str, tuple[Callable[[Any], HttpResponseBase], int | None]] = {
    "200": (lambda request: HttpResponse("fine"), 200),
    "204": (lambda request: HttpResponse(status=204), 204),
    "302": (lambda request: HttpResponseRedirect("/"), 302),
    "400": (lambda request: HttpResponse(status=400), 400),
    "403": (forbidden, 403),
    "404": (not_found, 404),
    "409": (lambda request: HttpResponse(status=409), 409),
    "422": (refused, 422),
    "500": (fails, 500),
    "template": (rendered("{{ page }} fine"), 200),
    "template that fails": (rendered("{{ fails }}"), 500),
    "statement that fails": (statement_fails, 500),
    "statement that fails, caught": (statement_fails_and_is_caught, 500),
    "inner block that fails": (inner_block_fails, 200),
    "inner block without a savepoint": (inner_block_without_savepoint_fails, 500),
    "nested door that fails": (nested_door_fails, 500),
    "aside that fails": (aside_fails, 500),
    "stream": (streams, 500),
    "client that went away": (disconnects, None),
    "process that is told to leave": (leaves, None),
    "connection that is lost": (loses_the_connection, 500),
    "statement that waits too long": (waits_too_long, 500),
}
"""How a request ends: what the page does, and the status; None: whatever, or none at all."""

WITHOUT_A_DOOR = {
    "200", "204", "302", "400", "403", "404", "409", "422", "500", "template", "template that fails", "aside that fails",
    "client that went away", "process that is told to leave", "stream",
}  # fmt: skip
"""Endings that need no query: /me/ has no door around its pages."""


class Probe(Page):
    """Ends as the address says."""

    permission = SIGNED_IN

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return ENDINGS[request.GET["end"]][0](request)

    post = get


probes = ([path("probe/", Probe.as_view(), name="probe")], "probe")
urlpatterns = [
    path("", include(probes)),
    path("region/", include((probes[0], "region_probe"))),
    path("me/", include((probes[0], "me_probe"))),
    path("", include("shared_apps.accounts.urls")),
    path("", include("shared_apps.ui.urls")),
]
