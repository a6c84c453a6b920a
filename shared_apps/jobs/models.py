"""Long work. A row here is the truth; a message in the broker is only a hint that it waits."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy

from .schedule import BY_SCHEDULE


class JobQuerySet(models.QuerySet["Job"]):
    def wanted_by_schedule(self) -> "JobQuerySet":
        """Daily work."""
        return self.filter(actor_id=None, actor_name=BY_SCHEDULE.name)

    def wanted_otherwise(self) -> "JobQuerySet":
        """What people and other work want."""
        return self.exclude(actor_id=None, actor_name=BY_SCHEDULE.name)


class Job(models.Model):
    """One piece of long work of a declared kind, for one organisation or for none.

    `attempt` guards completion: a worker that lost its job (stale heartbeat, requeued) can't complete it.
    `done` of `total` steps; `message` is what the work itself says: its progress, or why it is refused. `result` is
    plain JSON: what came of it, or of one that failed {"error": …, "trace": …, "code": a refusal's}.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("job", "waiting")
        RUNNING = "running", pgettext_lazy("job", "running")
        DONE = "done", pgettext_lazy("job", "done")
        FAILED = "failed", pgettext_lazy("job", "failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")

    class Trouble(models.TextChoices):
        """What happened to it, for the reader; what the machine said is kept in `result`."""

        BEHIND = "behind", _("The organisation is being updated to the new version; the work waits for it.")
        ATTEMPT_FAILED = "attempt_failed", _("An attempt failed; the work is tried again by itself.")
        REFUSED = "refused", _("The work was refused.")
        FAILED = "failed", _("The work was broken off by an error; the administrator of the platform sees which.")
        LEFT_OUT = "left_out", _("The work is not done everywhere: some organisations were left out.")
        BROKER_SILENT = "broker_silent", _("The queue of messages did not answer.")
        WORKER_DIED = "worker_died", _("The worker died, and no attempts are left.")
        ACCOUNT_FROZEN = "account_frozen", _("Stopped: the account is reported as compromised.")
        UNKNOWN_KIND = "unknown_kind", _("The platform in its present version does no such work. Ask for it anew.")

    kind = models.TextField(pgettext_lazy("job", "kind"))
    queue = models.TextField(_("queue"))
    organisation_id = models.BigIntegerField(_("organisation"), null=True)
    key = models.TextField(blank=True, help_text="At most one unfinished job has a given key.")
    arguments = models.JSONField(default=dict)
    state = models.TextField(pgettext_lazy("job", "state"), choices=State, default=State.WAITING)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    attempts_allowed = models.PositiveIntegerField(default=3)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(pgettext_lazy("job", "message"), blank=True)
    trouble = models.TextField(pgettext_lazy("job", "trouble"), choices=Trouble, blank=True, default="", db_default="")
    result = models.JSONField(default=dict)
    checkpoint = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(pgettext_lazy("job", "who"))
    request_id = models.TextField(blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    not_before = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    privacy: ClassVar = dict.fromkeys(
        ["kind", "state", "attempt", "done", "total", "message", "actor_name", "created_at", "started_at"]
        + ["finished_at", "result", "trouble"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(
        ["id", "queue", "organisation_id", "key", "arguments", "attempts_allowed", "checkpoint", "actor_id"]
        + ["request_id", "not_before", "heartbeat_at"],
        Privacy.TECHNICAL,
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("long work")
        verbose_name_plural = _("long work")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                name="one_unfinished_job_per_key",
                condition=~models.Q(key="") & models.Q(state__in=["waiting", "running"]),
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state", "created_at"],
                name="jobs_unfinished",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
            models.Index(fields=["organisation_id", "-id"], name="jobs_of_an_organisation"),
        ]

    @property
    def words(self) -> str:
        """How far it is or what happened to it, in the reader's language."""
        return self.message or str(self.get_trouble_display())

    @property
    def error(self) -> str:
        """What the machine said when the work failed: English, for those who mend it."""
        return str(self.result.get("error", ""))


class DailyWork(models.Model):
    """How far the schedule has come with a kind of daily work (`schedule.DAILY`): the last day it was asked for."""

    kind = models.TextField(pgettext_lazy("job", "kind"))
    asked_for = models.DateField(_("asked for the day"))

    privacy: ClassVar = {"id": Privacy.TECHNICAL, "kind": Privacy.OFFICIAL, "asked_for": Privacy.OFFICIAL}

    class Meta:
        verbose_name = _("daily work")
        verbose_name_plural = _("daily work")
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind"], name="one_row_per_kind_of_daily_work")]
