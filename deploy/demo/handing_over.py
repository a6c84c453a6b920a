"""Transfers between the two main schools, one or two in each state: asked for, on the way, late, admitted, refused,
withdrawn, expired; and one of a student who was transferred to his grade conditionally.

They go through the services, as in life; only the days of answers are moved back to make some of them late.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from deploy.demo.days import Days
from deploy.demo.filling import BY
from region.feed import projector
from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.services import expire_requests
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.arrangement_models import AcademicDebt
from tenant_apps.enrolment.models import ClassGroup, ClassMembership
from tenant_apps.enrolment.services import Requisites
from tenant_apps.people.models import Guardianship
from tenant_apps.people.queries.names import NamedStudent, named_students
from tenant_apps.transfers import rules, services
from tenant_apps.transfers.partners import partner
from tenant_apps.transfers.services.coming import Acceptance

ENOUGH = 9


@dataclass(frozen=True, slots=True)
class Leaver:
    """A student whom nothing keeps from a transfer."""

    student_id: int
    named: NamedStudent
    grade: int


def hand_over(*, main: Organisation, second: Organisation, guardian: int, days: Days) -> None:
    """Everything at once; nothing if one of the schools has a transfer already.

    :param guardian: card in the second school of the guardian who signs in: a child of theirs is asked for.
    """
    with inside(main, by=BY, only_reads=True):
        if Envelope.objects.exists():
            return
    on = days.working(days.today - timedelta(days=3))
    here, there = _leavers(main, second, on), _leavers(second, main, on)
    with inside(second, by=BY, only_reads=True):
        children = set(Guardianship.objects.valid(on).filter(guardian=guardian).values_list("student", flat=True))
    known = [one for one in _leavers(second, main, on, only=children) if one not in there[:2]]
    _expired(main, second, here[7:8], on, days.today)
    _withdrawn(main, second, here[8:9], on)
    _admitted(main, second, here[:2] + _debtors(main, second, here, on), on)
    _refused(main, second, here[2:3], on)
    _on_the_way(main, second, here[3:5], on, late=1)
    _asked_for(main, second, here[5:7], on, late=1)
    _on_the_way(second, main, there[:2], on, late=1)
    _asked_for(second, main, (known or there[2:])[:1], on, late=0)
    _confirm()
    for organisation in (main, second):
        projector.drain(organisation.pk)


def _leavers(sender: Organisation, receiver: Organisation, on: date, *, only: Collection[int] = ()) -> list[Leaver]:
    """Students of grades that both schools have, of as many grades as there are; `only` these, if any are named."""
    with inside(receiver, by=BY, only_reads=True):
        grades = set(ClassGroup.objects.valid(on).exclude(grade=None).values_list("grade", flat=True))
    found: list[Leaver] = []
    with inside(sender, by=BY, only_reads=True):
        rows = ClassMembership.objects.valid(on).filter(grade__in=grades, class_group__grade__lte=8)
        seats = list(rows.order_by("pk").values_list("enrolment__student", "grade"))
        mixed = [seat for seat in seats if seat[0] in only] if only else _mixed(seats)
        names = named_students([student_id for student_id, _grade in mixed])
        for student_id, grade in mixed:
            case = rules.Leaving(student_id=student_id, partner=partner(receiver.pk, on), here=sender.pk, on=on)
            if not rules.problems(rules.leaving(case)):
                found.append(Leaver(student_id, names[student_id], grade or 0))
            if len(found) == ENOUGH:
                break
    return found


def _debtors(sender: Organisation, receiver: Organisation, others: list[Leaver], on: date) -> list[Leaver]:
    """A student with an open academic debt, if there is one: it goes along."""
    with inside(sender, by=BY, only_reads=True):
        owing = AcademicDebt.objects.unvoided().filter(outcome="", enrolment__voided_by__isnull=True)
        students = set(owing.values_list("enrolment__student", flat=True))
    return [one for one in _leavers(sender, receiver, on, only=students) if one not in others][:1] if students else []


def _mixed(seats: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Some of each grade in turn: first one of every grade, then the next ones."""
    turns: Counter[int | None] = Counter()
    ranked: list[tuple[int, int, int]] = []
    for student_id, grade in seats:
        turns[grade] += 1
        ranked.append((turns[grade], grade or 0, student_id))
    return [(student_id, grade) for turn, grade, student_id in sorted(ranked) if turn % 3 == 2]


