"""A school with two classes: children under and over 14, guardians, a class teacher; actors by role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import Actor, MembershipRef
from shared_apps.accounts.models import Account, Membership
from shared_apps.accounts.permissions import EVERYONE
from shared_apps.accounts.roles import ROLES
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.references import OrganisationRef
from tenant_apps.access.services.inviting import Paper
from tenant_apps.enrolment import services
from tenant_apps.people import services as people
from tests.factories.organisations import within

BY = By.system("tests")
PAPER = Paper("https://svod.test/invitation/")
TODAY = timezone.localdate()


@dataclass
class Filled:
    """Ids. Anna (11, of class 5А) has a mother and a grandmother who is no legal representative; Vera is 15, of 9А, and
    has the same mother. Petrova leads 5А."""

    organisation: Organisation
    fifth: int
    ninth: int
    anna: int
    anna_person: int
    vera: int
    vera_person: int
    mother: int
    mother_person: int
    grandmother: int
    teacher: int

    @property
    def reference(self) -> OrganisationRef:
        one = self.organisation
        return OrganisationRef(
            id=one.pk, schema_name=str(one.schema_name), slug=one.slug, code=one.code, state=one.state,
            schema_version=one.schema_version, short_name="Школа", full_name="Школа полностью", kind="school",
            locality="urban", municipality_id=0, municipality="",
        )  # fmt: skip

    def url(self, path: str) -> str:
        return f"/o/{self.organisation.slug}/{path}"


@pytest.fixture
def filled(school: Organisation) -> Filled:
    first, end = services.usual_dates(TODAY.year - (TODAY.month < 9))
    with within(school, by=BY):
        year = services.open_academic_year(valid_from=first, valid_to=end, by=BY)
        fifth, ninth = (
            services.create_class(year_id=year.pk, parameters=services.ClassParameters(grade=grade, letter="А"), by=BY)
            for grade in (5, 9)
        )
        anna = people.create_student(
            name=people.Name("Ёлкина", "Анна"),
            particulars={"sex": "female", "birth_date": date(TODAY.year - 11, 1, 9)},
            by=BY,
        )
        vera = people.create_student(
            name=people.Name("Ёлкина", "Вера"),
            particulars={"sex": "female", "birth_date": date(TODAY.year - 15, 1, 9)},
            by=BY,
        )
        mother = people.create_guardian(name=people.Name("Ёлкина", "Инна"), particulars={"sex": "female"}, by=BY)
        old = people.create_guardian(name=people.Name("Старова", "Вера"), particulars={"sex": "female"}, by=BY)
        for student in (anna, vera):
            people.link_guardian(guardian_id=mother.pk, student_id=student.pk, relation="mother", by=BY)
        people.link_guardian(guardian_id=old.pk, student_id=anna.pk, relation="grandmother", is_legal=False, by=BY)
        employee = people.hire(
            name=people.Name("Петрова", "Инна"), particulars={"sex": "female"}, post="teacher", kind="main",
            rate=Decimal(1), since=first, by=BY,
        )  # fmt: skip
        services.assign_class_teacher(class_id=fifth.pk, employee_id=employee.pk, since=first, by=BY)
        services.admit_many(
            lines=[
                services.Line(student_id=anna.pk, on=first, class_group_id=fifth.pk),
                services.Line(student_id=vera.pk, on=first, class_group_id=ninth.pk),
            ],
            kind="admission", requisites=services.Requisites(date=first), sign=True, by=BY,
        )  # fmt: skip
        return Filled(
            school, fifth.pk, ninth.pk, anna.pk, anna.person_id, vera.pk, vera.person_id, mother.pk, mother.person_id,
            old.pk, employee.pk,
        )  # fmt: skip


Acting = Callable[..., Actor]


@pytest.fixture
def acting(filled: Filled) -> Acting:
    """Makes an account with a role in the school and gives its Actor: `acting("director")`."""

    def make(
        role: str, *, card_id: int | None = None, organisation: Organisation | None = None, login: str = ""
    ) -> Actor:
        place, declared = organisation or filled.organisation, ROLES[role]
        with crossing.shared(by=BY):
            issued = accounts.create_account(name=f"Имя {login or role}", login=login or f"a-{role}", by=BY)
            Account.objects.filter(pk=issued.account_id).update(must_change_password=False, temporary_until=None)
            row = Membership.objects.create(
                account_id=issued.account_id, role=role, scope_kind=declared.scope, organisation=place,
                card_id=card_id, valid_from=date(2020, 1, 1),
            )  # fmt: skip
        reference = MembershipRef(row.pk, role, role, declared.scope, "", place.slug, place.pk, card_id=card_id)
        return Actor(
            account_id=issued.account_id, name=f"Имя {login or role}", login=issued.login, role=declared,
            permissions=declared.permissions | EVERYONE, holds=declared.holds, reach=declared.reach,
            membership=reference, memberships=(reference,),
        )  # fmt: skip

    return make


@pytest.fixture
def thief(acting: Acting) -> Actor:
    """The secretary's account, and what somebody else does under it."""
    return acting("secretary", login="thief")
