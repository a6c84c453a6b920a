"""The dry run: what stands in the way, what is worth knowing, which classes and how many students would pass."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared_apps.accounts.models import Membership
from shared_apps.accounts.roles import FAMILIES
from shared_apps.envelopes.models import Envelope, ReorganisationClass
from shared_apps.envelopes.models import Kind as EnvelopeKind
from shared_apps.envelopes.queries import WAITING
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import HELD, AcademicYear, ClassGroup, ClassMembership, Enrolment, Order
from tenant_apps.people.models import Employee, EmployeePost, Person

from ..partners import LEVELS
from . import refusals
from .choosing import Candidate, candidates, enter_employees
from .plans import Kind, Place, PlanRef, State, read_plan
from .staff import who_begins, who_passes

LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"
UNFINISHED = (Order.State.DRAFT, Order.State.SIGNED)


@dataclass(frozen=True, slots=True)
class Remark:
    """What was seen of an organisation. `blocks`: the plan can't be carried out before it is mended. `code`: of the
    named error that it raises then, where it has one of its own."""

    where: str
    words: str
    blocks: bool = True
    code: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found: remarks, students who would pass, those in no class, and employees who would pass."""

    remarks: tuple[Remark, ...]
    students: int
    classes: int
    without_class: int
    employees: int = 0

    @property
    def blocking(self) -> list[Remark]:
        return [one for one in self.remarks if one.blocks]


@dataclass(frozen=True, slots=True)
class _Side:
    """A side as it was read."""

    place: Place
    remarks: list[Remark]
    classes: list[tuple[int, str, int | None, str, str, date, int]]
    without_class: int
    levels: set[str]
    people: set[str]
    employees: dict[int, "_Held"]
    candidates: list[Candidate]

    def passing(self, plan: PlanRef) -> dict[str, set[tuple[str, str]]]:
        """Posts of those who pass over, by person."""
        chosen = None if plan.kind == Kind.MERGE else plan.chosen(self.place)
        return {one.uid: one.posts for pk, one in self.employees.items() if chosen is None or pk in chosen}


@dataclass(frozen=True, slots=True)
class _Held:
    """What an employee holds beyond the day, (post, kind of employment), and whether some of it begins only then."""

    uid: str
    posts: set[tuple[str, str]]
    begins: bool


def look(plan_id: int, by: By) -> Look:
    """Read every organisation of the plan, enter its classes (while it is a draft), and say what stands in the way.

    :raises NoSuchReorganisation:
    """
    plan = read_plan(plan_id, by)
    sides = [_read_side(plan, place, by) for place in plan.sides]
    if plan.receiver is not None and plan.state == State.DRAFT:
        taken = _classes_of(plan.receiver, plan, by)
        with shared(by=by), transaction.atomic():
            _enter_classes(plan, sides, taken)
        plan = read_plan(plan_id, by)
        with shared(by=by), transaction.atomic():
            for side in sides:
                enter_employees(plan, side.place, side.candidates)
        plan = read_plan(plan_id, by)
    remarks = [remark for side in sides for remark in (*side.remarks, *_about_chosen(plan, side))]
    if plan.receiver is not None:
        remarks += _read_receiver(plan, plan.receiver, sides, by)
    with shared(by=by):
        remarks += list(_about_register(plan))
    passing = [row for row in plan.classes if row.takes_part]
    without = sum(side.without_class for side in sides) if plan.kind == Kind.MERGE else 0
    if plan.kind == Kind.SPLIT and not passing:
        remarks.append(Remark(sides[0].place.name, _("No class is chosen that passes over.")))
    employees = sum(len(side.passing(plan)) for side in sides)
    return Look(tuple(remarks), sum(row.students for row in passing) + without, len(passing), without, employees)


def _held(employees: QuerySet[Employee], on: date) -> dict[int, _Held]:
    """Posts held beyond the day, by employee. Within the organisation's door."""
    found = {pk: _Held(str(uid), set(), False) for pk, uid in employees.values_list("pk", "person__person_uid")}
    held = EmployeePost.objects.filter(employee__in=employees, valid_to__gt=on)
    for pk, post, kind, since in held.values_list("employee", "post", "kind", "valid_from"):
        found[pk].posts.add((post, kind))
        if since >= on:
            found[pk] = replace(found[pk], begins=True)
    return found


