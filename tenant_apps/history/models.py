"""What became of every row of the organisation: the log of changes, its seals, erasures from it and reversals by it.

`history_changelog` and `history_outbox` are written by triggers alone (triggers.py). The log only grows; rights of
PostgreSQL (grants.py) let nobody change it but the eraser, who empties payloads and leaves digests.
"""

import json
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.undoing.folding import Obstacle, Verdict


class ExactDecoder(json.JSONDecoder):
    """Reads numbers as they stand in the log: 0.10 stays 0.10."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"parse_float": Decimal})


class ChangeLog(models.Model):
    """One change of one row: who, when, before, after. An update holds the changed columns only.

    `actor_id` is empty for the platform itself; `actor_name` is the name as it was. `source` groups the lines of one
    operation ("import:17", "reversal:3"). `digest` = sha256(salt || canonical line); it stays when a line is erased.
    """

    class Operation(models.TextChoices):
        INSERT = "I", pgettext_lazy("change", "created")
        UPDATE = "U", pgettext_lazy("change", "changed")
        DELETE = "D", pgettext_lazy("change", "deleted")

    at = models.DateTimeField(pgettext_lazy("change", "when"))
    request_id = models.TextField(_("request"))
    actor_id = models.BigIntegerField(_("account"), null=True)
    actor_name = models.TextField(pgettext_lazy("change", "who"))
    source = models.TextField(_("operation it belongs to"))
    table_name = models.TextField(pgettext_lazy("change", "table"))
    row_id = models.BigIntegerField(pgettext_lazy("change", "row"))
    operation = models.TextField(_("what was done"), choices=Operation)
    before = models.JSONField(null=True, decoder=ExactDecoder)
    after = models.JSONField(null=True, decoder=ExactDecoder)
    salt = models.BinaryField(null=True)
    digest = models.BinaryField()
    erased_by = models.BigIntegerField(null=True)

    privacy: ClassVar = (
        dict.fromkeys(["at", "actor_name", "source", "table_name", "operation"], Privacy.OFFICIAL)
        | dict.fromkeys(["id", "request_id", "actor_id", "row_id", "digest", "erased_by"], Privacy.TECHNICAL)
        | dict.fromkeys(["before", "after", "salt"], Privacy.SECRET)  # columns are shown by their own classes
    )

    class Meta:
        verbose_name = pgettext_lazy("change", "change")
        verbose_name_plural = _("log of changes")
        indexes: ClassVar = [
            models.Index(fields=["table_name", "row_id"], name="changes_of_a_row"),
            BrinIndex(fields=["at"], name="changes_by_time", pages_per_range=16),
            models.Index(fields=["source"], name="changes_of_an_operation", condition=models.Q(source__contains=":")),
            models.Index(fields=["table_name"], name="deletions_from_a_table", condition=models.Q(operation="D")),
        ]


class Outbox(models.Model):
    """A key the region must look at again: entity ("student", "class", …) and its id here. Deleted when projected."""

    entity = models.TextField()
    key = models.BigIntegerField()
    written_at = models.DateTimeField()

    privacy: ClassVar = dict.fromkeys(["id", "entity", "key", "written_at"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("key for the region")
        verbose_name_plural = _("keys for the region")


class Seal(models.Model):
    """A batch of lines of the log under one Merkle root; `chained` = sha256(previous chained || root).

    Kind `restored` marks a restoration from a copy: no lines, `root` is the last chained root that was sent out before,
    so that the chain goes on and says what was lost.
    """

    class Kind(models.TextChoices):
        SEALED = "sealed", pgettext_lazy("seal", "sealed")
        RESTORED = "restored", _("restored from a copy")

    number = models.BigIntegerField(_("number"), primary_key=True)
    kind = models.TextField(choices=Kind, default=Kind.SEALED)
    count = models.PositiveIntegerField(pgettext_lazy("seal", "lines"))
    first_line = models.BigIntegerField(null=True)
    last_line = models.BigIntegerField(null=True)
    root = models.BinaryField()
    chained = models.BinaryField()
    sealed_at = models.DateTimeField(_("sealed at"))
    sealed_by = models.TextField()
    sent_at = models.DateTimeField(_("sent out at"), null=True)
    note = models.TextField(blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["number", "kind", "count", "first_line", "last_line", "root", "chained", "sealed_at"]
        + ["sealed_by", "sent_at", "note"],
        Privacy.TECHNICAL,
    )

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints: ClassVar = [
            models.CheckConstraint(name="a_seal_has_a_number", condition=models.Q(number__gt=0)),
        ]


class SealLine(models.Model):
    """Where a line of the log stands in its seal. A line without such a row is not sealed yet.

    `mark` is the first eight bytes of its leaf: it tells which line of a batch was rewritten after sealing.
    """

    change = models.BigIntegerField(primary_key=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    mark = models.BigIntegerField()

    privacy: ClassVar = dict.fromkeys(["change", "seal", "position", "mark"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("line of a seal")
        verbose_name_plural = _("lines of seals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seal", "position"], name="one_line_at_a_position_of_a_seal")
        ]


class Erasure(models.Model):
    """Payloads taken out of the log because the law asks: whose, on what ground, by whom. Digests stay."""

    subject = models.TextField(_("whose data"), help_text=_("Without names: person 17."))
    ground = models.TextField(pgettext_lazy("erasure", "ground"))
    document = models.TextField(pgettext_lazy("erasure", "document"), blank=True)
    lines = models.PositiveIntegerField(pgettext_lazy("seal", "lines"))
    erased_at = models.DateTimeField(_("erased at"))
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(_("by whom"))

    privacy: ClassVar = dict.fromkeys(
        ["subject", "ground", "document", "lines", "erased_at", "actor_name"], Privacy.OFFICIAL
    ) | dict.fromkeys(["id", "actor_id"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")


class Reversal(models.Model):
    """The protocol of undoing an operation: planned, looked at, then done or abandoned. Its number has no gaps.

    `selection` says which lines: {"kind": "source", "source": "import:17"}. `plan` is the digest of the verdicts the
    reader saw; confirming compares it with what is true by then.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("reversal", "planned")
        DONE = "done", pgettext_lazy("reversal", "done")
        ABANDONED = "abandoned", pgettext_lazy("reversal", "abandoned")

    number = models.BigIntegerField(_("number"), primary_key=True)
    title = models.TextField(_("what is reversed"))
    reason = models.TextField(pgettext_lazy("reversal", "reason"))
    selection = models.JSONField()
    state = models.TextField(_("state"), choices=State, default=State.PLANNED)
    is_partial = models.BooleanField(_("without the conflicts"), default=False)
    plan = models.BinaryField()
    lines_count = models.PositiveIntegerField(_("changes"), default=0)
    conflicts_count = models.PositiveIntegerField(_("conflicts"), default=0)
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.BigIntegerField(null=True)
    planned_name = models.TextField(_("planned by"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    finished_by = models.BigIntegerField(null=True)
    finished_name = models.TextField(_("finished by"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["number", "title", "reason", "state", "is_partial", "lines_count", "conflicts_count", "planned_at"]
        + ["planned_name", "finished_at", "finished_name"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["selection", "plan", "planned_by", "finished_by"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("reversal")
        verbose_name_plural = _("reversals")
        constraints: ClassVar = [
            models.CheckConstraint(name="a_reversal_says_its_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"


class ReversalLine(models.Model):
    """What a protocol says of one line of the log.

    `later` is the line of the log that stands in the way, where one is known; `detail` names columns, rows and
    constraints, never values.
    """

    Verdict = Verdict
    Obstacle = Obstacle

    reversal = models.ForeignKey(Reversal, models.CASCADE, related_name="lines", db_index=False)
    change = models.BigIntegerField()
    verdict = models.TextField(_("verdict"), choices=Verdict)
    obstacle = models.TextField(_("what stands in the way"), choices=Obstacle, blank=True)
    later = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    privacy: ClassVar = dict.fromkeys(["verdict", "obstacle"], Privacy.OFFICIAL) | dict.fromkeys(
        ["id", "reversal", "change", "later", "detail"], Privacy.TECHNICAL
    )

    class Meta:
        verbose_name = _("line of a reversal")
        verbose_name_plural = _("lines of reversals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reversal", "change"], name="a_line_stands_in_a_reversal_once")
        ]
