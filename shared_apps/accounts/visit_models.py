"""Statistics of visits: how many accounts of each role an organisation has and how many of them come (S2-П1 §2.3)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.models import Organisation

from .models import official, technical


class VisitCount(models.Model):
    """Accounts of one role in one organisation on a day: all, those seen in the last 30 days, those never signed in.

    Written nightly; numbers alone, so that those above organisations see no person.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", db_index=False, verbose_name=_("organisation")
    )
    day = models.DateField(_("day"))
    role = models.TextField(_("role"))
    accounts = models.PositiveIntegerField(_("accounts"))
    active = models.PositiveIntegerField(_("seen in the last 30 days"))
    never = models.PositiveIntegerField(_("never signed in"))

    privacy: ClassVar = official("organisation", "day", "role", "accounts", "active", "never") | technical()

    class Meta:
        verbose_name = _("number of visitors")
        verbose_name_plural = _("numbers of visitors")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "day", "role"], name="one_count_of_visits_a_day"),
            models.CheckConstraint(
                condition=models.Q(active__lte=models.F("accounts"), never__lte=models.F("accounts")),
                name="visitors_are_among_accounts",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="visit_counts_of_a_day")]

    def __str__(self) -> str:
        return f"visits {self.pk}"
