"""Employees: the card, employment, posts, and the records that the personnel office keeps of each.

Source: S2 appendix 1 §1.1 (card of an employee), ОО-1 3 and F5–F8, S2 appendix 2 §2.1.8 (works).
Names, birth date, sex, addresses, phones, numbers and identity documents stand in the person's card.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import (
    FOREVER,
    DatedManager,
    ends_after_it_begins,
    no_overlap_at_all,
)
from shared_apps.organisations.privacy import Privacy

KEYS: dict[str, Privacy] = {"id": Privacy.TECHNICAL, "employee": Privacy.TECHNICAL}


def official(*names: str) -> dict[str, Privacy]:
    """The keys of a record about an employee, and columns of the personnel office."""
    return KEYS | dict.fromkeys(names, Privacy.OFFICIAL)


class Employee(models.Model):
    """A person's file as an employee. Posts say what he does and since when.

    Service is kept as the day from which it counts with all breaks taken off, so that years can be said on any day.
    """

    person = models.OneToOneField("people.Person", models.CASCADE, related_name="employee", verbose_name=_("person"))
    personnel_number = models.TextField(_("personnel number"), blank=True)
    service_since = models.DateField(_("service counts since"), null=True, blank=True)
    teaching_since = models.DateField(_("teaching service counts since"), null=True, blank=True)
    degree = models.TextField(_("academic degree"), blank=True, default="", db_default="")
    degree_on = models.DateField(_("degree awarded on"), null=True, blank=True)
    academic_title = models.TextField(_("academic title"), blank=True, default="", db_default="")
    title_on = models.DateField(_("title awarded on"), null=True, blank=True)
    marital_status = models.TextField(_("family status"), blank=True, default="", db_default="")

    privacy: ClassVar = dict.fromkeys(
        ["personnel_number", "service_since", "teaching_since", "degree", "degree_on", "academic_title", "title_on"],
        Privacy.OFFICIAL,
    ) | {"id": Privacy.TECHNICAL, "person": Privacy.TECHNICAL, "marital_status": Privacy.SOCIAL}

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")


class Employment(models.Model):
    """Somebody worked here during a period: by which order he was taken on, and by which he left and why.

    Posts lie within it. `origin`: where he came from (a graduate of the year, another organisation).
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="employments", verbose_name=_("employee"))
    valid_from = models.DateField(_("taken on"))
    valid_to = models.DateField(_("first day after leaving"), default=FOREVER)
    hiring_order = models.TextField(_("number of the order of hiring"), blank=True)
    hiring_order_on = models.DateField(_("date of the order of hiring"), null=True, blank=True)
    origin = models.TextField(_("where from"), blank=True)
    leaving_order = models.TextField(_("number of the order of leaving"), blank=True)
    leaving_order_on = models.DateField(_("date of the order of leaving"), null=True, blank=True)
    leaving_reason = models.TextField(_("reason of leaving"), blank=True)

    privacy: ClassVar = official(
        "valid_from", "valid_to", "hiring_order", "hiring_order_on", "origin", "leaving_order", "leaving_order_on",
        "leaving_reason",
    )  # fmt: skip
    objects: ClassVar[DatedManager["Employment"]] = DatedManager()

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        constraints: ClassVar = [
            ends_after_it_begins("employment_ends_after_it_begins"),
            no_overlap_at_all("employments_never_overlap", "employee_id"),
        ]


