"""The scene of the tests of isolation: two schools with equal ids and marked data in two municipalities, the region
that knows both, and an account with a browser for each role here, there and above.

It is written once per module in a transaction that is rolled back at its end; each test works in a savepoint of its
own. So these tests take neither `db` nor `three_logins`. `committed()` writes it for real.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from region.feed import projector
from shared_apps.accounts.compromise_models import CompromiseCase, CompromiseReport
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Account, ApiToken, Membership, Session
from shared_apps.accounts.passwords import code_digest
from shared_apps.accounts.roles import ROLES
from shared_apps.accounts.session import COOKIE, digest, new_key
from shared_apps.envelopes.models import Envelope, Reorganisation, ReorganisationSide
from shared_apps.jobs.models import Job
from shared_apps.organisations import territory, territory_urls
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import (
    Authority,
    Municipality,
    Organisation,
    OrganisationImport,
    OrganisationImportRow,
    OrganisationPeriod,
    ReopeningRequest,
    Supervision,
)
from tests.factories import marked, organisations
from tests.factories.marked import FIRST, Marked
from tests.factories.own import file_and_view
from tests.isolation.addresses import Address
from tests.isolation.persons import notice_to, one_person

BY = By.system("tests")
OWN, FOREIGN = "МЕТКАА", "МЕТКАБ"
"""Marks of the school here and of the school there. They stand in no other text."""

CODE = "abcdabcdabcd"
"""The code of an invitation in the school here."""

IN_ORGANISATION = [role.code for role in ROLES.values() if role.scope == "organisation"]
ABOVE = [role.code for role in ROLES.values() if role.scope in ("region", "municipality", "authority")]
FAMILY = [role.code for role in ROLES.values() if role.scope == "family"]


@dataclass(frozen=True)
class Workplace:
    """An account with one membership, and the key of a browser in which it is signed in."""

    account_id: int
    membership_id: int
    session_id: int
    key: str


@dataclass
class Scene:
    """What tests of isolation look at. `here` and `there` have rows of equal ids."""

    here: Marked
    there: Marked
    near: Municipality
    far: Municipality
    body: Authority
    workplaces: dict[tuple[str, str], Workplace]
    values: dict[str, object] = field(default_factory=dict)
    values_inside: dict[str, object] = field(default_factory=dict)

    def browser(self, role: str, where: str = "here", **options: Any) -> Client:
        """A browser signed in: roles of an organisation `here` or `there`, roles above `near`, `far` or `above`."""
        if role in ABOVE and where == "here":
            where = "near" if ROLES[role].scope == "municipality" else "above"
        client = Client(**{"raise_request_exception": False} | options)
        client.cookies[COOKIE] = self.workplaces[role, where].key
        return client

    def inside(self, address: Address, where: Marked | None = None) -> str:
        """The address of a page of an organisation."""
        return f"/o/{(where or self.here).organisation.slug}{address.path(self.values_of('here'))}"

    def outside(self, address: Address) -> str:
        """The address of a page outside organisations."""
        return address.path(self.values_of("outside"))

    def values_of(self, side: str) -> Mapping[str, object]:
        return {**IDS, **(self.values if side == "outside" else self.values_inside)}

    def account(self, role: str, where: str = "here") -> int:
        return self.workplaces[role, where].account_id


OF_CASE = ("case", "since", "propose", "withdraw", "confirm", "nothing")
"""Endpoints about a report of a compromised account."""

IDS: dict[str, object] = {
    "card_id": FIRST,
    "class_id": FIRST,
    "year_id": FIRST,
    "order_id": FIRST,
    "line_id": FIRST,
    "link_id": FIRST,
    "document_id": FIRST,
    "post_id": FIRST,
    "item_id": FIRST,
    "run_id": FIRST,
    "number": FIRST,
    "debt_id": FIRST,
    "completion_id": FIRST,
    "enrolment_id": FIRST + 1,
    "row_id": FIRST,
    "pk": FIRST,
    "format": "json",
    "effect": "end",
    "handbook": "class_profile",
    "setting": "order_deadline_days",
    "plan_id": FIRST,
    "planned_id": FIRST,
    "sealing_id": FIRST,
    "code": "universal",
    "membership_id": FIRST,
    "person_id": FIRST,
    "consent_id": FIRST,
    "form_id": FIRST,
    "purpose": "health",
    "about": "student",
    "paper": "consent",
    **dict.fromkeys(("family:consent_withdraw consent_id", "family_api:consent_withdraw consent_id"), FIRST + 1),
    "record_id": FIRST,
    "building_id": FIRST,
    "people:employee_record_new kind": "education",
    "people:employee_record kind": "education",
    "people:employee_record_end kind": "subject",
    "people:employee_record_remove kind": "work",
    "notice_id": FIRST,
    "student_id": FIRST,
    "correction_id": FIRST,
    "field_id": FIRST,
    "batch_id": FIRST,
    "accounts:invitation code": CODE,
    "file_id": FIRST,
    "people:guardian_citizenship_end row_id": FIRST + 1,
    "people:guardian_citizenship_remove row_id": FIRST + 1,
    "people:guardian_file file_id": FIRST + 1,
    "people:guardian_file_replace file_id": FIRST + 1,
    "people:guardian_file_remove file_id": FIRST + 1,
    "people:employee_citizenship_end row_id": FIRST + 2,
    "people:employee_citizenship_remove row_id": FIRST + 2,
    "people-api:guardian_citizenship row_id": FIRST + 1,
    "people-api:employee_citizenship row_id": FIRST + 2,
    "people:employee_file file_id": FIRST + 2,
    "people:employee_file_replace file_id": FIRST + 2,
    "people:employee_file_remove file_id": FIRST + 2,
    "students:card_education_new kind": "boarding",
    "students:card_health_new kind": "ovz",
    "students:card_social_new kind": "orphan",
    "people-api:employee_records_of_kind kind": "education",
    "people-api:employee_record kind": "education",
    "people-api:employee_record_end kind": "subject",
    "people:guardian_document document_id": FIRST + 2,
    "people:guardian_document_remove document_id": FIRST + 2,
    "people:employee_document document_id": FIRST + 3,
    "people:employee_document_remove document_id": FIRST + 3,
    "enrolment:order_edit order_id": FIRST + 1,
    "enrolment:order_lines order_id": FIRST + 1,
    "enrolment:order_line order_id": FIRST + 1,
    "enrolment:order_line_remove order_id": FIRST + 1,
    "enrolment:order_sign order_id": FIRST + 1,
    "enrolment:order_discard order_id": FIRST + 1,
    "api:order_sign pk": FIRST + 1,
    "transfers:withdraw number": FIRST + 1,
    "enrolment:import_new_of kind": "students",
    "enrolment:import_template_of kind": "students",
    "organisations:import_new_of kind": "organisations",
    "organisations:import_template_of kind": "organisations",
}
"""Values of parameters in marked data: of any address, or of one ("name parameter"). Equal in both schools."""


@contextmanager
def written(schools: tuple[Organisation, Organisation]) -> Iterator[Scene]:
    """Write the scene in a transaction, give it, and roll back."""
    with transaction.atomic():
        try:
            yield _write(*schools)
        finally:
            transaction.set_rollback(True)


@contextmanager
def untouched() -> Iterator[None]:
    """What is written in this block is rolled back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def committed() -> Iterator[Scene]:
    """The scene in two schools of its own, with real commits and real logins; taken away at the end.

    For tests of what one transaction can't show: threads, pools, faults.
    """
    schools = organisations.born(), organisations.born()
    try:
        yield _write(*schools)
    finally:
        for one in schools:
            with connections["owner"].cursor() as cursor:
                cursor.execute("DELETE FROM jobs_job WHERE organisation_id = %s OR actor_name = 'tests'", [one.pk])
                cursor.execute("TRUNCATE accounts_account CASCADE")
                cursor.execute("TRUNCATE registry_reading, registry_sameperson")
            organisations.drop(one)
        with connections["owner"].cursor() as cursor:
            cursor.execute("TRUNCATE organisations_organisationimport CASCADE")
            cursor.execute("TRUNCATE organisations_municipalityperiod, organisations_authorityperiod")
            cursor.execute("DELETE FROM organisations_municipality WHERE name = 'Дальний район'")
            cursor.execute("DELETE FROM organisations_authority WHERE code IN ('near', 'far')")


