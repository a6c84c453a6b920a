"""People who sign in, what they are and where (memberships), and what happened at the doors."""

from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.models import (
    Authority,
    Municipality,
    Organisation,
    OrganisationPeriod,
    Supervision,
)
from shared_apps.organisations.names import bare_words
from shared_apps.organisations.periods import FOREVER, DatedQuerySet, ends_after_it_begins
from shared_apps.organisations.privacy import Privacy


def official(*names: str) -> dict[str, Privacy]:
    return dict.fromkeys(names, Privacy.OFFICIAL)


def technical(*names: str) -> dict[str, Privacy]:
    return dict.fromkeys(("id", *names), Privacy.TECHNICAL)


class AccountQuerySet(models.QuerySet["Account"]):
    def with_login(self, login: str) -> "AccountQuerySet":
        """The account of this login, in any case of letters."""
        return self.annotate(login_key=Lower("login")).filter(login_key=login.lower())

    def named(self, text: str) -> "AccountQuerySet":
        """Every word of the text is somewhere in the name or the login."""
        found = self
        for word in bare_words(text).split():
            found = found.filter(search_key__contains=word)
        return found


class Account(models.Model):
    """One person's way in: a login and a password. What the person may do stands in memberships."""

    class Language(models.TextChoices):
        RUSSIAN = "ru", _("Russian")
        ENGLISH = "en", _("English")

    login = models.TextField(_("login"))
    name = models.TextField(_("name"), help_text=_("Surname, given name and patronymic as on documents."))
    search_key = models.TextField(_("search key"), editable=False)
    password = models.TextField(_("password"))
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    temporary_until = models.DateTimeField(_("temporary password works until"), null=True, blank=True)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True)
    failed_count = models.IntegerField(_("failed sign-ins in a row"), default=0)
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)
    is_blocked = models.BooleanField(_("blocked"), default=False)
    blocked_reason = models.TextField(_("reason of blocking"), blank=True)
    frozen_at = models.DateTimeField(_("frozen as compromised at"), null=True, blank=True)
    language = models.TextField(_("language"), choices=Language, default=Language.RUSSIAN)
    preferences = models.JSONField(_("appearance"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        "self", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("created by")
    )
    last_sign_in_at = models.DateTimeField(_("last signed in at"), null=True, blank=True)
    is_demo = models.BooleanField(_("made by the demo"), default=False)

    privacy: ClassVar = (
        {"login": Privacy.IDENTITY, "name": Privacy.IDENTITY, "password": Privacy.SECRET}
        | official("must_change_password", "temporary_until", "is_blocked", "blocked_reason", "frozen_at", "created_by")
        | official("created_at", "password_changed_at", "last_sign_in_at", "failed_count", "locked_until")
        | technical("language", "preferences", "is_demo")
        | {"search_key": Privacy.IDENTITY}
    )
    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("login"), name="account_login_is_unique_in_any_case"),
            models.CheckConstraint(
                condition=Q(is_blocked=False) | ~Q(blocked_reason=""), name="blocked_account_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(DatedQuerySet["Membership"]):
    def live(self, day: date) -> "MembershipQuerySet":
        """In force on this day and not ended early."""
        return self.filter(valid_from__lte=day, valid_to__gt=day, ended_at__isnull=True)

    def not_over(self, day: date) -> "MembershipQuerySet":
        """In force on this day or to begin later."""
        return self.filter(valid_to__gt=day, ended_at__isnull=True)

    def within(self, organisation_ids: tuple[int, ...]) -> "MembershipQuerySet":
        """Bound to one of these organisations."""
        return self.filter(organisation_id__in=organisation_ids)

    def reaching(self, organisation_id: int) -> "MembershipQuerySet":
        """Above organisations, with a scope in which this one is, or was on some day."""
        periods = OrganisationPeriod.objects.filter(organisation=organisation_id)
        watched = Supervision.objects.filter(organisation=organisation_id)
        return self.filter(
            models.Q(scope_kind=Membership.ScopeKind.REGION)
            | models.Q(municipality__in=periods.values("municipality"))
            | models.Q(authority__in=periods.values("authority"))
            | models.Q(authority__in=watched.values("authority"))
        )


class Membership(models.Model):
    """A workplace: a role of roles.py in a scope, given by an order, for a period.

    `card_id` is the card (employee, guardian, student) of this account's person in that organisation, if known.
    An inspector's membership carries the inspection's number and always has an end.
    """

    class ScopeKind(models.TextChoices):
        REGION = "region", _("region")
        AUTHORITY = "authority", _("authority")
        MUNICIPALITY = "municipality", _("municipality")
        ORGANISATION = "organisation", _("organisation")
        FAMILY = "family", _("family")

    account = models.ForeignKey(Account, models.PROTECT, related_name="memberships", verbose_name=_("account"))
    role = models.TextField(_("role"))
    scope_kind = models.TextField(_("kind of scope"), choices=ScopeKind)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", null=True, blank=True, verbose_name=_("organisation")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("municipality")
    )
    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("authority")
    )
    card_id = models.BigIntegerField(_("card in the organisation"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    order_number = models.TextField(_("order number"), blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)
    inspection_number = models.TextField(_("number of the inspection"), blank=True)
    inspection_purpose = models.TextField(_("purpose of the inspection"), blank=True)
    granted_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("given by")
    )
    granted_at = models.DateTimeField(_("given at"), auto_now_add=True)
    ended_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    privacy: ClassVar = official(
        "account", "role", "organisation", "municipality", "authority", "valid_from", "valid_to", "order_number",
        "order_date", "inspection_number", "inspection_purpose", "granted_by", "granted_at", "ended_by", "ended_at",
    ) | technical("scope_kind", "card_id")  # fmt: skip
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            ends_after_it_begins("membership_ends_after_it_begins"),
            models.CheckConstraint(
                name="membership_names_exactly_its_scope",
                condition=Q(
                    scope_kind="region", organisation=None, municipality=None, authority=None, card_id=None
                )
                | Q(scope_kind="authority", authority__isnull=False, organisation=None, municipality=None, card_id=None)
                | Q(
                    scope_kind="municipality", municipality__isnull=False,
                    organisation=None, authority=None, card_id=None,
                )
                | Q(scope_kind="organisation", organisation__isnull=False, municipality=None, authority=None)
                | Q(
                    scope_kind="family", organisation__isnull=False, card_id__isnull=False,
                    municipality=None, authority=None,
                ),
            ),
            models.CheckConstraint(
                name="inspection_has_a_number_a_purpose_and_an_end",
                condition=~Q(role="inspector")
                | (~Q(inspection_number="") & ~Q(inspection_purpose="") & Q(valid_to__lt=FOREVER)),
            ),
            models.UniqueConstraint(
                fields=["account", "role", "organisation", "municipality", "authority", "card_id", "valid_from"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_is_not_given_twice",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["organisation", "role"], name="members_of_an_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.role} #{self.pk}"


class SessionQuerySet(models.QuerySet["Session"]):
    def open(self, now: datetime) -> "SessionQuerySet":
        """Neither ended nor past their absolute limit."""
        return self.filter(ended_at__isnull=True, expires_at__gt=now)


class Session(models.Model):
    """One signed-in browser. The key itself is only in its cookie; here is the key's digest."""

    key_hash = models.TextField()
    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions", verbose_name=_("account"))
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("workplace")
    )
    created_at = models.DateTimeField(_("signed in at"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("last seen at"))
    expires_at = models.DateTimeField(_("ends at"))
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)
    user_agent = models.TextField(_("browser"), blank=True)
    data = models.JSONField(default=dict)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("ended by")
    )

    privacy: ClassVar = (
        {"key_hash": Privacy.SECRET, "data": Privacy.SECRET, "ip": Privacy.CONTACT, "user_agent": Privacy.CONTACT}
        | official("account", "created_at", "last_seen_at", "expires_at", "ended_at", "ended_by")
        | technical("membership")
    )
    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key_hash"], name="session_key_is_unique")]

    def __str__(self) -> str:
        return f"session {self.pk}"