class EmployeePost(models.Model):
    """A post held during a period. Handbooks post and post_kind (main, internal, …); rate in ставки.

    A post that passed to the successor of a reorganised organisation ended here with `end_envelope_id`, and would have
    lasted until `passed_until`; there it began with `envelope_id`.
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="posts", verbose_name=_("employee"))
    post = models.TextField(_("post"))
    kind = models.TextField(_("kind of employment"), default="main")
    rate = models.DecimalField(_("rate"), max_digits=4, decimal_places=2, default=1)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    order_number = models.TextField(_("order number"), blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)
    envelope_id = models.UUIDField(null=True, blank=True, editable=False)
    end_envelope_id = models.UUIDField(null=True, blank=True, editable=False)
    passed_until = models.DateField(null=True, blank=True, editable=False)

    privacy: ClassVar = official("post", "kind", "rate", "valid_from", "valid_to", "order_number", "order_date") | (
        dict.fromkeys(["envelope_id", "end_envelope_id", "passed_until"], Privacy.TECHNICAL)
    )
    objects: ClassVar[DatedManager["EmployeePost"]] = DatedManager()

    class Meta:
        verbose_name = _("post of an employee")
        verbose_name_plural = _("posts of employees")
        constraints: ClassVar = [ends_after_it_begins("employee_post_ends_after_it_begins")]
        indexes: ClassVar = [models.Index(fields=["employee", "valid_from"], name="posts_of_an_employee")]


class EmployeeSubject(models.Model):
    """A subject taught during a period. The main one decides the employee's row in the forms (ОО-1 3)."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="subjects", verbose_name=_("employee"))
    subject = models.TextField(_("subject"), help_text=_("Handbook main_subject."))
    is_main = models.BooleanField(_("main subject"), default=False)
    hours = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)

    privacy: ClassVar = official("subject", "is_main", "hours", "valid_from", "valid_to")
    objects: ClassVar[DatedManager["EmployeeSubject"]] = DatedManager()

    class Meta:
        verbose_name = _("subject of an employee")
        verbose_name_plural = _("subjects of employees")
        constraints: ClassVar = [ends_after_it_begins("employee_subject_ends_after_it_begins")]
        indexes: ClassVar = [models.Index(fields=["employee"], name="subjects_of_an_employee")]


class EmployeeEducation(models.Model):
    """What an employee graduated from. Level: handbook staff_education; known since the diploma's date, or ever."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="education", verbose_name=_("employee"))
    level = models.TextField(_("level of education"))
    is_pedagogical = models.BooleanField(_("pedagogical"), default=False)
    institution = models.TextField(_("educational institution"), blank=True)
    speciality = models.TextField(_("speciality by the diploma"), blank=True)
    qualification = models.TextField(_("qualification by the diploma"), blank=True)
    document = models.TextField(_("series and number of the diploma"), blank=True)
    issued_on = models.DateField(_("date of the diploma"), null=True, blank=True)

    privacy: ClassVar = official(
        "level", "is_pedagogical", "institution", "speciality", "qualification", "issued_on"
    ) | {"document": Privacy.DOCUMENT}

    class Meta:
        verbose_name = _("education of an employee")
        verbose_name_plural = _("education of employees")
        indexes: ClassVar = [models.Index(fields=["employee"], name="education_of_an_employee")]


class EmployeeCourse(models.Model):
    """A refresher course or a retraining. Kind: handbook staff_course."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="courses", verbose_name=_("employee"))
    kind = models.TextField(_("kind of course"))
    title = models.TextField(_("name of the programme"))
    institution = models.TextField(_("where"), blank=True)
    hours = models.PositiveSmallIntegerField(_("hours of the programme"), null=True, blank=True)
    begun_on = models.DateField(_("begun on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"))
    document = models.TextField(_("number of the certificate"), blank=True)

    privacy: ClassVar = official("kind", "title", "institution", "hours", "begun_on", "ended_on") | {
        "document": Privacy.DOCUMENT
    }

    class Meta:
        verbose_name = _("course of an employee")
        verbose_name_plural = _("courses of employees")
        indexes: ClassVar = [models.Index(fields=["employee"], name="courses_of_an_employee")]


