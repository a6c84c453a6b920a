"""The way of a request (docs/architecture.md): who came → the door around view and rendering → the session saved.

(1) `shared()` loads session or token, account, live membership and organisation into the frozen Actor;
(2) the door the address leads through stands around the view, and rolls back on an exception or a status ≥ 400;
(3) `shared()` saves the session if it changed. Error pages are filled after the door, without queries.
"""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.core.handlers.exception import response_for_exception
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from shared_apps.organisations.crossing import By, DoorError, OrganisationNotReady, shared
from shared_apps.organisations.identity import present_address
from shared_apps.organisations.routing import Place, organisation_prefix, place_of, region_url
from shared_apps.ui.viewer import Access

from . import logs
from .actor import ANONYMOUS, Actor
from .doorway import addressed, door_of
from .errors import DeferredError, filled
from .loading import Visitor, visitor
from .models import SecurityEvent
from .security import note
from .session import COOKIE, BrowserSession

access_log = logging.getLogger("svod.access")
Kind = SecurityEvent.Kind
SAFE = ("GET", "HEAD", "OPTIONS")


class DoorMiddleware:
    """Stands before CSRF, messages and views; everything that queries stands within it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        started = time.perf_counter()
        request_id = secrets.token_hex(8)
        token = logs.begin(request_id)
        request.request_id = request_id
        request.user, request.session, request.organisation = ANONYMOUS, BrowserSession(), None
        request.was_idle = False
        place = place_of(request.path_info)
        try:
            response = self._pass(request, place)
            response["X-Request-Id"] = request_id
            _log(request, response, started)
            return response
        finally:
            logs.end(token)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Closed until declared: what is not PUBLIC is for the signed in; a temporary password opens one page."""
        actor: Actor = request.user
        place: Place = request.place
        page = getattr(view, "view_class", None) or getattr(view, "cls", None)
        needed = getattr(page, "permission", None)
        if place.side == "open" or needed is Access.PUBLIC:
            return None
        if not actor.is_authenticated:
            return _to_sign_in(request, place)
        if actor.must_change_password and not getattr(page, "for_temporary_password", False):
            if place.is_api:
                return DeferredError(403, reason=_("Change the temporary password first."), code="temporary_password")
            return _go(request, region_url("accounts:first_password"))
        if (
            actor.role is not None
            and actor.role.read_only
            and place.side == "organisation"
            and request.method not in SAFE
        ):
            return DeferredError(403, reason=_("Your role only reads here."), code="read_only")
        return None

    def process_exception(self, request: Any, exception: Exception) -> HttpResponseBase | None:
        """A page of /me/ that opens an organisation's door itself is refused as an organisation's own page is."""
        return not_ready(exception.reason) if isinstance(exception, OrganisationNotReady) else None

    # --- the three steps ----------------------------------------------------------------------------------------------

    def _pass(self, request: Any, place: Place) -> HttpResponseBase:
        request.place = place
        by = By(account_id=None, name="anonymous", request_id=request.request_id)
        try:
            if place.side == "open":
                return self._finish(request, place, self.get_response(request))
            who = visitor(key=request.COOKIES.get(COOKIE, ""), token=_bearer(request, place), place=place, by=by)
            _introduce(request, who)
            response = self._refusal(request, place, who)
            if response is None:
                with addressed(request, place, who.actor):
                    response = self._through_the_door(request, place, who.actor)
                    _note_refusal(request, response)
                    response = self._finish(request, place, response)
            response = self._finish(request, place, response)
            request.session.save_if_needed(by=request.user if who.actor.is_authenticated else by)
            request.session.write_cookie(response, request)
        except OrganisationNotReady as refusal:
            response = self._finish(request, place, not_ready(refusal.reason))
        except Exception as error:  # noqa: BLE001  (a page says it, the log has it)
            response = self._finish(request, place, response_for_exception(request, error))
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def _refusal(self, request: Any, place: Place, who: Visitor) -> HttpResponseBase | None:
        """An answer before any door: unknown token, nobody where somebody is needed, no membership, not ready."""
        actor = who.actor
        if who.token_refused:
            note(Kind.BAD_TOKEN, request=request)
            return DeferredError(401, code="bad_token")
        if place.side == "shared" or place.side == "me":
            return None
        if not actor.is_authenticated:
            return _to_sign_in(request, place)
        if place.side == "region" and actor.scope is None:
            note(Kind.NO_SCOPE, request=request)
            return DeferredError(404)
        if place.side == "organisation":
            if actor.organisation is None:
                if there := _led_on(request, place, actor):
                    return HttpResponseRedirect(there)
                note(Kind.NO_MEMBERSHIP, request=request, facts={"slug": place.slug[:80]})
                return DeferredError(404)
            if not place.rest:
                return HttpResponseRedirect(organisation_prefix(place.slug))
        return None

    def _through_the_door(self, request: Any, place: Place, actor: Actor) -> HttpResponseBase:
        with door_of(place, actor, only_reads=request.method in SAFE) as door:
            response = self.get_response(request)
            _refuse_lazy(response)
            if door is not None and response.status_code >= 400:
                door.roll_back()
        return response

    def _finish(self, request: Any, place: Place, response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, DeferredError):
            return filled(response, request, is_api=place.is_api, request_id=request.request_id)
        return response


