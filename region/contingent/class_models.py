"""How full classes are, and what they are told apart by: counters, so that a page of any territory reads no class."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from region.feed.counting import lies_in_its_year
from shared_apps.organisations.privacy import Privacy


class ClassSize(models.Model):
    """How many students sat in a class (enrolments of either kind) during an interval cut at 1 September."""

    pk = models.CompositePrimaryKey("organisation_id", "period", "class_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    period = models.SmallIntegerField(_("academic year"))
    class_id = models.BigIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    n = models.IntegerField(_("students"))
    female = models.IntegerField(_("of them female"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "period", "valid_from", "valid_to", "n", "female"], Privacy.OPEN
    ) | {"class_id": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("size of a class")
        verbose_name_plural = _("sizes of classes")
        constraints: ClassVar = [
            lies_in_its_year("class_size_lies_in_its_year"),
            models.CheckConstraint(name="class_size_counts_somebody", condition=models.Q(n__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["period", "valid_from", "organisation_id"],
                include=["class_id", "valid_to", "n", "female"],
                name="class_sizes_as_of",
            )
        ]


class ClassCell(models.Model):
    """What classes are told apart by, taken together (class_details.py). Grown by the projector, never changed.

    Codes of handbooks; "" and 0: not stated. A few hundred rows in a region.
    """

    id = models.BigAutoField(primary_key=True)
    level = models.TextField(_("level"))
    kind = models.TextField(_("kind"))
    nosology = models.TextField(_("nosology"))
    programme_years = models.SmallIntegerField(_("length of the programme, years"))
    first_grade = models.TextField(_("year of the first grade"))
    profile = models.TextField(_("profile"))
    age_group = models.TextField(_("age group"))
    form_of_study = models.TextField(_("form of study"))
    language = models.TextField(_("language of teaching"))
    shift = models.SmallIntegerField(_("shift"))

    privacy: ClassVar = dict.fromkeys(
        ["level", "kind", "nosology", "programme_years", "first_grade", "profile", "age_group", "form_of_study"]
        + ["language", "shift"],
        Privacy.OPEN,
    ) | {"id": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("classes told apart")
        verbose_name_plural = _("classes told apart")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "kind", "nosology", "programme_years", "first_grade", "profile", "age_group"]
                + ["form_of_study", "language", "shift"],
                name="a_class_cell_stands_once",
            )
        ]


class ClassDetailCounter(models.Model):
    """How many classes of a cell an organisation had during an interval, and how full they were.

    `overfull`: those with more students than places. The rest is of schools alone: комплекты (of two classes or more on
    the day) and the classes in them; how many classes that stand alone, and how many комплекты, have fewer than 25
    students and fewer than 14 (which of the two is asked for depends on where the organisation lies).
    """

    pk = models.CompositePrimaryKey("organisation_id", "period", "cell_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    period = models.SmallIntegerField(_("academic year"))
    cell_id = models.BigIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    classes = models.IntegerField(_("classes"))
    students = models.IntegerField(_("students"))
    girls = models.IntegerField(_("of them female"))
    places = models.IntegerField(_("places"))
    overfull = models.IntegerField(_("overfull classes"))
    sets = models.SmallIntegerField(_("class sets"), db_default=0)
    set_classes = models.SmallIntegerField(_("classes in class sets"), db_default=0)
    single_under_25 = models.SmallIntegerField(_("classes of fewer than 25 students"), db_default=0)
    single_under_14 = models.SmallIntegerField(_("classes of fewer than 14 students"), db_default=0)
    sets_under_25 = models.SmallIntegerField(_("class sets of fewer than 25 students"), db_default=0)
    sets_under_14 = models.SmallIntegerField(_("class sets of fewer than 14 students"), db_default=0)

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "period", "valid_from", "valid_to", "classes", "students", "girls", "places", "overfull"]
        + ["sets", "set_classes", "single_under_25", "single_under_14", "sets_under_25", "sets_under_14"],
        Privacy.OPEN,
    ) | {"cell_id": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("counter of classes by details")
        verbose_name_plural = _("counters of classes by details")
        constraints: ClassVar = [lies_in_its_year("class_detail_counter_lies_in_its_year")]
        indexes: ClassVar = [
            models.Index(
                fields=["period", "valid_from", "organisation_id"],
                include=["cell_id", "valid_to", "classes", "students", "girls", "places", "overfull", "sets"]
                + ["set_classes", "single_under_25", "single_under_14", "sets_under_25", "sets_under_14"],
                name="class_details_as_of",
            )
        ]