def _read_side(plan: PlanRef, place: Place, by: By) -> _Side:
    with inside(place, by=by, only_reads=True):
        enrolled = Enrolment.objects.unvoided().filter(valid_to__gt=plan.on)
        last = dict(
            ClassMembership.objects.unvoided()
            .filter(enrolment__in=enrolled, valid_from__lt=plan.on, valid_to__gte=plan.on)
            .values_list("enrolment", "class_group")
        )
        counts = Counter(last.get(pk) for pk in enrolled.values_list("pk", flat=True))
        groups = ClassGroup.objects.filter(valid_from__lt=plan.on, valid_to__gt=plan.on).order_by("grade", "name")
        classes = [
            (one.pk, one.name, one.grade, one.level, one.letter, one.valid_to, counts.get(one.pk, 0)) for one in groups
        ]
        people = Person.objects.filter(student__enrolments__in=enrolled).values_list("person_uid", flat=True)
        levels = {one[3] for one in classes if one[6]}
        return _Side(
            place,
            list(_about_side(plan, place)),
            classes,
            counts.get(None, 0),
            levels,
            {str(uid) for uid in people},
            {} if plan.kind == Kind.CLOSE else _held(who_passes(plan.on), plan.on),
            candidates(plan.on) if plan.kind == Kind.SPLIT else [],
        )


def _about_side(plan: PlanRef, place: Place) -> Iterator[Remark]:
    """Yields what stands in the way of the plan in one of its organisations. Call inside that organisation's door.

    Orders that a running plan has issued itself do not count.
    """
    on, where = plan.on, place.name
    enrolled = Enrolment.objects.unvoided()
    if plan.kind == Kind.CLOSE and (count := enrolled.filter(valid_to__gt=on).count()):
        words = ngettext(
            "%(count)s student is still enrolled on %(day)s. Place him elsewhere first.",
            "%(count)s students are still enrolled on %(day)s. Place them elsewhere first.",
            count,
        )
        yield Remark(where, words % {"count": count, "day": f"{on:%d.%m.%Y}"})
    if plan.kind != Kind.CLOSE:
        yield from _about_movements(on, where)
    if count := Order.objects.filter(state__in=UNFINISHED).exclude(source=plan.source).count():
        yield Remark(where, _("Orders that are not in force yet: %(count)s. Sign or discard them.") % {"count": count})
    waiting = Envelope.objects.filter(state__in=WAITING, kind=EnvelopeKind.TRANSFER)
    if count := waiting.count():
        yield Remark(
            where, _("Transfers that are not finished: %(count)s. Have them answered first.") % {"count": count}
        )
    years = AcademicYear.objects.filter(closed_at__isnull=True, valid_to__lte=on).order_by("valid_from")
    if names := ", ".join(years.values_list("name", flat=True)):
        yield Remark(where, _("Academic years that are not closed: %(years)s.") % {"years": names}, blocks=False)
    yield from _about_posts(plan, where)


def _about_movements(on: date, where: str) -> Iterator[Remark]:
    """What is written down of the day itself or of later ones: the students' last day before it must be the last."""
    enrolled = Enrolment.objects.unvoided()
    if count := enrolled.filter(valid_from__gte=on).count():
        yield Remark(where, _("Admitted on that day or later: %(count)s. Choose a later day.") % {"count": count})
    if count := enrolled.filter(valid_to__gt=on, valid_to__lt=FOREVER).count():
        yield Remark(where, _("Leave after that day by orders: %(count)s. Choose a later day.") % {"count": count})
    moved = ClassMembership.objects.unvoided().filter(valid_from__gte=on, enrolment__voided_by__isnull=True)
    if count := moved.count():
        yield Remark(where, _("Changed class on that day or later: %(count)s. Choose a later day.") % {"count": count})
    if AcademicYear.objects.filter(valid_from=on).exists():
        words = _(
            "An academic year begins on %(day)s, and students are between two classes. Choose %(before)s (they pass "
            "in the classes of the year that ends) or %(after)s (in their new classes)."
        )
        days = {"day": on, "before": on - timedelta(days=1), "after": on + timedelta(days=1)}
        named = {name: f"{day:%d.%m.%Y}" for name, day in days.items()}
        yield Remark(where, words % named, code=refusals.FirstDayOfYear.code)


