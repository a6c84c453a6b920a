"""What an organisation says of itself: its passport, dated, and its additions to the region's handbooks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import FOREVER, DatedManager, ends_after_it_begins, no_overlap_at_all
from shared_apps.organisations.privacy import Privacy


class OrganisationPassport(models.Model):
    """The organisation's own figures during a period: places, shifts, buildings (S2 appendix 1 §1.1)."""

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    singleton = models.BigIntegerField(default=1, editable=False)
    capacity = models.PositiveIntegerField(_("places"), help_text=_("Designed capacity, persons."))
    shifts = models.PositiveSmallIntegerField(_("shifts"), default=1)
    buildings = models.PositiveSmallIntegerField(_("buildings"), default=1)
    legal_form = models.TextField(_("legal form"), blank=True, help_text=_("Handbook legal_form."))
    inn = models.TextField(_("INN"), blank=True)
    kpp = models.TextField(_("KPP"), blank=True)
    ogrn = models.TextField(_("OGRN"), blank=True)
    director_name = models.TextField(_("director"), blank=True)
    phone = models.TextField(_("phone"), blank=True)
    email = models.TextField(_("e-mail"), blank=True)
    site = models.TextField(_("site"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["valid_from", "valid_to", "capacity", "shifts", "buildings", "legal_form", "inn", "kpp", "ogrn"]
        + ["director_name", "phone", "email", "site"],
        Privacy.OPEN,
    ) | dict.fromkeys(["id", "singleton"], Privacy.TECHNICAL)
    objects: ClassVar[DatedManager["OrganisationPassport"]] = DatedManager()

    class Meta:
        verbose_name = _("passport of the organisation")
        verbose_name_plural = _("passport of the organisation")
        constraints: ClassVar = [
            ends_after_it_begins("passport_ends_after_it_begins"),
            no_overlap_at_all("passports_never_overlap", "singleton"),
        ]


class LocalHandbookItem(models.Model):
    """An organisation's addition to a handbook of the region, mapped to the region's item it counts as."""

    handbook = models.TextField(_("handbook"))
    code = models.TextField(_("code"), help_text=_("Begins with a tilde: ~code."))
    name = models.TextField(_("name"))
    maps_to = models.TextField(_("counts as"), help_text=_("Code of the region's item."))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)

    privacy: ClassVar = dict.fromkeys(
        ["handbook", "code", "name", "maps_to", "valid_from", "valid_to"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["LocalHandbookItem"]] = DatedManager()

    class Meta:
        verbose_name = _("addition to a handbook")
        verbose_name_plural = _("additions to handbooks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handbook", "code"], name="local_handbook_code_is_unique"),
            models.CheckConstraint(condition=models.Q(code__startswith="~"), name="local_code_begins_with_a_tilde"),
            ends_after_it_begins("local_item_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name
