"""Protocols of undoing what was done in the shared tables; the organisations have their own (`tenant_apps.history`)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import SharedChange
from .privacy import Privacy
from .undoing.folding import Obstacle
from .undoing.rules import Fate


class SharedReversal(models.Model):
    """The protocol of undoing changes of shared rows: planned, confirmed by another person, carried out row by row.

    planned → running → done; or abandoned. `selection` says which lines and for what matter ("keeper"); `plan` is the
    digest of what the reader saw: confirming compares it with what is true by then. Its number has no gaps.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("reversal", "planned")
        RUNNING = "running", pgettext_lazy("reversal", "being carried out")
        DONE = "done", pgettext_lazy("reversal", "done")
        ABANDONED = "abandoned", pgettext_lazy("reversal", "abandoned")

    number = models.BigIntegerField(_("number"), primary_key=True)
    title = models.TextField(_("what is taken back"))
    reason = models.TextField(pgettext_lazy("reversal", "reason"))
    selection = models.JSONField()
    state = models.TextField(pgettext_lazy("organisation", "state"), choices=State, default=State.PLANNED)
    plan = models.BinaryField()
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.BigIntegerField(null=True)
    planned_name = models.TextField(_("planned by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_name = models.TextField(_("confirmed by"), blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    privacy: ClassVar = dict.fromkeys(
        ["number", "title", "reason", "state", "planned_at", "planned_name", "confirmed_at", "confirmed_name"]
        + ["finished_at"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["selection", "plan", "planned_by", "confirmed_by"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("protocol of undoing shared changes")
        verbose_name_plural = _("protocols of undoing shared changes")
        constraints: ClassVar = [
            models.CheckConstraint(name="a_shared_reversal_says_its_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="two_persons_undo_shared_changes",
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("planned_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"


class SharedReversalLine(models.Model):
    """What a protocol says of one line of the log of shared changes: its fate, why, and whether it is carried out.

    `note` is a code of the table's rule (`undoing.rules`), `detail` its places and what stands in the way, never
    values; `later` is the line by somebody else that stands in the way.
    """

    reversal = models.ForeignKey(SharedReversal, models.CASCADE, related_name="lines", db_index=False)
    change = models.ForeignKey(SharedChange, models.PROTECT, related_name="+", db_index=False)
    fate = models.TextField(_("what becomes of it"), choices=Fate)
    obstacle = models.TextField(_("what stands in the way"), choices=Obstacle, blank=True)
    note = models.TextField(_("explanation"), blank=True)
    detail = models.JSONField(default=dict)
    later = models.ForeignKey(SharedChange, models.PROTECT, related_name="+", null=True, db_index=False)
    carried_out_at = models.DateTimeField(_("carried out at"), null=True)

    privacy: ClassVar = dict.fromkeys(["fate", "obstacle", "note", "carried_out_at"], Privacy.OFFICIAL) | dict.fromkeys(
        ["id", "reversal", "change", "later", "detail"], Privacy.TECHNICAL
    )

    class Meta:
        verbose_name = _("line of a protocol of undoing shared changes")
        verbose_name_plural = _("lines of protocols of undoing shared changes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reversal", "change"], name="a_shared_line_stands_in_a_reversal_once")
        ]
