"""Error pages: no query, no navigation, nothing that can fail a second time.

A URLconf of ours has ``handler400 = "shared_apps.ui.errors.bad_request"`` and so on; middleware answers 503
with ``unavailable(request, reason)``.
"""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from shared_apps.ui.look import Look

log = logging.getLogger(__name__)

LAST_RESORT = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>Свод</title>
<h1>Ошибка {status}</h1><p>Повторите через минуту. Если не поможет, сообщите администратору.</p></html>"""


def page(request: HttpRequest | None, status: int, title: str, why: str, what_next: str = "") -> HttpResponse:
    """An error page: what, why, what to do."""
    context = {
        "status": status,
        "error_title": title,
        "why": why,
        "what_next": what_next,
        "look": Look.of(request),
        "system": settings.SYSTEM_NAME,
        "request_id": getattr(request, "request_id", ""),
    }
    try:
        text: str = render_to_string("ui/error.html", context)
    except Exception:
        log.exception("The error page itself failed.")
        text = LAST_RESORT.format(status=status)
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        400,
        _("The request cannot be read"),
        _("The address or the form was damaged on the way."),
        _("Go back and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    why = str(exception or "") or _("Your role does not open this page.")
    return page(
        request,
        403,
        _("There is no access"),
        why,
        _("If you need it for your work, ask the administrator of your organisation for the right."),
    )


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For settings.CSRF_FAILURE_VIEW."""
    return page(
        request,
        403,
        _("The form has grown old"),
        _("It was opened before you signed in, or the browser keeps no cookies."),
        _("Go back, refresh the page and send the form again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        404,
        _("There is no such page"),
        _("The address is mistyped, or what was here belongs to another organisation."),
        _("Check the address, or begin from the first page."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        500,
        _("Svod has failed"),
        _("The mistake is ours and is already in the log. Nothing was saved by this request."),
        _("Try once more in a minute. If it does not help, tell the administrator the number below."),
    )


def unavailable(request: HttpRequest, reason: Any = "", retry_after: int = 60) -> HttpResponse:
    """503: works go on; the browser is told when to come again."""
    response = page(
        request,
        503,
        _("Works are going on"),
        str(reason) or _("Svod is being updated."),
        _("Your data are safe. Try again in a few minutes."),
    )
    response["Retry-After"] = str(retry_after)
    return response
