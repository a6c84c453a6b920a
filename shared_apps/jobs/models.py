"""Long work. A row here is the truth; a message in the broker is only a hint that it waits."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy


class Job(models.Model):
    """One piece of long work of a declared kind, for one organisation or for none.

    `attempt` guards completion: a worker that lost its job (stale heartbeat, requeued) can't complete it.
    `progress` counts `done` of `total` steps; `result` is plain JSON shown on the job's page.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("job", "waiting")
        RUNNING = "running", pgettext_lazy("job", "running")
        DONE = "done", pgettext_lazy("job", "done")
        FAILED = "failed", pgettext_lazy("job", "failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")

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
        + ["finished_at", "result"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(
        ["id", "queue", "organisation_id", "key", "arguments", "attempts_allowed", "checkpoint", "actor_id"]
        + ["request_id", "not_before", "heartbeat_at"],
        Privacy.TECHNICAL,
    )

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
