"""Legal representatives in the region; readings of restricted lists: who opened names, which, for what purpose.

Who is one person: same_person_models.py.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import ends_after_it_begins
from shared_apps.organisations.privacy import Privacy

from .same_person_models import SamePerson, SamePersonSide

__all__ = ["Reading", "RegionGuardian", "SamePerson", "SamePersonSide"]


class RegionGuardian(models.Model):
    """A legal representative while somebody of his is enrolled in an organisation (fact "guardian").

    Whose he is, how he is related and how he is reached never leave the organisation. Names are restricted.
    """

    pk = models.CompositePrimaryKey("organisation_id", "guardian_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    guardian_id = models.BigIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    person_uid = models.UUIDField()
    children = models.SmallIntegerField(_("children who study"))
    additional = models.SmallIntegerField(_("children in additional education"))
    surname = models.TextField(_("surname"))
    given_name = models.TextField(_("given name"))
    patronymic = models.TextField(_("patronymic"))
    search_key = models.TextField()

    privacy: ClassVar = (
        {"organisation_id": Privacy.OPEN}
        | dict.fromkeys(["valid_from", "valid_to", "children", "additional"], Privacy.OFFICIAL)
        | dict.fromkeys(["guardian_id", "person_uid"], Privacy.TECHNICAL)
        | dict.fromkeys(["surname", "given_name", "patronymic", "search_key"], Privacy.IDENTITY)
    )

    class Meta:
        verbose_name = _("legal representative in the region")
        verbose_name_plural = _("legal representatives in the region")
        constraints: ClassVar = [ends_after_it_begins("region_guardian_ends_after_it_begins")]
        indexes: ClassVar = [
            models.Index(fields=["search_key"], name="region_guardian_by_name"),
            models.Index(fields=["person_uid"], name="region_guardian_by_person"),
        ]


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
