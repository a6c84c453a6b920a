"""``Page``: permission, fragment, breadcrumbs, headers. Every page of Svod is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View
from django_htmx.http import HttpResponseClientRedirect

from shared_apps.organisations.refusal import Refused, Text
from shared_apps.ui.filters import Parameters
from shared_apps.ui.viewer import Access, Needed, PageRequest, may


@dataclass(frozen=True)
class Crumb:
    """One step of the way to a page."""

    title: Text
    url: str


@dataclass(frozen=True)
class Action:
    """A button beside the page's title: a link to a page, never a write by itself.

    :param permission: of the page it leads to; without the right the button is not shown.
    :param key: a single-letter shortcut: ``n`` to make a new one, ``e`` to edit.
    :param icon: a name of lucide's.
    :param menu: the words of a menu that holds it, with its neighbours of the same words, in place of a button.
    """

    title: Text
    url: str
    permission: Needed | str | None = None
    primary: bool = False
    danger: bool = False
    icon: str = ""
    key: str = ""
    menu: Text = ""


@dataclass(frozen=True)
class Freshness:
    """How current the numbers of a page are: the instant, and how many organisations lag behind it."""

    at: datetime
    behind: int


class Page(View):
    """A page. Subclasses declare ``permission``, ``title``, ``template_name`` and give ``context()``.

    Fragments: with ``fragments = ("rows",)`` a request by htmx that targets the element ``rows`` gets
    the partial ``rows`` of the same template, with the same context.

    :cvar permission: a Permission, ``SIGNED_IN`` or ``PUBLIC``. A class without one fails at import.
    :cvar writes_with: a Permission that its POST asks for besides, where `permission` is to read alone.
    :cvar abstract: True on a base class that is not itself a page.
    :cvar wide: use the whole width (tables); otherwise text keeps to a readable measure.
    :cvar is_last_crumb: True on a row's own page, with which the breadcrumbs of all its pages end.
    """

    abstract: ClassVar[bool] = True
    permission: ClassVar[Needed]
    writes_with: ClassVar[Needed | None] = None
    title: Text = ""
    lead: Text = ""
    template_name: str = ""
    fragments: ClassVar[tuple[str, ...]] = ()
    parameters_class: ClassVar[type[Parameters] | None] = None
    wide: ClassVar[bool] = True
    is_last_crumb: ClassVar[bool] = False

    request: PageRequest

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "abstract" not in cls.__dict__:
            cls.abstract = False
        if cls.abstract:
            return
        permission = getattr(cls, "permission", None)
        if not (isinstance(permission, Access) or hasattr(permission, "code")):
            raise TypeError(
                f"{cls.__module__}.{cls.__qualname__} declares no permission. Set"
                " `permission = permissions.…` (shared_apps/accounts/permissions.py), or SIGNED_IN or"
                " PUBLIC of shared_apps.ui.page. A base class sets `abstract = True`."
            )

    def prepare(self) -> None:
        """Load what the page is about, after the permission was checked. May raise Http404."""

    def context(self) -> Mapping[str, Any]:
        """What the template shows."""
        return {}

    def heading(self) -> str:
        """The page's h1 and title; override when it names a row."""
        return str(self.title)

    def breadcrumbs(self) -> Sequence[Crumb]:
        """The way here, without the page itself unless `is_last_crumb` says so."""
        return ()

    def way(self) -> Sequence[Crumb]:
        """The breadcrumbs as they are shown: without the page itself."""
        crumbs = self.breadcrumbs()
        return crumbs[:-1] if self.is_last_crumb else crumbs

    def actions(self) -> Sequence[Action]:
        """The buttons beside the title. Those the reader may not follow are left out."""
        return ()

    def freshness(self) -> Freshness | None:
        """How current the numbers are; pages of the region say it in the footer."""
        return None

    @cached_property
    def parameters(self) -> Parameters:
        """The page's settings read from the address (a date, a municipality)."""
        if self.parameters_class is None:
            raise TypeError(f"{type(self).__name__} declares no parameters_class.")
        return self.parameters_class(self.request.GET, **self.parameters_kwargs())

    def parameters_kwargs(self) -> Mapping[str, Any]:
        """Further arguments of ``parameters_class``: choices that depend on who looks."""
        return {}

    def open_actions(self) -> list[Action]:
        """The actions this reader may follow; what is done most often stands last, at the edge."""
        found = [one for one in self.actions() if one.permission is None or may(self.request, one.permission)]
        return sorted(found, key=lambda one: one.primary)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        writes = self.writes_with if request.method == "POST" else None
        if not may(self.request, self.permission) or (writes is not None and not may(self.request, writes)):
            return self.turn_away()
        try:
            self.prepare()
            response = super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            response = self.refused(refusal)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if self.permission is not Access.PUBLIC:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render()

    def render(self, *, status: int = 200, **extra: Any) -> TemplateResponse:
        """The page, or the fragment htmx asked for."""
        context = {"page": self, **self.context(), **extra}
        return TemplateResponse(self.request, self.template(), context, status=status)

    def template(self) -> list[str]:
        """``template.html``, or ``template.html#fragment``: of this template, else of the one it extends."""
        htmx = self.request.htmx
        if htmx and not htmx.boosted and not htmx.history_restore_request and htmx.target in self.fragments:
            homes = [self.template_name, *(getattr(base, "template_name", "") for base in type(self).__mro__)]
            return [f"{home}#{htmx.target}" for home in dict.fromkeys(homes) if home]
        return [self.template_name]

    def tell(self, text: Text) -> None:
        """Say on the next page what was done."""
        messages.success(self.request, str(text))

    def go(self, url: str) -> HttpResponse:
        """Go to another page, after a form sent by htmx as well as after a plain one."""
        if self.request.htmx and not self.request.htmx.boosted:
            return HttpResponseClientRedirect(url)
        return HttpResponseRedirect(url)

    def refused(self, refusal: Refused) -> HttpResponseBase:
        """A service's refusal where no form can show it: a page that says why and leads back."""
        response = TemplateResponse(
            self.request,
            "ui/refused.html",
            {"page": self, "refusal": refusal},
            status=422,
        )
        add_never_cache_headers(response)
        return response

    def turn_away(self) -> HttpResponseBase:
        """To sign-in when anonymous, 403 otherwise."""
        if may(self.request, Access.SIGNED_IN):
            raise PermissionDenied(_("Your role does not open this page."))
        here = self.request.get_full_path()
        if self.request.method not in ("GET", "HEAD"):
            here = ""
        if self.request.htmx:
            here = self.request.htmx.current_url_abs_path or ""
        back = QueryDict(mutable=True)
        if here:
            back["next"] = here
        sign_in = resolve_url(settings.LOGIN_URL)
        response = self.go(f"{sign_in}?{back.urlencode(safe='/')}" if here else sign_in)
        add_never_cache_headers(response)
        return response
