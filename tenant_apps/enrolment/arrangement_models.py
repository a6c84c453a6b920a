"""What an order arranges for a student without moving him: leaves, individual plans, home study; and academic debts.

Both tables are dated within an enrolment and cancel as the others: `begun_by`, `ended_by`, `voided_by` are orders.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import FOREVER, DatedManager, ends_after_it_begins, no_overlap
from shared_apps.organisations.privacy import Privacy

from .models import Enrolment, Order


class StudyArrangement(models.Model):
    """A student on leave, on an individual plan, or taught at home during a period; he stays in the contingent.

    On the track of programmes each order begins a period: `variant` (handbook ovz_variant) is the adapted programme
    that he learns by, empty: the general one. A track is what can't be twice at once. `expected_to`: of a leave the day
    he is awaited back, which ends nothing; of the others the end that the order names. The kind tells of
    health (home study and sanatoriums are for the ill), so it is read by those who hold that class; that somebody is
    away is an office matter.
    """

    class Track(models.IntegerChoices):
        LEAVE = 1, _("on leave")
        INDIVIDUAL_PLAN = 2, _("individual plan")
        HOME_STUDY = 3, _("study at home")
        PROGRAMME = 4, _("adapted programme")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="arrangements", verbose_name=_("enrolment"))
    track = models.PositiveSmallIntegerField(_("what is arranged"), choices=Track)
    kind = models.TextField(_("kind of the order"), help_text=_("Handbook order_kind."))
    reason = models.TextField(_("ground"), blank=True, help_text=_("Handbook arrangement_reason."))
    document = models.TextField(_("medical document"), blank=True)
    place = models.TextField(_("where"), blank=True)
    variant = models.TextField(
        _("adapted programme"), blank=True, db_default="", help_text=_("Handbook ovz_variant; empty: the general one.")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    expected_to = models.DateField(_("expected end"), null=True, blank=True)
    begun_by = models.ForeignKey(Order, models.PROTECT, related_name="+", verbose_name=_("begun by the order"))
    ended_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by the order")
    )
    voided_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("voided by")
    )

    privacy: ClassVar = (
        dict.fromkeys(["valid_from", "valid_to", "expected_to", "begun_by", "ended_by", "voided_by"], Privacy.OFFICIAL)
        | dict.fromkeys(["track", "kind", "reason", "document", "place", "variant"], Privacy.HEALTH)
        | dict.fromkeys(["id", "enrolment"], Privacy.TECHNICAL)
    )
    objects: ClassVar[DatedManager["StudyArrangement"]] = DatedManager()

    class Meta:
        verbose_name = _("study arrangement")
        verbose_name_plural = _("study arrangements")
        constraints: ClassVar = [
            ends_after_it_begins("arrangement_ends_after_it_begins"),
            no_overlap("arrangements_of_a_track_never_overlap", "enrolment_id", "track"),
        ]


class AcademicDebt(models.Model):
    """A subject that a student transferred conditionally still owes (273-ФЗ art. 58). Open until an order closes it.

    An empty subject: the order named none, as some did before it was asked; it may be written down afterwards.
    `origin`: of a debt that came with a transfer, the organisation and the order by which it arose; `begun_by` is then
    the order of admission, and the debt may be older than the enrolment.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("not made up for yet")
        LIQUIDATED = "liquidated", _("made up for")
        NOT_LIQUIDATED = "not_liquidated", _("not made up for")
        LEFT = "left", _("left with the debt")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="debts", verbose_name=_("enrolment"))
    subject = models.TextField(_("subject"))
    valid_from = models.DateField(_("since"))
    valid_to = models.DateField(_("closed on"), default=FOREVER)
    due_on = models.DateField(_("to be made up for until"))
    outcome = models.TextField(_("outcome"), blank=True, choices=Outcome, default=Outcome.OPEN)
    origin = models.TextField(_("brought from"), blank=True, default="", db_default="", editable=False)
    begun_by = models.ForeignKey(Order, models.PROTECT, related_name="+", verbose_name=_("begun by the order"))
    ended_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by the order")
    )
    voided_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("voided by")
    )

    privacy: ClassVar = dict.fromkeys(
        ["subject", "valid_from", "valid_to", "due_on", "outcome", "origin"], Privacy.EDUCATION
    ) | dict.fromkeys(["begun_by", "ended_by", "voided_by"], Privacy.OFFICIAL)
    privacy |= dict.fromkeys(["id", "enrolment"], Privacy.TECHNICAL)
    objects: ClassVar[DatedManager["AcademicDebt"]] = DatedManager()

    class Meta:
        verbose_name = _("academic debt")
        verbose_name_plural = _("academic debts")
        constraints: ClassVar = [
            ends_after_it_begins("academic_debt_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["enrolment", "subject", "begun_by", "valid_from"], name="a_subject_is_owed_once_by_an_order"
            ),
        ]


class DebtAttempt(models.Model):
    """An attempt to make up for an academic debt: two at most, the second one before a commission (art. 58 part 6)."""

    debt = models.ForeignKey(AcademicDebt, models.CASCADE, related_name="attempts", verbose_name=_("debt"))
    number = models.PositiveSmallIntegerField(_("attempt"))
    on = models.DateField(_("date"))
    is_passed = models.BooleanField(_("passed"))
    commission = models.TextField(_("commission"), blank=True)
    recorded_at = models.DateTimeField(_("written down at"), db_default=Now(), editable=False)

    privacy: ClassVar = dict.fromkeys(["debt", "number", "on", "is_passed", "commission"], Privacy.EDUCATION) | {
        "id": Privacy.TECHNICAL,
        "recorded_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("attempt to make up for a debt")
        verbose_name_plural = _("attempts to make up for debts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["debt", "number"], name="an_attempt_of_a_debt_stands_once"),
            models.CheckConstraint(name="two_attempts_at_most", condition=models.Q(number__range=(1, 2))),
        ]


class OrderIndex(models.Model):
    """How orders of a group are numbered here: "12-к/у" has the index "-к/у"; numbers may run on their own."""

    group = models.TextField(_("what the orders do"), help_text=_("Handbook order_group."))
    index = models.TextField(_("index after the number"), blank=True)
    is_own_sequence = models.BooleanField(_("numbers of its own"), default=False)

    privacy: ClassVar = dict.fromkeys(["group", "index", "is_own_sequence"], Privacy.OFFICIAL) | {
        "id": Privacy.TECHNICAL
    }

    class Meta:
        verbose_name = _("index of orders")
        verbose_name_plural = _("indexes of orders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group"], name="a_group_of_orders_has_one_index"),
        ]
