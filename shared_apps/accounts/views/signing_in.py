"""Signing in and out, the first page, the choice of a workplace, whether the server is alive."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.routing import organisation_prefix, region_url
from shared_apps.rules.catalogue import IDLE_SIGN_OUT_MINUTES
from shared_apps.rules.queries import region_setting
from shared_apps.ui.page import PUBLIC, SIGNED_IN, ActionPage, FormPage, Page
from shared_apps.ui.viewer import PageRequest

from .. import services
from ..actor import Actor, MembershipRef
from ..address import address_of
from ..forms import SignInForm


def health(request: HttpRequest) -> HttpResponse:
    """For the supervisor of the server: it answers, without looking into the database."""
    return HttpResponse("ok\n", content_type="text/plain")


def first_page(membership: MembershipRef | None) -> str:
    """Where a workplace begins."""
    if membership is None:
        return region_url("accounts:no_role")
    if membership.scope_kind == "organisation":
        return organisation_prefix(membership.organisation_slug)
    return region_url("accounts:home") + ("me/" if membership.scope_kind == "family" else "region/")


class HomePage(Page):
    """/: to the first page of one's workplace."""

    permission = SIGNED_IN

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor: Actor = self.request.user
        return self.go(first_page(actor.membership))


class NoRolePage(Page):
    """For an account whose roles have all ended or not begun."""

    permission = SIGNED_IN
    title = _("You have no role today")
    template_name = "accounts/no_role.html"


class SeenPage(Page):
    """Whoever types in a form for long is at work, though he asks for no page: the form says so by itself."""

    permission = SIGNED_IN
    for_temporary_password = True

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponse("ok\n", content_type="text/plain")


class SignInPage(FormPage):
    permission = PUBLIC
    title = _("Signing in")
    submit = _("Sign in")
    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.request.user.is_authenticated:
            return self.go(self.next())
        return super().get(request, *args, **kwargs)

    def context(self) -> Mapping[str, Any]:
        """`idle_minutes`: signed out, because the reader did not work for so long. `is_lost`: what he sent then."""
        was_idle = self.request.GET.get("why") == "idle"
        return {
            "idle_minutes": region_setting(IDLE_SIGN_OUT_MINUTES) if was_idle else None,
            "is_lost": was_idle and "lost" in self.request.GET,
        }

    def initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: SignInForm) -> str:
        actor: Actor = self.request.user
        signed_in = services.sign_in(
            **form.cleaned_data,
            ip=address_of(self.request),
            user_agent=self.request.headers.get("User-Agent", ""),
            replaces=actor.session_id,
            by=actor,
        )
        self.request.session.begin(signed_in.session_id, signed_in.key)  # type: ignore[attr-defined]
        rotate_token(self.request)
        return region_url("accounts:first_password") if signed_in.must_change_password else self.next()

    def next(self) -> str:
        """Where the reader wanted to go, if that is ours."""
        asked = self.request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(asked, {self.request.get_host()}, require_https=self.request.is_secure())
        return asked if safe else region_url("accounts:home")


class SignOutPage(ActionPage):
    permission = SIGNED_IN
    for_temporary_password = True

    def perform(self) -> str:
        actor: Actor = self.request.user
        if actor.session_id is not None:
            services.sign_out(session_id=actor.session_id, by=actor)
        self.request.session.forget()  # type: ignore[attr-defined]
        rotate_token(self.request)
        return region_url("accounts:sign_in")


class SwitchPage(ActionPage):
    """The choice of a workplace in the header."""

    permission = SIGNED_IN

    def perform(self) -> str:
        actor: Actor = self.request.user
        asked = self.request.POST.get("membership", "")
        chosen = next((one for one in actor.memberships if str(one.id) == asked), None)
        services.switch_workplace(membership_id=chosen.id if chosen else 0, session_id=actor.session_id or 0, by=actor)
        return first_page(chosen)
