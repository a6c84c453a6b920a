"""Files of long lists: asked for, written by a job, waiting for whoever asked."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, account_id: int) -> "ExportQuerySet":
        """Those that an account asked for, the latest first."""
        return self.filter(account_id=account_id).order_by("-asked_at", "-pk")

    def still_kept(self, moment: object) -> "ExportQuerySet":
        """Those that still wait for their owner."""
        return self.filter(expires_at__gt=moment)

    def over(self, moment: object) -> "ExportQuerySet":
        """Those whose time is over."""
        return self.filter(expires_at__lte=moment)


class Export(models.Model):
    """A list that an account takes as a file too long for a page to write.

    It is asked for as a page is: a place (`side`, `organisation_id`), a `path` behind its door, a `query`. `kept` is
    what the page had of the session: a purpose. The workplace is `membership_id`; what it may is looked up when the
    file is written, and again when it is taken. How far it is says the job. The content lies under `folder` by `sha256`
    (`storage`), which is empty until it is written.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", verbose_name=_("account"))
    membership_id = models.BigIntegerField(_("workplace"))
    workplace = models.TextField(_("workplace"))
    side = models.TextField()
    organisation_id = models.BigIntegerField(_("organisation"), null=True)
    path = models.TextField()
    query = models.TextField(blank=True)
    kept = models.JSONField(default=dict)
    format = models.TextField(pgettext_lazy("export", "format"))
    title = models.TextField(pgettext_lazy("export", "list"))
    job_id = models.BigIntegerField(_("long work"), null=True)
    folder = models.TextField()
    sha256 = models.TextField(blank=True, default="")
    file_name = models.TextField(_("file"), blank=True, default="")
    content_type = models.TextField(blank=True, default="")
    size = models.BigIntegerField(_("size, bytes"), default=0)
    rows = models.BigIntegerField(pgettext_lazy("export", "rows"), default=0)
    asked_at = models.DateTimeField(_("asked for at"))
    ready_at = models.DateTimeField(pgettext_lazy("export", "ready at"), null=True)
    expires_at = models.DateTimeField(_("kept until"))

    privacy: ClassVar = (
        dict.fromkeys(
            ["account", "workplace", "format", "size", "rows", "asked_at", "ready_at", "expires_at"], Privacy.OFFICIAL
        )
        | dict.fromkeys(["title", "query", "kept", "file_name", "path"], Privacy.IDENTITY)
        | dict.fromkeys(
            ["id", "membership_id", "side", "organisation_id", "job_id", "folder", "sha256", "content_type"],
            Privacy.TECHNICAL,
        )
    )

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file prepared in the background")
        verbose_name_plural = _("files prepared in the background")
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="exports_by_end")]

    def __str__(self) -> str:
        return self.file_name or self.title

    @property
    def is_ready(self) -> bool:
        """Whether the file is written."""
        return self.ready_at is not None
