"""A compromised account: reported by its owner or by an administrator, released by an administrator.

What an organisation does about the operations under it stands in `tenant_apps.access`.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.routing import region_url
from shared_apps.ui.forms import Form
from shared_apps.ui.page import PUBLIC, ConfirmPage, Page

from .. import permissions, services
from ..forms import ReportForm
from ..services import refusals
from .managing import OneAccountPage, issued
from .own import OwnPage


class OwnReportPage(OwnPage, ConfirmPage):
    """«My password became known»: /account/compromised/."""

    permission = permissions.OWN_COMPROMISE
    title = _("My password became known")
    question = _("Does somebody else know your password, or work under your name? Freeze the account at once.")
    submit = _("Freeze my account")
    form_class: ClassVar[type[Form]] = ReportForm

    def consequences(self) -> Sequence[Any]:
        return [
            _("You are signed out here and everywhere else, keys for programs are revoked."),
            _("Nobody signs in to the account until the administrator opens it and gives you a new password."),
            _("The head of each organisation where you have a role is told, and the region's security log has it."),
            _("Operations under the account count as void from this moment; from an earlier one if you say so."),
        ]

    def perform(self, form: Any) -> HttpResponseBase | str:
        services.report_compromise(
            account_id=self.actor.account_id or 0,
            known_since=form.moment(),
            note=form.cleaned_data["reason"],
            by=self.actor,
        )
        self.request.session.forget()  # type: ignore[attr-defined]
        rotate_token(self.request)
        return region_url("accounts:frozen")


class FrozenPage(Page):
    """What comes next, for somebody who has just frozen his account."""

    permission = PUBLIC
    title = _("The account is frozen")
    template_name = "accounts/frozen.html"


class ReportPage(OneAccountPage, ConfirmPage):
    """An administrator reports an account below him."""

    abstract = True
    must_manage = False
    title = _("Report as compromised")
    submit = _("Freeze the account")
    form_class: ClassVar[type[Form]] = ReportForm
    done = _("The account is frozen. Its operations are looked through in “Compromised accounts”.")

    def prepare(self) -> None:
        super().prepare()
        if self.account.frozen_at is not None:
            raise refusals.AlreadyReported
        if not self.account.may_freeze:
            raise refusals.NotYoursToFreeze

    def ask(self) -> str:
        return str(_("Does somebody else work under the account of %(name)s?") % {"name": self.account.name})

    def consequences(self) -> Sequence[Any]:
        return [
            _("The account is frozen at once, in all organisations: sessions end, keys for programs are revoked."),
            _("The heads of the organisations where it has a role are told, and the region's security log has it."),
            _("Operations under it count as void from this moment; from an earlier one if you say how it is known."),
        ]

    def perform(self, form: Any) -> str:
        services.report_compromise(
            account_id=self.account.pk, known_since=form.moment(), note=form.cleaned_data["reason"], by=self.actor
        )
        return self.url


class ReleasePage(OneAccountPage, ConfirmPage):
    """The account works again, with a temporary password."""

    abstract = True
    title = _("Release the account")
    submit = _("Make a temporary password and release")
    danger = False

    def prepare(self) -> None:
        super().prepare()
        if self.account.report_id is None:
            raise refusals.NotFrozen
        if self.account.undecided:
            raise refusals.CasesUndecided(params={"places": self.account.undecided})

    def ask(self) -> str:
        return str(_("Release the account of %(name)s?") % {"name": self.account.name})

    def consequences(self) -> Sequence[Any]:
        return [
            _("A new temporary password is made; the former one stays dead."),
            _("It is shown once: hand it over in person."),
        ]

    def perform(self, form: Form) -> HttpResponseBase:
        return issued(self, services.release_account(report_id=self.account.report_id or 0, by=self.actor))
