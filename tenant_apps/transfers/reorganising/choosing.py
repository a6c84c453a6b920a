"""Employees who pass over in a split: class teachers with their classes, others as the administrator chooses."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shared_apps.accounts.doorway import shared_tables
from shared_apps.envelopes.models import ReorganisationEmployee
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.ui.numbers import ru_num
from tenant_apps.enrolment.models import ClassTeacher
from tenant_apps.people.models import EmployeePost
from tenant_apps.people.queries.names import named_employees

from . import refusals
from .plans import Kind, Place, PlanRef, State, locked
from .staff import who_passes


@dataclass(frozen=True, slots=True)
class Candidate:
    """An employee of the side on the last day: who he is, his posts, the classes that he leads (id → name)."""

    employee_id: int
    who: str
    posts: str
    leads: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeChoice:
    """What is decided of an employee; `id`: of his row in the plan."""

    id: int
    takes_part: bool


def candidates(on: date) -> list[Candidate]:
    """Everybody who could pass, with what is said of him. Within the side's door; four queries."""
    ids = list(who_passes(on).values_list("pk", flat=True))
    posts: dict[int, list[str]] = defaultdict(list)
    held = EmployeePost.objects.filter(employee__in=ids, valid_from__lt=on, valid_to__gt=on).order_by("kind", "pk")
    for one in held:
        said = {"post": handbooks.name("post", one.post), "rate": ru_num(one.rate, 2)}
        posts[one.employee_id].append(_("%(post)s, rate %(rate)s") % said)
    leads: dict[int, dict[int, str]] = defaultdict(dict)
    for employee_id, class_id, name in (
        leading(on).filter(employee__in=ids).values_list("employee", "class_group", "class_group__name")
    ):
        leads[employee_id][class_id] = name
    names = named_employees(ids, as_of=on)
    return [Candidate(pk, names[pk], "; ".join(posts[pk]), leads[pk]) for pk in ids]


def leading(on: date) -> QuerySet[ClassTeacher]:
    """Who led which class on the last day before."""
    return ClassTeacher.objects.filter(valid_from__lt=on, valid_to__gte=on).order_by("class_group__name")


def enter_employees(plan: PlanRef, side: Place, found: Sequence[Candidate]) -> None:
    """Bring the plan's list up to date: class teachers go with their classes unless it was decided. Within shared()."""
    if plan.kind != Kind.SPLIT:
        return
    passing = {row.class_id for row in plan.of(side)}
    rows = ReorganisationEmployee.objects.filter(reorganisation=plan.id, organisation=side.id)
    known = {row.employee_id: row for row in rows}
    rows.exclude(employee_id__in=[one.employee_id for one in found]).delete()
    fresh, changed = [], []
    for one in found:
        row = known.get(one.employee_id)
        if row is None:
            row = ReorganisationEmployee(
                reorganisation_id=plan.id, organisation_id=side.id, employee_id=one.employee_id
            )
            fresh.append(row)
        else:
            changed.append(row)
        row.who, row.posts, row.leads = one.who, one.posts, ", ".join(one.leads.values())
        if not row.is_decided:
            row.takes_part = bool(passing & one.leads.keys())
    ReorganisationEmployee.objects.bulk_create(fresh)
    ReorganisationEmployee.objects.bulk_update(changed, ["who", "posts", "leads", "takes_part"])


def change_employees(*, plan_id: int, choices: Sequence[EmployeeChoice], by: By) -> None:
    """Who passes over. :raises NoSuchReorganisation, NotInThisState, EmployeeNotOfPlan:"""
    with shared_tables(by):
        plan = locked(plan_id, State.DRAFT)
        rows = {row.pk: row for row in plan.employees.all()}
        changed = []
        for choice in choices:
            row = rows.get(choice.id)
            if row is None:
                raise refusals.EmployeeNotOfPlan
            if row.takes_part != choice.takes_part:
                row.takes_part, row.is_decided = choice.takes_part, True
                changed.append(row)
        ReorganisationEmployee.objects.bulk_update(changed, ["takes_part", "is_decided"])