def not_ready(reason: str) -> DeferredError:
    """503 with the reason, in words."""
    texts = {
        "requested": _("The organisation is being prepared. Try again in a minute."),
        "preparing": _("The organisation is being prepared. Try again in a minute."),
        "failed": _("The organisation could not be prepared. The regional administrator sees why."),
        "closed": _("The organisation is closed: it can be read, nothing is written in it."),
        "held": _(
            "The organisation was put back from a backup: what was erased by law is being erased again. Try again in a "
            "minute."
        ),
        "behind": _("The organisation is being updated to the new version. Try again in a minute."),
    }
    return DeferredError(503, reason=texts.get(reason, texts["failed"]), code=f"organisation_{reason}")


def _led_on(request: Any, place: Place, actor: Actor) -> str:
    """A mistyped address that was put right leads its organisation's members on; others learn nothing."""
    own = {one.organisation_id for one in actor.memberships if one.organisation_id is not None}
    if not own or request.method not in SAFE:
        return ""
    with shared(by=actor):
        slug = present_address(place.slug, own)
    query = request.META.get("QUERY_STRING", "")
    return f"{organisation_prefix(slug)}{place.rest.lstrip('/')}{f'?{query}' if query else ''}" if slug else ""


def _introduce(request: Any, who: Visitor) -> None:
    request.user, request.session, request.was_idle = who.actor, who.session, who.was_idle
    if who.is_program:
        request.by_token = True
        request._dont_enforce_csrf_checks = True  # a browser sends no bearer token by itself
    if who.actor.is_authenticated:
        translation.activate(who.actor.language)
        request.LANGUAGE_CODE = who.actor.language


def _bearer(request: HttpRequest, place: Place) -> str:
    """The token of a program: on the API only, never on pages."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if place.is_api and scheme.lower() == "bearer" else ""


def _to_sign_in(request: Any, place: Place) -> HttpResponseBase:
    if place.is_api:
        return DeferredError(401)
    is_fragment = bool(getattr(request, "htmx", None) or request.headers.get("HX-Request"))
    if is_fragment and request.method not in SAFE:
        return DeferredError(401)  # the page stays as it is, with all that was typed, and says how to go on (seen.js)
    here = "" if is_fragment else request.get_full_path() if request.method in SAFE else _form_of(request)
    said = {"why": "idle"} if request.was_idle else {}
    if request.was_idle and request.method not in SAFE:
        said["lost"] = "1"  # kept nowhere: docs/developer/access.md says why
    if here not in ("", "/"):
        said["next"] = here
    address = region_url("accounts:sign_in")
    return _go(request, f"{address}?{urlencode(said, safe='/', quote_via=quote)}" if said else address)


def _form_of(request: Any) -> str:
    """The page on which a form was sent without scripts; "" where the browser does not say, or it is not ours."""
    stood = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(stood, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(stood)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _go(request: Any, address: str) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _note_refusal(request: Any, response: HttpResponseBase) -> None:
    """A signed-in reader tried what his role may not: a line in the security log, after the door."""
    refused = response.status_code == 403 and getattr(response, "code", "not_allowed") in ("not_allowed", "read_only")
    if refused and request.user.is_authenticated:
        match = getattr(request, "resolver_match", None)
        facts = {"page": match.view_name} if match else {}
        if request.user.organisation is not None:
            facts |= {"organisation": request.user.organisation.id}
        note(Kind.PERMISSION_REFUSED, request=request, facts=facts)


def _refuse_lazy(response: HttpResponseBase) -> None:
    """What is read after the door would be read without a role. A file on disk is no query and may be streamed."""
    if getattr(response, "is_rendered", True) is False:
        response.render()  # type: ignore[attr-defined]
    on_disk = isinstance(response, FileResponse) and hasattr(response.file_to_stream, "fileno")
    if response.streaming and not on_disk:
        raise DoorError(
            "A streaming response is read after its door has closed. Return the whole content in an HttpResponse, "
            "a FileResponse over an open file, or make the export a job (shared_apps.jobs)."
        )


def _log(request: Any, response: HttpResponseBase, started: float) -> None:
    """One line per request, without names or query strings: method, route, status, milliseconds, account's number."""
    if request.place.side == "open":
        return
    match = getattr(request, "resolver_match", None)
    route = f"/o/{request.place.slug}/{match.route}" if match and request.organisation else match and f"/{match.route}"
    access_log.info(
        "%s %s %s %.0f ms account=%s",
        request.method,
        route or "-",
        response.status_code,
        (time.perf_counter() - started) * 1000,
        request.user.account_id or "-",
    )
