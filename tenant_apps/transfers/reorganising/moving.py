"""Carrying a plan out: classes are made, and class by class the students leave in envelopes and are admitted.

The order of steps keeps few on the way: what was sent is accepted before the next class is sent.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.envelopes.models import Envelope, ReorganisationClass
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership, ClassSet, Enrolment
from tenant_apps.enrolment.services import (
    ClassParameters,
    Line,
    Requisites,
    create_class,
    draft_order,
    end_class,
    hold_after_all,
    open_academic_year,
    sign_order,
)

from ..contents import opened
from ..kinds import kinds_of
from ..models import Transfer
from ..partners import origin, partners
from ..refusals import StudentNotChosen
from ..same_person import known_student
from ..services.settling import receive
from . import refusals
from .looking import look
from .plans import ClassRow, Kind, Place, PlanRef, State, pass_to, read_plan
from .staff import BATCH as STAFF_BATCH
from .staff import accept_staff, send_staff
from .staff import remaining as staff_remaining

REASON = "organisation_closed"
ADDITIONAL = "additional"
Report = Callable[[int, int, str], None]


def carry_out(plan_id: int, by: By, report: Report | None = None) -> PlanRef:
    """Every step that is not done yet. Safe to repeat; a closing has none and is confirmed at once (ending.py).

    :raises NotInThisState, TooEarly: :raises InTheWay: what a look finds.
    """
    start(plan_id, by)
    done = 0
    while (what := next_step(plan_id, by)) is not None:
        done += 1
        if report is not None:
            report(done, done + remaining(plan_id, by), what)
    pass_to(plan_id, State.RUNNING, State.MOVED, to=State.MOVED, by=by)
    return read_plan(plan_id, by)


def start(plan_id: int, by: By) -> None:
    """A draft that nothing stands in the way of begins to run; one that runs goes on.

    :raises NotInThisState, TooEarly, FirstDayOfYear, InTheWay:
    """
    plan = read_plan(plan_id, by)
    if plan.state in (State.RUNNING, State.MOVED):
        return
    if plan.on > timezone.localdate():
        raise refusals.TooEarly(params={"day": f"{plan.on:%d.%m.%Y}"})
    refuse_what_blocks(plan_id, by)
    pass_to(plan_id, State.DRAFT, to=State.RUNNING, by=by)


def refuse_what_blocks(plan_id: int, by: By) -> None:
    """:raises FirstDayOfYear, InTheWay:"""
    blocking = look(plan_id, by).blocking
    if not blocking:
        return
    named = {one.code for one in blocking}
    refusal = refusals.FirstDayOfYear if refusals.FirstDayOfYear.code in named else refusals.InTheWay
    raise refusal(params={"problems": " ".join(f"{one.where}: {one.words}" for one in blocking)})


def next_step(plan_id: int, by: By) -> str | None:
    """One step, in words; None: there is nothing left to do."""
    plan = read_plan(plan_id, by)
    assert plan.receiver is not None
    for side in plan.sides:
        for step in (_make_classes, _accept, _send, accept_staff, send_staff, _end_classes):
            if (what := step(plan, side, plan.receiver, by)) is not None:
                return what
    return None


def remaining(plan_id: int, by: By) -> int:
    """How many steps are still to come, about: two for each class with students, and for each batch of employees."""
    plan = read_plan(plan_id, by)
    count = 0
    for side in plan.sides:
        with inside(side, by=by, only_reads=True):
            count += 2 * len(_batches(plan, side))
        count += 2 * -(-staff_remaining(plan, side, by) // STAFF_BATCH)
    return count


# --- the steps ------------------------------------------------------------------------------------------------------


def _make_classes(plan: PlanRef, side: Place, receiver: Place, by: By) -> str | None:
    """The successor's classes, all of a side in one transaction; one that stands there already is joined."""
    rows = [row for row in plan.of(side) if row.made_id is None]
    if not rows:
        return None
    by = by.as_source(plan.source)
    with inside(side, by=by, only_reads=True):
        parameters = {one.pk: _parameters(one) for one in _class_groups([row.class_id for row in rows])}
        year = AcademicYear.objects.valid(plan.on).values_list("valid_from", "valid_to").get()
    with inside(receiver, by=by):
        there = AcademicYear.objects.valid(plan.on).first()
        if there is None:
            there = open_academic_year(valid_from=year[0], valid_to=year[1], by=by)
        standing = {one.name: one for one in ClassGroup.objects.filter(academic_year=there)}
        for row in rows:
            group, is_made = standing.get(row.target_name), False
            if group is None:
                group, is_made = _make_class(row, parameters[row.class_id], there, plan.on, by), True
                standing[group.name] = group
            elif group.is_abandoned:
                own = parameters[row.class_id]
                until = min(own.valid_to or there.valid_to, there.valid_to)
                group, is_made = hold_after_all(class_id=group.pk, since=plan.on, until=until, by=by), True
            with shared(by=by):
                ReorganisationClass.objects.filter(pk=row.id).update(made_id=group.pk, is_made=is_made)
    return _("%(name)s: classes are ready at the successor: %(count)s") % {"name": side.name, "count": len(rows)}


