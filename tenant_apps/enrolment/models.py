"""Who studies here, in which class, since when and by which order. Everything is dated; nothing is overwritten.

Two dated tables: `Enrolment` (a student of this organisation; begins and ends with movement) and `ClassMembership`
(grade and class within it; begins and ends inside the organisation, and ends with its class or academic year). An
order's cancellation voids the rows it began and reopens those it ended; a row that another order replaces on the very
day it begins is voided by that one. Every reader takes unvoided rows only.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.periods import (
    FOREVER,
    DatedManager,
    DatedQuerySet,
    ends_after_it_begins,
    no_overlap,
    no_overlap_at_all,
)
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.models import Employee, Student

HELD = models.Q(valid_to__gt=models.F("valid_from"))
"""Years and classes that exist on some day: all but the abandoned ones (`ClassGroup.is_abandoned`)."""


class HeldYears(DatedManager["AcademicYear"]):
    """Years that exist on some day."""

    def get_queryset(self) -> DatedQuerySet["AcademicYear"]:
        return super().get_queryset().filter(HELD)


class AcademicYear(models.Model):
    """An academic year: 1 September to 31 August as a rule. `closed_at`: sealed, nothing of it changes any more.

    A year that an undone rollover had opened is abandoned like its classes: both days the same, among `every` alone.
    """

    name = models.TextField(_("name"), help_text="2026/2027")
    valid_from = models.DateField(_("begins on"))
    valid_to = models.DateField(_("ends before"))
    singleton = models.BigIntegerField(default=1, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    privacy: ClassVar = dict.fromkeys(["name", "valid_from", "valid_to", "closed_at"], Privacy.OPEN) | dict.fromkeys(
        ["id", "singleton"], Privacy.TECHNICAL
    )
    objects: ClassVar[DatedManager["AcademicYear"]] = HeldYears()
    every: ClassVar[DatedManager["AcademicYear"]] = DatedManager()

    class Meta:
        verbose_name = _("academic year")
        verbose_name_plural = _("academic years")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="academic_year_name_is_unique", condition=HELD),
            models.CheckConstraint(
                name="academic_year_ends_after_it_begins", condition=models.Q(valid_to__gte=models.F("valid_from"))
            ),
            no_overlap_at_all("academic_years_never_overlap", "singleton"),
        ]

    def __str__(self) -> str:
        return self.name


class ClassSet(models.Model):
    """A комплект: classes of several grades taught together in a small school. Counted as one in "классы-комплекты"."""

    academic_year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="class_sets", verbose_name=_("year"))
    name = models.TextField(_("name"))

    privacy: ClassVar = {"id": Privacy.TECHNICAL, "academic_year": Privacy.OPEN, "name": Privacy.OPEN}

    class Meta:
        verbose_name = _("class set")
        verbose_name_plural = _("class sets")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["academic_year", "name"], name="class_set_name_is_unique_in_a_year")
        ]

    def __str__(self) -> str:
        return self.name


class ClassGroup(models.Model):
    """A class of a school, a group of a kindergarten or of a centre, in one academic year.

    `level` is preschool, primary (grades 1–4, НОО), basic (5–9, ООО), secondary (10–11, СОО) or additional.
    `grade` is empty for kindergartens and centres. `valid_from`/`valid_to`: when the class existed within its year;
    both the same day: on no day (`is_abandoned`), only cancelled orders name it.
    """

    academic_year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="classes", verbose_name=_("year"))
    level = models.TextField(_("level"), help_text=_("Handbook level."))
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    letter = models.TextField(_("letter"), blank=True)
    name = models.TextField(_("name"), help_text=_("As it is called: 5А, «Солнышко»."))
    kind = models.TextField(_("kind"), default="ordinary", help_text=_("Handbook class_kind or group_kind."))
    age_group = models.TextField(_("age group"), blank=True, help_text=_("Handbook age_group, kindergartens."))
    profile = models.TextField(
        _("profile"), blank=True, help_text=_("Handbook class_profile, group_profile or programme_direction.")
    )
    class_set = models.ForeignKey(
        ClassSet, models.PROTECT, null=True, blank=True, related_name="classes", verbose_name=_("class set")
    )
    form_of_study = models.TextField(_("form of study"), default="full_time", help_text=_("Handbook form_of_study."))
    language = models.TextField(_("language of teaching"), default="rus", help_text=_("Handbook language."))
    shift = models.PositiveSmallIntegerField(_("shift"), default=1)
    room = models.TextField(_("room"), blank=True)
    capacity = models.PositiveSmallIntegerField(_("places"), default=25)
    first_grade = models.TextField(
        _("year of the first grade"),
        blank=True,
        db_default="",
        help_text=_("Handbook first_grade_year; empty: one year."),
    )
    nosology = models.TextField(
        _("nosology"),
        blank=True,
        db_default="",
        help_text=_("Handbook ovz_category: of classes for students with special needs."),
    )
    programme_years = models.PositiveSmallIntegerField(
        _("length of the programme, years"),
        null=True,
        blank=True,
        help_text=_("Of classes for students with intellectual disability: 9 to 13."),
    )
    regime = models.TextField(_("hours of the group"), blank=True, db_default="", help_text=_("Handbook group_regime."))
    programme_level = models.TextField(
        _("level of the programme"), blank=True, db_default="", help_text=_("Handbook programme_level, centres.")
    )
    funding = models.TextField(_("who pays"), blank=True, db_default="", help_text=_("Handbook funding, of groups."))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))

    privacy: ClassVar = dict.fromkeys(
        ["academic_year", "level", "grade", "letter", "name", "kind", "age_group", "profile", "class_set"]
        + ["form_of_study", "language", "shift", "room", "capacity", "first_grade", "nosology"]
        + ["programme_years", "regime", "programme_level", "funding", "valid_from", "valid_to"],
        Privacy.OPEN,
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["ClassGroup"]] = DatedManager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["academic_year", "name"], name="class_name_is_unique_in_a_year", condition=HELD
            ),
            models.CheckConstraint(
                name="grade_fits_the_level",
                condition=models.Q(level__in=["preschool", "additional"], grade__isnull=True)
                | models.Q(level="primary", grade__range=(1, 4))
                | models.Q(level="basic", grade__range=(5, 9))
                | models.Q(level="secondary", grade__range=(10, 12)),
            ),
            models.CheckConstraint(
                name="class_does_not_end_before_it_begins", condition=models.Q(valid_to__gte=models.F("valid_from"))
            ),
        ]

    @property
    def is_abandoned(self) -> bool:
        """It exists on no day: it was opened, and what would have filled it was undone."""
        return bool(self.valid_to <= self.valid_from)

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """An order of the organisation: draft → signed → effective → cancelled by another order.

    Kind: handbook order_kind, which says what its lines do (begin or end enrolments, move between classes). Numbers are
    given when signed, one sequence per organisation and academic year of the date.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("order", "draft")
        SIGNED = "signed", pgettext_lazy("order", "signed")
        EFFECTIVE = "effective", pgettext_lazy("order", "effective")
        CANCELLED = "cancelled", pgettext_lazy("order", "cancelled")

    kind = models.TextField(_("kind"))
    state = models.TextField(_("state"), choices=State, default=State.DRAFT)
    number = models.TextField(_("number"), blank=True)
    date = models.DateField(_("date"))
    effective_on = models.DateField(_("takes effect on"))
    title = models.TextField(_("title"), blank=True)
    basis = models.TextField(_("basis"), blank=True)
    note = models.TextField(_("note"), blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    signed_by = models.BigIntegerField(null=True, blank=True, editable=False)
    signed_name = models.TextField(_("signed by"), blank=True, editable=False)
    cancels = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="cancelled_by", verbose_name=_("cancels")
    )
    source = models.TextField(_("came from"), blank=True, editable=False, help_text="import:17")
    effect_problem = models.TextField(
        _("why it has not taken effect"), blank=True, default="", db_default="", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    privacy: ClassVar = dict.fromkeys(
        ["kind", "state", "number", "date", "effective_on", "title", "basis", "note", "signed_at", "signed_name"]
        + ["cancels", "source", "effect_problem"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "signed_by", "version"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number", "date"], name="order_number_is_unique_on_a_date", condition=~models.Q(number="")
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-date", "-id"], name="orders_by_date")]

    def __str__(self) -> str:
        return f"№ {self.number or '—'} {self.date:%d.%m.%Y}"


class OrderLine(models.Model):
    """One student's line of an order: what happens to him, and when it happened (`on`)."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    position = models.PositiveIntegerField(_("No."))
    student = models.ForeignKey(Student, models.PROTECT, related_name="order_lines", verbose_name=_("student"))
    on = models.DateField(_("date of the fact"))
    enrolment_kind = models.TextField(
        _("kind of enrolment"), choices=[("main", _("main")), ("additional", _("additional"))], default="main"
    )
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    level = models.TextField(_("level"), blank=True)
    class_group = models.ForeignKey(
        ClassGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("class")
    )
    of_class = models.ForeignKey(
        ClassGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of the class"),
        help_text=_("Which of several groups of the student the line is about; empty: he has one."),
    )  # fmt: skip
    form_of_study = models.TextField(_("form of study"), blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Handbook admission_reason or leaving_reason."))
    counterpart = models.TextField(_("from where or where to"), blank=True)
    envelope_id = models.UUIDField(null=True, blank=True, editable=False)
    destination = models.TextField(
        _("kind of destination"), blank=True, db_default="", help_text=_("Handbook leaving_destination.")
    )
    organisation_id = models.BigIntegerField(_("organisation of the region"), null=True, blank=True)
    until = models.DateField(_("expected end"), null=True, blank=True)
    document = models.TextField(_("medical document"), blank=True, db_default="")
    subjects = models.TextField(_("subjects of the debt"), blank=True, db_default="")
    result = models.TextField(_("result"), blank=True, db_default="", help_text=_("Handbook year_result."))
    variant = models.TextField(
        _("adapted programme"), blank=True, db_default="", help_text=_("Handbook ovz_variant; empty: the general one.")
    )

    privacy: ClassVar = (
        dict.fromkeys(
            ["order", "position", "on", "enrolment_kind", "grade", "level", "class_group", "of_class", "form_of_study"]
            + ["reason", "counterpart", "destination", "organisation_id", "until", "result"],
            Privacy.OFFICIAL,
        )
        | {"subjects": Privacy.EDUCATION, "document": Privacy.HEALTH, "variant": Privacy.HEALTH}
        | dict.fromkeys(["id", "student", "envelope_id"], Privacy.TECHNICAL)
    )

    class Meta:
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "student"], name="a_student_stands_in_an_order_once")
        ]


class Enrolment(models.Model):
    """A student of this organisation during a period.

    `kind` main (schools, kindergartens) or additional (centres): two measures, always named. Main ones exclude each
    other; of additional ones a student has as many at a time as he has groups (docs/decisions/0011). `envelope_id`
    joins the end at the sender with the beginning at the receiver of a transfer within the region.
    """

    class Kind(models.TextChoices):
        MAIN = "main", _("main")
        ADDITIONAL = "additional", _("additional")

    student = models.ForeignKey(Student, models.PROTECT, related_name="enrolments", verbose_name=_("student"))
    kind = models.TextField(_("kind of enrolment"), choices=Kind, default=Kind.MAIN)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    begun_by = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="began", verbose_name=_("begun by the order")
    )
    ended_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="ended", verbose_name=_("ended by the order")
    )
    begin_reason = models.TextField(_("admitted as"), blank=True)
    begin_counterpart = models.TextField(_("from where"), blank=True)
    end_reason = models.TextField(_("reason of leaving"), blank=True)
    end_counterpart = models.TextField(_("where to"), blank=True)
    end_destination = models.TextField(_("kind of destination"), blank=True, db_default="")
    end_organisation_id = models.BigIntegerField(_("to the organisation of the region"), null=True, blank=True)
    end_result = models.TextField(_("finished with"), blank=True, db_default="")
    end_confirmed_on = models.DateField(_("receiver confirmed on"), null=True, blank=True)
    end_confirmation = models.TextField(_("confirmed by the document"), blank=True, db_default="")
    envelope_id = models.UUIDField(null=True, blank=True, editable=False)
    end_envelope_id = models.UUIDField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("voided by")
    )

    privacy: ClassVar = dict.fromkeys(
        ["kind", "valid_from", "valid_to", "begun_by", "ended_by", "begin_reason", "begin_counterpart", "end_reason"]
        + ["end_counterpart", "end_destination", "end_organisation_id", "end_confirmed_on", "end_confirmation"]
        + ["end_result", "voided_by"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "student", "envelope_id", "end_envelope_id"], Privacy.TECHNICAL)
    objects: ClassVar[DatedManager["Enrolment"]] = DatedManager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar = [
            ends_after_it_begins("enrolment_ends_after_it_begins"),
            no_overlap("main_enrolments_of_a_student_never_overlap", "student_id", among=models.Q(kind="main")),
        ]
        indexes: ClassVar = [models.Index(fields=["valid_from", "valid_to"], name="enrolments_by_day")]


class ClassMembership(models.Model):
    """Grade and class of an enrolled student during a period. No class yet: admitted to a grade, not distributed."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="memberships", verbose_name=_("enrolment"))
    level = models.TextField(_("level"))
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    class_group = models.ForeignKey(
        ClassGroup, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("class")
    )
    form_of_study = models.TextField(_("form of study"), default="full_time")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    begun_by = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="+", verbose_name=_("begun by the order")
    )
    ended_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by the order")
    )
    voided_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("voided by")
    )

    privacy: ClassVar = dict.fromkeys(
        ["level", "grade", "class_group", "form_of_study", "valid_from", "valid_to", "begun_by", "ended_by"]
        + ["voided_by"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "enrolment"], Privacy.TECHNICAL)
    objects: ClassVar[DatedManager["ClassMembership"]] = DatedManager()

    class Meta:
        verbose_name = _("class membership")
        verbose_name_plural = _("class memberships")
        constraints: ClassVar = [
            ends_after_it_begins("class_membership_ends_after_it_begins"),
            no_overlap("class_memberships_never_overlap", "enrolment_id"),
        ]
        indexes: ClassVar = [models.Index(fields=["class_group", "valid_from"], name="members_of_a_class")]


class ClassTeacher(models.Model):
    """Who is the class teacher of a class during a period."""

    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="teachers", verbose_name=_("class"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="classes", verbose_name=_("employee"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)

    privacy: ClassVar = dict.fromkeys(["class_group", "employee", "valid_from", "valid_to"], Privacy.OFFICIAL) | {
        "id": Privacy.TECHNICAL
    }
    objects: ClassVar[DatedManager["ClassTeacher"]] = DatedManager()

    class Meta:
        verbose_name = _("class teacher")
        verbose_name_plural = _("class teachers")
        constraints: ClassVar = [
            ends_after_it_begins("class_teacher_ends_after_it_begins"),
            no_overlap_at_all("one_class_teacher_at_a_time", "class_group_id"),
        ]


from . import arrangement_models, completion_models, import_models  # noqa: E402, F401  models of this app like the others
