"""Who works where, for the whole region: facts that the projector keeps, and counters built from them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from region.feed.counting import lies_in_its_year
from shared_apps.organisations.periods import ends_after_it_begins
from shared_apps.organisations.privacy import Privacy


class RegionEmployee(models.Model):
    """A post of an employee during an interval in which nothing of it changed (fact "employee").

    Names, birth date and search key are restricted. `came_envelope_id`, `left_envelope_id`: of the way that the post
    began or ended with in a reorganisation; `is_on_the_way`: it has ended here and does not go on at the successor yet.
    """

    pk = models.CompositePrimaryKey("organisation_id", "post_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    post_id = models.BigIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    employee_id = models.BigIntegerField()
    person_uid = models.UUIDField()
    post = models.TextField(_("post"))
    kind = models.TextField(_("kind of employment"))
    rate = models.DecimalField(_("rate"), max_digits=4, decimal_places=2)
    sex = models.TextField(_("sex"))
    birth_year = models.SmallIntegerField(_("birth year"), null=True)
    education = models.TextField(_("level of education"), db_default="")
    is_pedagogical = models.BooleanField(_("pedagogical"), db_default=False)
    qualification = models.TextField(_("category"), db_default="")
    main_subject = models.TextField(_("main subject"), db_default="")
    degree = models.TextField(_("academic degree"), db_default="")
    service_since = models.DateField(_("service counts since"), null=True)
    teaching_since = models.DateField(_("teaching service counts since"), null=True)
    employed_from = models.DateField(_("taken on"), null=True)
    employed_to = models.DateField(_("first day after leaving"), null=True)
    origin = models.TextField(_("where from"), db_default="")
    leaving_reason = models.TextField(_("reason of leaving"), db_default="")
    came_envelope_id = models.UUIDField(null=True)
    left_envelope_id = models.UUIDField(null=True)
    is_on_the_way = models.BooleanField(_("on the way to the successor"), db_default=False)
    surname = models.TextField(_("surname"))
    given_name = models.TextField(_("given name"))
    patronymic = models.TextField(_("patronymic"))
    birth_date = models.DateField(_("birth date"), null=True)
    search_key = models.TextField()

    privacy: ClassVar = (
        {"organisation_id": Privacy.OPEN}
        | dict.fromkeys(["valid_from", "valid_to", "post", "kind", "rate"], Privacy.OFFICIAL)
        | dict.fromkeys(
            ["education", "is_pedagogical", "qualification", "main_subject", "degree", "service_since"]
            + ["teaching_since", "employed_from", "employed_to", "origin", "leaving_reason"],
            Privacy.OFFICIAL,
        )
        | {"is_on_the_way": Privacy.OFFICIAL}
        | dict.fromkeys(
            ["post_id", "employee_id", "person_uid", "came_envelope_id", "left_envelope_id"], Privacy.TECHNICAL
        )
        | dict.fromkeys(
            ["sex", "birth_year", "surname", "given_name", "patronymic", "birth_date", "search_key"], Privacy.IDENTITY
        )
    )

    class Meta:
        verbose_name = _("employee in the region")
        verbose_name_plural = _("employees in the region")
        constraints: ClassVar = [ends_after_it_begins("region_employee_ends_after_it_begins")]
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "employee_id"], name="region_employee_by_key"),
            models.Index(fields=["search_key"], name="region_employee_by_name"),
            models.Index(fields=["person_uid"], name="region_employee_by_person"),
            models.Index(
                fields=["came_envelope_id"],
                name="region_employees_who_came",
                condition=models.Q(came_envelope_id__isnull=False),
            ),
            models.Index(
                fields=["left_envelope_id"],
                name="region_employees_who_left",
                condition=models.Q(left_envelope_id__isnull=False),
            ),
        ]


class PostCounter(models.Model):
    """How many posts an organisation had filled during an interval cut at 1 September, and how many rates in all.

    The post "" with kind "" counts persons: employees who held at least one post, each once. The post "" with another
    kind is a post of the organisation's own that counts as none of the region's.
    """

    pk = models.CompositePrimaryKey("organisation_id", "period", "post", "kind", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    period = models.SmallIntegerField(_("academic year"))
    post = models.TextField(_("post"))
    kind = models.TextField(_("kind of employment"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    n = models.IntegerField(_("posts"))
    rate = models.DecimalField(_("rates"), max_digits=10, decimal_places=2)

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "period", "post", "kind", "valid_from", "valid_to", "n", "rate"], Privacy.OPEN
    )

    class Meta:
        verbose_name = _("counter of posts")
        verbose_name_plural = _("counters of posts")
        constraints: ClassVar = [lies_in_its_year("post_counter_lies_in_its_year")]
        indexes: ClassVar = [
            models.Index(
                fields=["period", "valid_from", "organisation_id"],
                include=["valid_to", "post", "kind", "n", "rate"],
                name="post_counters_as_of",
            )
        ]


class StaffCounter(models.Model):
    """How many persons an organisation employed during an interval, by one thing at a time.

    `dimension`: "kind" of employment, and of those who are on the staff list (neither external part-timers nor on a
    civil contract, as the forms count): "education" (a plus: pedagogical), "qualification", "service" and "teaching"
    (years from which the band begins), "birth_year", "subject", "degree". Each person counts once, by the post of the
    main place of work. Bands of service change on their days: intervals are cut at anniversaries.
    """

    pk = models.CompositePrimaryKey("organisation_id", "period", "dimension", "value", "post", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    period = models.SmallIntegerField(_("academic year"))
    dimension = models.TextField(_("counted by"))
    value = models.TextField(_("value"))
    post = models.TextField(_("post"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    n = models.IntegerField(_("persons"))
    women = models.IntegerField(_("of them women"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "period", "dimension", "value", "post", "valid_from", "valid_to", "n", "women"],
        Privacy.OPEN,
    )

    class Meta:
        verbose_name = _("counter of persons")
        verbose_name_plural = _("counters of persons")
        constraints: ClassVar = [lies_in_its_year("staff_counter_lies_in_its_year")]
        indexes: ClassVar = [
            models.Index(
                fields=["period", "valid_from", "organisation_id"],
                include=["valid_to", "dimension", "value", "post", "n", "women"],
                name="staff_counters_as_of",
            )
        ]


class StaffMovement(models.Model):
    """How many persons an organisation took on (`in`) or let go (`out`) on a day, by the post of the main place.

    `reason`: where from (handbook staff_origin), or why (staff_leaving_reason). The day of leaving is the first one
    without work.
    """

    pk = models.CompositePrimaryKey("organisation_id", "happened_on", "direction", "reason", "post")
    organisation_id = models.BigIntegerField(_("organisation"))
    happened_on = models.DateField(_("date"))
    direction = models.TextField(_("direction"))
    reason = models.TextField(_("reason"))
    post = models.TextField(_("post"))
    n = models.IntegerField(_("persons"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "happened_on", "direction", "reason", "post", "n"], Privacy.OPEN
    )

    class Meta:
        verbose_name = _("movement of staff")
        verbose_name_plural = _("movement of staff")
        indexes: ClassVar = [
            models.Index(
                fields=["happened_on", "organisation_id"],
                include=["direction", "reason", "post", "n"],
                name="staff_movement_by_day",
            )
        ]


class RegionStaffLeave(models.Model):
    """How many employees of an organisation were on a long leave of a kind in an interval (fact "staff_leave").

    Nobody's row: which leave somebody is on tells of his family or health.
    """

    pk = models.CompositePrimaryKey("organisation_id", "kind", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    leave_key = models.BigIntegerField()
    kind = models.TextField(_("kind of leave"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    n = models.IntegerField(_("persons"))
    women = models.IntegerField(_("of them women"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "kind", "valid_from", "valid_to", "n", "women"], Privacy.OFFICIAL
    ) | {"leave_key": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("long leaves in numbers")
        verbose_name_plural = _("long leaves in numbers")
        constraints: ClassVar = [
            ends_after_it_begins("region_staff_leave_ends_after_it_begins"),
            models.CheckConstraint(name="region_staff_leave_counts_somebody", condition=models.Q(n__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["valid_to", "organisation_id"],
                include=["valid_from", "kind", "n", "women"],
                name="region_staff_leaves_by_day",
            )
        ]