def _class_groups(ids: Sequence[int]) -> list[ClassGroup]:
    return list(ClassGroup.objects.filter(pk__in=ids).select_related("class_set"))


PASSED = frozenset({
    "grade", "letter", "name", "level", "kind", "age_group", "profile", "class_set", "form_of_study", "language",
    "shift", "capacity", "first_grade", "nosology", "programme_years", "regime",
    "programme_level", "funding", "valid_from", "valid_to",
})  # fmt: skip
"""Fields of ClassParameters that the successor's class has from the class that went; letter, name and dates may be cut
to what is free there."""
NOT_PASSED = {"room": "rooms are of the building; the successor says where the class sits"}


def _parameters(one: ClassGroup) -> ClassParameters:
    """Codes of the organisation's own handbooks (~…) are not the successor's: the usual ones stand for them."""

    def code(value: str, usual: str) -> str:
        return usual if value.startswith("~") else value

    usual_kind = "general" if one.level == "preschool" else "ordinary"
    return ClassParameters(
        grade=one.grade, letter=one.letter, name=one.name, level=one.level, kind=code(one.kind, usual_kind),
        age_group=code(one.age_group, ""), profile=code(one.profile, ""),
        class_set=one.class_set.name if one.class_set else "", form_of_study=code(one.form_of_study, "full_time"),
        language=code(one.language, "rus"), shift=one.shift, room="", capacity=one.capacity,
        first_grade=code(one.first_grade, ""), nosology=code(one.nosology, ""), programme_years=one.programme_years,
        regime=code(one.regime, ""), programme_level=code(one.programme_level, ""), funding=code(one.funding, ""),
        valid_from=one.valid_from, valid_to=one.valid_to,
    )  # fmt: skip


def _make_class(row: ClassRow, own: ClassParameters, year: AcademicYear, on: date, by: By) -> ClassGroup:
    before_letter = own.name.removesuffix(own.letter)
    graded = row.grade is not None and row.target_name.startswith(before_letter)
    values = {name: getattr(own, name) for name in ClassParameters.__slots__} | {
        "letter": row.target_name.removeprefix(before_letter) if graded else "",
        "name": row.target_name,
        "class_set": own.class_set if _set_is_free(own.class_set, year) else "",
        "valid_from": max(on, year.valid_from),
        "valid_to": min(own.valid_to or year.valid_to, year.valid_to),
    }
    return create_class(year_id=year.pk, parameters=ClassParameters(**values), by=by)


def _set_is_free(name: str, year: AcademicYear) -> bool:
    """A комплект of the same name at the successor is another one."""
    return bool(name) and not ClassSet.objects.filter(academic_year=year, name=name).exists()


def _send(plan: PlanRef, side: Place, receiver: Place, by: By) -> str | None:
    """The order of leaving of one class: its students are on the way from then on."""
    with inside(side, by=by):
        batches = _batches(plan, side)
        if not batches:
            return None
        (class_name, level), students = batches[0]
        transfers = [
            Transfer(
                direction=Transfer.Direction.OUT,
                envelope_uid=uuid4(),
                partner_id=receiver.id,
                student_id=student_id,
                on=plan.on,
                started_by=by.name,
            )
            for student_id, _class_id in students
        ]
        Transfer.objects.bulk_create(transfers, batch_size=500)
        lines = [
            Line(
                student_id=student_id,
                on=plan.on,
                of_class_id=class_id if level == ADDITIONAL else None,
                reason=REASON,
                counterpart=receiver.name,
                organisation_id=receiver.id,
                envelope_id=one.envelope_uid,
            )
            for one, (student_id, class_id) in zip(transfers, students, strict=True)
        ]
        order = draft_order(
            kind=kinds_of(level).leaving, requisites=_requisites(plan), lines=lines, source=plan.source, by=by
        )
        sign_order(order_id=order.pk, insist=True, by=by)
    named = class_name or _("in no class")
    return _("%(name)s, %(class)s: students who leave: %(count)s") % {
        "name": side.name, "class": named, "count": len(students),
    }  # fmt: skip


