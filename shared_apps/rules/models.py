"""Values of settings above organisations. What a setting is stands in `catalogue.py`; an organisation's own values
stand in its schema (`tenant_apps.passport`)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.models import Authority, Municipality
from shared_apps.organisations.privacy import Privacy

NOTHING_OF_ITS_OWN = ""
"""Stored in place of a value: from that day on the level inherits again."""


class DatedValue(models.Model):
    """A value from a day on, until the next row of the same setting. Values are text, read by the setting's kind."""

    setting = models.TextField(_("setting"), help_text=_("Code in the catalogue of settings."))
    value = models.TextField(_("value"), blank=True, help_text=_("Empty: inherited again from that day."))
    valid_from = models.DateField(_("valid from"))
    reason = models.TextField(_("reason"), blank=True)
    written_name = models.TextField(_("who wrote it"), blank=True)
    written_at = models.DateTimeField(_("when it was written"), auto_now=True, db_default=Now())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.setting}: {self.value or '—'}"


class RuleValue(DatedValue):
    """A value of the region, of a municipality or of an authority. Locked: nothing below it counts."""

    class Level(models.TextChoices):
        REGION = "region", _("region")
        MUNICIPALITY = "municipality", _("municipality")
        AUTHORITY = "authority", _("authority")

    level = models.TextField(_("level"), choices=Level)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("municipality"),
    )
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("authority")
    )
    is_locked = models.BooleanField(_("is locked"), default=False)

    privacy: ClassVar = dict.fromkeys(
        ["setting", "value", "valid_from", "reason", "level", "municipality", "authority", "is_locked"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL, "written_name": Privacy.OFFICIAL, "written_at": Privacy.OFFICIAL}

    class Meta:
        verbose_name = _("value of a setting")
        verbose_name_plural = _("values of settings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "municipality", "authority", "setting", "valid_from"],
                name="one_rule_value_from_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="rule_value_stands_at_its_level",
                condition=models.Q(level="region", municipality__isnull=True, authority__isnull=True)
                | models.Q(level="municipality", municipality__isnull=False, authority__isnull=True)
                | models.Q(level="authority", municipality__isnull=True, authority__isnull=False),
            ),
            models.CheckConstraint(
                name="locked_rule_value_has_value_and_reason",
                condition=models.Q(is_locked=False) | ~models.Q(value="") & ~models.Q(reason=""),
            ),
        ]


class RuleEdition(models.Model):
    """The one row that changes whenever a value above organisations does: processes compare its token (handbooks do so
    too)."""

    id = models.BigIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(auto_now=True, db_default=Now())

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(["id", "token", "changed_at"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("edition of the settings")
        verbose_name_plural = _("editions of the settings")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_edition_of_settings")
        ]

    def __str__(self) -> str:
        return str(self.token)
