"""Readings of restricted lists: who opened names above the organisations, which, and for what purpose."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy


class Reading(models.Model):
    """One reading of a restricted list. Written through shared(), in the transaction that reads."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor_id = models.BigIntegerField(_("account"), null=True)
    actor_name = models.TextField(_("who"))
    scope = models.TextField(_("workplace"))
    request_id = models.TextField(blank=True)
    what = models.TextField(_("list"))
    purpose = models.TextField(_("purpose"))
    as_of = models.DateField(_("as of"))
    filters = models.JSONField(_("filters"), default=dict)
    rows_read = models.IntegerField(_("rows read"))

    privacy: ClassVar = dict.fromkeys(
        ["at", "actor_name", "scope", "what", "purpose", "as_of", "filters", "rows_read"], Privacy.OFFICIAL
    ) | dict.fromkeys(["id", "actor_id", "request_id"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("reading of a restricted list")
        verbose_name_plural = _("readings of restricted lists")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(purpose=""), name="a_reading_has_a_purpose")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="readings_by_time"),
            models.Index(fields=["actor_id", "-at"], name="readings_of_an_account"),
        ]
