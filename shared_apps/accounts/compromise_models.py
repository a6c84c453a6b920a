"""Compromised accounts: who reported it and when, and what each organisation did about it (S3 §6.3–6.4)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy

from .models import Account, official, technical


class CompromiseReport(models.Model):
    """Somebody else may have worked under an account. It is frozen from `registered_at` until it is released.

    `known_since`: the reporter says that it was so from an earlier moment; `note` says why he thinks so.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("account"))
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("reported by")
    )
    known_since = models.DateTimeField(_("compromised since"), null=True, blank=True)
    note = models.TextField(_("what happened"), blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("released by")
    )

    privacy: ClassVar = official(
        "account", "registered_at", "registered_by", "known_since", "released_at", "released_by"
    ) | {"id": Privacy.TECHNICAL, "note": Privacy.IDENTITY}

    class Meta:
        verbose_name = _("report of a compromised account")
        verbose_name_plural = _("reports of compromised accounts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(released_at__isnull=True), name="one_open_report_of_an_account"
            ),
            models.CheckConstraint(
                condition=Q(known_since__isnull=True) | ~Q(note=""), name="an_earlier_moment_of_a_report_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class CompromiseCase(models.Model):
    """A report as one organisation deals with it: from which moment operations count, and what became of them.

    Operations are voided by the protocol `reversal` of the organisation's history: one person proposes it, another one
    confirms. Each organisation sees and voids its own operations alone. Without an organisation the case is that of the
    region's administrators: operations in the shared tables, and `reversal` is a protocol of those (SharedReversal).
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("report", "to be looked at")
        PLANNED = "planned", pgettext_lazy("report", "waits for confirmation")
        VOIDING = "voiding", pgettext_lazy("report", "operations are being voided")
        VOIDED = "voided", pgettext_lazy("report", "operations are voided")
        CLEAN = "clean", pgettext_lazy("report", "nothing to void")
        UNDO_PLANNED = "undo_planned", pgettext_lazy("report", "taking the voiding back waits for confirmation")
        UNDOING = "undoing", pgettext_lazy("report", "the voiding is being taken back")

    report = models.ForeignKey(CompromiseReport, models.PROTECT, related_name="cases", verbose_name=_("report"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("organisation")
    )
    state = models.TextField(_("state"), choices=State, default=State.OPEN)
    since = models.DateTimeField(_("operations count since"))
    since_reason = models.TextField(_("reason of the earlier moment"), blank=True)
    reversal = models.BigIntegerField(_("protocol"), null=True, blank=True)
    undoing = models.BigIntegerField(_("protocol of taking the voiding back"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.TextField(_("words of the decision"), blank=True)

    privacy: ClassVar = official(
        "organisation", "state", "since", "reversal", "undoing", "proposed_by", "proposed_at", "decided_by",
        "decided_at",
    ) | technical("report") | dict.fromkeys(["since_reason", "decision"], Privacy.IDENTITY)  # fmt: skip

    class Meta:
        verbose_name = _("compromised account in an organisation")
        verbose_name_plural = _("compromised accounts in organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "organisation"], nulls_distinct=False, name="one_case_of_a_report_in_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(state="voiding") | Q(organisation__isnull=True),
                name="an_organisation_voids_in_one_go",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["voided", "clean"]) | Q(decided_at__isnull=False),
                name="a_decided_case_says_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")) | Q(state="clean"),
                name="two_persons_void_operations",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


def stopped_by(report_id: int) -> dict[str, int]:
    """How long work that a report has stopped is marked (`jobs.services.stop_work_of`)."""
    return {"compromise_report": report_id}
