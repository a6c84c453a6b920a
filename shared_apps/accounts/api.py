"""What every endpoint of the API shares: who asks, what he may, how errors and pages of rows look.

    class StudentViewSet(Endpoint, viewsets.ReadOnlyModelViewSet):
        permission = permissions.STUDENT_VIEW
        # or: permissions_by_method = {"GET": permissions.STUDENT_VIEW, "POST": permissions.STUDENT_EDIT}

A class that declares neither fails at import. The middleware has read the session or the bearer token already.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from shared_apps.organisations.refusal import Refused

from . import errors
from .actor import ANONYMOUS, Actor
from .permissions import Permission

if TYPE_CHECKING:  # rest_framework.views itself imports this module, by settings
    from rest_framework.views import APIView


def anonymous() -> Actor:
    """REST_FRAMEWORK["UNAUTHENTICATED_USER"]."""
    return ANONYMOUS


class ActorAuthentication(BaseAuthentication):
    """The only authentication: the Actor the middleware loaded. A session needs a CSRF token, a bearer token none."""

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        actor: Actor = request._request.user  # type: ignore[assignment]
        if not actor.is_authenticated:
            return None
        if not getattr(request._request, "by_token", False):
            _require_csrf(request)
        return actor, None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: Any, reason: str) -> Any:
        return reason


def _require_csrf(request: Request) -> None:
    check = _CsrfCheck(lambda _request: HttpResponse())
    check.process_request(request._request)
    if check.process_view(request._request, lambda: None, (), {}):  # type: ignore[arg-type,return-value]
        raise exceptions.PermissionDenied("A request by session needs the header X-CSRFToken.", code="stale_form")


class HasPermission(BasePermission):
    """The role holds what the endpoint declares for this method. OPTIONS and HEAD ask for what GET does."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        actor: Actor = request.user  # type: ignore[assignment]
        if not actor.is_authenticated:
            return False
        if request.method not in view.allowed_methods:
            raise exceptions.MethodNotAllowed(request.method or "")
        return actor.may(needed(type(view), request.method or "GET"))


class Endpoint:
    """The first base of every APIView and viewset: closed until it declares its permission."""

    abstract: ClassVar[bool] = False
    permission: ClassVar[Permission | None] = None
    permissions_by_method: ClassVar[Mapping[str, Permission]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("abstract"):
            return
        if not isinstance(cls.permission, Permission) and not cls.permissions_by_method:
            raise TypeError(
                f"{cls.__module__}.{cls.__qualname__} declares no permission. Set `permission = permissions.…` or "
                "`permissions_by_method = {'GET': …}`; a base class of your own sets `abstract = True`."
            )


def needed(view: type, method: str) -> Permission:
    """The permission an endpoint asks for. Unlike pages, an endpoint cannot be public.

    :raises TypeError: it declares none for this method.
    """
    by_method: Mapping[str, Permission] = getattr(view, "permissions_by_method", {})
    if method in ("HEAD", "OPTIONS") and method not in by_method:  # what is only written to: described to writers
        method = "GET" if "GET" in by_method else next(iter(by_method), "GET")
    found = by_method.get(method) or getattr(view, "permission", None)
    if not isinstance(found, Permission):
        raise TypeError(f"{view.__module__}.{view.__qualname__} declares no permission for {method}.")
    return found


class Pagination(PageNumberPagination):
    """`?page=2&page_size=100`; at most 1,000 rows at once."""

    page_size_query_param = "page_size"
    max_page_size = 1000


def problem(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST_FRAMEWORK["EXCEPTION_HANDLER"]: a problem document for what is foreseen, None (500) for the rest."""
    request_id = getattr(context["request"]._request, "request_id", "") if context.get("request") else ""
    if isinstance(error, Refused):
        extra = {"field": error.field} if error.field else {}
        return errors.problem(422, error.code, str(error), request_id, **extra)
    if isinstance(error, Http404):
        return errors.problem(404, "not_found", "", request_id)
    if isinstance(error, PermissionDenied):
        return errors.problem(403, "not_allowed", str(error), request_id)
    if isinstance(error, exceptions.ValidationError):
        return errors.problem(422, "invalid", "", request_id, errors=error.get_full_details())
    if isinstance(error, exceptions.APIException):
        code = error.default_code if isinstance(error.get_codes(), dict | list) else str(error.get_codes())
        response = errors.problem(error.status_code, code, str(error.detail), request_id)
        if header := getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = header
        return response
    return None
