"""Accepting an invitation: /invitation/. Open to everybody; what a wrong code finds is nothing, and it is counted."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.names import bare_words
from shared_apps.organisations.routing import organisation_prefix, region_url
from shared_apps.ui.page import PUBLIC, Crumb, FormPage
from shared_apps.ui.viewer import PageRequest

from .. import queries, services
from ..address import address_of
from ..forms import AcceptAsSelfForm, AcceptForm, CodeForm
from ..pages import ActorPage
from ..roles import ROLES


class CodePage(FormPage):
    """Where the code is typed."""

    permission = PUBLIC
    title = _("Invitation")
    lead = _("The organisation gave you a sheet with a code: with it you get an account, or one more role in your own.")
    submit = _("Go on")
    template_name = "accounts/code.html"
    form_class = CodeForm

    def perform(self, form: Any) -> str:
        code = form.cleaned_data["code"]
        services.open_invitation(code=code, ip=address_of(self.request), by=self.request.user)
        return region_url("accounts:invitation", services.plain_code(code))


class InvitationPage(ActorPage, FormPage):
    """What the code gives, and the form that fits: a new account, or one more role for the one that is signed in."""

    permission = PUBLIC
    title = _("Invitation")
    template_name = "accounts/invitation.html"

    @property
    def submit(self) -> Any:  # type: ignore[override]
        return _("Add the role to my account") if self.actor.is_authenticated else _("Make the account and sign in")

    @property
    def form_class(self) -> Any:  # type: ignore[override]
        return AcceptAsSelfForm if self.actor.is_authenticated else AcceptForm

    def prepare(self) -> None:
        self.invitation = services.open_invitation(code=self.kwargs["code"], ip=address_of(self.request), by=self.actor)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Invitation"), region_url("accounts:code"))]

    def cancel_url(self) -> str:
        return ""

    def initial(self) -> dict[str, Any]:
        return {"login": self.invitation.login}

    def form_kwargs(self) -> dict[str, Any]:
        return {"names_differ": self.names_differ} if self.actor.is_authenticated else {}

    @property
    def names_differ(self) -> bool:
        return bare_words(self.actor.name) != bare_words(self.invitation.name)

    def context(self) -> dict[str, Any]:
        names = queries.organisation_names([self.invitation.organisation_id], self.actor)
        return {
            "invitation": self.invitation,
            "place": names.get(self.invitation.organisation_id, ""),
            "role": ROLES[self.invitation.role].title,
            "actor": self.actor,
            "here": self.request.path,
        }

    def perform(self, form: Any) -> str:
        ip, code = address_of(self.request), self.kwargs["code"]
        if self.actor.is_authenticated:
            is_me = bool(form.cleaned_data.get("is_me")) or not self.names_differ
            services.accept_as_self(code=code, is_me=is_me, ip=ip, by=self.actor)
            self.tell(_("Your account has one more role."))
            return self.first_page()
        signed_in = services.accept_as_new(
            code=code,
            login=form.cleaned_data["login"],
            password=form.cleaned_data["new"],
            ip=ip,
            user_agent=self.request.headers.get("User-Agent", ""),
            by=self.actor,
        )
        self.request.session.begin(signed_in.session_id, signed_in.key)  # type: ignore[attr-defined]
        rotate_token(self.request)
        return self.first_page()

    def first_page(self) -> str:
        """Where the new role works."""
        if ROLES[self.invitation.role].scope == "family":
            return region_url("family:home")
        slug = queries.organisation_slug(self.invitation.organisation_id, self.actor)
        return organisation_prefix(slug)

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().get(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"  # the address is the code
        return response
