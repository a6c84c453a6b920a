"""The order of the building, and how it goes on after it was broken off.

1. The database is marked as the demo's, and how large the region is to be stands in the log of shared changes.
2. Municipalities, authorities, organisations: one transaction.
3. Each organisation: born, then filled in one transaction, then projected to the region. Several at once.
4. A small school joins the village's, as a merger does; the accounts are made, in one transaction.
5. Students are handed over between the two main schools, in every state; twins are looked for in the whole region.
6. Families are invited, one account was compromised. Where its report stands, the demo is complete.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import active_children, get_context

from django.core.management.base import CommandError
from django.db import connections
from django.utils import timezone

from deploy.demo.centres import Visitor, visitors_of
from deploy.demo.days import Days
from deploy.demo.filling import BY, fill
from deploy.demo.handing_over import hand_over
from deploy.demo.letting_in import is_complete, let_in
from deploy.demo.merging import merge_schools
from deploy.demo.region_plan import (
    LEAST_ORGANISATIONS,
    LEAST_STUDENTS,
    ORGANISATIONS,
    STUDENTS,
    PlannedOrganisation,
    planned_region,
)
from deploy.demo.register import register
from deploy.demo.sign_in_accounts import create_accounts, known_in, roles_of_the_demo
from deploy.demo.ties import Tie, ties
from deploy.serve import follow_parent
from region.feed import projector, recount
from region.registry import joining
from shared_apps.accounts.demo import mark_database
from shared_apps.accounts.models import Account, DemoDatabase
from shared_apps.backups.services import ask_for_backup
from shared_apps.jobs import services as jobs
from shared_apps.organisations import birth
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation, SharedChange

Report = Callable[[str], None]
LOGGED = {"model": "accounts.demodatabase", "object_id": 1, "action": "size"}
PROCESSES = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Size:
    """What was asked for when the building began: it holds for the database, whatever is asked later."""

    organisations: int
    students: int
    today: date


def complete_region(
    *, organisations: int | None, students: int | None, password: str, report: Report, processes: int = PROCESSES
) -> bool:
    """Build what is missing; nothing, if the region stands. Whether anything was built.

    :raises CommandError: the database holds an installation that the demo did not make.
    """
    asked = Size(organisations or ORGANISATIONS, students or STUDENTS, timezone.localdate())
    with shared(by=BY):
        if is_complete():
            _say_if_other(asked, organisations, students, report)
            return False
    _mark()
    size = _begun(asked)
    report(f"building {size.organisations} organisations with {size.students} students on average")
    region, days = planned_region(size.organisations, size.students), Days(size.today)
    with shared(by=BY):
        if not Organisation.objects.filter(is_demo=True).exists():
            report("registering municipalities, authorities, organisations")
            register(region, days)
    tied = ties(region, days)
    _make(region, days, tied, report, processes)
    merge_schools(region, days)
    _accounts(region, days, tied, password)
    ask_for_backup(by=BY)
    return True


def _say_if_other(asked: Size, organisations: int | None, students: int | None, report: Report) -> None:
    stands = _size() or asked
    others = (organisations and organisations != stands.organisations) or (students and students != stands.students)
    if others:
        report(
            f"the region stands already, with {stands.organisations} organisations of {stands.students} students; "
            "--fresh builds it anew in another size"
        )


def _mark() -> None:
    with shared(by=BY):
        if DemoDatabase.objects.exists():
            return
        if Organisation.objects.exists() or Account.objects.exists():
            raise CommandError(
                "This database has organisations or accounts that the demo did not make, so the demo does not build in "
                "it. Give an empty database in DATABASE_URL, or leave it unset for servers of the demo's own."
            )
    mark_database()


def _begun(asked: Size) -> Size:
    """The size of the region: as written down when the building began, or as asked now."""
    with shared(by=BY):
        stands = _size()
        if stands is None:
            stands = Size(
                max(asked.organisations, LEAST_ORGANISATIONS), max(asked.students, LEAST_STUDENTS), asked.today
            )
            after = {
                "organisations": stands.organisations, "students": stands.students, "today": stands.today.isoformat(),
            }  # fmt: skip
            SharedChange.objects.create(actor_name=BY.name, after=after, **LOGGED)
        return stands


def _size() -> Size | None:
    found = SharedChange.objects.filter(**LOGGED).order_by("pk").first()
    if found is None:
        return None
    after = found.after
    return Size(int(after["organisations"]), int(after["students"]), date.fromisoformat(after["today"]))


# --- organisations --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """One organisation as it was made: its students' cards; none, if it was filled before."""

    slug: str
    students: int


