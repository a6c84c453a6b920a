"""What region administration (/admin/accounts/) and an organisation (/o/<slug>/accounts/) have in common.

The pages are the same; who is seen, which roles are given and where, follows from the administrator's workplace.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.found import found_or_404
from shared_apps.ui.forms import Form
from shared_apps.ui.numbers import ru_date, ru_datetime
from shared_apps.ui.page import Action, ActionPage, CardPage, ConfirmPage, Crumb, FormPage, Tab
from shared_apps.ui.tables import BadgeColumn, DateTimeColumn, Empty, Table, TextColumn

from .. import permissions, queries, services
from ..forms import GrantForm, KnownAccountForm, NameForm, NewAccountForm, ReasonForm
from ..pages import ActorPage
from ..queries.accounts import AccountCard
from ..reach import roles_below
from ..roles import Role
from ..services import refusals
from ..tables import ChangeTable, DoneTable, EventTable


class ManagingPage(ActorPage):
    """A page of an administrator of accounts. Sides set `permission`, `list_name`, and where roles are given."""

    abstract = True
    list_name: ClassVar[str]

    @property
    def here(self) -> int | None:
        """The organisation whose accounts these are; None in region administration."""
        return self.actor.organisation.id if self.actor.organisation else None

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Accounts"), reverse(self.list_name))]


class AccountTable(Table):
    caption = _("Accounts")
    empty = Empty(_("There are no accounts yet."), _("Issue the first one: it gets a login and a temporary password."))
    name = TextColumn(pgettext_lazy("person", "Name"), link="accounts:account", order_by="search_key")
    login = TextColumn(_("Login"))
    roles = TextColumn(_("Roles"), orderable=False)
    state = BadgeColumn(_("State"), tones=queries.TONES, labels=queries.STATES, orderable=False)
    last_sign_in_at = DateTimeColumn(_("Last signed in"))


# --- one account ------------------------------------------------------------------------------------------------------


class OneAccountPage(ManagingPage):
    """A page about one account that this administrator sees."""

    abstract = True
    must_manage: ClassVar[bool] = True

    def prepare(self) -> None:
        if self.must_manage and not self.account.may_manage:
            raise refusals.NotYoursToManage

    @cached_property
    def account(self) -> AccountCard:
        return found_or_404(queries.account_card(self.kwargs["account_id"], self.actor))

    @property
    def url(self) -> str:
        return reverse("accounts:account", args=[self.account.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [*super().breadcrumbs(), Crumb(self.account.name, self.url)]


class AccountCardPage(OneAccountPage, CardPage):
    abstract = True
    must_manage = False
    template_name = "accounts/account.html"
    is_last_crumb = True
    tabs = (
        Tab("roles", _("Roles"), "accounts/account_roles.html"),
        Tab("events", _("Sign-ins"), "accounts/account_table.html"),
        Tab("changes", _("Changes"), "accounts/account_table.html"),
        Tab("done", _("Operations"), "accounts/account_done.html"),
    )

    def open_tabs(self) -> list[Tab]:
        tabs = super().open_tabs()
        if not self.account.may_manage:
            return tabs[:1]
        return [tab for tab in tabs if tab.code != "done" or self.reported is not None]

    @cached_property
    def reported(self) -> queries.Reported | None:
        """The account's last report, where somebody above organisations looks at it."""
        return queries.reported(self.account.pk, self.actor) if self.here is None else None

    @cached_property
    def voiding(self) -> str:
        """Where operations above organisations are voided, for whoever may; "" for others and where there are none."""
        if self.reported is None or self.reported.case_id is None or not self.actor.may(permissions.COMPROMISE_ABOVE):
            return ""
        return reverse("accounts:voiding", args=[self.reported.case_id])

    def heading(self) -> str:
        return self.account.name

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [(queries.STATES[self.account.state], queries.TONES[self.account.state])]

    def facts(self) -> Sequence[tuple[Any, Any]]:
        one = self.account
        temporary = one.temporary_until if one.state in ("temporary", "expired") else None
        return [
            (_("Login"), one.login),
            (_("Last signed in"), ru_datetime(one.last_sign_in_at) if one.last_sign_in_at else _("never")),
            (_("Signed in now"), one.open_sessions or ""),
            (_("Temporary password works until"), ru_datetime(temporary) if temporary else ""),
            (_("Locked until"), ru_datetime(one.locked_until) if one.locked_until else ""),
            (_("Blocked because"), one.blocked_reason),
            (_("Frozen as compromised"), ru_datetime(one.frozen_at) if one.frozen_at else ""),
            (_("Made"), f"{ru_date(one.created_at)} {one.created_by}".strip()),
        ]

    def actions(self) -> Sequence[Action]:
        one = self.account
        found = []
        if one.may_issue:
            found.append(Action(_("Give a role"), reverse("accounts:give", args=[one.pk]), primary=True, icon="plus"))
        if one.may_manage:
            found.append(
                Action(_("Change the name"), reverse("accounts:rename", args=[one.pk]), icon="pencil", key="e")
            )
            found.append(Action(_("Reset the password"), reverse("accounts:reset", args=[one.pk]), icon="key-round"))
            if one.report_id is not None and not one.undecided:
                found.append(Action(_("Release"), reverse("accounts:release", args=[one.pk]), icon="lock-open"))
            if one.state != "blocked":
                found.append(Action(_("Block"), reverse("accounts:block", args=[one.pk]), danger=True, icon="ban"))
        if one.may_freeze:
            url = reverse("accounts:report", args=[one.pk])
            found.append(Action(_("Report as compromised"), url, danger=True, icon="shield-alert"))
        return found

    def context_events(self) -> dict[str, Any]:
        return {"rows": EventTable(queries.events_of(self.account.pk, self.actor), orderable=False)}

    def context_done(self) -> dict[str, Any]:
        assert self.reported is not None
        done = queries.done_since(self.account.pk, self.reported.since, self.actor)
        return {"rows": DoneTable(done, orderable=False), "since": self.reported.since, "most": queries.MOST_DONE}

    def context_changes(self) -> dict[str, Any]:
        return {"rows": ChangeTable(queries.changes_of(self.account.pk, self.actor), orderable=False)}


