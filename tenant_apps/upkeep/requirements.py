"""Which fields a card must have, by kind of card: one line each. Completeness, its pages and the API follow.

    Required("snils", _("SNILS"), Privacy.DOCUMENT, has=_number("snils"), page="students:card_identifiers")

`has` is a condition over the rows of `enrolment.students_on` or `people.employees_on`, `asked` says of whom. A field of
a group without a ground (people/grounds.py) is closed, not missing. Of an organisation the declaration stands in
passport/columns.py. Sources: Krasnodar order, appendix 1 §1.1; order 458 of 02.09.2020 items 24, 26; form T-2.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions as p
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.permissions import Permission
from shared_apps.organisations.periods import valid_on
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.refusal import Text
from tenant_apps.people.grounds import GROUPS
from tenant_apps.people.models import (
    Citizenship,
    EducationCircumstance,
    EmployeeEducation,
    EmployeePost,
    EmployeeSubject,
    Employment,
    Guardianship,
    HealthCircumstance,
    Identifier,
    IdentityDocument,
    SocialCircumstance,
)
from tenant_apps.people.rights import holds

Condition = Callable[[date], Q]
ADULT = 18


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
    Required("phone", _("Mobile phone"), Privacy.CONTACT, _written("person__phone"), _EMPLOYEE, permission=_E),
    Required("personnel_number", _("Personnel number"), Privacy.OFFICIAL, _written("personnel_number"), _PERSONNEL,
             permission=_E),
    Required("service_since", _("Length of service"), Privacy.OFFICIAL, lambda _day: Q(service_since__isnull=False),
             _PERSONNEL, permission=_E),
    Required("hiring_order", _("Order of hiring"), Privacy.OFFICIAL, _hired, "people:employee", "?tab=posts",
             permission=_E),
    Required("education", _("Education"), Privacy.OFFICIAL, _educated, "people:employee",
             "?tab=education", permission=_E),
    Required("subject", _("Subject taught"), Privacy.OFFICIAL, _main_subject, "people:employee", "?tab=teaching",
             permission=_E, asked=_teaches),
)  # fmt: skip
"""What an employee's card must have."""


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


KINDS: dict[str, dict[str, Required]] = {"student": checked(STUDENT), "employee": checked(EMPLOYEE)}
"""Kind of card → code → what must be there."""
