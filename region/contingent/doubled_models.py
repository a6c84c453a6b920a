"""Who is counted twice: an enrolment, or a post, on the days on which its person has another main one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import ends_after_it_begins
from shared_apps.organisations.privacy import Privacy


class CountedTwice(models.Model):
    """Days on which the person of a main enrolment (of a main post) has another main one, here or elsewhere.

    Found by region/registry/finding.py of the facts and of what people have confirmed (`same_person`). Each of the two
    has its own row, in its own organisation, and neither says where the other is: whoever does not see that
    organisation does not find it out here.

    `is_confirmed`: the two have one person_uid, or a human has confirmed that they are of one person; otherwise it is
    proposed and waits for a decision. `person`: one value for all enrolments of that person.
    """

    class Measure(models.TextChoices):
        STUDENT = "student", _("students")
        EMPLOYEE = "employee", _("employees")

    pk = models.CompositePrimaryKey("organisation_id", "measure", "record_id", "is_confirmed", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    measure = models.TextField(_("measure"), choices=Measure)
    record_id = models.BigIntegerField()  # an enrolment, or a post
    is_confirmed = models.BooleanField(_("confirmed"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    person_uid = models.UUIDField()
    person = models.UUIDField()

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "measure", "is_confirmed", "valid_from", "valid_to"], Privacy.OFFICIAL
    ) | dict.fromkeys(["record_id", "person_uid", "person"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("counted twice")
        verbose_name_plural = _("counted twice")
        constraints: ClassVar = [ends_after_it_begins("counted_twice_ends_after_it_begins")]
        indexes: ClassVar = [models.Index(fields=["person_uid"], name="counted_twice_by_person")]
