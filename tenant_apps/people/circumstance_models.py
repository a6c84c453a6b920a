"""Circumstances of students: what is true of a student during a period. One table per sensitivity, one row per fact.

`kind` says what the fact is about (handbooks education_circumstance, health_circumstance, social_circumstance), `value`
is an item of that kind's handbook; `circumstances.py` declares which. Rows of one `slot` never overlap: the kind, or,
where several values hold at once, the kind with the value.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import FOREVER, DatedManager, ends_after_it_begins, no_overlap
from shared_apps.organisations.privacy import Privacy

SAID = (
    "kind", "value", "variant", "note", "slot", "valid_from", "valid_to", "document", "document_number",
    "document_date", "document_until",
)  # fmt: skip
"""The columns that say something of the student."""


def classes(privacy: Privacy) -> dict[str, Privacy]:
    """The privacy classes of a table of circumstances: all that is said is of one class."""
    technical = ["id", "student", "begun_by", "ended_by", "voided_by"]
    return dict.fromkeys(technical, Privacy.TECHNICAL) | dict.fromkeys(SAID, privacy)


class Circumstance(models.Model):
    """A fact about a student during a period. Which orders (ids of enrolment's) began, ended or voided it, if any."""

    student = models.ForeignKey("people.Student", models.CASCADE, related_name="%(class)ss", verbose_name=_("student"))
    kind = models.TextField(_("circumstance"))
    value = models.TextField(_("value"))
    variant = models.TextField(_("variant"), blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    slot = models.TextField(editable=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    document = models.TextField(_("document"), blank=True, default="")
    document_number = models.TextField(_("number of the document"), blank=True, default="")
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    document_until = models.DateField(_("document valid until"), null=True, blank=True)
    begun_by = models.BigIntegerField(null=True, blank=True, editable=False)
    ended_by = models.BigIntegerField(null=True, blank=True, editable=False)
    voided_by = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class EducationCircumstance(Circumstance):
    """How a student gets education here: place and conditions, languages, extended day, boarding, transport."""

    privacy: ClassVar = classes(Privacy.EDUCATION)
    objects: ClassVar[DatedManager["EducationCircumstance"]] = DatedManager()

    class Meta:
        verbose_name = _("circumstance of study")
        verbose_name_plural = _("circumstances of study")
        constraints: ClassVar = [
            ends_after_it_begins("education_circumstance_ends_after_it_begins"),
            no_overlap("education_circumstances_never_overlap", "student_id", texts=("slot",)),
        ]


class HealthCircumstance(Circumstance):
    """A student's health: groups, limited abilities, disability, diseases."""

    privacy: ClassVar = classes(Privacy.HEALTH)
    objects: ClassVar[DatedManager["HealthCircumstance"]] = DatedManager()

    class Meta:
        verbose_name = _("circumstance of health")
        verbose_name_plural = _("circumstances of health")
        constraints: ClassVar = [
            ends_after_it_begins("health_circumstance_ends_after_it_begins"),
            no_overlap("health_circumstances_never_overlap", "student_id", texts=("slot",)),
        ]


class SocialCircumstance(Circumstance):
    """A student's family and social position: composition, orphanhood, preventive records, behaviour."""

    privacy: ClassVar = classes(Privacy.SOCIAL)
    objects: ClassVar[DatedManager["SocialCircumstance"]] = DatedManager()

    class Meta:
        verbose_name = _("social circumstance")
        verbose_name_plural = _("social circumstances")
        constraints: ClassVar = [
            ends_after_it_begins("social_circumstance_ends_after_it_begins"),
            no_overlap("social_circumstances_never_overlap", "student_id", texts=("slot",)),
        ]