class EmployeeQualification(models.Model):
    """A category, or that the employee conforms to the post. Handbook qualification.

    Categories given since 01.09.2023 have no term, earlier ones 5 years; conformity always 5 years (F5).
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="qualifications", verbose_name=_("employee"))
    qualification = models.TextField(_("category"))
    post = models.TextField(_("for the post"), blank=True)
    valid_from = models.DateField(_("given on"))
    valid_to = models.DateField(_("first day without it"), default=FOREVER)
    order_number = models.TextField(_("order number"), blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)

    privacy: ClassVar = official("qualification", "post", "valid_from", "valid_to", "order_number", "order_date")
    objects: ClassVar[DatedManager["EmployeeQualification"]] = DatedManager()

    class Meta:
        verbose_name = _("category of an employee")
        verbose_name_plural = _("categories of employees")
        constraints: ClassVar = [ends_after_it_begins("employee_category_ends_after_it_begins")]
        indexes: ClassVar = [models.Index(fields=["employee"], name="categories_of_an_employee")]


class EmployeeAttestation(models.Model):
    """An attestation that was begun: what is sought, since when, by when, and how it ended (S2 appendix 1 §2.3).

    Outcome: handbook attestation_outcome; empty while it goes on.
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="attestations", verbose_name=_("employee"))
    sought = models.TextField(_("category sought"))
    post = models.TextField(_("for the post"), blank=True)
    begun_on = models.DateField(_("begun on"))
    due_on = models.DateField(_("decision due on"))
    outcome = models.TextField(_("outcome"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    privacy: ClassVar = official("sought", "post", "begun_on", "due_on", "outcome", "decided_on", "note")

    class Meta:
        verbose_name = _("attestation of an employee")
        verbose_name_plural = _("attestations of employees")
        indexes: ClassVar = [models.Index(fields=["employee"], name="attestations_of_an_employee")]


class EmployeeAward(models.Model):
    """An award. Handbook award; `name` in words where the handbook says «other»."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="awards", verbose_name=_("employee"))
    award = models.TextField(_("award"))
    name = models.TextField(_("name of the award"), blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    document = models.TextField(_("number of the certificate"), blank=True)

    privacy: ClassVar = official("award", "name", "awarded_on") | {"document": Privacy.DOCUMENT}

    class Meta:
        verbose_name = _("award of an employee")
        verbose_name_plural = _("awards of employees")
        indexes: ClassVar = [models.Index(fields=["employee"], name="awards_of_an_employee")]


class EmployeeWork(models.Model):
    """A methodical work or a project of a teacher (S2 appendix 2 §2.1.8). Kind: handbook methodical_work."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="works", verbose_name=_("employee"))
    kind = models.TextField(_("kind of work"))
    title = models.TextField(_("name of the work"))
    shown_at = models.TextField(_("where it was published or shown"), blank=True)
    done_on = models.DateField(_("date"), null=True, blank=True)
    address = models.TextField(_("address in the network"), blank=True)

    privacy: ClassVar = official("kind", "title", "shown_at", "done_on", "address")

    class Meta:
        verbose_name = _("methodical work of an employee")
        verbose_name_plural = _("methodical works of employees")
        indexes: ClassVar = [models.Index(fields=["employee"], name="works_of_an_employee")]


class EmployeeLeave(models.Model):
    """A long absence: parental leave, military service, a teacher's long leave. Kind: handbook staff_leave."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="leaves", verbose_name=_("employee"))
    kind = models.TextField(_("kind of leave"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    order_number = models.TextField(_("order number"), blank=True)
    order_date = models.DateField(_("order date"), null=True, blank=True)

    privacy: ClassVar = official("valid_from", "valid_to", "order_number", "order_date") | {"kind": Privacy.SOCIAL}
    objects: ClassVar[DatedManager["EmployeeLeave"]] = DatedManager()

    class Meta:
        verbose_name = _("long leave of an employee")
        verbose_name_plural = _("long leaves of employees")
        constraints: ClassVar = [
            ends_after_it_begins("employee_leave_ends_after_it_begins"),
            no_overlap_at_all("long_leaves_never_overlap", "employee_id"),
        ]
