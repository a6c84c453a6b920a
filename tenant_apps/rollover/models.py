"""How one academic year passes into the next: a plan that is edited, then applied by orders; and the closing of a year.

The plan says what becomes of each student enrolled on the last day of the old year, exactly one outcome each, and which
classes the next year has. Nothing happens to anybody until it is applied; what applying wrote stands in the history
under the source "rollover:<id>". A year is closed (and opened again) by two persons.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, Enrolment, Order


class RolloverPlan(models.Model):
    """The passage of one academic year into the next. `leave_on`: the first day without those who finish.

    The next year is known by its dates, since applying opens it. `version` grows with each edit.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("rollover", "being prepared")
        APPLYING = "applying", pgettext_lazy("rollover", "being applied")
        APPLIED = "applied", pgettext_lazy("rollover", "applied")
        UNDONE = "undone", pgettext_lazy("rollover", "undone")

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="rollovers", verbose_name=_("year"))
    state = models.TextField(_("state"), choices=State, default=State.DRAFT)
    next_from = models.DateField(_("the next year begins on"))
    next_to = models.DateField(_("the next year ends before"))
    leave_on = models.DateField(_("those who finish leave on"))
    basis = models.TextField(_("decision of the pedagogical council"), blank=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_name = models.TextField(_("made by"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    applied_name = models.TextField(_("applied by"), blank=True)
    reversal_number = models.BigIntegerField(_("protocol of undoing"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    privacy: ClassVar = dict.fromkeys(
        ["year", "state", "next_from", "next_to", "leave_on", "basis", "made_at", "made_name", "applied_at"]
        + ["applied_name", "reversal_number"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "version"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("plan of a year rollover")
        verbose_name_plural = _("plans of year rollovers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year"], name="one_rollover_of_a_year", condition=~models.Q(state="undone")
            ),
            models.CheckConstraint(
                name="next_year_ends_after_it_begins", condition=models.Q(next_to__gt=models.F("next_from"))
            ),
        ]

    @property
    def source(self) -> str:
        """Under which the history keeps what applying wrote."""
        return f"rollover:{self.pk}"

    @property
    def source_of_held(self) -> str:
        """Under which it holds classes of an undone plan again: undoing does not meet them, but asks who needs them."""
        return f"{self.source}:held"


class PlannedClass(models.Model):
    """A class of the next year. What is not said here it has from the class it follows (`after`).

    `made_id` is the class made of it, once applied; no key, so that undoing may take the class away.
    """

    plan = models.ForeignKey(RolloverPlan, models.CASCADE, related_name="classes", verbose_name=_("plan"))
    after = models.ForeignKey(
        ClassGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("follows the class")
    )
    level = models.TextField(_("level"), help_text=_("Handbook level."))
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    letter = models.TextField(_("letter"), blank=True)
    first_grade = models.TextField(
        _("year of the first grade"), blank=True, db_default="", help_text=_("Handbook first_grade_year.")
    )
    name = models.TextField(_("name"))
    age_group = models.TextField(_("age group"), blank=True, help_text=_("Handbook age_group, kindergartens."))
    capacity = models.PositiveSmallIntegerField(_("places"), default=25)
    keeps_teacher = models.BooleanField(_("the class teacher goes along"), default=True)
    made_id = models.BigIntegerField(null=True, blank=True, editable=False)

    privacy: ClassVar = dict.fromkeys(
        ["plan", "after", "level", "grade", "letter", "first_grade", "name", "age_group", "capacity", "keeps_teacher"],
        Privacy.OPEN,
    ) | dict.fromkeys(["id", "made_id"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("planned class")
        verbose_name_plural = _("planned classes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "name"], name="planned_class_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedOutcome(models.Model):
    """What becomes of one enrolled student. `order` carried it out, once applied.

    `grade` and `from_class` are those of the old year's last day; `reason`, `destination` and `counterpart` are of
    those who leave; `subjects` ("Алгебра; Физика") and `due_on` of those who go on conditionally (273-ФЗ article 58);
    `result` of those who complete basic or secondary education, also when they stay for grade 10: `completion` is then
    the order on that.
    """

    class Outcome(models.TextChoices):
        UNDECIDED = "undecided", _("not decided")
        NEXT = "next", _("goes on to the next grade")
        CONDITIONAL = "conditional", _("goes on conditionally")
        REPEATED = "repeated", _("repeats the year")
        FINISHED = "finished", _("finishes with a certificate")
        UNCERTIFIED = "uncertified", _("finishes without a certificate")
        LEAVES = "leaves", _("leaves")

    plan = models.ForeignKey(RolloverPlan, models.CASCADE, related_name="outcomes", verbose_name=_("plan"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+", verbose_name=_("enrolment"))
    from_class = models.ForeignKey(
        ClassGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("from the class")
    )
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    level = models.TextField(_("level"), blank=True)
    outcome = models.TextField(_("outcome"), choices=Outcome, default=Outcome.UNDECIDED)
    target = models.ForeignKey(
        PlannedClass, models.PROTECT, null=True, blank=True, related_name="coming", verbose_name=_("into the class")
    )
    reason = models.TextField(_("reason"), blank=True, help_text=_("Handbook leaving_reason."))
    destination = models.TextField(
        _("kind of destination"), blank=True, db_default="", help_text=_("Handbook leaving_destination.")
    )
    counterpart = models.TextField(_("where to"), blank=True)
    subjects = models.TextField(_("subjects of the debt"), blank=True, db_default="")
    due_on = models.DateField(_("to be made up for until"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True, db_default="", help_text=_("Handbook year_result."))
    is_edited = models.BooleanField(_("changed by hand"), default=False)
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order"))
    completion = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order of completion")
    )

    privacy: ClassVar = (
        dict.fromkeys(["plan", "from_class", "grade", "level", "target", "is_edited", "order"], Privacy.OFFICIAL)
        | dict.fromkeys(["reason", "destination", "counterpart", "completion"], Privacy.OFFICIAL)
        | dict.fromkeys(["outcome", "subjects", "due_on", "result"], Privacy.EDUCATION)
        | {"id": Privacy.TECHNICAL, "enrolment": Privacy.TECHNICAL}
    )

    class Meta:
        verbose_name = _("planned outcome of the year")
        verbose_name_plural = _("planned outcomes of the year")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "enrolment"], name="a_student_has_one_outcome"),
            models.CheckConstraint(
                name="who_finishes_or_leaves_has_no_next_class",
                condition=models.Q(target__isnull=True) | models.Q(outcome__in=["next", "conditional", "repeated"]),
            ),
        ]


class YearSealing(models.Model):
    """A proposal to close an academic year, or to open a closed one again, and what another person decided of it.

    S2-П2 3.1.1–3.1.2: the coordinator and the network administrator close the year together. Opening again is decided
    by the region's administrator.
    """

    class Kind(models.TextChoices):
        SEAL = "seal", _("to close the year")
        REOPEN = "reopen", _("to open the year again")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("sealing", "waits for a decision")
        CONFIRMED = "confirmed", pgettext_lazy("sealing", "confirmed")
        REFUSED = "refused", pgettext_lazy("sealing", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("sealing", "withdrawn")

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="sealings", verbose_name=_("year"))
    kind = models.TextField(_("what is proposed"), choices=Kind)
    state = models.TextField(_("state"), choices=State, default=State.PROPOSED)
    reason = models.TextField(_("reason"), blank=True)
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    proposed_by = models.BigIntegerField(null=True, editable=False)
    proposed_name = models.TextField(_("proposed by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, editable=False)
    decided_name = models.TextField(_("decided by"), blank=True)
    decision = models.TextField(_("words of the decision"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["year", "kind", "state", "reason", "proposed_at", "proposed_name", "decided_at", "decided_name", "decision"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "proposed_by", "decided_by"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("closing of a year")
        verbose_name_plural = _("closings of years")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year"], name="one_open_proposal_about_a_year", condition=models.Q(state="proposed")
            ),
            models.CheckConstraint(
                name="nobody_confirms_his_own_proposal",
                condition=~models.Q(state="confirmed") | ~models.Q(decided_by=models.F("proposed_by")),
            ),
        ]
