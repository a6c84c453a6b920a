"""A few views for tests of the way of a request: what each kind of answer does to the door around it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from shared_apps.accounts import permissions
from shared_apps.accounts.api import Endpoint
from shared_apps.accounts.models import SecurityEvent
from shared_apps.organisations.crossing import open_door, shared
from shared_apps.ui.page import SIGNED_IN, Page

handler400 = "shared_apps.accounts.errors.bad_request"
handler403 = "shared_apps.accounts.errors.permission_denied"
handler404 = "shared_apps.accounts.errors.page_not_found"
handler500 = "shared_apps.accounts.errors.server_error"


def write(request: Any) -> None:
    """A row in the shared tables, whatever door stands around."""
    door = open_door()
    if door is not None and door.kind == "shared":
        SecurityEvent.objects.create(kind="signed_in", detail="by the view")
    else:
        with shared(by=request.user):
            SecurityEvent.objects.create(kind="signed_in", detail="by the view")


class Writes(Page):
    """Writes a row, then answers with the status asked for, or raises."""

    permission = SIGNED_IN

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        write(request)
        match request.GET.get("then"):
            case "raise":
                raise RuntimeError("the view failed")
            case "404":
                raise Http404
            case status:
                return HttpResponse(status=int(status or 200))


class Door(Page):
    permission = SIGNED_IN

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        door = open_door()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('svod.actor'), current_setting('svod.request')")
            row = cursor.fetchone()
        return JsonResponse(
            {
                "kind": door.kind if door else None,
                "role": row[0],
                "actor": row[1],
                "request": row[2],
                "link": reverse("probe:door"),
                "organisation": request.organisation.short_name if request.organisation else None,
                "script_name": request.META["SCRIPT_NAME"],
            }
        )


class Nothing(Page):
    """No query at all: /me/ has no door."""

    permission = SIGNED_IN

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return JsonResponse({"door": open_door() is not None})


class Late(Page):
    """A template that queries while it is rendered."""

    permission = SIGNED_IN

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        template = engines["django"].from_string("{% for one in rows %}{{ one.kind }}{% endfor %}!")
        return TemplateResponse(request, template, {"rows": SecurityEvent.objects.all()})  # type: ignore[arg-type]


class Streams(Page):
    permission = SIGNED_IN

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("file"):
            return FileResponse(open(__file__, "rb"))  # noqa: PTH123

        def lines() -> Iterator[str]:
            yield from (one.kind for one in SecurityEvent.objects.all())

        return StreamingHttpResponse(lines())


class Says(Page):
    permission = SIGNED_IN

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if text := request.GET.get("say"):
            messages.success(request, text)
            return HttpResponse()
        return JsonResponse({"messages": [str(one) for one in messages.get_messages(request)]})


class Students(Endpoint, APIView):
    permissions_by_method = {"GET": permissions.STUDENT_VIEW, "POST": permissions.STUDENT_EDIT}

    def get(self, request: Any) -> Response:
        return Response({"who": request.user.login})

    def post(self, request: Any) -> Response:
        return Response({"who": request.user.login}, status=201)


def undeclared(request: Any) -> HttpResponse:
    return HttpResponse("open")


probes = (
    [
        path("writes/", Writes.as_view(), name="writes"),
        path("door/", Door.as_view(), name="door"),
        path("nothing/", Nothing.as_view()),
        path("late/", Late.as_view()),
        path("streams/", Streams.as_view()),
        path("says/", Says.as_view()),
        path("undeclared/", undeclared),
        path("api/v1/students/", Students.as_view()),
    ],
    "probe",
)
urlpatterns = [
    path("", include(probes)),
    path("region/", include((probes[0], "region_probe"))),
    path("me/", include((probes[0], "me_probe"))),
    path("", include("shared_apps.accounts.urls")),
    path("", include("shared_apps.ui.urls")),
]