def _about_posts(plan: PlanRef, where: str) -> Iterator[Remark]:
    on = plan.on
    if plan.kind == Kind.CLOSE and (count := who_passes(on).count() + who_begins(on).count()):
        words = _("Employees whose posts have no end: %(count)s. Their orders are the office's.")
        yield Remark(where, words % {"count": count}, blocks=False)
    if plan.kind == Kind.MERGE and (count := who_begins(on).count()):
        words = _("Employees whose posts begin on that day or later: %(count)s. Choose a later day.")
        yield Remark(where, words % {"count": count})


def _about_chosen(plan: PlanRef, side: _Side) -> Iterator[Remark]:
    """Employees whom a split takes along, and those whom it does not."""
    if plan.kind != Kind.SPLIT:
        return
    chosen, passing, where = plan.chosen(side.place), {row.class_id for row in plan.of(side.place)}, side.place.name
    if side.candidates and not chosen:
        yield Remark(where, _("No employee is chosen who passes over with the classes."), blocks=False)
    if count := sum(side.employees[pk].begins for pk in chosen if pk in side.employees):
        words = _("Chosen employees with posts that begin on that day or later: %(count)s. Choose a later day.")
        yield Remark(where, words % {"count": count})
    leads = {one.employee_id: one.leads for one in side.candidates}
    if left := sorted({name for pk in chosen for each, name in leads.get(pk, {}).items() if each not in passing}):
        words = _("Classes that stay lose their class teachers: %(names)s. Appoint others.")
        yield Remark(where, words % {"names": ", ".join(left)}, blocks=False)
    if without := sorted(
        {name for pk, led in leads.items() if pk not in chosen for each, name in led.items() if each in passing}
    ):
        words = _("Class teachers who stay though their classes pass over: %(names)s.")
        yield Remark(where, words % {"names": ", ".join(without)}, blocks=False)


def _read_receiver(plan: PlanRef, place: Place, sides: list[_Side], by: By) -> Iterator[Remark]:
    where, remarks = place.name, []
    with inside(place, by=by, only_reads=True):
        year = AcademicYear.objects.valid(plan.on).first()
        if year is None:
            words = _("There is no academic year on that day: it will be opened.")
            remarks.append(Remark(where, words, blocks=False))
        elif year.closed_at is not None:
            remarks.append(Remark(where, _("The academic year %(year)s is closed.") % {"year": year.name}))
        standing = {one.name: one for one in ClassGroup.objects.filter(academic_year=year)} if year else {}
        uids = set.union(set(), *(side.people for side in sides))
        joined = [
            standing[row.target_name].pk for row in plan.classes if row.takes_part and row.target_name in standing
        ]
        both = Person.objects.filter(
            # Additional enrolments stand beside each other: only groups that are joined are asked about.
            Q(student__enrolments__kind="main") | Q(student__enrolments__memberships__class_group__in=joined),
            person_uid__in=uids,
            student__enrolments__voided_by__isnull=True,
            student__enrolments__valid_to__gt=plan.on,
        )
        if plan.state == State.DRAFT and (count := both.distinct().count()):
            words = _("Students who study in both organisations: %(count)s. End one of the enrolments first.")
            remarks.append(Remark(where, words % {"count": count}))
        remarks += _about_staff(where, sides, plan)
    for side in sides:
        for level in sorted(side.levels):
            if not any(level in levels for kind, levels in LEVELS.items() if place.kind.startswith(kind)):
                words = _("It does not teach the level of the classes of “%(name)s” (%(level)s).")
                remarks.append(Remark(where, words % {"name": side.place.name, "level": level}))
    for row in plan.classes:
        there = standing.get(row.target_name)
        if row.takes_part and row.made_id is None and there is not None:
            if there.is_abandoned and (there.grade, there.level) == (row.grade, row.level):
                continue  # of a reorganisation that was undone: it is held after all
            if (there.grade, there.level) != (row.grade, row.level):
                words = _("Class %(name)s stands there and is of another grade. Name another one for %(from)s.")
                remarks.append(Remark(where, words % {"name": row.target_name, "from": row.name}))
            else:
                words = _("Class %(name)s stands there: the students of %(from)s join it.")
                remarks.append(Remark(where, words % {"name": row.target_name, "from": row.name}, blocks=False))
    yield from remarks


