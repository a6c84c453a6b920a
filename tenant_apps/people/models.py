"""Cards: a person of this organisation, and what he or she is here: student, employee, guardian.

A person has one row whatever his roles (a teacher whose child studies here). Names are dated: orders and lists print
the surname of their day. `person_uid` is minted here unless an envelope brought it, and is never rewritten.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.periods import (
    FOREVER,
    DatedManager,
    ends_after_it_begins,
    no_overlap,
    no_overlap_at_all,
    no_overlap_of,
)
from shared_apps.organisations.privacy import Privacy

from .circumstance_models import EducationCircumstance, HealthCircumstance, SocialCircumstance
from .consent_models import Consent, ConsentForm, ErasedFields
from .employee_models import (
    Employee,
    EmployeeAttestation,
    EmployeeAward,
    EmployeeCourse,
    EmployeeEducation,
    EmployeeLeave,
    EmployeePost,
    EmployeeQualification,
    EmployeeSubject,
    EmployeeWork,
    Employment,
)


class Person(models.Model):
    """Somebody this organisation knows."""

    person_uid = models.UUIDField(_("person's identifier"), default=uuid.uuid4, editable=False)
    sex = models.TextField(_("sex"), help_text=_("Handbook sex: male, female."))
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_place = models.TextField(_("birth place"), blank=True)
    citizenship = models.TextField(_("citizenship"), blank=True, help_text=_("Handbook citizenship."))
    phone = models.TextField(_("mobile phone"), blank=True)
    home_phone = models.TextField(_("home phone"), blank=True, default="", db_default="")
    work_phone = models.TextField(_("work phone"), blank=True, default="", db_default="")
    email = models.TextField(_("e-mail"), blank=True)
    registered_address = models.TextField(_("address of registration"), blank=True)
    actual_address = models.TextField(_("address of residence"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "person_uid": Privacy.TECHNICAL,
        "version": Privacy.TECHNICAL,
        "sex": Privacy.IDENTITY,
        "birth_date": Privacy.IDENTITY,
        "birth_place": Privacy.DOCUMENT,
        "citizenship": Privacy.IDENTITY,
        "phone": Privacy.CONTACT,
        "home_phone": Privacy.CONTACT,
        "work_phone": Privacy.CONTACT,
        "email": Privacy.CONTACT,
        "registered_address": Privacy.CONTACT,
        "actual_address": Privacy.CONTACT,
    }

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person_uid"], name="person_uid_is_unique")]


class PersonName(models.Model):
    """A person's name during a period. `search_key` is lower case, ё as е: "surname given patronymic"."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="names", verbose_name=_("person"))
    surname = models.TextField(_("surname"))
    given_name = models.TextField(_("given name"))
    patronymic = models.TextField(_("patronymic"), blank=True)
    search_key = models.TextField(_("search key"), editable=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    document = models.TextField(_("by what document"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["surname", "given_name", "patronymic", "search_key", "valid_from", "valid_to"], Privacy.IDENTITY
    ) | {"id": Privacy.TECHNICAL, "person": Privacy.TECHNICAL, "document": Privacy.DOCUMENT}
    objects: ClassVar[DatedManager["PersonName"]] = DatedManager()

    class Meta:
        verbose_name = _("person's name")
        verbose_name_plural = _("people's names")
        constraints: ClassVar = [
            ends_after_it_begins("person_name_ends_after_it_begins"),
            no_overlap_at_all("person_names_never_overlap", "person_id"),
        ]
        indexes: ClassVar = [models.Index(fields=["search_key"], name="person_name_search")]

    def __str__(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


class Citizenship(models.Model):
    """A citizenship a person has during a period (handbook citizenship; `stateless` for none). Two at once: dual.

    `Person.citizenship` repeats the first one of today, for imports and for the release before.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="citizenships", verbose_name=_("person"))
    country = models.TextField(_("citizenship"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    document = models.TextField(_("by what document"), blank=True, default="")

    privacy: ClassVar = dict.fromkeys(["country", "valid_from", "valid_to"], Privacy.IDENTITY) | {
        "id": Privacy.TECHNICAL,
        "person": Privacy.TECHNICAL,
        "document": Privacy.DOCUMENT,
    }
    objects: ClassVar[DatedManager["Citizenship"]] = DatedManager()

    class Meta:
        verbose_name = _("citizenship")
        verbose_name_plural = _("citizenships")
        constraints: ClassVar = [
            ends_after_it_begins("citizenship_ends_after_it_begins"),
            no_overlap_of("a_citizenship_is_held_once_at_a_time", "person_id", texts=("country",)),
        ]


class Identifier(models.Model):
    """A number that names a person in another register: СНИЛС, ИНН, ПИН. Kinds and checks: handbooks.identifiers."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers", verbose_name=_("person"))
    kind = models.TextField(_("kind"))
    value = models.TextField(_("number"))
    issued_by = models.TextField(
        _("issued by"), blank=True, default="", db_default="", help_text=_("Of a medical policy: the insurer.")
    )

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "person": Privacy.TECHNICAL,
        "kind": Privacy.DOCUMENT,
        "value": Privacy.DOCUMENT,
        "issued_by": Privacy.DOCUMENT,
    }

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_identifier_of_a_kind_per_person"),
            models.UniqueConstraint(fields=["kind", "value"], name="an_identifier_names_one_person"),
        ]


