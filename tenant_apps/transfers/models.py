"""This office's side of the envelopes: which students are asked for, leave and come, and where they studied before.

The state of a transfer stands in the envelope (shared_apps/envelopes), which both offices see; here stands what only
this one knows: the student's card, the order, the class.
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.periods import DatedManager, ends_after_it_begins
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.models import ClassGroup, Order
from tenant_apps.people.models import Employee, Student


class Transfer(models.Model):
    """An envelope as this office works with it. Leaving: from the draft of the order on, before anything is sent.

    `number` is the envelope's, empty until there is one. `partner_id` is the other organisation. `unsettled`: keys of
    what the file and the cards here say differently and nobody has decided yet (comparing.py).
    """

    class Direction(models.TextChoices):
        OUT = "out", pgettext_lazy("transfer", "leaves")
        IN = "in", pgettext_lazy("transfer", "comes")

    direction = models.TextField(pgettext_lazy("transfer", "direction"), choices=Direction)
    envelope_uid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(_("number of the envelope"), null=True)
    partner_id = models.BigIntegerField(_("other organisation"))
    student = models.ForeignKey(Student, models.PROTECT, null=True, related_name="transfers", verbose_name=_("student"))
    order = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="transfers", verbose_name=_("order"))
    on = models.DateField(_("date of the transfer"))
    class_group = models.ForeignKey(ClassGroup, models.SET_NULL, null=True, related_name="+", verbose_name=_("class"))
    unsettled = ArrayField(models.TextField(), default=list, db_default=[], editable=False)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    started_by = models.TextField(_("started by"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["direction", "number", "partner_id", "order", "on", "class_group", "started_at", "started_by"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "envelope_uid", "student", "unsettled"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("transfer of a student")
        verbose_name_plural = _("transfers of students")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["envelope_uid"], name="a_transfer_has_one_envelope"),
        ]


class StaffTransfer(models.Model):
    """An employee passes in a reorganisation, as this office's side of it. Nobody works on these one by one.

    `source` names the plan ("merge:3"). `done`: what was written here, ids and days, so that undoing finds it
    (people/services/passing.py); `is_undone`: it was put back. `left_out`: what of the file the card here says
    otherwise, by its labels: nothing was taken of it.
    """

    direction = models.TextField(pgettext_lazy("transfer", "direction"), choices=Transfer.Direction)
    envelope_uid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(_("number of the envelope"), null=True)
    partner_id = models.BigIntegerField(_("other organisation"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="staff_transfers", verbose_name=_("employee"))
    on = models.DateField(_("date of the transfer"))
    source = models.TextField(_("came from"), editable=False)
    done = models.JSONField(default=dict, editable=False)
    is_undone = models.BooleanField(_("undone"), default=False)
    left_out = ArrayField(models.TextField(), default=list, db_default=[], editable=False)

    privacy: ClassVar = dict.fromkeys(
        ["direction", "number", "partner_id", "on", "source", "is_undone", "left_out"], Privacy.OFFICIAL
    ) | dict.fromkeys(["id", "envelope_uid", "employee", "done"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("transfer of an employee")
        verbose_name_plural = _("transfers of employees")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["envelope_uid"], name="a_transfer_of_an_employee_has_one_envelope"),
        ]
        indexes: ClassVar = [models.Index(fields=["source"], name="staff_transfers_of_a_plan")]


class FormerStudy(models.Model):
    """Where a student studied before he came here: brought by an envelope, and taken along by the next one."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="former_studies", verbose_name=_("student"))
    organisation_name = models.TextField(_("organisation"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    level = models.TextField(_("level"), blank=True)
    grade = models.PositiveSmallIntegerField(_("grade"), null=True)
    class_name = models.TextField(_("class"), blank=True)
    form_of_study = models.TextField(_("form of study"), blank=True)
    admission = models.TextField(_("admitted by"), blank=True)
    leaving = models.TextField(_("left by"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["organisation_name", "valid_from", "valid_to", "level", "grade", "class_name", "form_of_study"]
        + ["admission", "leaving"],
        Privacy.OFFICIAL,
    ) | {"id": Privacy.TECHNICAL, "student": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["FormerStudy"]] = DatedManager()

    class Meta:
        verbose_name = _("former study")
        verbose_name_plural = _("former studies")
        constraints: ClassVar = [ends_after_it_begins("former_study_ends_after_it_begins")]
        indexes: ClassVar = [models.Index(fields=["student", "valid_from"], name="former_studies_of_a_student")]
