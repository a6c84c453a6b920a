"""Consents to the handling of personal data, the forms they are given on, and what was erased by law.

Which data need a consent at all is not said here but on one page, `grounds.py`.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import FOREVER, DatedManager, ends_after_it_begins, no_overlap_of
from shared_apps.organisations.privacy import Privacy


class ConsentForm(models.Model):
    """A version of the text that people sign: one purpose, one document (156-ФЗ). Versions are never rewritten.

    Handbook consent_purpose. `about`: whose form it is: student, guardian, employee. `covers`: codes of the groups of
    fields (grounds.py) that the text lists. The version of a day is the one whose period holds it.
    """

    purpose = models.TextField(_("purpose"))
    about = models.TextField(_("about whom"))
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    covers = ArrayField(models.TextField(), verbose_name=_("what data"))
    valid_from = models.DateField(_("in use since"))
    valid_to = models.DateField(_("in use until"), default=FOREVER)

    privacy: ClassVar = dict.fromkeys(
        ["purpose", "about", "version", "text", "covers", "valid_from", "valid_to"], Privacy.OPEN
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[DatedManager["ConsentForm"]] = DatedManager()

    class Meta:
        verbose_name = _("form of a consent")
        verbose_name_plural = _("forms of consents")
        constraints: ClassVar = [
            ends_after_it_begins("consent_form_ends_after_it_begins"),
            models.UniqueConstraint(fields=["purpose", "about", "version"], name="version_of_a_form_is_unique"),
            no_overlap_of("one_form_of_a_purpose_at_a_time", texts=("purpose", "about")),
        ]


class Consent(models.Model):
    """A consent to one purpose, given by a document, in force during a period.

    `given_by` is who signed: the person, or a guardian for a child. `form` is empty where the paper was made before
    Svod; `covers` are the groups of fields that this very paper lists. `until_leaving`: in force while the person
    studies or works here. A withdrawn consent gives no ground on any day: `valid_to` then says when it stopped.
    `follow_up`: what was done after the withdrawal, and the day; empty: the office has not dealt with it yet.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="consents", verbose_name=_("about whom"))
    given_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="consents_given", verbose_name=_("who gave it")
    )
    purpose = models.TextField(_("purpose"))
    form = models.ForeignKey(
        ConsentForm, models.PROTECT, null=True, blank=True, related_name="consents", verbose_name=_("version of form")
    )
    covers = ArrayField(models.TextField(), verbose_name=_("what data"))
    number = models.TextField(_("document number"), blank=True)
    signed_on = models.DateField(_("signed on"))
    valid_from = models.DateField(_("in force since"))
    valid_to = models.DateField(_("in force until"), default=FOREVER)
    until_leaving = models.BooleanField(_("until leaving"), default=True)
    file = models.ForeignKey(
        "people.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("signed scan")
    )
    kept_where = models.TextField(_("where the paper is kept"), blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_document = models.TextField(_("document of withdrawal"), blank=True)
    withdrawn_online = models.BooleanField(_("withdrawn in the personal account"), default=False)
    withdrawal_file = models.ForeignKey(
        "people.StoredFile",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("scan of withdrawal"),
    )
    follow_up = models.TextField(_("what was done after the withdrawal"), blank=True)
    followed_up_on = models.DateField(_("dealt with on"), null=True, blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["purpose", "covers", "number", "signed_on", "valid_from", "valid_to", "until_leaving", "kept_where"]
        + ["withdrawn_on", "withdrawal_document", "withdrawn_online", "follow_up", "followed_up_on"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "person", "given_by", "form", "file", "withdrawal_file"], Privacy.TECHNICAL)
    objects: ClassVar[DatedManager["Consent"]] = DatedManager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints: ClassVar = [
            ends_after_it_begins("consent_ends_after_it_begins"),
            no_overlap_of("one_consent_to_a_purpose_at_a_time", "person_id", texts=("purpose",)),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("valid_from")),
                name="a_consent_is_not_withdrawn_before_it_is_given",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "purpose"], name="consents_of_a_person")]


class ErasedFields(models.Model):
    """Data of a person that were erased by law: which groups of fields (grounds.py), on what ground, by what document.

    Handbook erasure_ground. `erasure_id`: the entry in the register of erasures of the history; empty when the history
    held nothing. `rows`, `files`, `lines`: how many records, stored files and lines of the history were emptied.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="erased_fields", verbose_name=_("person"))
    groups = ArrayField(models.TextField(), verbose_name=_("what data"))
    ground = models.TextField(_("ground"))
    document = models.TextField(_("document"))
    erased_at = models.DateTimeField(_("erased at"))
    erased_by = models.BigIntegerField(null=True, editable=False)
    erased_name = models.TextField(_("erased by"))
    rows = models.PositiveIntegerField(_("records"))
    files = models.PositiveIntegerField(_("files"))
    lines = models.PositiveIntegerField(_("lines of the history"))
    erasure_id = models.BigIntegerField(null=True, editable=False)

    privacy: ClassVar = dict.fromkeys(
        ["groups", "ground", "document", "erased_at", "erased_name", "rows", "files", "lines"], Privacy.OFFICIAL
    ) | dict.fromkeys(["id", "person", "erased_by", "erasure_id"], Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("erasure of a person's data")
        verbose_name_plural = _("erasures of persons' data")
        indexes: ClassVar = [models.Index(fields=["person"], name="erasures_of_a_person")]
