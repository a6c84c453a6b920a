"""How far the region knows each organisation: the projector's state, freshness, and what recounts found."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import ends_after_it_begins
from shared_apps.organisations.privacy import Privacy


class FeedState(models.Model):
    """What the projector and the recount have done for an organisation. The row is their lock (FOR UPDATE).

    Only the holder of the lock writes it: a worker that finds it taken drops its message, because the holder looks at
    the outbox again after its commit. What others write stands in `Freshness`. `recount_due_since`: the organisation's
    rows were exchanged past its outbox (a restoration), and until a recount no emptiness of the outbox means anything.
    """

    organisation_id = models.BigIntegerField(primary_key=True)
    projected_at = models.DateTimeField(_("projected at"), null=True)
    counted_through = models.SmallIntegerField(_("counted through"), default=0)
    recounted_at = models.DateTimeField(_("recounted at"), null=True)
    recount_due_since = models.DateTimeField(_("waits for a recount since"), null=True)
    differences = models.IntegerField(_("differences of the last recount"), default=0)

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "projected_at", "counted_through", "recounted_at", "recount_due_since", "differences"],
        Privacy.OPEN,
    )

    class Meta:
        verbose_name = _("state of the feed")
        verbose_name_plural = _("states of the feed")


class Freshness(models.Model):
    """As of when the region's rows of an organisation are complete.

    `checked_at`: the last moment its outbox was seen empty. `behind_since`: the first moment it was seen not empty, and
    not yet seen empty since. Written by the sweep for all in one statement and by the projector after its commit.
    """

    organisation_id = models.BigIntegerField(primary_key=True)
    checked_at = models.DateTimeField(_("complete as of"), null=True)
    behind_since = models.DateTimeField(_("behind since"), null=True)
    failed_at = models.DateTimeField(_("failed at"), null=True)
    last_error = models.TextField(_("last error"), default="")

    privacy: ClassVar = dict.fromkeys(["organisation_id", "checked_at", "behind_since", "failed_at"], Privacy.OPEN) | {
        "last_error": Privacy.TECHNICAL
    }

    class Meta:
        verbose_name = _("freshness")
        verbose_name_plural = _("freshness")


class RegionOrganisation(models.Model):
    """An organisation's own figures during a period (fact "organisation"). Name, kind and place: OrganisationPeriod."""

    pk = models.CompositePrimaryKey("organisation_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    passport_key = models.BigIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    capacity = models.IntegerField(_("places"))
    shifts = models.SmallIntegerField(_("shifts"))
    buildings = models.SmallIntegerField(_("buildings"))
    legal_form = models.TextField(_("legal form"))
    inn = models.TextField(_("INN"))
    kpp = models.TextField(_("KPP"))
    ogrn = models.TextField(_("OGRN"))
    director_name = models.TextField(_("director"))
    phone = models.TextField(_("phone"))
    email = models.TextField(_("e-mail"))
    site = models.TextField(_("site"))
    number = models.TextField(_("number of the organisation"), db_default="")
    status = models.TextField(_("how it works"), db_default="")
    school_week = models.TextField(_("school week"), db_default="")
    ownership = models.TextField(_("form of ownership"), db_default="")
    okpo = models.TextField(_("OKPO"), db_default="")
    okato = models.TextField(_("OKATO"), db_default="")
    oktmo = models.TextField(_("OKTMO"), db_default="")
    okogu = models.TextField(_("OKOGU"), db_default="")
    okved = models.TextField(_("OKVED, main"), db_default="")
    licence_number = models.TextField(_("licence: number"), db_default="")
    has_video = models.BooleanField(_("video surveillance"), null=True)
    computers_online = models.PositiveIntegerField(_("computers connected to the Internet"), null=True)
    content_filter = models.TextField(_("means of content filtering"), db_default="")
    internet_speed = models.DecimalField(
        _("actual speed of the Internet, Mbit/s"), max_digits=8, decimal_places=2, null=True
    )

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "valid_from", "valid_to", "capacity", "shifts", "buildings", "legal_form", "inn", "kpp"]
        + ["ogrn", "director_name", "phone", "email", "site", "number", "status", "school_week", "ownership", "okpo"]
        + ["okato", "oktmo", "okogu", "okved", "licence_number", "has_video", "computers_online", "content_filter"]
        + ["internet_speed"],
        Privacy.OPEN,
    ) | {"passport_key": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("organisation's figures in the region")
        verbose_name_plural = _("organisations' figures in the region")
        constraints: ClassVar = [ends_after_it_begins("region_organisation_ends_after_it_begins")]


class RecountDifference(models.Model):
    """One row that a recount had to mend: what the projector left was not what the organisation's tables say.

    `row` names it within the fact ("15 2026-09-01"); `columns` are those that differed. No values: some are restricted.
    """

    class Kind(models.TextChoices):
        MISSING = "missing", _("was missing")
        EXTRA = "extra", _("should not have been there")
        DIFFERENT = "different", _("was different")

    pk = models.CompositePrimaryKey("organisation_id", "recounted_at", "fact", "row")
    organisation_id = models.BigIntegerField(_("organisation"))
    recounted_at = models.DateTimeField(_("recounted at"))
    fact = models.TextField(_("fact"))
    row = models.TextField(_("row"))
    kind = models.TextField(_("kind"), choices=Kind)
    columns = models.TextField(_("columns"))

    privacy: ClassVar = dict.fromkeys(["organisation_id", "recounted_at", "fact", "kind", "columns"], Privacy.OPEN) | {
        "row": Privacy.TECHNICAL
    }

    class Meta:
        verbose_name = _("difference found by a recount")
        verbose_name_plural = _("differences found by recounts")
