"""Who has completed a level of school, with what result and which certificate (ОО-1 2.6, F8).

A row is begun by the order that says so: on graduation, or on completing grade 9 of those who stay for grade 10. The
certificate is written down when it is issued; the order's cancellation voids the row.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy

from .models import Enrolment, Order


class Completion(models.Model):
    """A level of education that a student completed here on a day. `on`: the last day of it."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="completions", verbose_name=_("enrolment"))
    level = models.TextField(_("level"), help_text=_("Handbook level."))
    grade = models.PositiveSmallIntegerField(_("grade"))
    on = models.DateField(_("completed on"))
    result = models.TextField(_("result"), help_text=_("Handbook year_result."))
    certificate = models.TextField(_("certificate"), help_text=_("Handbook education_certificate."))
    examination = models.TextField(
        _("final examination"), blank=True, db_default="", help_text=_("Handbook final_examination.")
    )
    series = models.TextField(_("series"), blank=True, db_default="")
    number = models.TextField(_("number"), blank=True, db_default="")
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    begun_by = models.ForeignKey(Order, models.PROTECT, related_name="+", verbose_name=_("begun by the order"))
    voided_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("voided by")
    )

    privacy: ClassVar = (
        dict.fromkeys(["level", "grade", "on", "result", "certificate", "begun_by", "voided_by"], Privacy.OFFICIAL)
        | {"examination": Privacy.EDUCATION}
        | dict.fromkeys(["series", "number", "issued_on"], Privacy.DOCUMENT)
        | dict.fromkeys(["id", "enrolment"], Privacy.TECHNICAL)
    )

    class Meta:
        verbose_name = _("completion of a level")
        verbose_name_plural = _("completions of levels")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment", "level"], name="a_level_is_completed_once", condition=models.Q(voided_by=None)
            )
        ]


CERTIFICATES = {
    ("basic", "finished"): "basic",
    ("basic", "finished_honours"): "basic_honours",
    ("secondary", "finished"): "secondary",
    ("secondary", "finished_honours"): "secondary_honours",
}
"""Level and result → the certificate; other results have one whatever the level is."""
OF_RESULT = {"finished_special": "special", "finished_reference": "reference"}
EXAMINATIONS = {"finished": "passed", "finished_honours": "passed", "finished_special": "not_held"}
"""Result → the final examination that it tells of (273-ФЗ articles 59 and 60); others are written down by hand."""


def certificate_of(level: str, result: str) -> str:
    """The item of education_certificate; "": a level without a certificate."""
    return CERTIFICATES.get((level, result)) or (OF_RESULT.get(result, "") if level in ("basic", "secondary") else "")
