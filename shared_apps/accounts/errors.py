"""Error pages render after the door, without queries: handlers return a placeholder, the middleware fills it.

A placeholder that nobody fills (an error outside the door's middleware) still says what happened, in plain text.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse

from shared_apps.ui import errors as pages

REASONS = {
    400: "bad_request",
    401: "sign_in_required",
    403: "not_allowed",
    404: "not_found",
    500: "error",
    503: "unavailable",
}


class DeferredError(HttpResponse):
    """An error page to be. `reason` is shown where it helps the reader (403, 503)."""

    def __init__(self, status: int, *, reason: str = "", code: str = "") -> None:
        super().__init__(
            f"{status} {REASONS.get(status, '')}\n", status=status, content_type="text/plain; charset=utf-8"
        )
        self.reason = reason
        self.code = code or REASONS.get(status, "error")


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    return DeferredError(400)


def permission_denied(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    return DeferredError(403, reason=str(exception or ""))


def page_not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    return DeferredError(404)


def server_error(request: HttpRequest) -> HttpResponse:
    return DeferredError(500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened before sign-in or is too old. Settings name this view in CSRF_FAILURE_VIEW."""
    return DeferredError(403, code="stale_form")


def filled(response: DeferredError, request: HttpRequest, *, is_api: bool, request_id: str) -> HttpResponse:
    """The page of the error, or its problem document for programs. Runs outside any door: no queries."""
    if is_api:
        full: HttpResponse = problem(response.status_code, response.code, response.reason, request_id)
    else:
        full = _page(response, request)
    if response.status_code == 503:
        full["Retry-After"] = "60"
    full["Cache-Control"] = "private, no-store"
    full.cookies = response.cookies
    return full


def _page(response: DeferredError, request: HttpRequest) -> HttpResponse:
    if response.code == "stale_form":
        return pages.csrf(request)
    match response.status_code:
        case 401:
            return HttpResponse(response.content, status=401, content_type="text/plain; charset=utf-8")
        case 400:
            return pages.bad_request(request)
        case 403:
            return pages.forbidden(request, PermissionDenied(response.reason))
        case 404:
            return pages.not_found(request)
        case 503:
            return pages.unavailable(request, response.reason)
        case _:
            return pages.failed(request)


def problem(status: int, code: str, detail: str = "", request_id: str = "", **extra: Any) -> JsonResponse:
    """An RFC 9457 problem document: what the API answers instead of an error page."""
    body = {"type": "about:blank", "status": status, "code": code, "detail": detail or code, "request_id": request_id}
    response = JsonResponse(body | extra, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/problem+json"
    return response
