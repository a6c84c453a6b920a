"""One's own pages: profile, password, sessions, keys for programs."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.routing import region_url
from shared_apps.ui.forms import Form
from shared_apps.ui.page import ActionPage, Crumb, FormPage
from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, Table, TextColumn

from .. import permissions, queries, services
from ..forms import FirstPasswordForm, PasswordForm, ProfileForm, TokenForm
from ..pages import ActorPage
from ..roles import ROLES


class OwnPage(ActorPage):
    """A page of the account that looks."""

    abstract = True

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Profile"), region_url("accounts:profile"))]


class MembershipTable(Table):
    caption = _("My roles")
    empty = Empty(_("No role today."), _("The administrator who issued the account gives roles."))
    role_title = TextColumn(_("Role"))
    place = TextColumn(_("Where"))
    valid_from = DateColumn(_("From"))
    last_day = DateColumn(_("Last day"))
    order = TextColumn(_("Order"))
    granted_by = TextColumn(_("Given by"))
    state = BadgeColumn(_("State"), tones=queries.MEMBERSHIP_TONES, labels=queries.MEMBERSHIP_STATES)


class ProfilePage(OwnPage, FormPage):
    permission = permissions.OWN_PROFILE
    title = _("Profile")
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    done = _("The profile is saved.")
    wide = True

    def breadcrumbs(self) -> Sequence[Crumb]:
        return []

    def initial(self) -> dict[str, Any]:
        return {"language": self.actor.language}

    def context(self) -> dict[str, Any]:
        table = MembershipTable(queries.own_memberships(self.actor), orderable=False)
        return {"account": self.actor, "memberships": table}

    def perform(self, form: ProfileForm) -> str:
        services.change_profile(language=form.cleaned_data["language"], by=self.actor)
        return region_url("accounts:profile")


class PasswordPage(OwnPage, FormPage):
    permission = permissions.OWN_PASSWORD
    title = _("Password")
    submit = _("Change the password")
    form_class: ClassVar[type[Form]] = PasswordForm
    done = _("The password is changed. Other browsers are signed out.")

    def perform(self, form: Form) -> str:
        services.change_password(
            old=form.cleaned_data.get("old", ""),
            new=form.cleaned_data["new"],
            keep_session=self.actor.session_id,
            by=self.actor,
        )
        return region_url("accounts:home")


class FirstPasswordPage(PasswordPage):
    """The only page, but for signing out, that a temporary password opens."""

    for_temporary_password = True
    title = _("Choose your own password")
    form_class = FirstPasswordForm
    template_name = "accounts/first_password.html"
    done = _("The password is changed. From now on sign in with it.")

    def prepare(self) -> None:
        if not self.actor.must_change_password:
            raise Http404

    def breadcrumbs(self) -> Sequence[Crumb]:
        return []


class SessionsPage(OwnPage):
    permission = permissions.OWN_SESSIONS
    title = _("Sessions")
    lead = _("Browsers where your account is signed in. End those you do not know and change the password.")
    template_name = "accounts/sessions.html"

    def context(self) -> dict[str, Any]:
        return {"sessions": queries.own_sessions(self.actor)}


class EndSessionPage(OwnPage, ActionPage):
    permission = permissions.OWN_SESSIONS
    done = _("The session is ended.")

    def perform(self) -> str:
        services.end_session(session_id=self.kwargs["session_id"], by=self.actor)
        return region_url("accounts:sessions")


class EndOtherSessionsPage(OwnPage, ActionPage):
    permission = permissions.OWN_SESSIONS
    done = _("All other sessions are ended.")

    def perform(self) -> str:
        services.end_other_sessions(but=self.actor.session_id, by=self.actor)
        return region_url("accounts:sessions")


class TokensPage(OwnPage):
    permission = permissions.OWN_TOKENS
    title = _("Keys for programs")
    lead = _("A program with a key works in your name, in one workplace, and only in what the key allows.")
    template_name = "accounts/tokens.html"

    def context(self) -> dict[str, Any]:
        titles = {permission.code: permission.title for permission in permissions.ALL.values()}
        rows = queries.own_tokens(self.actor)
        return {"tokens": [(row, [titles.get(code, code) for code in row.scopes]) for row in rows]}


class NewTokenPage(OwnPage, FormPage):
    """A key for the workplace one is in now."""

    permission = permissions.OWN_TOKENS
    title = _("New key")
    submit = _("Make the key")
    form_class = TokenForm
    template_name = "accounts/new_token.html"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [*super().breadcrumbs(), Crumb(_("Keys for programs"), region_url("accounts:tokens"))]

    def form_kwargs(self) -> dict[str, Any]:
        role = ROLES[self.actor.membership.role] if self.actor.membership else None
        held = role.permissions if role else frozenset()
        return {"choices": [(one.code, str(one.title)) for one in permissions.ALL.values() if one in held]}

    def context(self) -> dict[str, Any]:
        return {"membership": self.actor.membership}

    def perform(self, form: TokenForm) -> HttpResponseBase:
        membership = self.actor.membership
        made = services.create_token(
            **form.cleaned_data, membership_id=membership.id if membership else 0, by=self.actor
        )
        template = "accounts/token_made.html#form" if self.request.htmx else "accounts/token_made.html"
        return TemplateResponse(self.request, template, {"page": self, "token": made.token})


class RevokeTokenPage(OwnPage, ActionPage):
    permission = permissions.OWN_TOKENS
    done = _("The key works no more.")

    def perform(self) -> str:
        services.revoke_token(token_id=self.kwargs["token_id"], by=self.actor)
        return region_url("accounts:tokens")
