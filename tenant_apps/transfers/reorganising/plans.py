"""The plan itself: made, its classes chosen and named, discarded; and its frozen picture for the steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.accounts.doorway import shared_tables
from shared_apps.envelopes.models import (
    Reorganisation,
    ReorganisationClass,
    ReorganisationEmployee,
    ReorganisationSide,
)
from shared_apps.organisations import shared_log
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation, OrganisationPeriod

from . import refusals

State, Kind = Reorganisation.State, Reorganisation.Kind


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation of a plan: enough to open inside(), and how it is called on the day."""

    id: int
    schema_name: str
    schema_version: str
    state: str
    slug: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of a side as it stands in the plan."""

    id: int
    organisation_id: int
    class_id: int
    name: str
    grade: int | None
    level: str
    until: date
    students: int
    takes_part: bool
    target_name: str
    made_id: int | None
    is_made: bool


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """An employee among whom a split chooses, as he stands in the plan."""

    id: int
    organisation_id: int
    employee_id: int
    who: str
    posts: str
    leads: str
    takes_part: bool


@dataclass(frozen=True, slots=True)
class PlanRef:
    """A plan as plain values, to be carried from door to door."""

    id: int
    kind: str
    state: str
    on: date
    order_number: str
    order_date: date
    source: str
    sides: tuple[Place, ...]
    receiver: Place | None
    classes: tuple[ClassRow, ...]
    employees: tuple[EmployeeRow, ...] = ()

    def of(self, side: Place) -> list[ClassRow]:
        """The classes of a side that pass over."""
        return [row for row in self.classes if row.organisation_id == side.id and row.takes_part]

    def chosen(self, side: Place) -> set[int]:
        """Employees of a side who pass over in a split."""
        return {row.employee_id for row in self.employees if row.organisation_id == side.id and row.takes_part}

    @property
    def basis(self) -> str:
        """The ground of every order: a Russian document."""
        return f"приказ (постановление) учредителя № {self.order_number} от {self.order_date:%d.%m.%Y} о реорганизации"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassChoice:
    """What is decided of a class: whether it passes, and how it is called there."""

    id: int
    takes_part: bool
    target_name: str


def make_plan(
    *,
    kind: str,
    sides: Sequence[int],
    receiver_id: int | None,
    on: date,
    order_number: str,
    order_date: date,
    by: By,
) -> int:
    """A draft: nothing happens to anybody. Its number.

    :raises NoSides, SuccessorMissing, SuccessorAmongSides, SplitOfOne, PlannedAlready, OrganisationDoesNotWork:
    """
    sides = list(dict.fromkeys(sides))
    if not sides:
        raise refusals.NoSides
    if kind == Kind.SPLIT and len(sides) > 1:
        raise refusals.SplitOfOne
    if kind == Kind.CLOSE:
        receiver_id = None
    elif receiver_id is None:
        raise refusals.SuccessorMissing
    with shared_tables(by):
        names = _names([*sides, *([receiver_id] if receiver_id else [])], on)
        if receiver_id in sides:
            raise refusals.SuccessorAmongSides(params={"name": names.get(receiver_id or 0, "—")})
        _refuse_idle_or_busy(sides, receiver_id, names)
        plan = Reorganisation.objects.create(
            kind=kind,
            receiver_id=receiver_id,
            on=on,
            order_number=" ".join(order_number.split()),
            order_date=order_date,
            made_name=by.name,
        )
        rows = [ReorganisationSide(reorganisation=plan, organisation_id=each) for each in sides]
        ReorganisationSide.objects.bulk_create(rows)
        shared_log.record(by=by, row=plan, action="create")
        return int(plan.pk)


def add_side(*, plan_id: int, organisation_id: int, by: By) -> None:
    """Another organisation is merged too.

    :raises NoSuchReorganisation, NotInThisState, SuccessorAmongSides, PlannedAlready, OrganisationDoesNotWork:
    """
    with shared_tables(by):
        plan = locked(plan_id, State.DRAFT)
        if plan.kind != Kind.MERGE:
            raise refusals.SplitOfOne
        names = _names([organisation_id], plan.on)
        if organisation_id == plan.receiver_id:
            raise refusals.SuccessorAmongSides(params={"name": names.get(organisation_id, "—")})
        _refuse_idle_or_busy([organisation_id], None, names)
        side = ReorganisationSide.objects.create(reorganisation=plan, organisation_id=organisation_id)
        shared_log.record(by=by, row=side, action="create")


def change_classes(*, plan_id: int, choices: Sequence[ClassChoice], by: By) -> None:
    """Which classes pass, and what they are called at the successor.

    :raises NoSuchReorganisation, NotInThisState, ClassNotOfPlan, TargetMissing:
    """
    with shared_tables(by):
        plan = locked(plan_id, State.DRAFT)
        rows = {row.pk: row for row in plan.classes.filter(made_id__isnull=True)}
        for choice in choices:
            row = rows.get(choice.id)
            if row is None:
                raise refusals.ClassNotOfPlan
            before = shared_log.values(row)
            row.takes_part, row.target_name = choice.takes_part, " ".join(choice.target_name.split())
            if row.takes_part and not row.target_name:
                raise refusals.TargetMissing(params={"name": row.name})
            if shared_log.values(row) != before:
                row.save(update_fields=["takes_part", "target_name"])
                shared_log.record(by=by, row=row, action="choose", before=before)


def discard(*, plan_id: int, by: By) -> None:
    """A draft is put away. :raises NoSuchReorganisation, NotInThisState:"""
    pass_to(plan_id, State.DRAFT, to=State.DISCARDED, by=by)


def pass_to(plan_id: int, *states: str, to: str, by: By, **values: Any) -> None:
    """Another state, if it is in one of these now; at the end the plan forgets the employees it was about.

    :raises NoSuchReorganisation, NotInThisState:
    """
    with shared_tables(by):
        plan = locked(plan_id, *states)
        before = shared_log.values(plan)
        plan.state = to
        for name, value in values.items():
            setattr(plan, name, value)
        plan.save()
        shared_log.record(by=by, row=plan, action=str(to), before=before)
        if to not in Reorganisation.OPEN:
            plan.employees.all().delete()


def locked(plan_id: int, *states: str) -> Reorganisation:
    """The plan, locked. :raises NoSuchReorganisation, NotInThisState:"""
    plan = Reorganisation.objects.select_for_update(of=("self",)).filter(pk=plan_id).first()
    if plan is None:
        raise refusals.NoSuchReorganisation(params={"number": plan_id})
    if states and plan.state not in states:
        raise refusals.NotInThisState(params={"state": plan.get_state_display()})
    return plan


def read_plan(plan_id: int, by: By) -> PlanRef:
    """The plan as it stands now. Five queries. :raises NoSuchReorganisation:"""
    with shared_tables(by):
        plan = Reorganisation.objects.filter(pk=plan_id).first()
        if plan is None:
            raise refusals.NoSuchReorganisation(params={"number": plan_id})
        ids = list(plan.sides.order_by("pk").values_list("organisation", flat=True))
        places = _places([*ids, *([plan.receiver_id] if plan.receiver_id else [])], plan.on)
        rows = plan.classes.order_by("organisation", "grade", "name")
        return PlanRef(
            id=plan.pk,
            kind=plan.kind,
            state=plan.state,
            on=plan.on,
            order_number=plan.order_number,
            order_date=plan.order_date,
            source=plan.source,
            sides=tuple(places[each] for each in ids),
            receiver=places[plan.receiver_id] if plan.receiver_id else None,
            classes=tuple(_class_row(row) for row in rows),
            employees=tuple(_employee_row(row) for row in plan.employees.order_by("who", "pk")),
        )


def _class_row(row: ReorganisationClass) -> ClassRow:
    return ClassRow(
        row.pk, row.organisation_id, row.class_id, row.name, row.grade, row.level, row.until, row.students,
        row.takes_part, row.target_name, row.made_id, row.is_made,
    )  # fmt: skip


def _employee_row(row: ReorganisationEmployee) -> EmployeeRow:
    return EmployeeRow(
        row.pk, row.organisation_id, row.employee_id, row.who, row.posts, row.leads, row.takes_part
    )  # fmt: skip


def _places(ids: Sequence[int], on: date) -> dict[int, Place]:
    """By id; names and kinds as on the last day before."""
    called: dict[int, OrganisationPeriod] = {}
    for row in OrganisationPeriod.objects.filter(organisation__in=ids).order_by("valid_from"):
        if row.organisation_id not in called or row.valid_from < on:
            called[row.organisation_id] = row
    found = {}
    for one in Organisation.objects.filter(pk__in=ids):
        period = called.get(one.pk)
        found[one.pk] = Place(
            one.pk, one.schema_name or "", one.schema_version, one.state, one.slug,
            period.short_name if period else one.slug, period.kind if period else "",
        )  # fmt: skip
    return found


def _names(ids: Sequence[int], on: date) -> dict[int, str]:
    return {pk: place.name for pk, place in _places(ids, on).items()}


def _refuse_idle_or_busy(sides: Sequence[int], receiver_id: int | None, names: dict[int, str]) -> None:
    """:raises OrganisationDoesNotWork, PlannedAlready:"""
    taking_part = [*sides, *([receiver_id] if receiver_id else [])]
    works = set(
        Organisation.objects.filter(
            pk__in=taking_part, state=Organisation.State.READY, closed_on__isnull=True
        ).values_list("pk", flat=True)
    )
    for each in taking_part:
        if each not in works:
            refusal = refusals.OrganisationDoesNotWork(params={"name": names.get(each, _("no such organisation"))})
            refusal.field = "receiver" if each == receiver_id else "sides"
            raise refusal
    open_ones = ReorganisationSide.objects.filter(reorganisation__state__in=Reorganisation.OPEN)
    busy = open_ones.filter(organisation__in=taking_part).first()
    if busy is not None:
        name = names[busy.organisation_id]
        raise refusals.PlannedAlready(params={"name": name, "number": busy.reorganisation_id})
