"""What services of accounts decline, each named for what happened."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class LoginTaken(Refused):
    message = _("The login “%(login)s” is taken. Choose another.")
    code, field = "login_taken", "login"


class BadLogin(Refused):
    message = _("A login is 3 to 64 Latin letters, digits, dots, hyphens, underscores or @.")
    code, field = "bad_login", "login"


class NameMissing(Refused):
    message = _("Write the surname and the given name.")
    code, field = "account_name_missing", "name"


class NoSuchAccount(Refused):
    message = _("There is no such account. Check the login.")
    code = "no_such_account"


class RoleAboveOwn(Refused):
    message = _("Your role does not give the role “%(role)s”.")
    code, field = "role_above_own", "role"


class OutOfScope(Refused):
    message = _("It lies outside what you answer for.")
    code = "out_of_scope"


class ScopeDoesNotFit(Refused):
    message = _("The role “%(role)s” is given for another kind of place.")
    code = "scope_does_not_fit"


class AlreadyGiven(Refused):
    message = _("The account already has this role here for these days.")
    code = "already_given"


class ProposalDecided(Refused):
    message = _("Somebody has decided on some of these roles meanwhile. Look at the list again.")
    code = "role_proposal_decided"


class WrongDates(Refused):
    message = _("The role must end after it begins, and not in the past.")
    code, field = "wrong_dates", "valid_to"


class InspectionIncomplete(Refused):
    message = _("An inspection has a number, a purpose and a last day at most %(days)s days from the first.")
    code, field = "inspection_incomplete", "inspection_number"


class RoleOrderMissing(Refused):
    message = _("The role “%(role)s” is given by an order: write its number and date.")
    code, field = "role_order_missing", "order_number"


class NotYoursToManage(Refused):
    message = _(
        "The account also has roles outside of what you answer for, or it is your own. "
        "The administrator one level above does this."
    )
    code = "not_yours_to_manage"


class ReasonMissing(Refused):
    message = _("Write the reason: it stays in the log.")
    code, field = "block_reason_missing", "reason"


class MembershipOver(Refused):
    message = _("This role has ended already.")
    code = "membership_over"


class WrongSignIn(Refused):
    message = _("The login or the password is wrong. Check the keyboard layout and Caps Lock.")
    code = "wrong_sign_in"


class SignInLocked(Refused):
    message = _("Too many failures. Sign-in opens again at %(time)s; the administrator can open it sooner.")
    code = "sign_in_locked"


class TooManyFromAddress(Refused):
    message = _("Too many failures from this network. Try again in a quarter of an hour.")
    code = "too_many_from_address"


class AccountBlocked(Refused):
    message = _("The account is blocked. The administrator who issued it knows why.")
    code = "account_blocked"


class TemporaryPasswordExpired(Refused):
    message = _("The temporary password is out of date. Ask the administrator for a new one.")
    code = "temporary_password_expired"


class WrongOldPassword(Refused):
    message = _("The present password is wrong.")
    code, field = "wrong_old_password", "old"


class SamePassword(Refused):
    message = _("Take a new password, not the present one.")
    code, field = "same_password", "new"


class NoSuchWorkplace(Refused):
    message = _("You have no such role now.")
    code = "no_such_workplace"


class TooWide(Refused):
    message = _("A key cannot do more than its workplace: leave out %(permissions)s.")
    code, field = "too_wide", "scopes"


class NoScopes(Refused):
    message = _("Choose at least one thing the key may do.")
    code, field = "no_scopes", "scopes"


# --- invitations ------------------------------------------------------------------------------------------------------


class NobodyInvited(Refused):
    message = _("There is nobody here to invite: choose others, or issue anew what is out of date.")
    code = "nobody_invited"


class NotYoursToInvite(Refused):
    message = _("Your role does not invite “%(role)s”.")
    code, field = "not_yours_to_invite", "role"


class InvitationsChanged(Refused):
    message = _(
        "Meanwhile somebody accepted an invitation or issued one: %(name)s. Nothing was issued; look at the list again."
    )
    code = "invitations_changed"


class NoSuchInvitation(Refused):
    message = _("There is no such invitation, or it is over already.")
    code = "no_such_invitation"


class WrongCode(Refused):
    message = _("There is no invitation with this code. Check it sign by sign: it has twelve letters and digits.")
    code, field = "wrong_code", "code"


class TooManyCodes(Refused):
    message = _("Too many wrong codes from this network. Try again in a quarter of an hour.")
    code, field = "too_many_codes", "code"


class InvitationUsed(Refused):
    message = _("This invitation was accepted already. If it was not you, tell the organisation at once.")
    code, field = "invitation_used", "code"


class InvitationOutOfDate(Refused):
    message = _("This invitation worked until %(day)s. Ask the organisation for a new sheet.")
    code, field = "invitation_out_of_date", "code"


class InvitationReplaced(Refused):
    message = _("The organisation made a newer sheet for you: this one works no more. Take the newer one.")
    code, field = "invitation_replaced", "code"


class InvitationRevoked(Refused):
    message = _("The organisation revoked this invitation. Ask it why.")
    code, field = "invitation_revoked", "code"


class InvitationHeld(Refused):
    message = _("The account that issued this sheet was reported as compromised. Ask the organisation for a new sheet.")
    code, field = "invitation_held", "code"


class OtherName(Refused):
    message = _(
        "The invitation is for %(invited)s, and you are signed in as %(name)s. Tick that it is you, or sign out."
    )
    code, field = "other_name", "is_me"


# --- compromised accounts ---------------------------------------------------------------------------------------------


class AccountFrozen(Refused):
    message = _(
        "The account was reported as compromised and is frozen. The administrator opens it with a new password when "
        "the operations under it have been looked through."
    )
    code = "account_frozen"


class NotYoursToFreeze(Refused):
    message = _("The account has roles above yours, or none within what you answer for. Tell the administrator above.")
    code = "not_yours_to_freeze"


class AlreadyReported(Refused):
    message = _("The account was reported already and is frozen.")
    code = "already_reported"


class MomentInTheFuture(Refused):
    message = _("The moment lies in the future.")
    code, field = "moment_in_the_future", "day"


class MomentTooLongAgo(Refused):
    message = _("The moment lies before %(day)s: no operation here is as old.")
    code, field = "moment_too_long_ago", "day"


class EarlierNeedsReason(Refused):
    message = _("Operations from before the report are voided with a reason only: write how it is known.")
    code, field = "earlier_needs_reason", "reason"


class NoSuchCase(Refused):
    message = _("There is no such report.")
    code = "no_such_case"


class CaseDecided(Refused):
    message = _("This report is decided already.")
    code = "case_decided"


class CaseChanged(Refused):
    message = _("The report has another state by now: look at it again.")
    code = "case_changed"


class SecondPersonNeeded(Refused):
    message = _("You proposed it yourself: another person confirms.")
    code = "second_person_needed"


class OwnAccountReported(Refused):
    message = _("The report is about your own account: others decide on it.")
    code = "own_account_reported"


class HeadConfirms(Refused):
    message = _("The head of the organisation confirms this. The coordinator does so only for the head's own account.")
    code = "head_confirms"


class DecisionMissing(Refused):
    message = _("Write why there is nothing to void: it stays in the report.")
    code, field = "decision_missing", "decision"


class CasesUndecided(Refused):
    message = _(
        "Operations under the account are not decided on everywhere yet: %(places)s. First decide, then release."
    )
    code = "cases_undecided"


class NotFrozen(Refused):
    message = _("The account is not frozen.")
    code = "not_frozen"
