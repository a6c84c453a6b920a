"""What the nightly search for orphans found last."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import Organisation
from .privacy import Privacy


class OrphanValue(models.Model):
    """A value in an organisation's column that names no shared row, as of the last search; each search replaces all."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"), db_index=False
    )
    column = models.TextField(pgettext_lazy("orphan", "column"), help_text="people_person.sex")
    value = models.TextField(pgettext_lazy("orphan", "value"))
    rows = models.PositiveIntegerField(pgettext_lazy("orphan", "rows"))
    found_at = models.DateTimeField(pgettext_lazy("orphan", "found at"), auto_now_add=True)

    privacy: ClassVar = dict.fromkeys(["id", "organisation", "column", "value", "rows", "found_at"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("value that names nothing")
        verbose_name_plural = _("values that name nothing")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "column", "value"], name="an_orphan_is_noted_once")
        ]
