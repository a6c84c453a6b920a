"""What an organisation says of itself: its passport, dated, and its additions to the region's handbooks."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import FOREVER, DatedManager, ends_after_it_begins, no_overlap_at_all
from shared_apps.organisations.privacy import Privacy
from shared_apps.rules.models import DatedValue


def _text(title: Any) -> "models.TextField[str, str]":
    """A column added to a table that has rows: empty until it is filled in."""
    return models.TextField(title, blank=True, default="", db_default="")


class OrganisationPassport(models.Model):
    """The organisation's own figures during a period (S2 appendix 1 §1.1; F1).

    Full and short name, type, locality and municipality are shared (OrganisationPeriod).
    """

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    singleton = models.BigIntegerField(default=1, editable=False)
    number = _text(_("number of the organisation"))
    status = _text(_("how it works"))
    governing_body = _text(_("governing bodies"))
    capacity = models.PositiveIntegerField(_("places"), help_text=_("Designed capacity, persons."))
    shifts = models.PositiveSmallIntegerField(_("shifts"), default=1)
    buildings = models.PositiveSmallIntegerField(_("buildings"), default=1)
    school_week = _text(_("school week"))
    legal_form = models.TextField(_("legal form"), blank=True, help_text=_("Handbook legal_form."))
    ownership = _text(_("form of ownership"))
    inn = models.TextField(_("INN"), blank=True)
    kpp = models.TextField(_("KPP"), blank=True)
    ogrn = models.TextField(_("OGRN"), blank=True)
    okpo = _text(_("OKPO"))
    okato = _text(_("OKATO"))
    oktmo = _text(_("OKTMO"))
    okogu = _text(_("OKOGU"))
    okved = _text(_("OKVED, main"))
    okved_more = _text(_("OKVED, additional"))
    charter_number = _text(_("charter: number of the act"))
    charter_on = models.DateField(_("charter: date"), null=True, blank=True)
    licence_number = _text(_("licence: number"))
    licence_on = models.DateField(_("licence: date"), null=True, blank=True)
    licence_by = _text(_("licence: issued by"))
    accreditation_number = _text(_("accreditation: number"))
    accreditation_on = models.DateField(_("accreditation: date"), null=True, blank=True)
    director_name = models.TextField(_("director"), blank=True)
    deputy_teaching_name = _text(_("deputy director, teaching"))
    deputy_premises_name = _text(_("deputy director, premises"))
    deputy_it_name = _text(_("deputy director, IT"))
    settlement_kind = _text(_("kind of settlement"))
    settlement = _text(_("settlement"))
    legal_address = _text(_("legal address"))
    phone = models.TextField(_("phone"), blank=True)
    email = models.TextField(_("e-mail"), blank=True)
    site = models.TextField(_("site"), blank=True)
    has_video = models.BooleanField(_("video surveillance"), null=True, blank=True)
    computers_online = models.PositiveIntegerField(_("computers connected to the Internet"), null=True, blank=True)
    content_filter = _text(_("means of content filtering"))
    internet_speed = models.DecimalField(
        _("actual speed of the Internet, Mbit/s"), max_digits=8, decimal_places=2, null=True, blank=True
    )

    privacy: ClassVar = dict.fromkeys(
        ["valid_from", "valid_to", "number", "status", "governing_body", "capacity", "shifts", "buildings"]
        + ["school_week", "legal_form", "ownership", "inn", "kpp", "ogrn", "okpo", "okato", "oktmo", "okogu", "okved"]
        + ["okved_more", "charter_number", "charter_on", "licence_number", "licence_on", "licence_by"]
        + ["accreditation_number", "accreditation_on", "director_name", "deputy_teaching_name"]
        + ["deputy_premises_name", "deputy_it_name", "settlement_kind", "settlement", "legal_address", "phone", "email"]
        + ["site", "has_video", "computers_online", "content_filter", "internet_speed"],
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


class Building(models.Model):
    """A building the organisation works in. Purpose: handbook building_purpose."""

    name = models.TextField(_("name"))
    purpose = models.TextField(_("purpose"))
    address = models.TextField(_("address"))
    built_in = models.PositiveSmallIntegerField(_("year of building"), null=True, blank=True)
    area = models.DecimalField(_("area, m²"), max_digits=9, decimal_places=1, null=True, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    is_accessible = models.BooleanField(_("accessible to people with disabilities"), default=False)
    valid_from = models.DateField(_("used since"))
    valid_to = models.DateField(_("first day without it"), default=FOREVER)

    privacy: ClassVar = dict.fromkeys(
        ["name", "purpose", "address", "built_in", "area", "capacity", "is_accessible", "valid_from", "valid_to"],
        Privacy.OPEN,
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["Building"]] = DatedManager()

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints: ClassVar = [ends_after_it_begins("building_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name


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


class OwnSetting(DatedValue):
    """A value of a setting that the organisation set for itself. What settings there are: `shared_apps.rules`."""

    privacy: ClassVar = dict.fromkeys(["setting", "value", "valid_from", "reason"], Privacy.OPEN) | {
        "id": Privacy.TECHNICAL, "written_name": Privacy.OFFICIAL, "written_at": Privacy.OFFICIAL,
    }  # fmt: skip

    class Meta:
        verbose_name = _("value of a setting")
        verbose_name_plural = _("values of settings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["setting", "valid_from"], name="one_own_setting_from_a_day"),
        ]