class SecurityEvent(models.Model):
    """Something at the doors worth keeping whatever became of the request: sign-ins, refusals, blocked accounts.

    `login` is kept whole only where it is an account's; of an unknown one only its beginning and a digest stay,
    since people type passwords into the wrong field. `facts` are codes, numbers and ids, told in words by
    `security_words`; `detail` is what lines from before facts say.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        WRONG_PASSWORD = "wrong_password", _("wrong password")
        UNKNOWN_LOGIN = "unknown_login", _("unknown login")
        LOCKED = "locked", _("sign-in locked after failures")
        REFUSED_WHILE_LOCKED = "refused_while_locked", _("tried to sign in while locked")
        REFUSED_BLOCKED = "refused_blocked", _("blocked account tried to sign in")
        TEMPORARY_EXPIRED = "temporary_expired", _("temporary password is out of date")
        TOO_MANY_FROM_ADDRESS = "too_many_from_address", _("too many failures from one address")
        SIGNED_OUT = "signed_out", _("signed out")
        SESSION_ENDED = "session_ended", _("session ended from elsewhere")
        NO_MEMBERSHIP = "no_membership", _("opened an organisation without a role in it")
        NO_SCOPE = "no_scope", _("opened the region without a role in it")
        PERMISSION_REFUSED = "permission_refused", _("opened a page without the permission")
        PASSWORD_CHANGED = "password_changed", _("password changed")
        PASSWORD_RESET = "password_reset", _("password reset by an administrator")
        BLOCKED = "blocked", _("account blocked")
        UNBLOCKED = "unblocked", _("account unblocked")
        BAD_TOKEN = "bad_token", _("unknown or expired key of a program")
        INVITED = "invited", _("invitations issued")
        INVITATION_ACCEPTED = "invitation_accepted", _("invitation accepted")
        INVITATION_REVOKED = "invitation_revoked", _("invitation revoked")
        WRONG_CODE = "wrong_code", _("unknown code of an invitation")
        COMPROMISED = "compromised", _("account reported as compromised and frozen")
        REFUSED_FROZEN = "refused_frozen", _("frozen account tried to sign in")
        VOIDED = "voided", _("operations of a compromised account voided")
        RELEASED = "released", _("frozen account released")

    at = models.DateTimeField(_("at"), auto_now_add=True)
    kind = models.TextField(_("what happened"), choices=Kind)
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("account")
    )
    login = models.TextField(_("login tried"), blank=True)
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)
    detail = models.TextField(_("detail"), blank=True)
    facts = models.JSONField(_("facts"), default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    request_id = models.TextField(_("request"), blank=True)

    privacy: ClassVar = (
        {"login": Privacy.IDENTITY, "ip": Privacy.CONTACT}
        | official("at", "kind", "account", "detail", "facts")
        | technical("request_id")
    )

    class Meta:
        verbose_name = _("line of the security log")
        verbose_name_plural = _("security log")
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="security_events_by_time"),
            models.Index(fields=["account", "-at"], name="security_events_of_account"),
            models.Index(fields=["ip", "-at"], name="security_events_from_address"),
            models.Index(fields=["login", "-at"], name="security_events_of_login"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class ApiToken(models.Model):
    """A key for a program that works in an account's name, in one workplace, with no more than `scopes`."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens", verbose_name=_("account"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("workplace"))
    name = models.TextField(_("name"), help_text=_("What the key is for."))
    token_hash = models.TextField()
    beginning = models.TextField(_("begins with"))
    scopes = ArrayField(models.TextField(), verbose_name=_("permissions"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("works until"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    privacy: ClassVar = (
        {"token_hash": Privacy.SECRET}
        | official("account", "membership", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
        | technical("beginning")
    )
    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of a program")
        verbose_name_plural = _("keys of programs")
        constraints: ClassVar = [models.UniqueConstraint(fields=["token_hash"], name="api_token_is_unique")]

    def __str__(self) -> str:
        return self.name


class DemoDatabase(models.Model):
    """One row in a database that the demo made, none elsewhere: only there do the demo's sign-ins work.

    The owner's login writes it, before anything else of the demo; the application only reads.
    """

    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    privacy: ClassVar = technical("made_at")

    class Meta:
        verbose_name = _("mark of a demo database")
        verbose_name_plural = _("marks of a demo database")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="demo_database_is_marked_once")]

    def __str__(self) -> str:
        return f"demo since {self.made_at:%Y-%m-%d}"


from . import compromise_models, invitation_models, proposal_models, visit_models  # noqa: E402, F401  models of this app like the others