def _batches(plan: PlanRef, side: Place) -> list[tuple[tuple[str, str], list[tuple[int, int | None]]]]:
    """Who has not left yet, and from which class, by class and level; those in no class come last. A split leaves those
    of other classes where they are."""
    enrolled = Enrolment.objects.unvoided().filter(valid_from__lt=plan.on, valid_to__gt=plan.on)
    students = dict(enrolled.values_list("pk", "student"))
    chosen = {row.class_id: row for row in plan.of(side)}
    found: dict[tuple[str, str], list[tuple[int, int | None]]] = defaultdict(list)
    memberships = ClassMembership.objects.unvoided().filter(
        enrolment__in=list(students), valid_from__lt=plan.on, valid_to__gte=plan.on
    )
    placed: dict[int, tuple[int | None, str]] = {
        enrolment: (class_id, level)
        for enrolment, class_id, level in memberships.values_list("enrolment", "class_group", "level")
    }
    for enrolment, student in sorted(students.items()):
        class_id, level = placed.get(enrolment, (None, ""))
        row = chosen.get(class_id or 0)
        if row is None and plan.kind == Kind.SPLIT:
            continue
        found[row.name if row else "", level].append((student, class_id))
    return sorted(found.items(), key=lambda item: (not item[0][0], item[0]))


def _accept(plan: PlanRef, side: Place, receiver: Place, by: By) -> str | None:
    """Everybody on the way from a side is admitted, by one order for each kind that is needed."""
    by = by.as_source(plan.source)
    with inside(receiver, by=by):
        waiting = list(
            Envelope.objects.filter(
                sender=side.id, receiver=organisation_here(), state=Envelope.State.SENT, kind=plan.kind, on=plan.on
            ).order_by("pk")
        )
        if not waiting:
            return None
        into = {row.name: row.made_id for row in plan.of(side)}
        places = partners([side.id, receiver.id], plan.on)
        reason = origin(places.get(side.id), places.get(receiver.id))
        lines: dict[tuple[str, int], list[Line]] = defaultdict(list)
        coming: Counter[tuple[str, int]] = Counter()
        transfers: list[Transfer] = []
        for row in waiting:
            student_id, class_id, unsettled = _placed(row, into, by)
            kind = kinds_of(row.level).admission
            coming[kind, student_id] += 1  # of several groups, each by an order of its own
            lines[kind, coming[kind, student_id]].append(
                Line(
                    student_id=student_id,
                    on=row.on,
                    class_group_id=class_id,
                    grade=row.grade,
                    level=row.level,
                    reason=reason,
                    counterpart=side.name,
                    envelope_id=row.uid,
                )
            )
            transfers.append(
                Transfer(
                    direction=Transfer.Direction.IN,
                    envelope_uid=row.uid,
                    number=row.pk,
                    partner_id=side.id,
                    student_id=student_id,
                    on=row.on,
                    class_group_id=class_id,
                    unsettled=unsettled,
                    started_by=by.name,
                )
            )
        known = set(Transfer.objects.filter(envelope_uid__in=[one.envelope_uid for one in transfers]).values_list(
            "envelope_uid", flat=True))  # fmt: skip
        Transfer.objects.bulk_create([one for one in transfers if one.envelope_uid not in known], batch_size=500)
        for (kind, _nth), each in lines.items():
            order = draft_order(kind=kind, requisites=_requisites(plan), lines=each, source=plan.source, by=by)
            Transfer.objects.filter(envelope_uid__in=[line.envelope_id for line in each]).update(order=order)
            sign_order(order_id=order.pk, insist=True, by=by)
    return _("%(name)s: students admitted by the successor: %(count)s") % {"name": side.name, "count": len(waiting)}


def _placed(row: Envelope, into: Mapping[str, int | None], by: By) -> tuple[int, int | None, list[str]]:
    """The student's card here, made or found, the class he comes into, and what the office has to decide later.

    After a cancelled admission the card is here: the transfer knows them.
    """
    own = Transfer.objects.filter(envelope_uid=row.uid, student__isnull=False).first()
    if own is not None:
        return own.student_id or 0, own.class_group_id, own.unsettled
    file = opened(row)
    if file is None:
        raise StudentNotChosen
    student_id, unsettled = receive(row=row, file=file, student_id=known_student(file), by=by)
    last = file.left_class or (str(file.studies[-1].get("class_name", "")) if file.studies else "")
    return student_id, into.get(last), unsettled


def _end_classes(plan: PlanRef, side: Place, receiver: Place, by: By) -> str | None:
    """A class whose students have gone ends on the day, or two would be counted."""
    with inside(side, by=by.as_source(plan.source)):
        ids = [row.class_id for row in plan.of(side)]
        left = list(ClassGroup.objects.filter(pk__in=ids, valid_to__gt=plan.on).values_list("pk", flat=True))
        for pk in left:
            end_class(class_id=pk, on=plan.on, by=by)
    if not left:
        return None
    return _("%(name)s: classes ended: %(count)s") % {"name": side.name, "count": len(left)}


def _requisites(plan: PlanRef) -> Requisites:
    return Requisites(date=order_day(plan.on), effective_on=plan.on, basis=plan.basis)


def order_day(on: date) -> date:
    """Orders are of today; where no academic year here contains today, of the day itself. Within the door."""
    today = timezone.localdate()
    return today if AcademicYear.objects.valid(today).exists() else on
