"""What one organisation hands to another. The only tables that two organisations see, and nobody else.

Row-level security (policies.py): an envelope is seen by its sender and its receiver, its contents by the receiver
alone; above them only what says nothing of a person: between whom, of what kind, in what state, since when.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy

from .doubled_models import DoubledAnswer, DoubledStudent
from .reorganisation_models import Reorganisation, ReorganisationClass, ReorganisationEmployee, ReorganisationSide


class Kind(models.TextChoices):
    TRANSFER = "transfer", pgettext_lazy("envelope", "transfer")
    MERGE = "merge", pgettext_lazy("envelope", "merging of organisations")
    SPLIT = "split", pgettext_lazy("envelope", "splitting of an organisation")
    STAFF = "staff", pgettext_lazy("envelope", "employee of a reorganised organisation")


class Envelope(models.Model):
    """One student on the way from one organisation to another: requested → sent → accepted, refused or withdrawn.
    Or an employee (kind `staff`), who passes to the successor of a reorganised organisation.

    `id` is the number both offices name; `uid` joins the end of the enrolment at the sender with its beginning at the
    receiver, both on the day `on`. A transfer begins with the receiver's request (`requested_at`) or with the sender's
    order (`sent_at`). `due_on`: the last day for the side whose turn it is. `digest`: SHA-256 of the contents, kept
    when the contents are erased. `snils`: of a request, by which the sender finds the card; empty from the
    answer on. `who` and `birth_date` of a closed envelope are empty when one of its sides has erased them by law.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("envelope", "requested")
        SENT = "sent", pgettext_lazy("envelope", "on the way")
        ACCEPTED = "accepted", pgettext_lazy("envelope", "accepted")
        REFUSED = "refused", pgettext_lazy("envelope", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("envelope", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("envelope", "expired")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.TextField(pgettext_lazy("envelope", "kind"), choices=Kind, default=Kind.TRANSFER)
    state = models.TextField(pgettext_lazy("envelope", "state"), choices=State)
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("from"))
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("to"))
    person_uid = models.UUIDField(null=True, editable=False)
    who = models.TextField(_("student"))
    birth_date = models.DateField(_("birth date"), null=True)
    snils = models.TextField(_("SNILS"), blank=True, default="", db_default="")
    level = models.TextField(_("level"), blank=True)
    grade = models.PositiveSmallIntegerField(_("grade"), null=True)
    on = models.DateField(_("date of the transfer"))
    requested_at = models.DateTimeField(_("requested at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    due_on = models.DateField(_("answer is due by"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True)
    reminded_by = models.TextField(_("reminded by"), blank=True, default="", db_default="")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.TextField(_("decided by"), blank=True)
    reason = models.TextField(pgettext_lazy("envelope", "reason"), blank=True)
    sender_order = models.TextField(_("order of leaving"), blank=True)
    receiver_order = models.TextField(_("order of admission"), blank=True)
    digest = models.TextField(_("digest of the contents"), blank=True)

    privacy: ClassVar = (
        dict.fromkeys(["who", "birth_date"], Privacy.IDENTITY)
        | {"snils": Privacy.DOCUMENT}
        | dict.fromkeys(
            ["kind", "state", "sender", "receiver", "level", "grade", "on", "requested_at", "sent_at", "due_on"]
            + ["reminded_at", "reminded_by", "decided_at", "decided_by", "reason", "sender_order", "receiver_order"],
            Privacy.OFFICIAL,
        )
        | dict.fromkeys(["id", "uid", "person_uid", "digest"], Privacy.TECHNICAL)
    )
    objects: ClassVar[models.Manager["Envelope"]] = models.Manager()

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["uid"], name="envelope_uid_is_unique"),
            models.CheckConstraint(
                name="an_envelope_goes_to_another", condition=~models.Q(sender=models.F("receiver"))
            ),
            models.CheckConstraint(
                name="a_sent_envelope_says_when",
                condition=~models.Q(state__in=["sent", "accepted"]) | models.Q(sent_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["sender", "person_uid"],
                condition=models.Q(state="sent"),
                nulls_distinct=False,
                name="a_student_is_on_one_way_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sender", "state", "due_on"], name="envelopes_of_a_sender"),
            models.Index(fields=["receiver", "state", "due_on"], name="envelopes_of_a_receiver"),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def named(self) -> str:
        """Whom it is about; of a closed one the name may be erased."""
        return self.who or str(_("name erased"))


class Contents(models.Model):
    """What lies in an envelope: the personal file as canonical JSON (tenant_apps/transfers/contents.py).

    Written by the sender, read by the receiver alone, erased (`erased_at`) as soon as the envelope is refused,
    withdrawn, or accepted and all that the cards say differently is decided.
    """

    envelope = models.OneToOneField(Envelope, models.PROTECT, primary_key=True, related_name="contents")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(_("size, bytes"))
    erased_at = models.DateTimeField(_("erased at"), null=True)

    privacy: ClassVar = dict.fromkeys(["envelope", "sender", "receiver", "size", "erased_at"], Privacy.TECHNICAL) | {
        "content": Privacy.DOCUMENT
    }
    objects: ClassVar[models.Manager["Contents"]] = models.Manager()

    class Meta:
        verbose_name = _("contents of an envelope")
        verbose_name_plural = _("contents of envelopes")


__all__ = [
    "Contents",
    "DoubledAnswer",
    "DoubledStudent",
    "Envelope",
    "Kind",
    "Reorganisation",
    "ReorganisationClass",
    "ReorganisationEmployee",
    "ReorganisationSide",
]
