"""What the organisation keeps of access: families that are told of voided operations."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.models import Student


class FamilyNotice(models.Model):
    """A student's family is told that changes of his card were voided: made under a compromised account.

    `case` is the report in this organisation (accounts.CompromiseCase), `protocol` the reversal that voided them.
    One reader of the family is enough; until then the card carries a mark.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="notices", verbose_name=_("student"))
    case = models.BigIntegerField(_("report"))
    protocol = models.BigIntegerField(_("protocol"))
    changes = models.PositiveIntegerField(_("changes"))
    told_at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_by = models.BigIntegerField(null=True, blank=True, editable=False)
    read_name = models.TextField(_("read by"), blank=True)

    privacy: ClassVar = dict.fromkeys(["protocol", "changes", "told_at", "read_at"], Privacy.OFFICIAL) | dict.fromkeys(
        ["id", "student", "case", "read_by"], Privacy.TECHNICAL
    ) | {"read_name": Privacy.IDENTITY}  # fmt: skip

    class Meta:
        verbose_name = _("notice to a family")
        verbose_name_plural = _("notices to families")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "student"], name="a_family_is_told_once_of_a_case"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
