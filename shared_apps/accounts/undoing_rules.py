"""How changes of accounts, roles, invitations, keys and reports are taken back (`organisations.undoing`)."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.organisations.models import SharedChange
from shared_apps.organisations.shared_log import record, values
from shared_apps.organisations.undoing.folding import Obstacle
from shared_apps.organisations.undoing.rules import Doing, Fate, Logged, Rule, Step, register_rule
from shared_apps.organisations.undoing_rules import has_passed

from . import passwords
from .compromise_models import CompromiseCase, CompromiseReport
from .invitation_models import Invitation
from .models import Account, ApiToken, Membership
from .roles import ROLES
from .services.issuing import shut_out

ACCOUNTS = gettext_lazy("Accounts and roles")
REPORTS = gettext_lazy("Reports of compromised accounts")
PASSWORD_GIVEN = ("reset_password", "change_password", "release")
"""Actions after which an earlier password is dead."""


class Accounts(Rule):
    """An account that was made is blocked; a name, a block, a freeze become as they were; a reset password dies."""

    model, group = Account, ACCOUNTS
    ignored = frozenset({
        "failed_count", "locked_until", "last_sign_in_at", "must_change_password", "temporary_until",
        "password_changed_at", "password", "created_at",
    })  # fmt: skip
    notes = {
        "blocked": gettext_lazy("The account is blocked, its sessions end."),
        "blocked_already": gettext_lazy("The account is blocked already."),
        "roles_by_others": gettext_lazy("Others have given it roles since: %(names)s. Block it by hand if need be."),
        "password_dies": gettext_lazy(
            "The password that became known dies, its sessions end; the owner gets a new one from his administrator."
        ),
        "password_replaced": gettext_lazy("The password was replaced since by %(name)s."),
        "owner_chose": gettext_lazy(
            "Somebody who had that password has chosen another one since: ask the owner whether it was he, and reset "
            "the password if not."
        ),
        "own_password": gettext_lazy("The account gets a new password when it is released."),
        "false_report": gettext_lazy(
            "The account stays frozen until it is released on its card: its owner gets a new password in person."
        ),
    }

    def look(self, line: Logged, row: Account) -> Step | None:
        match line.action:
            case "reset_password":
                return self._password(line, row)
            case "change_password" | "set_demo_password":
                return Step(Fate.GONE, "own_password")
            case "freeze":
                return Step(Fate.BY_HAND, "false_report") if row.frozen_at else None
        if line.is_addition:
            if row.is_blocked:
                return Step(Fate.GONE, "blocked_already")
            if names := self._roles_by_others(line):
                return Step(Fate.CONFLICT, "roles_by_others", {"names": names}, Obstacle.REFERRED_TO)
        return None

    def ends(self, line: Logged, row: Account) -> Step:
        return Step(Fate.ENDED, "blocked")

    def end(self, line: Logged, row: Account, doing: Doing) -> None:
        before = values(row)
        if line.is_addition:
            row.is_blocked = True
            row.blocked_reason = _("Taken back by protocol № %(number)s") % {"number": doing.number}
            row.save(update_fields=["is_blocked", "blocked_reason"])
        else:  # a password that became known
            row.password = passwords.hashed(passwords.temporary())
            row.must_change_password, row.temporary_until = True, doing.now
            row.save(update_fields=["password", "must_change_password", "temporary_until"])
        shut_out(row, doing.by)
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)

    def written(self, row: Account, doing: Doing) -> None:
        if row.is_blocked or row.frozen_at is not None:
            shut_out(row, doing.by)

    def _password(self, line: Logged, row: Account) -> Step:
        later = SharedChange.objects.filter(model="accounts.account", object_id=row.pk, pk__gt=line.id)
        given = later.filter(action__in=PASSWORD_GIVEN).order_by("-pk").first()
        if given is None:
            return Step(Fate.ENDED, "password_dies")
        if given.actor_id == row.pk:
            return Step(Fate.BY_HAND, "owner_chose")
        if given.actor_id == line.actor_id:
            return Step(Fate.GONE, "by_itself")  # the last of several resets is the one that counts
        return Step(Fate.GONE, "password_replaced", {"name": given.actor_name})

    def _roles_by_others(self, line: Logged) -> str:
        given = SharedChange.objects.filter(
            model="accounts.membership", action="issue", pk__gt=line.id, after__account_id=line.after["id"]
        )
        return ", ".join(sorted(set(given.exclude(actor_id=line.actor_id).values_list("actor_name", flat=True))))


class Memberships(Rule):
    """A role that was given ends; one that was ended comes back."""

    model, group = Membership, ACCOUNTS
    notes = {
        "ends_now": gettext_lazy("The role ends at once."),
        "over": gettext_lazy("The role has ended already."),
        "of_succession": gettext_lazy(
            "The organisation has passed to a successor by a reorganisation that stands: give the role by hand."
        ),
    }

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = Membership.objects.filter(pk__in=ids).select_related("account")
        return {row.pk: f"{row.account.name}: {_title(row.role)}" for row in rows}

    def look(self, line: Logged, row: Membership) -> Step | None:
        if line.is_addition:
            over = row.ended_at is not None or row.valid_to <= timezone.localdate()
            return Step(Fate.GONE, "over") if over else None
        if row.organisation_id is not None and has_passed(row.organisation_id):
            return Step(Fate.BY_HAND, "of_succession")
        return None

    def ends(self, line: Logged, row: Membership) -> Step:
        return Step(Fate.ENDED, "ends_now")

    def end(self, line: Logged, row: Membership, doing: Doing) -> None:
        before = values(row)
        row.ended_at, row.ended_by_id = doing.now, doing.by.account_id
        if row.valid_from < doing.today:
            row.valid_to = min(row.valid_to, doing.today)
        row.save(update_fields=["ended_at", "ended_by", "valid_to"])
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)


class Invitations(Rule):
    """A sheet that was handed out dies; one that was revoked works again, unless a newer one was made."""

    model, group = Invitation, gettext_lazy("Invitations")
    notes = {
        "dies": gettext_lazy("The sheet works no more."),
        "dead": gettext_lazy("The sheet was revoked already."),
        "accepted": gettext_lazy("The sheet was accepted: the role that came of it stands in its own line."),
    }

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {row.pk: f"{row.name}: {_title(row.role)}" for row in Invitation.objects.filter(pk__in=ids)}

    def look(self, line: Logged, row: Invitation) -> Step | None:
        if row.used_at is not None:
            return Step(Fate.GONE, "accepted")
        return Step(Fate.GONE, "dead") if line.is_addition and row.revoked_at is not None else None

    def ends(self, line: Logged, row: Invitation) -> Step:
        return Step(Fate.ENDED, "dies")

    def end(self, line: Logged, row: Invitation, doing: Doing) -> None:
        before = values(row)
        row.revoked_at, row.revoked_by_id = doing.now, doing.by.account_id
        row.save(update_fields=["revoked_at", "revoked_by"])
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)


class Keys(Rule):
    """Keys of programs were revoked when the account was frozen; one that is alive still is revoked."""

    model, group = ApiToken, ACCOUNTS
    ignored = frozenset({"last_used_at"})
    notes = {
        "revoked": gettext_lazy("The key was revoked when the account was frozen."),
        "dies": gettext_lazy("The key works no more."),
        "made_anew": gettext_lazy("A revoked key does not come back: its owner makes a new one."),
    }

    def look(self, line: Logged, row: ApiToken) -> Step | None:
        if not line.is_addition:
            return Step(Fate.BY_HAND, "made_anew")
        return Step(Fate.GONE, "revoked") if row.revoked_at is not None else None

    def ends(self, line: Logged, row: ApiToken) -> Step:
        return Step(Fate.ENDED, "dies")

    def end(self, line: Logged, row: ApiToken, doing: Doing) -> None:
        before = values(row)
        row.revoked_at = doing.now
        row.save(update_fields=["revoked_at"])
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)


class Reports(Rule):
    """A release is taken back: the report is open again, the account frozen (its own line). A false report stays."""

    model, group = CompromiseReport, REPORTS
    notes = {
        "false_report": gettext_lazy("The report stays; decide in each place that there is nothing to void, release."),
        "over": gettext_lazy("The account was released already."),
    }

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        return dict(CompromiseReport.objects.filter(pk__in=ids).values_list("pk", "account__name"))

    def look(self, line: Logged, row: CompromiseReport) -> Step | None:
        if line.is_addition:
            over = row.released_at is not None
            return Step(Fate.GONE, "over") if over else Step(Fate.BY_HAND, "false_report")
        return None


class Cases(Rule):
    """Decisions about other accounts are looked at by those who decide."""

    model, group = CompromiseCase, REPORTS
    notes = {"look_again": gettext_lazy("What was decided about another account is looked at again there, by hand.")}

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        return dict(CompromiseCase.objects.filter(pk__in=ids).values_list("pk", "report__account__name"))

    def look(self, line: Logged, row: CompromiseCase) -> Step | None:
        return Step(Fate.BY_HAND, "look_again")


def register() -> None:
    for rule in (Accounts(), Memberships(), Invitations(), Keys(), Reports(), Cases()):
        register_rule(rule)


def _title(role: str) -> str:
    return str(ROLES[role].title) if role in ROLES else role
