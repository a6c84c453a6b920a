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
    code, field = "name_missing", "name"


class NoSuchAccount(Refused):
    message = _("There is no such account.")
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


class WrongDates(Refused):
    message = _("The role must end after it begins, and not in the past.")
    code, field = "wrong_dates", "valid_to"


class InspectionIncomplete(Refused):
    message = _("An inspection has a number, a purpose and a last day at most %(days)s days from the first.")
    code, field = "inspection_incomplete", "inspection_number"


class NotYoursToManage(Refused):
    message = _(
        "The account also has roles outside of what you answer for, or it is your own. "
        "The administrator one level above does this."
    )
    code = "not_yours_to_manage"


class ReasonMissing(Refused):
    message = _("Write the reason: it stays in the log.")
    code, field = "reason_missing", "reason"


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
