"""Columns of lists of accounts: one account's events and changes, reports above organisations and their operations."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.undoing.rules import Fate
from shared_apps.ui.tables import BadgeColumn, DateTimeColumn, Empty, Table, TextColumn

from . import queries
from .compromise_models import CompromiseCase
from .queries.voiding import FATE_TONES

ACTIONS = {
    "create": _("made"),
    "issue": _("role given"),
    "end": _("role ended"),
    "reset_password": _("password reset"),
    "change_password": _("password changed"),
    "change_profile": _("profile changed"),
    "rename": _("name changed"),
    "block": _("blocked"),
    "unblock": _("unblocked"),
    "freeze": _("frozen as compromised"),
    "release": _("released"),
    "set_demo_password": _("password of the demo set"),
}


FATES = {fate.value: fate.label for fate in Fate}


class EventTable(Table):
    caption = _("Sign-ins and refusals")
    empty = Empty(_("Nothing yet."), _("Sign-ins, failures and locks of this account will stand here."))
    at = DateTimeColumn(_("At"))
    kind_title = TextColumn(_("What happened"))
    ip = TextColumn(_("Address"))
    detail = TextColumn(_("Detail"))


class ChangeTable(Table):
    caption = _("What was done to the account")
    at = DateTimeColumn(_("At"))
    action = TextColumn(_("Action"), labels=ACTIONS)
    what = TextColumn(_("Role"))
    who = TextColumn(_("Who"))


class DoneTable(Table):
    caption = _("What was done under the account since the report")
    empty = Empty(_("Nothing was done."), _("Operations would stand here, with who has changed the same since."))
    at = DateTimeColumn(_("At"))
    what = TextColumn(_("What was done"))
    which = TextColumn(_("Record"))
    fields = TextColumn(_("Before and after"))
    later = TextColumn(_("Changed later by"))


class CaseTable(Table):
    caption = _("Compromised accounts")
    empty = Empty(
        _("No account above organisations was reported as compromised."),
        _("Everybody reports his own in the menu of the profile; administrators report one on its card."),
    )
    account = TextColumn(_("Account"), link="accounts:voiding")
    roles = TextColumn(_("Roles"))
    registered_at = DateTimeColumn(_("Registered"))
    registered_by = TextColumn(_("Reported by"))
    since = DateTimeColumn(_("Operations count since"))
    state = BadgeColumn(_("State"), tones=queries.CASE_TONES, labels=dict(CompromiseCase.State.choices))
    decided_at = DateTimeColumn(_("Decided"))
    released_at = DateTimeColumn(_("Account released"))


class OperationTable(Table):
    caption = _("Operations under the account")
    empty = Empty(
        _("Nothing was done in the shared records since that moment."),
        _("Organisations look through their own records themselves."),
    )
    at = DateTimeColumn(_("At"))
    group = TextColumn(_("Subject"))
    what = TextColumn(_("What was done"))
    which = TextColumn(_("Record"))
    fields = TextColumn(_("Before and after"))
    fate = BadgeColumn(_("What voiding does"), tones=FATE_TONES, labels=FATES)
    note = TextColumn(_("Explanation"))
    later = TextColumn(_("Changed later by"))
    done_at = DateTimeColumn(_("Carried out"))
