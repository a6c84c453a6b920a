"""What municipalities and authorities were called during periods. A renaming begins a new row."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import Authority, Municipality
from .periods import FOREVER, DatedManager, ends_after_it_begins, no_overlap_at_all, no_overlap_of
from .privacy import Privacy


class MunicipalityPeriod(models.Model):
    """How a municipality was called, what it was and under which ОКТМО, during a period.

    `oktmo_verified_on`: when the code was compared with the classifier. `ground`: the act that made it so.
    """

    holder = models.ForeignKey(
        Municipality, models.PROTECT, related_name="periods", verbose_name=_("municipality"), db_index=False
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    name = models.TextField(pgettext_lazy("organisation", "name"))
    kind = models.TextField(pgettext_lazy("organisation", "kind"), choices=Municipality.Kind)
    oktmo = models.TextField(_("OKTMO"), blank=True)
    oktmo_verified_on = models.DateField(_("OKTMO verified on"), null=True, blank=True)
    ground = models.TextField(_("act that made it so"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["holder", "valid_from", "valid_to", "name", "kind", "oktmo", "oktmo_verified_on", "ground"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["MunicipalityPeriod"]] = DatedManager()

    class Meta:
        verbose_name = _("name and kind of a municipality")
        verbose_name_plural = _("names and kinds of municipalities")
        constraints: ClassVar = [
            ends_after_it_begins("municipality_period_ends_after_it_begins"),
            no_overlap_at_all("municipality_periods_never_overlap", "holder_id"),
            no_overlap_of("two_municipalities_never_have_one_name", texts=("name",)),
        ]
        indexes: ClassVar = [models.Index(fields=["holder", "valid_from"], name="municipality_periods")]

    def __str__(self) -> str:
        return self.name


class AuthorityPeriod(models.Model):
    """How an authority was called during a period. `ground`: the act."""

    holder = models.ForeignKey(
        Authority, models.PROTECT, related_name="periods", verbose_name=_("authority"), db_index=False
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    name = models.TextField(pgettext_lazy("organisation", "name"))
    short_name = models.TextField(pgettext_lazy("organisation", "short name"))
    ground = models.TextField(_("act that made it so"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["holder", "valid_from", "valid_to", "name", "short_name", "ground"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["AuthorityPeriod"]] = DatedManager()

    class Meta:
        verbose_name = _("name of an authority")
        verbose_name_plural = _("names of authorities")
        constraints: ClassVar = [
            ends_after_it_begins("authority_period_ends_after_it_begins"),
            no_overlap_at_all("authority_periods_never_overlap", "holder_id"),
        ]
        indexes: ClassVar = [models.Index(fields=["holder", "valid_from"], name="authority_periods")]

    def __str__(self) -> str:
        return self.short_name
