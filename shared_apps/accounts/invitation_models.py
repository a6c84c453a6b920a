"""Invitations: one-time codes on paper that give the person of a card an account (S0 §4.9, S2-П2 §3.1.2)."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy

from .models import Account, official, technical


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self) -> "InvitationQuerySet":
        """Neither used nor revoked; it may be out of date."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True)

    def waiting(self, now: datetime) -> "InvitationQuerySet":
        """To be accepted still."""
        return self.standing().filter(expires_at__gt=now)


class Invitation(models.Model):
    """A sheet that was handed out: whoever has its code becomes, in one role, the person of one card.

    The code stands on the paper alone; here is its digest with a key. It dies when it is used, when it is out of date,
    and when it is revoked: by hand, or by a newer sheet for the same card (`is_replaced`).
    """

    code_hash = models.TextField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    role = models.TextField(_("role"))
    card_id = models.BigIntegerField(_("card in the organisation"))
    name = models.TextField(_("name"), help_text=_("As on the card when the sheet was made."))
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    issued_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("issued by")
    )
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    used_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("accepted by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("revoked by")
    )
    order_number = models.TextField(_("order number"), blank=True, default="", db_default="")
    order_date = models.DateField(_("order date"), null=True, blank=True)
    is_replaced = models.BooleanField(_("replaced by a newer one"), default=False)

    privacy: ClassVar = (
        {"code_hash": Privacy.SECRET, "name": Privacy.IDENTITY}
        | official("organisation", "role", "issued_at", "issued_by", "expires_at", "used_at", "used_by")
        | official("revoked_at", "revoked_by", "is_replaced", "order_number", "order_date")
        | technical("card_id")
    )
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code_hash"], name="invitation_code_is_unique"),
            models.UniqueConstraint(
                fields=["organisation", "role", "card_id"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="one_standing_invitation_of_a_card",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_is_used_or_revoked_not_both",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
