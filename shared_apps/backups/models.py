"""What is known of backups: each run in each target, the last success of each organisation, each restoration.

The copies themselves lie outside the database (deploy/backup/); their manifests are the truth about what is in them.
These rows are what administrators look at.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy


class Backup(models.Model):
    """One backup in one target: `name` is its directory there ("2026-11-29T023000Z"), `target` the target's name.

    A run with two targets leaves two rows: one may have failed while the other is good. `is_whole`: every organisation
    and the shared tables; otherwise some organisations alone. `size` in bytes, without files that earlier backups had
    stored already. `removed_at`: taken away because its time was over.
    """

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("backup", "being made")
        DONE = "done", pgettext_lazy("backup", "made")
        FAILED = "failed", pgettext_lazy("backup", "failed")

    name = models.TextField(pgettext_lazy("backup", "backup"))
    target = models.TextField(pgettext_lazy("backup", "target"))
    state = models.TextField(pgettext_lazy("backup", "state"), choices=State, default=State.RUNNING)
    is_whole = models.BooleanField(_("the whole platform"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    organisations = models.PositiveIntegerField(_("organisations"), default=0)
    failed_organisations = models.PositiveIntegerField(_("organisations that could not be copied"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    size = models.BigIntegerField(_("size, bytes"), default=0)
    detail = models.TextField(_("what happened"), default="", blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True)
    problems = models.PositiveIntegerField(_("problems found when verifying"), default=0)
    removed_at = models.DateTimeField(_("removed at"), null=True)

    privacy: ClassVar = dict.fromkeys(
        ["name", "target", "state", "is_whole", "started_at", "finished_at", "organisations", "failed_organisations"]
        + ["files", "size", "detail", "verified_at", "problems", "removed_at"],
        Privacy.OFFICIAL,
    ) | {"id": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "target"], name="one_backup_of_a_name_in_a_target")
        ]
        indexes: ClassVar = [models.Index(fields=["-started_at"], name="backups_by_time")]

    def __str__(self) -> str:
        return self.name

    @property
    def megabytes(self) -> float:
        return self.size / 1_000_000


class OrganisationCopy(models.Model):
    """The last good copy of an organisation in a target: `taken_at` is the moment of its snapshot."""

    organisation_id = models.BigIntegerField(_("organisation"))
    target = models.TextField(pgettext_lazy("backup", "target"))
    name = models.TextField(pgettext_lazy("backup", "backup"))
    taken_at = models.DateTimeField(pgettext_lazy("backup", "as of"))
    rows = models.BigIntegerField(_("rows"))
    size = models.BigIntegerField(_("size, bytes"))

    privacy: ClassVar = dict.fromkeys(["target", "name", "taken_at", "rows", "size"], Privacy.OFFICIAL) | dict.fromkeys(
        ["id", "organisation_id"], Privacy.TECHNICAL
    )

    class Meta:
        verbose_name = _("last copy of an organisation")
        verbose_name_plural = _("last copies of organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation_id", "target"], name="one_last_copy_in_a_target")
        ]


class Restoration(models.Model):
    """An organisation was put back to a moment. What it had until then stays in `old_schema` until `old_dropped_at`.

    `moment` is that of the copy's snapshot; `lost_lines` counts lines of the change log written after it; `seal` is the
    number of the seal of kind "restored". `remarks`: what nobody but people can put right after it (transfers with
    other organisations); they name numbers, no person. `erasures`: what was erased by law after the moment and came
    back (deploy/backup/erasures.py); until `erased_again_at` the organisation is held, and then goes on as `held_as`.
    """

    organisation_id = models.BigIntegerField(_("organisation"))
    backup = models.TextField(pgettext_lazy("backup", "backup"))
    target = models.TextField(pgettext_lazy("backup", "target"))
    moment = models.DateTimeField(_("put back to"))
    restored_at = models.DateTimeField(_("restored at"))
    actor_name = models.TextField(_("by whom"))
    lost_lines = models.BigIntegerField(_("changes that were lost"))
    seal = models.BigIntegerField(_("seal"))
    old_schema = models.TextField()
    old_dropped_at = models.DateTimeField(_("what it had before was deleted at"), null=True)
    recounted_at = models.DateTimeField(_("region recounted at"), null=True)
    erasures = models.JSONField(default=dict, db_default={}, editable=False)
    held_as = models.TextField(default="", db_default="", blank=True, editable=False)
    erased_again_at = models.DateTimeField(_("erased again at"), null=True)
    remarks = ArrayField(models.TextField(), verbose_name=_("what is left to do"), default=list, db_default=[])

    privacy: ClassVar = (
        dict.fromkeys(
            ["backup", "target", "moment", "restored_at", "actor_name", "lost_lines", "old_dropped_at", "recounted_at"]
            + ["remarks", "erased_again_at"],
            Privacy.OFFICIAL,
        )
        | dict.fromkeys(["id", "organisation_id", "seal", "old_schema", "held_as"], Privacy.TECHNICAL)
        | {"erasures": Privacy.DOCUMENT}
    )

    class Meta:
        verbose_name = _("restoration")
        verbose_name_plural = _("restorations")
        indexes: ClassVar = [models.Index(fields=["organisation_id", "-restored_at"], name="restorations_of_one")]
