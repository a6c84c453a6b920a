"""How academic years ended for students; and the counters of each day: of results, of who came and who left."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy


class YearResult(models.Model):
    """What a year ended with for an enrolment, on the last day of it (fact "year_result"; handbook year_result).

    Level, grade and class are those of that year. Who completed grade 9 and goes on to grade 10 has two rows. Names are
    read beside it, from `RegionStudent`, with a stated purpose.
    """

    pk = models.CompositePrimaryKey("organisation_id", "enrolment_id", "happened_on", "result")
    organisation_id = models.BigIntegerField(_("organisation"))
    enrolment_id = models.BigIntegerField()
    happened_on = models.DateField(_("date"))
    result = models.TextField(_("result"))
    student_id = models.BigIntegerField()
    person_uid = models.UUIDField()
    kind = models.TextField(_("measure"))
    level = models.TextField(_("level"))
    grade = models.SmallIntegerField(_("grade"), null=True)
    class_id = models.BigIntegerField(null=True)
    class_name = models.TextField(_("class"))
    sex = models.TextField(_("sex"))

    privacy: ClassVar = (
        dict.fromkeys(["organisation_id", "class_name"], Privacy.OPEN)
        | dict.fromkeys(["happened_on", "result", "kind", "level", "grade", "class_id"], Privacy.OFFICIAL)
        | dict.fromkeys(["enrolment_id", "student_id", "person_uid"], Privacy.TECHNICAL)
        | {"sex": Privacy.IDENTITY}
    )

    class Meta:
        verbose_name = _("result of a year")
        verbose_name_plural = _("results of years")
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "student_id"], name="year_result_by_key"),
            models.Index(
                fields=["organisation_id", "happened_on"],
                include=["kind", "result", "level"],
                name="year_result_by_day",
            ),
        ]


class ResultCounter(models.Model):
    """How many students of an organisation had a result on a day: `YearResult` added up, for any territory at once."""

    pk = models.CompositePrimaryKey("organisation_id", "happened_on", "kind", "result", "level")
    organisation_id = models.BigIntegerField(_("organisation"))
    happened_on = models.DateField(_("date"))
    kind = models.TextField(_("measure"))
    result = models.TextField(_("result"))
    level = models.TextField(_("level"))
    n = models.IntegerField(_("students"))
    female = models.IntegerField(_("of them female"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "happened_on", "kind", "result", "level", "n", "female"], Privacy.OPEN
    )

    class Meta:
        verbose_name = _("counter of results of years")
        verbose_name_plural = _("counters of results of years")
        constraints: ClassVar = [
            models.CheckConstraint(name="result_counter_counts_somebody", condition=models.Q(n__gt=0))
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["happened_on", "organisation_id"],
                include=["kind", "result", "level", "n", "female"],
                name="result_counters_by_day",
            )
        ]


class MovementCounter(models.Model):
    """How many came to an organisation (`in`) or left it (`out`) on a day: `Movement` added up.

    `is_transfer`: with an envelope, from or to another organisation of the region.
    """

    pk = models.CompositePrimaryKey(
        "organisation_id", "happened_on", "kind", "direction", "reason", "destination", "is_transfer"
    )
    organisation_id = models.BigIntegerField(_("organisation"))
    happened_on = models.DateField(_("date"))
    kind = models.TextField(_("measure"))
    direction = models.TextField(_("direction"))
    reason = models.TextField(_("reason"))
    destination = models.TextField(_("kind of destination"))
    is_transfer = models.BooleanField(_("by transfer in the region"))
    n = models.IntegerField(_("enrolments"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "happened_on", "kind", "direction", "reason", "destination", "is_transfer", "n"],
        Privacy.OPEN,
    )

    class Meta:
        verbose_name = _("counter of movement")
        verbose_name_plural = _("counters of movement")
        constraints: ClassVar = [
            models.CheckConstraint(name="movement_counter_counts_somebody", condition=models.Q(n__gt=0))
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["happened_on", "organisation_id"],
                include=["kind", "direction", "reason", "destination", "is_transfer", "n"],
                name="movement_counters_by_day",
            )
        ]