def _sent(sender: Organisation, receiver: Organisation, one: Leaver, on: date) -> int:
    with inside(sender, by=BY):
        transfer = services.start_transfer(
            student_id=one.student_id, partner_id=receiver.pk, on=on, sign=True, insist=True, by=BY,
            requisites=Requisites(date=timezone.localdate(), basis="заявление родителей (законных представителей)"),
        )  # fmt: skip
    return transfer.number or 0


def _admitted(sender: Organisation, receiver: Organisation, some: list[Leaver], on: date) -> None:
    for one in some:
        number = _sent(sender, receiver, one, on)
        with inside(receiver, by=BY):
            group = ClassGroup.objects.valid(on).filter(grade=one.grade).order_by("-name").first()
            try:
                services.accept_transfer(
                    number=number, acceptance=Acceptance(class_group_id=group.pk if group else None), sign=True,
                    requisites=Requisites(date=timezone.localdate()), insist=True, by=BY,
                )  # fmt: skip
            except Refused:
                continue  # a double of the demo: he stays on the way, which is a state too


def _refused(sender: Organisation, receiver: Organisation, some: list[Leaver], on: date) -> None:
    for one in some:
        number = _sent(sender, receiver, one, on)
        with inside(receiver, by=BY):
            services.refuse_transfer(number=number, reason=f"В {one.grade}-х классах нет свободных мест", by=BY)
        with inside(sender, by=BY):
            services.give_back(number=number, by=BY)


def _withdrawn(sender: Organisation, receiver: Organisation, some: list[Leaver], on: date) -> None:
    for one in some:
        number = _sent(sender, receiver, one, on)
        with inside(sender, by=BY):
            services.withdraw_transfer(number=number, reason="Родители передумали", by=BY)


def _expired(sender: Organisation, receiver: Organisation, some: list[Leaver], on: date, today: date) -> None:
    """Asked for long ago, and nobody answered for two terms."""
    numbers = _ask(sender, receiver, some, on)
    began = timezone.make_aware(datetime.combine(on - timedelta(days=25), datetime.min.time())) + timedelta(hours=10)
    with inside(receiver, by=BY), shared(by=BY):
        Envelope.objects.filter(pk__in=numbers).update(requested_at=began, due_on=on - timedelta(days=20))
    with inside(receiver, by=BY):
        expire_requests(today=today, by=BY)


def _on_the_way(sender: Organisation, receiver: Organisation, some: list[Leaver], on: date, *, late: int) -> None:
    numbers = [_sent(sender, receiver, one, on) for one in some]
    _make_late(sender, numbers[:late], "sent_at", on)


def _asked_for(sender: Organisation, receiver: Organisation, some: list[Leaver], on: date, *, late: int) -> None:
    """The receiver asks, and the sender has not answered yet."""
    _make_late(receiver, _ask(sender, receiver, some, on)[:late], "requested_at", on)


def _ask(sender: Organisation, receiver: Organisation, some: list[Leaver], on: date) -> list[int]:
    numbers: list[int] = []
    for one in some:
        level = "primary" if one.grade < 5 else "basic" if one.grade < 10 else "secondary"
        with inside(receiver, by=BY):
            asked = services.request_transfer(
                partner_id=sender.pk, who=one.named.full_name, birth_date=one.named.birth_date or on, level=level,
                grade=one.grade, on=on, insist=True, by=BY,
            )  # fmt: skip
        numbers.append(asked.number or 0)
    return numbers


def _make_late(at: Organisation, numbers: list[int], column: str, on: date) -> None:
    began = timezone.make_aware(datetime.combine(on - timedelta(days=6), datetime.min.time())) + timedelta(hours=11)
    with inside(at, by=BY), shared(by=BY):
        values = {column: began, "due_on": on - timedelta(days=1)}
        Envelope.objects.filter(pk__in=numbers).update(**values)


def _confirm() -> None:
    """The senders learn of the admissions at once: the demo's workers do not run yet."""
    with shared(by=BY):
        waiting = list(Job.objects.filter(kind="transfer_confirmation", state="waiting").values_list("pk", flat=True))
    for pk in waiting:
        jobs.run(pk)
