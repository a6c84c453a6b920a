"""Which fields a card must have, by kind of card: one line each. Completeness, its pages and the API follow.

    Required("snils", _("SNILS"), Privacy.DOCUMENT, has=_number("snils"), page="students:card_identifiers")

`has` is a condition over the rows of `enrolment.students_on`, `people.guardians_on` or `people.employees_on`, `asked`
says of whom. A field of a group without a ground (people/grounds.py) is closed, not missing. Of an organisation the
declaration stands in passport/columns.py. Sources: Krasnodar order, appendix 1 §1.1; order 458 of 02.09.2020 items 24,
26; form T-2.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions as p
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.permissions import Permission
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.periods import valid_on
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.refusal import Text
from tenant_apps.people.grounds import GROUPS
from tenant_apps.people.models import (
    CardFile,
    Citizenship,
    Consent,
    EducationCircumstance,
    EmployeeAttestation,
    EmployeeEducation,
    EmployeePost,
    EmployeeQualification,
    EmployeeSubject,
    Employment,
    Guardianship,
    HealthCircumstance,
    Identifier,
    IdentityDocument,
    SocialCircumstance,
)
from tenant_apps.people.queries.attestation import WITHOUT_YEARS
from tenant_apps.people.rights import holds
from tenant_apps.people.service_years import anniversary

Condition = Callable[[date], Q]
ADULT = 18
DIPLOMA = frozenset({"higher", "vocational"})
"""Groups of the handbook staff_education that end with a diploma."""


@dataclass(frozen=True, slots=True)
class Required:
    """A field that a card must have.

    :ivar privacy: who does not hold it, or lacks `seen_by`, is not told whether it is there.
    :ivar page: the page where it is filled in (URL name over the card's id), with `query`; `permission` opens it.
    :ivar group: the group of fields that needs a consent, where it does.
    """

    code: str
    title: Text = field(compare=False)
    privacy: Privacy = field(compare=False)
    has: Condition = field(compare=False)
    page: str = field(compare=False)
    query: str = field(default="", compare=False)
    permission: Permission = field(default=p.STUDENT_EDIT, compare=False)
    seen_by: Permission | None = field(default=None, compare=False)
    group: str = field(default="", compare=False)
    asked: Condition | None = field(default=None, compare=False)

    def is_seen(self, by: object) -> bool:
        """Whether this reader is told of it."""
        allowed = self.seen_by is None or not isinstance(by, Actor) or by.may(self.seen_by)
        return allowed and holds(by, self.privacy)


# --- conditions -----------------------------------------------------------------------------------------------------


def _written(column: str) -> Condition:
    return lambda _day: ~Q(**{column: ""}) & Q(**{f"{column}__isnull": False})


def _number(kind: str) -> Condition:
    return lambda _day: Q(Exists(Identifier.objects.filter(person=OuterRef("person"), kind=kind)))


def _document(_day: date) -> Q:
    return Q(Exists(IdentityDocument.objects.filter(person=OuterRef("person"))))


def _citizenship(day: date) -> Q:
    return Q(Exists(Citizenship.objects.valid(day).filter(person=OuterRef("person"))))


def _representatives(day: date) -> QuerySet[Guardianship]:
    return Guardianship.objects.unvoided().filter(valid_on(day), student=OuterRef("pk"), is_legal=True)


def _guardian(day: date) -> Q:
    return Q(Exists(_representatives(day)))


def _reachable(day: date) -> Q:
    """The student's own phone, or that of a representative."""
    return Q(Exists(_representatives(day).exclude(guardian__person__phone=""))) | ~Q(person__phone="")


def _circumstance(
    model: type[EducationCircumstance | HealthCircumstance | SocialCircumstance], *kinds: str
) -> Condition:
    def has(day: date) -> Q:
        rows = model._default_manager.filter(valid_on(day), student=OuterRef("pk"), kind__in=kinds)
        return Q(Exists(rows.filter(voided_by__isnull=True)))

    return has


def _under_age(day: date) -> Q:
    return Q(birth_date__isnull=True) | Q(birth_date__gt=date(day.year - ADULT, day.month, min(day.day, 28)))


def _in_school(_day: date) -> Q:
    return Q(grade__isnull=False, measure="main")


def _learns_a_language(_day: date) -> Q:
    """From grade 2 on a foreign language is taught (ФГОС НОО, ФГОС ООО)."""
    return Q(grade__gte=2, measure="main")


def _at_the_main_place(_day: date) -> Q:
    return Q(measure="main")


def _teaches(day: date) -> Q:
    return Q(Exists(EmployeePost.objects.valid(day).filter(employee=OuterRef("pk"), post="teacher")))


def _educated(_day: date) -> Q:
    return Q(Exists(EmployeeEducation.objects.filter(employee=OuterRef("pk"))))


def _diploma(_day: date) -> Q:
    """Number and date of a diploma; whoever has finished a school only has none."""
    rows = EmployeeEducation.objects.filter(employee=OuterRef("pk"), issued_on__isnull=False)
    return Q(Exists(rows.exclude(document="")))


def _levels_with_a_diploma() -> tuple[str, ...]:
    codes = handbooks.names("staff_education")
    return tuple(code for code in codes if handbooks.group_of("staff_education", code) in DIPLOMA)


def _teaching_posts() -> tuple[str, ...]:
    return tuple(code for code in handbooks.names("post") if handbooks.group_of("post", code) == "teaching")


def _has_studied(_day: date) -> Q:
    levels = _levels_with_a_diploma()
    return Q(Exists(EmployeeEducation.objects.filter(employee=OuterRef("pk"), level__in=levels)))


def _category(day: date) -> Q:
    """A category or conformity to the post that holds on the day, or an attestation that goes on."""
    held = EmployeeQualification.objects.valid(day).filter(employee=OuterRef("pk"))
    begun = EmployeeAttestation.objects.filter(employee=OuterRef("pk"), begun_on__lte=day, outcome="")
    return Q(Exists(held)) | Q(Exists(begun))


def _is_attested(day: date) -> Q:
    """Teaching staff who works here two years or more (order 196 of 24.03.2023, item 22)."""
    since = anniversary(day, -WITHOUT_YEARS)
    rows = EmployeePost.objects.valid(day).filter(employee=OuterRef("pk"), post__in=_teaching_posts())
    long_here = Employment.objects.valid(day).filter(employee=OuterRef("pk"), valid_from__lte=since)
    return Q(Exists(rows)) & Q(Exists(long_here))


def _photo(_day: date) -> Q:
    return Q(Exists(CardFile.objects.filter(person=OuterRef("person"), kind="photo")))


def _any_phone(_day: date) -> Q:
    return ~Q(person__phone="") | ~Q(person__home_phone="")


def _consents(day: date) -> Q:
    """A consent of his own or for a child, in force on the day."""
    rows = Consent.objects.valid(day).filter(withdrawn_on__isnull=True)
    return Q(Exists(rows.filter(given_by=OuterRef("person")))) | Q(Exists(rows.filter(person=OuterRef("person"))))


def _works(_day: date) -> Q:
    return ~Q(workplace="")


def _hired(day: date) -> Q:
    rows = Employment.objects.valid(day).filter(employee=OuterRef("pk"), hiring_order_on__isnull=False)
    return Q(Exists(rows.exclude(hiring_order="")))


def _main_subject(day: date) -> Q:
    return Q(Exists(EmployeeSubject.objects.valid(day).filter(employee=OuterRef("pk"))))


# --- the page -------------------------------------------------------------------------------------------------------

_EDIT, _NUMBERS = "students:card_edit", "students:card_identifiers"

STUDENT = (
    Required("birth_date", _("Birth date"), Privacy.IDENTITY, lambda _day: Q(person__birth_date__isnull=False), _EDIT),
    Required("citizenship", _("Citizenship"), Privacy.IDENTITY, _citizenship, _EDIT),
    Required("class", _("Class"), Privacy.OFFICIAL, lambda _day: Q(class_id__isnull=False), "students:card",
             "?tab=study"),
    Required("file_number", _("Number of the personal file"), Privacy.OFFICIAL, _written("file_number"), _EDIT,
             asked=_at_the_main_place),
    Required("birth_place", _("Birth place"), Privacy.DOCUMENT, _written("person__birth_place"), _EDIT),
    Required("identity_document", _("Identity document"), Privacy.DOCUMENT, _document, "students:card_document_new",
             seen_by=p.STUDENT_DOCUMENTS),
    Required("snils", _("SNILS"), Privacy.DOCUMENT, _number("snils"), _NUMBERS, seen_by=p.STUDENT_DOCUMENTS),
    Required("medical_policy", _("Medical policy"), Privacy.DOCUMENT, _number("medical_policy"), _NUMBERS,
             seen_by=p.STUDENT_DOCUMENTS, group="policy"),
    Required("registered_address", _("Address of registration"), Privacy.CONTACT,
             _written("person__registered_address"), _EDIT, seen_by=p.STUDENT_CONTACTS),
    Required("actual_address", _("Address of residence"), Privacy.CONTACT, _written("person__actual_address"), _EDIT,
             seen_by=p.STUDENT_CONTACTS),
    Required("guardian", _("Legal representative"), Privacy.SOCIAL, _guardian, "students:card", "?tab=guardians",
             permission=p.GUARDIAN_EDIT, asked=_under_age),
    Required("photo", _("Photo"), Privacy.IDENTITY, _photo, "students:card_file_new", "?kind=photo", group="photo"),
    Required("phone", _("Phone of the student or of a representative"), Privacy.CONTACT, _reachable, "students:card",
             "?tab=guardians", seen_by=p.STUDENT_CONTACTS),
    Required("foreign_language", _("Foreign language studied"), Privacy.EDUCATION,
             _circumstance(EducationCircumstance, "foreign_language_1"), "students:card", "?tab=education",
             seen_by=p.STUDENT_EDUCATION, asked=_learns_a_language),
    Required("health_group", _("Health group"), Privacy.HEALTH, _circumstance(HealthCircumstance, "health_group"),
             "students:card", "?tab=health", seen_by=p.STUDENT_HEALTH, group="health", asked=_at_the_main_place),
    Required("pe_group", _("Group of physical education"), Privacy.HEALTH,
             _circumstance(HealthCircumstance, "pe_group"), "students:card", "?tab=health", seen_by=p.STUDENT_HEALTH,
             group="health", asked=_in_school),
    Required("family", _("Kind of family"), Privacy.SOCIAL, _circumstance(SocialCircumstance, "family"),
             "students:card", "?tab=social", seen_by=p.STUDENT_SOCIAL, group="social", asked=_at_the_main_place),
)  # fmt: skip
"""What a student's card must have."""

_EMPLOYEE, _PERSONNEL = "people:employee_edit", "people:employee_personnel"
_E = p.EMPLOYEE_EDIT

EMPLOYEE = (
    Required("birth_date", _("Birth date"), Privacy.IDENTITY, lambda _day: Q(person__birth_date__isnull=False),
             _EMPLOYEE, permission=_E),
    Required("citizenship", _("Citizenship"), Privacy.IDENTITY, _citizenship, _EMPLOYEE, permission=_E),
    Required("identity_document", _("Identity document"), Privacy.DOCUMENT, _document, "people:employee_document_new",
             permission=_E, seen_by=p.EMPLOYEE_DOCUMENTS),
    Required("snils", _("SNILS"), Privacy.DOCUMENT, _number("snils"), "people:employee_identifiers", permission=_E,
             seen_by=p.EMPLOYEE_DOCUMENTS),
    Required("inn", _("INN"), Privacy.DOCUMENT, _number("inn"), "people:employee_identifiers", permission=_E,
             seen_by=p.EMPLOYEE_DOCUMENTS),
    Required("registered_address", _("Address of registration"), Privacy.CONTACT,
             _written("person__registered_address"), _EMPLOYEE, permission=_E),
    Required("actual_address", _("Address of residence"), Privacy.CONTACT, _written("person__actual_address"),
             _EMPLOYEE, permission=_E),
    Required("phone", _("Mobile or home phone"), Privacy.CONTACT, _any_phone, _EMPLOYEE, permission=_E),
    Required("email", _("E-mail"), Privacy.CONTACT, _written("person__email"), _EMPLOYEE, permission=_E),
    Required("marital_status", _("Family status"), Privacy.SOCIAL, _written("marital_status"), _PERSONNEL,
             permission=_E, seen_by=p.EMPLOYEE_PRIVATE),
    Required("photo", _("Photo"), Privacy.IDENTITY, _photo, "people:employee_file_new", "?kind=photo", permission=_E,
             group="photo"),
    Required("personnel_number", _("Personnel number"), Privacy.OFFICIAL, _written("personnel_number"), _PERSONNEL,
             permission=_E),
    Required("service_since", _("Length of service"), Privacy.OFFICIAL, lambda _day: Q(service_since__isnull=False),
             _PERSONNEL, permission=_E),
    Required("hiring_order", _("Order of hiring"), Privacy.OFFICIAL, _hired, "people:employee", "?tab=posts",
             permission=_E),
    Required("education", _("Education"), Privacy.OFFICIAL, _educated, "people:employee",
             "?tab=education", permission=_E),
    Required("diploma", _("Number and date of the diploma"), Privacy.DOCUMENT, _diploma, "people:employee",
             "?tab=education", permission=_E, seen_by=p.EMPLOYEE_DOCUMENTS, asked=_has_studied),
    Required("category", _("Category"), Privacy.OFFICIAL, _category, "people:employee", "?tab=attestation",
             permission=_E, asked=_is_attested),
    Required("subject", _("Subject taught"), Privacy.OFFICIAL, _main_subject, "people:employee", "?tab=teaching",
             permission=_E, asked=_teaches),
)  # fmt: skip
"""What an employee's card must have. Awards and courses are written down where there are any: nothing asks for them."""

_GUARDIAN = "people:guardian_edit"
_G = p.GUARDIAN_EDIT

GUARDIAN = (
    Required("birth_date", _("Birth date"), Privacy.IDENTITY, lambda _day: Q(person__birth_date__isnull=False),
             _GUARDIAN, permission=_G),
    Required("identity_document", _("Identity document"), Privacy.DOCUMENT, _document, "people:guardian_document_new",
             permission=_G, seen_by=p.STUDENT_DOCUMENTS),
    Required("registered_address", _("Address of registration"), Privacy.CONTACT,
             _written("person__registered_address"), _GUARDIAN, permission=_G, seen_by=p.STUDENT_CONTACTS),
    Required("actual_address", _("Address of residence"), Privacy.CONTACT, _written("person__actual_address"),
             _GUARDIAN, permission=_G, seen_by=p.STUDENT_CONTACTS),
    Required("phone", _("Mobile or home phone"), Privacy.CONTACT, _any_phone, _GUARDIAN, permission=_G,
             seen_by=p.STUDENT_CONTACTS),
    Required("email", _("E-mail"), Privacy.CONTACT, _written("person__email"), _GUARDIAN, permission=_G,
             seen_by=p.STUDENT_CONTACTS),
    Required("education", _("Education"), Privacy.SOCIAL, _written("education"), _GUARDIAN, permission=_G,
             seen_by=p.STUDENT_SOCIAL, group="workplace"),
    Required("workplace", _("Place of work"), Privacy.SOCIAL, _works, _GUARDIAN, permission=_G,
             seen_by=p.STUDENT_SOCIAL, group="workplace"),
    Required("position", _("Position at work"), Privacy.SOCIAL, _written("position"), _GUARDIAN, permission=_G,
             seen_by=p.STUDENT_SOCIAL, group="workplace", asked=_works),
    Required("consent", _("Consent to the processing of data"), Privacy.OFFICIAL, _consents, "people:guardian",
             "?tab=consents", permission=p.CONSENT_EDIT, seen_by=p.CONSENT_VIEW),
)  # fmt: skip
"""What the card of a guardian who answers for a student must have. Children and kinship are what makes the card."""


def checked(declared: Iterable[Required]) -> dict[str, Required]:
    """By code. :raises ValueError: a code stands twice, or its group needs no consent."""
    found: dict[str, Required] = {}
    for one in declared:
        if one.code in found:
            raise ValueError(f'requirements.py: "{one.code}" stands twice.')
        if one.group and not GROUPS[one.group].needs_consent:
            raise ValueError(f'requirements.py: "{one.code}": the group {one.group} needs no consent, leave it out.')
        found[one.code] = one
    return found


KINDS: dict[str, dict[str, Required]] = {
    "student": checked(STUDENT),
    "guardian": checked(GUARDIAN),
    "employee": checked(EMPLOYEE),
}
"""Kind of card → code → what must be there."""

WORDS: dict[str, tuple[Callable[[], tuple[str, ...]], ...]] = {"employee": (_levels_with_a_diploma, _teaching_posts)}
"""Kind of card → what its conditions take from handbooks: an organisation may have added to them."""
