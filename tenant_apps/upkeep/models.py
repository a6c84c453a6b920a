"""What the organisation keeps of its care for cards: monthly checks by class teachers, corrections by families."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.models import Person, StoredFile, Student


class CardCheck(models.Model):
    """In a month a student's card was looked through and is right (S1 5.4): once a month, by whom, when.

    `month` is its first day; `card_version` the version that was looked at: a later one says what was changed since.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="checks", verbose_name=_("student"))
    month = models.DateField(_("month"))
    checked_at = models.DateTimeField(_("checked at"))
    checked_by = models.BigIntegerField(null=True, blank=True, editable=False)
    checked_name = models.TextField(_("checked by"))
    card_version = models.PositiveIntegerField(_("version of the card"), editable=False)

    privacy: ClassVar = dict.fromkeys(["month", "checked_at"], Privacy.OFFICIAL) | dict.fromkeys(
        ["id", "student", "checked_by", "card_version"], Privacy.TECHNICAL
    ) | {"checked_name": Privacy.OFFICIAL}  # fmt: skip

    class Meta:
        verbose_name = _("check of a card")
        verbose_name_plural = _("checks of cards")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["student", "month"], name="a_card_is_checked_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"


class Correction(models.Model):
    """What a family proposes to correct in one card, sent at once: the student's, or the guardian's own.

    `person` is whose card it is, `student` the child through whom it comes: his class teacher decides. The scan, if
    there is one, is deleted when the last field is decided.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="corrections", verbose_name=_("student"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections", verbose_name=_("whose card"))
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.BigIntegerField(null=True, blank=True, editable=False)
    proposed_name = models.TextField(_("proposed by"))
    comment = models.TextField(_("comment"), blank=True)
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("scan")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    privacy: ClassVar = dict.fromkeys(["id", "student", "person", "proposed_by"], Privacy.TECHNICAL) | {
        "proposed_at": Privacy.OFFICIAL,
        "withdrawn_at": Privacy.OFFICIAL,
        "proposed_name": Privacy.IDENTITY,
        "comment": Privacy.CONTACT,
        "file": Privacy.DOCUMENT,
    }

    class Meta:
        verbose_name = _("correction proposed by a family")
        verbose_name_plural = _("corrections proposed by families")

    def __str__(self) -> str:
        return f"correction {self.pk}"


class ProposedField(models.Model):
    """One field of a correction: what stood in the card, what is proposed, what was decided (proposable.py).

    Values are kept as text: codes of handbooks, days as 2026-09-01. One proposal at a time waits for a field of a card.
    Of dated values (names, citizenship) `nature` says whether the card was wrong or the value has changed, `since`
    when, by which `document`: first as the family says it, then as it was accepted.
    """

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("proposal", "waits")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "accepted")
        REFUSED = "refused", pgettext_lazy("proposal", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")

    class Nature(models.TextChoices):
        NOT_SAID = "", pgettext_lazy("proposal", "not said")
        MISTAKE = "mistake", _("a mistake: it was never so")
        CHANGE = "change", _("it has changed since a day")

    correction = models.ForeignKey(
        Correction, models.CASCADE, related_name="fields", verbose_name=_("correction proposed by a family")
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("whose card"))
    code = models.TextField(_("field"))
    old_value = models.TextField(_("what stood in the card"), blank=True)
    new_value = models.TextField(_("what is proposed"), blank=True)
    nature = models.TextField(
        _("a mistake or a change"), choices=Nature.choices, blank=True, default=Nature.NOT_SAID, db_default=""
    )
    since = models.DateField(_("changed since"), null=True, blank=True)
    document = models.TextField(_("by what document"), blank=True, default="", db_default="")
    state = models.TextField(_("state"), choices=State.choices, default=State.PENDING)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True, editable=False)
    decided_name = models.TextField(_("decided by"), blank=True)
    reason = models.TextField(_("reason of the refusal"), blank=True)

    privacy: ClassVar = dict.fromkeys(["id", "correction", "person", "decided_by"], Privacy.TECHNICAL) | dict.fromkeys(
        ["code", "state", "decided_at", "decided_name", "nature", "since"], Privacy.OFFICIAL
    ) | dict.fromkeys(["old_value", "new_value", "reason", "document"], Privacy.CONTACT)  # fmt: skip

    class Meta:
        verbose_name = _("proposed field")
        verbose_name_plural = _("proposed fields")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "code"], name="one_proposal_for_a_field_waits", condition=models.Q(state="pending")
            ),
        ]

    def __str__(self) -> str:
        return f"proposed field {self.pk}"


class BatchUpdate(models.Model):
    """One field was changed in many students' cards at once (batches.py). Its lines of the history: "batch:<id>".

    `value` "": the field says nothing from that day on. `reversal`: the protocol that took it back.
    """

    code = models.TextField(_("field"))
    value = models.TextField(_("new value"), blank=True)
    since = models.DateField(_("since"))
    cards = models.PositiveIntegerField(_("cards changed"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.BigIntegerField(null=True, blank=True, editable=False)
    made_name = models.TextField(_("made by"))
    reversal = models.BigIntegerField(_("protocol"), null=True, blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["code", "value", "since", "cards", "made_at", "made_name", "reversal"], Privacy.OFFICIAL
    ) | {"id": Privacy.TECHNICAL, "made_by": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("batch update of cards")
        verbose_name_plural = _("batch updates of cards")

    def __str__(self) -> str:
        return f"batch {self.pk}"