class IdentityDocument(models.Model):
    """A document that proves who a person is. Kind: handbook identity_document."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="documents", verbose_name=_("person"))
    kind = models.TextField(_("kind of document"))
    series = models.TextField(_("series"), blank=True)
    number = models.TextField(_("number"))
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_by = models.TextField(_("issued by"), blank=True)

    privacy: ClassVar = dict.fromkeys(["kind", "series", "number", "issued_on", "issued_by"], Privacy.DOCUMENT) | {
        "id": Privacy.TECHNICAL,
        "person": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "series", "number"], name="an_identity_document_is_entered_once")
        ]


class Student(models.Model):
    """A person's file as a student of this organisation. Whether he studies now is said by enrolments, not here."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="student", verbose_name=_("person"))
    file_number = models.TextField(_("number of the personal file"), blank=True)

    privacy: ClassVar = {"id": Privacy.TECHNICAL, "person": Privacy.TECHNICAL, "file_number": Privacy.OFFICIAL}

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file_number"], name="file_number_is_unique", condition=~models.Q(file_number="")
            )
        ]


class Guardian(models.Model):
    """A person's card as a guardian of students here (parent, trustee, …)."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="guardian", verbose_name=_("person"))
    education = models.TextField(
        _("education"), blank=True, default="", db_default="", help_text=_("Handbook staff_education.")
    )
    workplace = models.TextField(_("place of work"), blank=True)
    position = models.TextField(_("position at work"), blank=True, default="", db_default="")

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "person": Privacy.TECHNICAL,
        "education": Privacy.SOCIAL,
        "workplace": Privacy.SOCIAL,
        "position": Privacy.SOCIAL,
    }

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")


class Guardianship(models.Model):
    """Who answers for whom, since when, and what he may. Relation: handbook guardian_relation.

    Custody: handbook custody_limit, what a court has forbidden; a guardian who `may_see` nothing opens no card in /me/.
    """

    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="guardianships", verbose_name=_("guardian"))
    student = models.ForeignKey(Student, models.CASCADE, related_name="guardianships", verbose_name=_("student"))
    relation = models.TextField(_("relation"))
    is_legal = models.BooleanField(_("legal representative"), default=True)
    may_collect = models.BooleanField(_("may collect the student"), default=True)
    may_see = models.BooleanField(_("may know of the student"), default=True, db_default=True)
    custody_limit = models.TextField(_("limit of rights"), blank=True, default="", db_default="")
    basis = models.TextField(
        _("by what document"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Decision of a court, power of attorney."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), default=FOREVER)
    voided_by = models.BigIntegerField(null=True, blank=True, editable=False)

    privacy: ClassVar = dict.fromkeys(
        ["relation", "is_legal", "may_collect", "may_see", "custody_limit", "basis"], Privacy.SOCIAL
    ) | {
        "id": Privacy.TECHNICAL,
        "guardian": Privacy.TECHNICAL,
        "student": Privacy.TECHNICAL,
        "voided_by": Privacy.TECHNICAL,
        "valid_from": Privacy.OFFICIAL,
        "valid_to": Privacy.OFFICIAL,
    }
    objects: ClassVar[DatedManager["Guardianship"]] = DatedManager()

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        constraints: ClassVar = [
            ends_after_it_begins("guardianship_ends_after_it_begins"),
            no_overlap("one_guardianship_at_a_time", "guardian_id", "student_id"),
        ]


class StoredFile(models.Model):
    """A file of the organisation: content under <MEDIA>/<schema>/<sha256>, served only by a page with a permission."""

    sha256 = models.TextField()
    name = models.TextField(_("file name"))
    content_type = models.TextField()
    size = models.BigIntegerField(_("size, bytes"))
    sensitivity = models.TextField(_("privacy class"))
    purpose = models.TextField(_("purpose"))
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)
    stored_by = models.BigIntegerField(null=True)

    privacy: ClassVar = dict.fromkeys(
        ["id", "sha256", "content_type", "size", "sensitivity", "stored_by"], Privacy.TECHNICAL
    ) | {"name": Privacy.HEALTH, "purpose": Privacy.OFFICIAL, "stored_at": Privacy.OFFICIAL}

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes: ClassVar = [models.Index(fields=["sha256"], name="stored_file_content")]


class CardFile(models.Model):
    """A file of a card: a photo, a scan. Kind: handbook card_file_kind, which says who opens it (circumstances.py).

    That a certificate exists says something of health, so in the history kinds and names are of the strictest class.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="files", verbose_name=_("person"))
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="of_card", verbose_name=_("file"))
    kind = models.TextField(_("kind of file"))
    note = models.TextField(_("note"), blank=True, default="")

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "person": Privacy.TECHNICAL,
        "stored": Privacy.TECHNICAL,
        "kind": Privacy.HEALTH,
        "note": Privacy.HEALTH,
    }

    class Meta:
        verbose_name = _("file of a card")
        verbose_name_plural = _("files of cards")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], name="one_photo_in_a_card", condition=models.Q(kind="photo"))
        ]