def _envelopes(here: Organisation, there: Organisation) -> None:
    """One that comes to the school here, one that leaves it. Both sides see both."""
    with inside(here, by=BY), shared(by=BY):
        for number, (sender, receiver) in enumerate(((there, here), (here, there))):
            Envelope.objects.create(
                id=FIRST + number, state="sent", sender=sender, receiver=receiver, person_uid=uuid.uuid4(),
                who="Путёва Анна", on=timezone.localdate(), sent_at=timezone.now(), due_on=timezone.localdate(),
            )  # fmt: skip


def _write(first: Organisation, second: Organisation) -> Scene:
    here, there = marked.fill(first, OWN), marked.fill(second, FOREIGN)
    with shared(by=BY):
        far = Municipality.objects.create(name="Дальний район", oktmo="", kind="district", valid_from=date(2000, 1, 1))
        body = Authority.objects.create(
            code="near", name="Ближнее ведомство", short_name="Ближнее", valid_from=date(2000, 1, 1)
        )
        other = Authority.objects.create(
            code="far", name="Дальнее ведомство", short_name="Дальнее", valid_from=date(2000, 1, 1)
        )
        OrganisationPeriod.objects.filter(organisation=second).update(municipality=far)
        OrganisationPeriod.objects.filter(organisation=first).update(authority=body)
        named = OrganisationPeriod.objects.get(organisation=first)
        near = named.municipality
        supervision = Supervision.objects.create(organisation=second, authority=other, valid_from=date(2020, 1, 1))
        job = Job.objects.create(kind="birth", queue="fleet", state="failed", actor_name="tests")
        _file_of_organisations()
        request = ReopeningRequest.objects.create(
            organisation=first, proposal_id=FIRST, year_name="2020/2021", reason=f"Причина {OWN}", asked_name="tests"
        )
        plan = Reorganisation.objects.create(
            kind="merge", receiver=second, on=timezone.localdate(), order_number=f"Приказ {OWN}",
            order_date=timezone.localdate(), made_name="tests",
        )  # fmt: skip
        ReorganisationSide.objects.create(reorganisation=plan, organisation=first)
        workplaces = _workplaces(here, there, {"near": near, "far": far}, {"near": body, "far": other})
        token = ApiToken.objects.create(
            account_id=workplaces["director", "here"].account_id,
            membership_id=workplaces["director", "here"].membership_id,
            name="tests", token_hash=digest("tests"), beginning="tests", scopes=["student.view"],
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        head = workplaces["director", "here"]
        own = file_and_view(first, account_id=head.account_id, membership_id=head.membership_id)
        invitation, case = _sheet_and_report(first, second, workplaces)
        above = CompromiseCase.objects.create(report=case.report, since=case.since)
    _envelopes(first, second)
    for organisation in (first, second):
        projector.project_batch(organisation)
        projector.is_empty(organisation)
    pair = one_person(first, second)
    director, secretary = workplaces["director", "here"], workplaces["secretary", "here"]
    inside = {
        "account_id": secretary.account_id,
        "membership_id": secretary.membership_id,
        "invitation_id": invitation.pk,
        "case_id": case.pk,
        "access_api:revoke pk": invitation.pk,
        **{f"access_api:{name} pk": case.pk for name in OF_CASE},
    } | notice_to(first)
    values = {
        **_names_of_bodies(near, body),
        "organisation_id": first.pk,
        "period_id": named.pk,
        "account_id": director.account_id,
        "membership_id": director.membership_id,
        "session_id": director.session_id,
        "token_id": token.pk,
        **own,
        "student_id": FIRST,
        "family:card membership_id": workplaces["guardian", "here"].membership_id,
        "family:consent_withdraw membership_id": workplaces["guardian", "here"].membership_id,
        "family_api:consent_withdraw membership_id": workplaces["guardian", "here"].membership_id,
        "family_access:read membership_id": workplaces["guardian", "here"].membership_id,
        "family_upkeep:propose membership_id": workplaces["guardian", "here"].membership_id,
        "family_upkeep:propose_own membership_id": workplaces["guardian", "here"].membership_id,
        "pk": job.pk,
        "organisations:end_supervision organisation_id": second.pk,
        "organisations:end_supervision pk": supervision.pk,
        "request_id": request.pk,
        "plan_id": plan.pk,
        "case_id": above.pk,
        "pair": pair,
        **{f"accounts_api:{name} pk": above.pk for name in (*OF_CASE, "operations", "resume")},
    }
    return Scene(here, there, near, far, body, workplaces, values, inside)


def _names_of_bodies(near: Municipality, body: Authority) -> dict[str, object]:
    """Values of addresses of a municipality and of an authority, each with its first name."""
    values: dict[str, object] = {}
    with shared(by=BY):
        first = {"municipality": territory.locked(near)[1][0].pk, "authority": territory.locked(body)[1][0].pk}
    for space, one in (("municipality", near), ("authority", body)):
        for address in territory_urls.urlpatterns:
            if str(address.name).startswith(f"{space}_"):
                values[f"organisations:{address.name} body_id"] = one.pk
                values[f"organisations:{address.name} period_id"] = first[space]
    return values


def _file_of_organisations() -> None:
    """A file that the region's administrator has loaded: it waits for a confirmation."""
    run = OrganisationImport.objects.create(
        id=FIRST, kind="organisations", file_name="Реестр.xlsx", sha256="0" * 64, state="checked", rows_count=1,
        create_count=1, uploaded_name="Администратор", checked_at=timezone.now(), keep_until=date(2100, 1, 1),
    )  # fmt: skip
    OrganisationImportRow.objects.create(run=run, number=2, verdict="create", name="МБОУ СОШ № 99")


def _sheet_and_report(
    first: Organisation, second: Organisation, workplaces: Mapping[tuple[str, str], Workplace]
) -> tuple[Invitation, CompromiseCase]:
    """A sheet for the guardian's other card, and a report of the operator's account, in each school."""
    now, made = timezone.now(), []
    for where, mark, organisation in (("there", FOREIGN, second), ("here", OWN, first)):
        invitation = Invitation.objects.create(
            code_hash=code_digest(CODE if where == "here" else "there"), organisation=organisation, role="teacher",
            card_id=FIRST, name=f"Приглашённый {mark}", expires_at=now + timedelta(days=9),
        )  # fmt: skip
        report = CompromiseReport.objects.create(
            account_id=workplaces["moderator", where].account_id, registered_at=now, note=f"Потерян телефон {mark}"
        )
        case = CompromiseCase.objects.create(
            report=report, organisation=organisation, since=now, since_reason=f"Так сказал {mark}"
        )
        made.append((invitation, case))
    return made[-1]


def _workplaces(
    here: Marked, there: Marked, places: Mapping[str, Municipality], bodies: Mapping[str, Authority]
) -> dict[tuple[str, str], Workplace]:
    found: dict[tuple[str, str], Workplace] = {}
    for role in IN_ORGANISATION + FAMILY:
        for where, one in {"here": here, "there": there}.items():
            found[role, where] = _workplace(role, where, organisation=one.organisation, card_id=FIRST)
    for role in ABOVE:
        match ROLES[role].scope:
            case "region":
                found[role, "above"] = _workplace(role, "above")
            case "municipality":
                for where, place in places.items():
                    found[role, where] = _workplace(role, where, municipality=place)
            case _:
                found[role, "above"] = found[role, "near"] = _workplace(role, "near", authority=bodies["near"])
                found[role, "far"] = _workplace(role, "far", authority=bodies["far"])
    return found


def _workplace(role: str, where: str, **scope: Any) -> Workplace:
    declared, now = ROLES[role], timezone.now()
    login = f"{role}-{where}"
    dated: dict[str, Any] = {"valid_from": date(2020, 1, 1)}
    if declared.dated:
        dated |= {
            "inspection_number": "7",
            "inspection_purpose": "плановая",
            "valid_to": now.date() + timedelta(days=9),
        }
    account = Account.objects.create(
        login=login, name=f"Учётная запись {login}", search_key=f"учетная запись {login}", password="!"
    )
    membership = Membership.objects.create(account=account, role=role, scope_kind=declared.scope, **(dated | scope))
    key = new_key()
    session = Session.objects.create(
        account=account, key_hash=digest(key), last_seen_at=now, expires_at=now + timedelta(days=1), ip="127.0.0.1"
    )
    return Workplace(account.pk, membership.pk, session.pk, key)