class RenamePage(OneAccountPage, FormPage):
    abstract = True
    title = _("Change the name")
    form_class: ClassVar[type[Form]] = NameForm
    done = _("The name is changed.")

    def initial(self) -> dict[str, Any]:
        return {"name": self.account.name}

    def perform(self, form: Any) -> str:
        services.rename_account(account_id=self.account.pk, name=form.cleaned_data["name"], by=self.actor)
        return self.url


class ResetPage(OneAccountPage, ConfirmPage):
    abstract = True
    title = _("Reset the password")
    submit = _("Make a temporary password")

    def ask(self) -> str:
        return str(_("Make a new temporary password for %(name)s?") % {"name": self.account.name})

    def consequences(self) -> Sequence[Any]:
        return [
            _("The present password stops working."),
            _("Every signed-in browser is signed out, and keys for programs are revoked."),
            _("The temporary password is shown once: print it or write it down."),
        ]

    def perform(self, form: Form) -> HttpResponseBase:
        return issued(self, services.reset_password(account_id=self.account.pk, by=self.actor))


class BlockPage(OneAccountPage, ConfirmPage):
    abstract = True
    title = _("Block the account")
    submit = _("Block")
    form_class = ReasonForm
    done = _("The account is blocked.")

    def ask(self) -> str:
        return str(_("Block the account of %(name)s?") % {"name": self.account.name})

    def consequences(self) -> Sequence[Any]:
        return [_("Every signed-in browser is signed out, and sign-in is refused until you unblock it.")]

    def perform(self, form: ReasonForm) -> str:
        services.block_account(account_id=self.account.pk, reason=form.cleaned_data["reason"], by=self.actor)
        return self.url


class UnblockPage(OneAccountPage, ActionPage):
    abstract = True
    done = _("Sign-in is open again.")

    def perform(self) -> str:
        services.unblock_account(account_id=self.account.pk, by=self.actor)
        return self.url


