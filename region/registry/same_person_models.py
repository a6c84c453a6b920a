"""Who is one person: pairs of person_uid, proposed by the system, decided on, and undone, by a human."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy


class Subject(models.TextChoices):
    """Among whom a pair was found."""

    STUDENT = "student", pgettext_lazy("same person", "students")
    EMPLOYEE = "employee", pgettext_lazy("same person", "employees")


class State(models.TextChoices):
    """What is decided of a pair."""

    PROPOSED = "proposed", pgettext_lazy("same person", "awaits a decision")
    CONFIRMED = "confirmed", pgettext_lazy("same person", "one person")
    REFUSED = "refused", pgettext_lazy("same person", "different people")


class SamePerson(models.Model):
    """Two person_uid that may be of one person. Persons of more than two are several pairs.

    A pair says nothing of where they are (SamePersonSide does), and is read and written through shared() alone: who
    sees a side of it, finds it by the side. Each decision is a line of the log of shared changes, the last one stands
    here. A pair that nobody has decided on goes when the facts propose it no longer.
    """

    Subject, State = Subject, State

    subject = models.TextField(_("among"), choices=Subject)
    first_uid = models.UUIDField()
    second_uid = models.UUIDField()
    state = models.TextField(_("state"), choices=State, default=State.PROPOSED)
    found_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.BigIntegerField(_("account"), null=True)
    decided_name = models.TextField(_("who decided"), blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")

    privacy: ClassVar = dict.fromkeys(
        ["subject", "state", "found_at", "decided_at", "decided_name", "reason"], Privacy.OFFICIAL
    ) | dict.fromkeys(["id", "first_uid", "second_uid", "decided_by"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("records of one person")
        verbose_name_plural = _("records of one person")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first_uid", "second_uid"], name="a_pair_of_persons_stands_once"),
            models.CheckConstraint(condition=Q(first_uid__lt=F("second_uid")), name="a_pair_of_persons_is_in_order"),
            models.CheckConstraint(
                condition=Q(state="proposed") | (Q(decided_at__isnull=False) & ~Q(reason="")),
                name="a_decision_on_a_person_has_its_day_and_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["second_uid"], name="pairs_by_second_person")]


class SamePersonSide(models.Model):
    """Where one of a pair is known: an organisation that has, or had, a main enrolment (a main post) of that uid.

    Computed; `subject` and `state` are the pair's. Row-level security shows a reader the sides in his organisations
    alone, so of the other side he learns no more than that there is one.
    """

    pk = models.CompositePrimaryKey("organisation_id", "pair_id", "person_uid")
    organisation_id = models.BigIntegerField(_("organisation"))
    pair_id = models.BigIntegerField()
    person_uid = models.UUIDField()
    subject = models.TextField(_("among"), choices=Subject)
    state = models.TextField(_("state"), choices=State)

    privacy: ClassVar = dict.fromkeys(["organisation_id", "subject", "state"], Privacy.OFFICIAL) | dict.fromkeys(
        ["pair_id", "person_uid"], Privacy.TECHNICAL
    )

    class Meta:
        verbose_name = _("side of a pair of persons")
        verbose_name_plural = _("sides of pairs of persons")
        indexes: ClassVar = [models.Index(fields=["pair_id"], name="sides_by_pair")]
