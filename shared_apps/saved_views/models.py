"""Saved views: an address of a list under a name."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts.actor import MembershipRef
from shared_apps.accounts.models import Membership
from shared_apps.organisations.privacy import Privacy


def scope_of(membership: MembershipRef) -> str:
    """The place of a workplace."""
    number = membership.organisation_id or membership.municipality_id or membership.authority_id or 0
    return f"{membership.scope_kind}:{number}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, account_id: int) -> "SavedViewQuerySet":
        """An account's own."""
        return self.filter(account_id=account_id)

    def seen_in(self, *, account_id: int, scope: str, role: str) -> "SavedViewQuerySet":
        """One's own in a workplace, and what colleagues of the same role there share while they work in it."""
        today = timezone.localdate()
        works = Membership.objects.filter(
            account_id=OuterRef("account_id"), role=role, ended_at=None, valid_from__lte=today, valid_to__gt=today
        )
        shared = Q(is_shared=True, role=role) & Exists(works)
        return self.filter(Q(account_id=account_id) | shared, scope=scope)


class SavedView(models.Model):
    """A list as somebody wants to see it again: its `path` behind the door and its `query`, under a name of his.

    `scope` is the place of the workplace ("organisation:7", "municipality:3", "region:0"), `role` the role in it: with
    a shared view, those who hold the same role in the same place see it. A shared one holds nothing that was typed.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", verbose_name=_("account"))
    name = models.TextField(pgettext_lazy("view", "name"))
    side = models.TextField()
    scope = models.TextField()
    role = models.TextField()
    path = models.TextField()
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(pgettext_lazy("view", "shared"), default=False)
    saved_at = models.DateTimeField(pgettext_lazy("view", "saved at"), auto_now=True)

    privacy: ClassVar = (
        dict.fromkeys(["account", "is_shared", "saved_at"], Privacy.OFFICIAL)
        | dict.fromkeys(["name", "query"], Privacy.IDENTITY)
        | dict.fromkeys(["id", "side", "scope", "role", "path"], Privacy.TECHNICAL)
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "scope", "path", "name"], name="one_view_of_a_name_for_a_list_of_an_account"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["scope", "path"], name="views_of_a_list")]

    def __str__(self) -> str:
        return self.name