class CardReading(models.Model):
    """Somebody has opened a closed part of a card. Written once, never changed (rights allow nothing but adding).

    `what`: a privacy class, or "history"; `via`: page, api, file, list.
    """

    read_at = models.DateTimeField(_("read at"), auto_now_add=True)
    account_id = models.BigIntegerField(null=True)
    reader = models.TextField(_("who read"))
    role = models.TextField(_("role"), blank=True)
    person_id = models.BigIntegerField()
    what = models.TextField(_("what was read"))
    via = models.TextField(_("where"))
    about = models.TextField(_("details"), blank=True, default="")

    privacy: ClassVar = dict.fromkeys(["id", "account_id", "person_id"], Privacy.TECHNICAL) | dict.fromkeys(
        ["read_at", "reader", "role", "what", "via", "about"], Privacy.OFFICIAL
    )

    class Meta:
        verbose_name = _("reading of a card")
        verbose_name_plural = _("readings of cards")
        indexes: ClassVar = [
            models.Index(fields=["person_id", "-id"], name="readings_of_a_card"),
        ]


__all__ = [
    "CardFile",
    "CardReading",
    "Citizenship",
    "Consent",
    "ConsentForm",
    "EducationCircumstance",
    "Employee",
    "EmployeeAttestation",
    "EmployeeAward",
    "EmployeeCourse",
    "EmployeeEducation",
    "EmployeeLeave",
    "EmployeePost",
    "EmployeeQualification",
    "EmployeeSubject",
    "EmployeeWork",
    "Employment",
    "ErasedFields",
    "Guardian",
    "Guardianship",
    "HealthCircumstance",
    "Identifier",
    "IdentityDocument",
    "Person",
    "PersonName",
    "SocialCircumstance",
    "StoredFile",
    "Student",
]