def _make(
    region: list[PlannedOrganisation], days: Days, tied: dict[str, list[Tie]], report: Report, processes: int
) -> None:
    """Births one after another, while those born are filled by other processes; centres after all schools."""
    first = [one for one in region if one.kind != "centre"]
    centres = [one for one in region if one.kind == "centre"]
    done = students = 0
    for planned in (first, centres):
        for made in _each(planned, region, days, tied, processes):
            done, students = done + 1, students + made.students
            if done % max(1, len(region) // 12) == 0 or done == len(region):
                report(f"organisations: {done} of {len(region)}, students: {students}")


def _each(
    some: list[PlannedOrganisation], region: list[PlannedOrganisation], days: Days, tied: dict[str, list[Tie]],
    processes: int,
) -> Iterator[Made]:  # fmt: skip
    if processes < 2:
        for planned in some:
            _born(planned.slug)
            yield make(planned, region, days, tied.get(planned.slug, []))
        return
    connections.close_all()
    pool = ProcessPoolExecutor(processes, mp_context=get_context("fork"), initializer=_as_child)
    try:
        list(pool.map(time.sleep, [0] * processes))  # the children are forked before this process has connections
        waiting: list[Future[Made]] = []
        for planned in sorted(some, key=lambda one: -one.students):
            _born(planned.slug)
            waiting.append(pool.submit(make, planned, region, days, tied.get(planned.slug, [])))
            for future in [one for one in waiting if one.done()]:
                waiting.remove(future)
                yield future.result()
        for future in as_completed(waiting):
            yield future.result()
    except BaseException:
        for child in active_children():  # what they were writing is rolled back; the next start does it again
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _as_child() -> None:
    """In a process of the pool: only the parent heeds Ctrl-C, and when it is killed the children end too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    follow_parent()


def _born(slug: str) -> None:
    organisation = Organisation.objects.using("owner").get(slug=slug)
    if organisation.state not in (Organisation.State.READY, Organisation.State.CLOSED):
        birth.prepare(organisation.pk, by=BY)


def make(planned: PlannedOrganisation, region: list[PlannedOrganisation], days: Days, mine: list[Tie]) -> Made:
    """Fill one organisation that is born, and bring the region up to it."""
    with shared(by=BY):
        known = {one.slug: one for one in Organisation.objects.filter(is_demo=True)}
    organisation = known[planned.slug]
    if organisation.state == Organisation.State.CLOSED:
        return Made(planned.slug, 0)
    days = days.before_the_merger() if planned.part == "merging" else days
    students = fill(organisation, planned, days, mine, _visitors(planned, region, known, days))
    projector.drain(organisation.pk)
    found = recount.recount(organisation.pk)
    if found.differences:
        raise CommandError(f"The feed and the recount differ in {planned.slug}: {found.differences[:3]}.")
    return Made(planned.slug, students)


def _visitors(
    planned: PlannedOrganisation, region: list[PlannedOrganisation], known: dict[str, Organisation], days: Days
) -> list[Visitor]:
    if planned.kind != "centre":
        return []
    schools = [one.slug for one in region if one.kind == "school" and one.municipality == planned.municipality]
    open_now = [known[slug] for slug in schools if known[slug].state == Organisation.State.READY]
    return [visitor for school in open_now for visitor in visitors_of(school, days.today, BY)]


def _accounts(region: list[PlannedOrganisation], days: Days, tied: dict[str, list[Tie]], password: str) -> None:
    slug, other, municipality = roles_of_the_demo(region)
    with shared(by=BY):
        main, second = Organisation.objects.get(slug=slug), Organisation.objects.get(slug=other)
    here, there = known_in(main, tied[slug], days), known_in(second, tied[other], days)
    with shared(by=BY):
        if not Account.objects.filter(is_demo=True).exists():
            create_accounts(
                main=main, second=second, here=here, there=there, municipality=municipality, password=password,
                days=days,
            )  # fmt: skip
    hand_over(main=main, second=second, guardian=there.guardian[1], days=days)
    for one in (main, second):
        projector.drain(one.pk)
    with shared(by=BY):
        search = joining.search(by=BY).pk
    jobs.run(search)
    let_in(main=main, second=second, here=here, password=password, days=days)
