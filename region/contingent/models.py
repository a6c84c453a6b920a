"""Who studies where, for the whole region: facts that the projector keeps, and counters built from them.

All tables stand under row-level security (region/feed/policies.py). Rows are intervals, half-open.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from region.feed.counting import lies_in_its_year
from shared_apps.organisations.periods import ends_after_it_begins
from shared_apps.organisations.privacy import Privacy

from .circumstance_models import CircumstanceCell, CircumstanceCounter, RegionArrangement, RegionCircumstance
from .class_models import ClassCell, ClassDetailCounter, ClassSize
from .doubled_models import CountedTwice
from .movement_models import MovementCounter, ResultCounter, YearResult

__all__ = [
    "Cell",
    "CircumstanceCell",
    "CircumstanceCounter",
    "ClassCell",
    "ClassCounter",
    "ClassDetailCounter",
    "ClassSize",
    "CountedTwice",
    "Counter",
    "Movement",
    "MovementCounter",
    "RegionArrangement",
    "RegionCircumstance",
    "RegionClass",
    "RegionStudent",
    "ResultCounter",
    "StageCounter",
    "YearResult",
]


class RegionStudent(models.Model):
    """An enrolment during an interval in which nothing of it changed (fact "student").

    With `envelope_id`: the enrolment has ended and its student is on the way to another organisation; the row is gone
    as soon as the region holds the beginning there.

    Names, birth date and search key are restricted: they are read through region/registry with a stated purpose.
    No class means: enrolled in a grade, not distributed to a class.
    """

    pk = models.CompositePrimaryKey("organisation_id", "enrolment_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    enrolment_id = models.BigIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    student_id = models.BigIntegerField()
    person_uid = models.UUIDField()
    kind = models.TextField(_("measure"))
    level = models.TextField(_("level"))
    grade = models.SmallIntegerField(_("grade"), null=True)
    class_id = models.BigIntegerField(null=True)
    class_name = models.TextField(_("class"))
    class_set_id = models.BigIntegerField(null=True)
    shift = models.SmallIntegerField(_("shift"), null=True)
    form_of_study = models.TextField(_("form of study"))
    is_on_leave = models.BooleanField(_("on leave"), db_default=False)
    has_individual_plan = models.BooleanField(_("individual plan"), db_default=False)
    sex = models.TextField(_("sex"))
    birth_year = models.SmallIntegerField(_("birth year"), null=True)
    surname = models.TextField(_("surname"))
    given_name = models.TextField(_("given name"))
    patronymic = models.TextField(_("patronymic"))
    birth_date = models.DateField(_("birth date"), null=True)
    search_key = models.TextField()
    envelope_id = models.UUIDField(null=True)

    privacy: ClassVar = (
        dict.fromkeys(["organisation_id", "class_name", "class_set_id", "shift"], Privacy.OPEN)
        | dict.fromkeys(["valid_from", "valid_to", "kind", "level", "grade", "form_of_study"], Privacy.OFFICIAL)
        | dict.fromkeys(["is_on_leave", "has_individual_plan"], Privacy.OFFICIAL)
        | dict.fromkeys(["enrolment_id", "student_id", "person_uid", "class_id", "envelope_id"], Privacy.TECHNICAL)
        | dict.fromkeys(
            ["sex", "birth_year", "surname", "given_name", "patronymic", "birth_date", "search_key"], Privacy.IDENTITY
        )
    )

    class Meta:
        verbose_name = _("student in the region")
        verbose_name_plural = _("students in the region")
        constraints: ClassVar = [ends_after_it_begins("region_student_ends_after_it_begins")]
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "student_id"], name="region_student_by_key"),
            models.Index(fields=["search_key"], name="region_student_by_name"),
            models.Index(fields=["person_uid"], name="region_student_by_person"),
            models.Index(
                fields=["envelope_id"],
                include=["organisation_id", "valid_from", "valid_to"],
                name="region_students_on_the_way",
                condition=models.Q(envelope_id__isnull=False),
            ),
        ]


class RegionClass(models.Model):
    """A class, or a group of a kindergarten or centre, in one academic year (fact "class")."""

    pk = models.CompositePrimaryKey("organisation_id", "class_id")
    organisation_id = models.BigIntegerField(_("organisation"))
    class_id = models.BigIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    academic_year = models.TextField(_("academic year"))
    level = models.TextField(_("level"))
    grade = models.SmallIntegerField(_("grade"), null=True)
    name = models.TextField(_("name"))
    kind = models.TextField(_("kind"))
    age_group = models.TextField(_("age group"))
    profile = models.TextField(_("profile"))
    class_set_id = models.BigIntegerField(null=True)
    class_set = models.TextField(_("class set"))
    form_of_study = models.TextField(_("form of study"))
    language = models.TextField(_("language of teaching"))
    shift = models.SmallIntegerField(_("shift"))
    capacity = models.IntegerField(_("places"))
    first_grade = models.TextField(_("year of the first grade"), db_default="")
    nosology = models.TextField(_("nosology"), db_default="")
    programme_years = models.SmallIntegerField(_("length of the programme, years"), null=True)
    regime = models.TextField(_("hours of the group"), db_default="")
    programme_level = models.TextField(_("level of the programme"), db_default="")
    funding = models.TextField(_("who pays"), db_default="")

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "valid_from", "valid_to", "academic_year", "level", "grade", "name", "kind", "age_group"]
        + ["profile", "class_set_id", "class_set", "form_of_study", "language", "shift", "capacity"]
        + ["first_grade", "nosology", "programme_years", "regime", "programme_level", "funding"],
        Privacy.OPEN,
    ) | {"class_id": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("class in the region")
        verbose_name_plural = _("classes in the region")
        constraints: ClassVar = [ends_after_it_begins("region_class_ends_after_it_begins")]
        indexes: ClassVar = [
            models.Index(
                fields=["valid_to", "organisation_id"],
                include=["valid_from", "level", "language"],
                name="region_classes_by_day",
            )
        ]


class Movement(models.Model):
    """An enrolment began (`in`) or ended (`out`): the first day of being, or of no longer being, enrolled."""

    class Direction(models.TextChoices):
        IN = "in", _("arrived")
        OUT = "out", _("left")

    pk = models.CompositePrimaryKey("organisation_id", "enrolment_id", "direction")
    organisation_id = models.BigIntegerField(_("organisation"))
    enrolment_id = models.BigIntegerField()
    direction = models.TextField(_("direction"), choices=Direction)
    happened_on = models.DateField(_("date"))
    student_id = models.BigIntegerField()
    person_uid = models.UUIDField()
    kind = models.TextField(_("measure"))
    reason = models.TextField(_("reason"))
    counterpart = models.TextField(_("from where or where to"))
    destination = models.TextField(_("kind of destination"), db_default="")
    result = models.TextField(_("finished with"), db_default="")
    envelope_id = models.UUIDField(null=True)
    level = models.TextField(_("level"))
    grade = models.SmallIntegerField(_("grade"), null=True)
    class_id = models.BigIntegerField(null=True)
    class_name = models.TextField(_("class"))
    sex = models.TextField(_("sex"))
    birth_year = models.SmallIntegerField(_("birth year"), null=True)

    privacy: ClassVar = (
        dict.fromkeys(["organisation_id", "class_name"], Privacy.OPEN)
        | dict.fromkeys(
            ["direction", "happened_on", "reason", "counterpart", "destination", "result"], Privacy.OFFICIAL
        )
        | dict.fromkeys(["kind", "level", "grade", "class_id"], Privacy.OFFICIAL)
        | dict.fromkeys(["enrolment_id", "student_id", "person_uid", "envelope_id"], Privacy.TECHNICAL)
        | dict.fromkeys(["sex", "birth_year"], Privacy.IDENTITY)
    )

    class Meta:
        verbose_name = _("movement of a student")
        verbose_name_plural = _("movement of students")
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "student_id"], name="movement_by_key"),
            models.Index(
                fields=["happened_on", "organisation_id"],
                include=["direction", "kind", "level", "reason"],
                name="movement_by_day",
            ),
            models.Index(
                fields=["envelope_id"],
                include=["direction", "organisation_id"],
                name="movement_by_envelope",
                condition=models.Q(envelope_id__isnull=False),
            ),
        ]


class Cell(models.Model):
    """A combination of what students and classes are counted by. Grown by the projector, never changed.

    0 and empty text mean "not stated" (of classes the birth year always is); shift 0 means "not distributed to a
    class". `stage`: contingent/stages.py. A few thousand rows in a region.
    """

    id = models.AutoField(primary_key=True)
    kind = models.TextField(_("measure"))
    level = models.TextField(_("level"))
    grade = models.SmallIntegerField(_("grade"))
    birth_year = models.SmallIntegerField(_("birth year"))
    shift = models.SmallIntegerField(_("shift"))
    form_of_study = models.TextField(_("form of study"))
    stage = models.SmallIntegerField()

    privacy: ClassVar = dict.fromkeys(
        ["kind", "level", "grade", "birth_year", "shift", "form_of_study"], Privacy.OPEN
    ) | dict.fromkeys(["id", "stage"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("combination counted by")
        verbose_name_plural = _("combinations counted by")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "level", "grade", "birth_year", "shift", "form_of_study"], name="a_cell_stands_once"
            )
        ]


class Counter(models.Model):
    """How many enrolments of a cell an organisation had during an interval.

    Intervals are cut at 1 September, so "as of a day" reads one `period` (academic year) by one index, whatever the
    history. `stage` repeats the cell's: totals of organisations need no join. Sex is no part of the cell but a pair of
    columns: otherwise there would be nearly twice as many rows to add up.
    """

    pk = models.CompositePrimaryKey("organisation_id", "period", "cell_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    period = models.SmallIntegerField(_("academic year"))
    cell_id = models.IntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    stage = models.SmallIntegerField()
    n = models.IntegerField(_("enrolments"))
    male = models.IntegerField(_("of them male"))
    female = models.IntegerField(_("of them female"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "period", "valid_from", "valid_to", "n", "male", "female"], Privacy.OPEN
    ) | dict.fromkeys(["cell_id", "stage"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("counter of enrolments")
        verbose_name_plural = _("counters of enrolments")
        constraints: ClassVar = [
            lies_in_its_year("counter_lies_in_its_year"),
            models.CheckConstraint(name="counter_counts_somebody", condition=models.Q(n__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["period", "valid_from", "organisation_id", "stage"],
                include=["cell_id", "valid_to", "n", "male", "female"],
                name="counters_as_of",
            )
        ]


class StageCounter(models.Model):
    """How many enrolments of a stage an organisation had during an interval: `Counter` without its finer columns.

    Totals of organisations and territories read it, ten times fewer rows than `Counter` has.
    """

    pk = models.CompositePrimaryKey("organisation_id", "period", "stage", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    period = models.SmallIntegerField(_("academic year"))
    stage = models.SmallIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    n = models.IntegerField(_("enrolments"))
    male = models.IntegerField(_("of them male"))
    female = models.IntegerField(_("of them female"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "period", "valid_from", "valid_to", "n", "male", "female"], Privacy.OPEN
    ) | {"stage": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("counter of enrolments by level")
        verbose_name_plural = _("counters of enrolments by level")
        constraints: ClassVar = [lies_in_its_year("a_stage_counter_lies_in_its_year")]
        indexes: ClassVar = [
            models.Index(
                fields=["period", "valid_from", "organisation_id", "stage"],
                include=["valid_to", "n", "male", "female"],
                name="stage_counters_as_of",
            )
        ]


class ClassCounter(models.Model):
    """How many classes of a cell an organisation had during an interval.

    `classes` counts each class; `units` counts a комплект once, at its lowest grade.
    """

    pk = models.CompositePrimaryKey("organisation_id", "period", "cell_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    period = models.SmallIntegerField(_("academic year"))
    cell_id = models.IntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    stage = models.SmallIntegerField()
    classes = models.IntegerField(_("classes"))
    units = models.IntegerField(_("classes, a class set counted as one"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "period", "valid_from", "valid_to", "classes", "units"], Privacy.OPEN
    ) | dict.fromkeys(["cell_id", "stage"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("counter of classes")
        verbose_name_plural = _("counters of classes")
        constraints: ClassVar = [lies_in_its_year("class_counter_lies_in_its_year")]
        indexes: ClassVar = [
            models.Index(
                fields=["period", "valid_from", "organisation_id", "stage"],
                include=["cell_id", "valid_to", "classes", "units"],
                name="class_counters_as_of",
            )
        ]


class RegionCompletion(models.Model):
    """How many students of an organisation completed a grade that ends a level, with which result, on a day (fact
    "completion"; ОО-1 2.6: the rows of certificates). Nobody's row."""

    pk = models.CompositePrimaryKey("organisation_id", "grade", "level", "result", "certificate", "happened_on")
    organisation_id = models.BigIntegerField(_("organisation"))
    grade = models.SmallIntegerField(_("grade"))
    level = models.TextField(_("level"))
    result = models.TextField(_("result"))
    certificate = models.TextField(_("certificate"))
    happened_on = models.DateField(_("date"))
    n = models.IntegerField(_("students"))
    female = models.IntegerField(_("of them girls"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "grade", "level", "result", "certificate", "happened_on", "n", "female"], Privacy.OPEN
    )

    class Meta:
        verbose_name = _("completed levels in numbers")
        verbose_name_plural = _("completed levels in numbers")