def _about_staff(where: str, sides: list[_Side], plan: PlanRef) -> Iterator[Remark]:
    """Employees who work at the successor too. Within the successor's door."""
    coming: dict[str, set[tuple[str, str]]] = {}
    for side in sides:
        for uid, posts in side.passing(plan).items():
            coming.setdefault(uid, set()).update(posts)
    held = _held(Employee.objects.filter(person__person_uid__in=coming), plan.on)
    both = {one.uid: one.posts for one in held.values() if one.posts}
    if twice := [uid for uid, posts in both.items() if posts & coming[uid]]:
        words = _("Employees who hold the same post in both organisations: %(count)s. End one of the posts first.")
        yield Remark(where, words % {"count": len(twice)}, blocks=plan.state == State.DRAFT)
    elif both:
        words = _("Employees who work in both organisations: %(count)s. Look at the kinds of their employment.")
        yield Remark(where, words % {"count": len(both)}, blocks=False)


def _about_register(plan: PlanRef) -> Iterator[Remark]:
    """Within shared()."""
    today = timezone.localdate()
    for place in plan.sides:
        if plan.kind == Kind.SPLIT:
            continue
        latest = OrganisationPeriod.objects.filter(organisation=place.id).order_by("-valid_from").first()
        if latest is not None and latest.valid_from >= plan.on:
            words = _("Its present name and place begin on %(day)s: choose a later day.")
            yield Remark(place.name, words % {"day": f"{latest.valid_from:%d.%m.%Y}"})
        accounts = Membership.objects.live(today).filter(organisation=place.id).exclude(role__in=FAMILIES).count()
        if accounts:
            words = _("Accounts of employees whose access ends with the confirmation: %(count)s.")
            yield Remark(place.name, words % {"count": accounts}, blocks=False)


# --- classes --------------------------------------------------------------------------------------------------------


def _classes_of(place: Place, plan: PlanRef, by: By) -> set[str]:
    """Names that classes of the successor have in the year of the day."""
    with inside(place, by=by, only_reads=True):
        year = AcademicYear.objects.valid(plan.on).first()
        groups = ClassGroup.objects.filter(HELD, academic_year=year)
        return set(groups.values_list("name", flat=True)) if year else set()


def _enter_classes(plan: PlanRef, sides: list[_Side], taken: set[str]) -> None:
    """New classes get a name there that nobody has; known ones are counted again."""
    known = {
        (row.organisation_id, row.class_id): row for row in ReorganisationClass.objects.filter(reorganisation=plan.id)
    }
    taken = taken | {row.target_name for row in known.values()}
    fresh, changed = [], []
    for side in sides:
        for pk, name, grade, level, letter, until, students in side.classes:
            row = known.get((side.place.id, pk))
            if row is not None:
                row.students, row.name = students, name
                changed.append(row)
                continue
            target = free_name(name, grade, letter, taken)
            taken.add(target)
            fresh.append(
                ReorganisationClass(
                    reorganisation_id=plan.id,
                    organisation_id=side.place.id,
                    class_id=pk,
                    name=name,
                    grade=grade,
                    level=level,
                    until=until,
                    students=students,
                    target_name=target,
                    takes_part=plan.kind == Kind.MERGE,
                )
            )
    ReorganisationClass.objects.bulk_create(fresh)
    ReorganisationClass.objects.bulk_update(changed, ["students", "name"])


def free_name(name: str, grade: int | None, letter: str, taken: set[str]) -> str:
    """The class's own name, or the next letter of its grade, or its name with a number."""
    if name not in taken:
        return name
    if grade is not None and letter:
        before_letter = name.removesuffix(letter)
        for other in LETTERS:
            if f"{before_letter}{other}" not in taken:
                return f"{before_letter}{other}"
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
