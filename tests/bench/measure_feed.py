"""The feed: how soon a committed change stands in the region's rows, and how quickly an organisation is recounted."""

import statistics
import threading
import time
from datetime import date

from django.db import connections, transaction

from region.feed import projector
from region.feed import recount as recounting
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership, Enrolment
from tenant_apps.people.models import Person, PersonName, Student
from tests.bench import place
from tests.bench.feed_worker import feed_worker
from tests.bench.figures import Figure, measurement, p95, timed

WRITES_A_SECOND = 50
SECONDS = 20


def filled(organisation: Organisation, students: int) -> list[int]:
    """So many students in classes of 25 of one year; their ids."""
    with inside(organisation, by=place.BY):
        if Student.objects.exists():
            return list(Student.objects.values_list("pk", flat=True))
        year = AcademicYear.objects.create(name="2026/2027", valid_from=date(2026, 9, 1), valid_to=date(2027, 9, 1))
        classes = [
            ClassGroup.objects.create(
                academic_year=year, level="basic", grade=5 + n % 5, letter=str(n), name=f"{5 + n % 5}-{n}",
                valid_from=year.valid_from, valid_to=year.valid_to,
            )
            for n in range(-(-students // 25))
        ]  # fmt: skip
        people = Person.objects.bulk_create(
            Person(sex=("male", "female")[n % 2], birth_date=date(2010 + n % 6, 1 + n % 12, 1)) for n in range(students)
        )
        PersonName.objects.bulk_create(
            PersonName(
                person=person, surname=f"Фамилия{n}", given_name="Имя", search_key=f"фамилия{n} имя",
                valid_from=date(2000, 1, 1),
            )
            for n, person in enumerate(people)
        )  # fmt: skip
        rows = Student.objects.bulk_create(Student(person=person) for person in people)
        enrolments = Enrolment.objects.bulk_create(Enrolment(student=s, valid_from=year.valid_from) for s in rows)
        ClassMembership.objects.bulk_create(
            ClassMembership(
                enrolment=enrolment, level="basic", grade=classes[n // 25].grade, class_group=classes[n // 25],
                valid_from=year.valid_from, valid_to=year.valid_to,
            )
            for n, enrolment in enumerate(enrolments)
        )  # fmt: skip
        return [row.pk for row in rows]


@measurement
def recount() -> list[Figure]:
    """A recount from nothing, on one core, of organisations of 250 and of 1,000 students."""
    figures = []
    for organisation, students in zip(place.at_least_born(2), (1000, 250), strict=False):
        filled(organisation, students)
        projector.drain(organisation.pk)
        recounting.recount(organisation.pk)
        seconds = statistics.median(timed(lambda pk=organisation.pk: recounting.recount(pk)) for _turn in range(9))  # type: ignore[misc]
        speed = students / seconds
        budget = ("≥ 20,000 a second", speed >= 20_000) if students == 1000 else ("", None)
        figures.append(
            Figure(
                f"recount of {students}", speed, "st./s", budget=budget[0], held=budget[1], sizes={"ms": seconds * 1000}
            )
        )
    return figures


@measurement
def projector_lag() -> list[Figure]:
    """From a commit to its outbox line being projected, at 50 commits a second over ten organisations, a real worker."""
    organisations = place.at_least_born(10)[:10]
    students = {one.pk: filled(one, 100) for one in organisations}
    waiting: dict[int, list[tuple[int, float]]] = {one.pk: [] for one in organisations}
    for one in organisations:
        projector.drain(one.pk)
    first = organisations[0]
    _write(first, students[first.pk][0], 1, waiting)  # left to the worker: so it is seen to work
    waiting[first.pk].clear()
    lags: list[float] = []
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(organisations, waiting, lags, stop))
    with feed_worker(first):
        watcher.start()
        try:
            began = time.monotonic()
            for n in range(WRITES_A_SECOND * SECONDS):
                time.sleep(max(0.0, began + n / WRITES_A_SECOND - time.monotonic()))
                one = organisations[n % len(organisations)]
                _write(one, students[one.pk][n % 100], n, waiting)
            deadline = time.monotonic() + 30
            while any(waiting.values()) and time.monotonic() < deadline:
                time.sleep(0.1)
        finally:
            stop.set()
            watcher.join(5)
    lost = sum(len(rest) for rest in waiting.values())
    lag = p95(lags) if lags else float("inf")
    return [
        Figure(
            "projector_lag p95", lag, "s", budget="< 2 s at 50 writes a second", held=lag < 2 and not lost,
            sizes={"writes": len(lags), "not projected": lost, "median": round(sorted(lags)[len(lags) // 2], 3) if lags else 0},
        )
    ]  # fmt: skip


def _write(organisation: Organisation, student: int, n: int, waiting: dict[int, list[tuple[int, float]]]) -> None:
    with inside(organisation, by=place.BY):
        person = Student.objects.values_list("person_id", flat=True).get(pk=student)
        Person.objects.filter(pk=person).update(
            sex=("male", "female")[(n // 1000 + n) % 2], birth_date=date(2011, 1, 1 + n % 28)
        )
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT max(id) FROM history_outbox")
            newest = cursor.fetchone()[0]
    if newest is not None:
        waiting[organisation.pk].append((newest, time.monotonic()))


def _watch(
    organisations: list[Organisation],
    waiting: dict[int, list[tuple[int, float]]],
    lags: list[float],
    stop: threading.Event,
) -> None:
    """Look every 20 ms which outbox lines are gone."""
    connection = connections["owner"]
    try:
        while not stop.is_set():
            with transaction.atomic(using="owner"), connection.cursor() as cursor:
                for one in organisations:
                    cursor.execute(
                        f"SELECT coalesce(min(id), 9223372036854775807) FROM {one.schema_name}.history_outbox"
                    )
                    oldest, now = cursor.fetchone()[0], time.monotonic()
                    lines = waiting[one.pk]
                    while lines and lines[0][0] < oldest:
                        lags.append(now - lines.pop(0)[1])
            stop.wait(0.02)
    finally:
        connection.close()