class EndRolePage(OneAccountPage, ConfirmPage):
    abstract = True
    must_manage = False
    title = _("End a role")
    submit = _("End the role")
    done = _("The role is ended.")

    def prepare(self) -> None:
        super().prepare()
        found = [one for one in self.account.memberships if one.pk == self.kwargs["membership_id"] and one.may_end]
        if not found:
            raise Http404
        self.membership = found[0]

    def ask(self) -> str:
        names = {"name": self.account.name, "role": self.membership.role_title, "place": self.membership.place}
        return str(_("End the role “%(role)s” of %(name)s (%(place)s)?") % names)

    def consequences(self) -> Sequence[Any]:
        return [_("It ends at once: the next page will not open."), _("The account itself and its other roles stay.")]

    def perform(self, form: Form) -> str:
        services.end_membership(membership_id=self.membership.pk, by=self.actor)
        return self.url


# --- giving roles -----------------------------------------------------------------------------------------------------


class GrantPage(ManagingPage, FormPage):
    """First the role is chosen (?role=…), then the form that fits it."""

    abstract = True
    role_question: ClassVar[Any] = _("Which role?")

    def prepare(self) -> None:
        asked = self.request.GET.get("role")
        if asked and self.role is None:
            raise Http404

    @cached_property
    def roles(self) -> list[Role]:
        return roles_below(self.actor)

    @cached_property
    def role(self) -> Role | None:
        asked = self.request.GET.get("role")
        return next((one for one in self.roles if one.code == asked), None)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.role is None:
            choices = [(role.title, f"?{_with(self.request, role=role.code)}") for role in self.roles]
            context = {"page": self, "choices": choices, "question": self.role_question}
            return TemplateResponse(self.request, "accounts/choose_role.html", context)
        return super().get(request, *args, **kwargs)

    def heading(self) -> str:
        return f"{self.title}: {self.role.title}" if self.role else str(self.title)

    def form_kwargs(self) -> dict[str, Any]:
        if self.role is None:
            raise Http404
        return {"role": self.role, "by": self.actor, "organisation_id": self.here}

    def initial(self) -> dict[str, Any]:
        wanted = ("name", "login", "card_id", "organisation")
        return {name: self.request.GET[name] for name in wanted if name in self.request.GET}


class NewAccountPage(GrantPage):
    abstract = True
    title = _("New account")
    submit = _("Issue the account")
    form_class: ClassVar[type[Form]] = NewAccountForm

    def perform(self, form: Any) -> HttpResponseBase:
        made = services.create_account(
            name=form.cleaned_data["name"], login=form.cleaned_data["login"], grant=form.grant(), by=self.actor
        )
        return issued(self, made)


class GiveRolePage(GrantPage, OneAccountPage):
    """One more role for an account the administrator sees."""

    abstract = True
    must_manage = False
    title = _("One more role")
    submit = _("Give the role")
    form_class: ClassVar[type[Form]] = GrantForm
    done = _("The role is given.")

    def prepare(self) -> None:
        super().prepare()
        if not self.account.may_issue:
            raise refusals.NotYoursToManage

    def perform(self, form: GrantForm) -> str:
        services.issue_membership(account_id=self.account.pk, grant=form.grant(), by=self.actor)
        return self.url


class KnownAccountPage(GrantPage):
    """A role for an account issued elsewhere (a teacher of two schools, an inspector), by its login."""

    abstract = True
    title = _("Role for an existing account")
    submit = _("Give the role")
    form_class: ClassVar[type[Form]] = KnownAccountForm
    done = _("The role is given.")

    def perform(self, form: Any) -> str:
        account_id = form.cleaned_data["login"]
        services.issue_membership(account_id=account_id, grant=form.grant(), by=self.actor)
        return reverse("accounts:account", args=[account_id])


def issued(page: ManagingPage, made: services.Issued) -> HttpResponseBase:
    """The sheet with login and temporary password: shown once, to print."""
    template = "accounts/issued.html#form" if page.request.htmx else "accounts/issued.html"
    url = reverse("accounts:account", args=[made.account_id])
    context = {"page": page, "issued": made, "url": url, "again": page.request.path}
    return TemplateResponse(page.request, template, context)


def _with(request: Any, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return str(query.urlencode())
