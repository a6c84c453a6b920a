"""What the region tells an organisation of its students who stand as main in another one too, and what it answers.

Row-level security (policies.py): a notice is written by the feed's worker and read by the organisation that it is for;
an answer is written by that organisation, and read by it and above it.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy


class DoubledStudent(models.Model):
    """A main enrolment whose person has another one in the organisation `other` on the days [since, until).

    Found by region/registry/finding.py. Each of the two organisations has a row of its own and learns where the other
    enrolment is and whom to call, nothing else of the other card. `is_confirmed`: both are of one card, or a human has
    confirmed that they are of one person; else they agree in name, birth date and sex, and nobody has decided yet.
    `pair_id`: the pair by which the region knows it; None: both are of one card. `gone_at`: when it was found to be so
    no longer; the row stays, for its answers do.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    enrolment_id = models.BigIntegerField()
    person_uid = models.UUIDField()
    other = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("other organisation"))
    other_phone = models.TextField(_("telephone of the other organisation"), blank=True, default="")
    since = models.DateField(_("in both since"))
    until = models.DateField(_("in both until"), default=FOREVER)
    is_confirmed = models.BooleanField(_("certainly one person"))
    pair_id = models.BigIntegerField(null=True)
    found_at = models.DateTimeField(_("found at"))
    gone_at = models.DateTimeField(_("so no longer since"), null=True)

    privacy: ClassVar = dict.fromkeys(
        ["organisation", "other", "since", "until", "is_confirmed", "found_at", "gone_at"], Privacy.OFFICIAL
    ) | dict.fromkeys(["id", "enrolment_id", "person_uid", "pair_id"], Privacy.TECHNICAL) | {
        "other_phone": Privacy.OPEN
    }  # fmt: skip
    objects: ClassVar[models.Manager["DoubledStudent"]] = models.Manager()

    class Meta:
        verbose_name = _("student who is in another organisation too")
        verbose_name_plural = _("students who are in another organisation too")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "enrolment_id", "other"], name="a_doubled_student_is_told_of_once"
            ),
            models.CheckConstraint(
                name="a_doubled_student_is_in_another", condition=~models.Q(organisation=models.F("other"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person_uid"], name="doubled_students_by_person")]


class DoubledAnswer(models.Model):
    """What an organisation says of such a student. It decides nothing; the last answer stands, the former ones stay."""

    class Answer(models.TextChoices):
        OURS = "ours", pgettext_lazy("doubled student", "our student: the other organisation should discharge")
        DIFFERENT = "different", pgettext_lazy("doubled student", "not the same person")

    doubled = models.ForeignKey(DoubledStudent, models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    answer = models.TextField(_("answer"), choices=Answer)
    reason = models.TextField(pgettext_lazy("doubled student", "reason"))
    answered_at = models.DateTimeField(_("answered at"))
    answered_by = models.BigIntegerField(_("account"), null=True)
    answered_name = models.TextField(_("who answered"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation", "answer", "reason", "answered_at", "answered_name"], Privacy.OFFICIAL
    ) | dict.fromkeys(["id", "doubled", "answered_by"], Privacy.TECHNICAL)
    objects: ClassVar[models.Manager["DoubledAnswer"]] = models.Manager()

    class Meta:
        verbose_name = _("answer about a doubled student")
        verbose_name_plural = _("answers about doubled students")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_answer_about_a_double_says_why", condition=~models.Q(reason=""),
            ),
        ]  # fmt: skip
