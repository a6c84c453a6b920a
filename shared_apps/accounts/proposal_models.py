"""Roles proposed where an employee has come to: his account had them where he came from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.models import Organisation

from .models import Account, Membership, official, technical


class RoleProposal(models.Model):
    """The role that an account had at `sender`, proposed for the card of the same person at `organisation`.

    Proposed when a reorganisation (`source`) moves the employee, and given from its day by its order when the office of
    the successor confirms it (`membership`). Undoing the reorganisation takes both back.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("role", "proposed")
        CONFIRMED = "confirmed", pgettext_lazy("role", "given")
        DECLINED = "declined", pgettext_lazy("role", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("role", "withdrawn: the reorganisation was undone")

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("account"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("where from"))
    role = models.TextField(_("role"))
    card_id = models.BigIntegerField(_("card in the organisation"))
    valid_from = models.DateField(_("valid from"))
    order_number = models.TextField(_("order number"))
    order_date = models.DateField(_("order date"))
    source = models.TextField(_("came from"), editable=False)
    state = models.TextField(pgettext_lazy("role", "state"), choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("decided by")
    )
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("membership")
    )

    privacy: ClassVar = official(
        "account", "organisation", "sender", "role", "valid_from", "order_number", "order_date", "state", "proposed_at",
        "decided_at", "decided_by",
    ) | technical("card_id", "source", "membership")  # fmt: skip
    objects: ClassVar[models.Manager["RoleProposal"]] = models.Manager()

    class Meta:
        verbose_name = _("proposed role")
        verbose_name_plural = _("proposed roles")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "organisation", "role", "card_id"],
                condition=Q(state="proposed"),
                name="a_role_is_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="a_decided_proposal_says_when",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="proposed_roles_of_organisation")]

    def __str__(self) -> str:
        return f"{self.role} #{self.pk}"
