"""An import of 5,000 students with both guardians in each row: checking, confirming, undoing; and the same once more."""

import resource
import time
from collections.abc import Sequence

from django.utils import translation

from region.feed import projector
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.enrolment.services import import_undoing, imports
from tenant_apps.people.models import Guardian, Guardianship
from tests.bench import place
from tests.bench.figures import Figure, measurement
from tests.bench.measure_import import SYLLABLES, open_classes, workbook

ROWS = 5_000
BUDGET = 30
MORE = [
    "ФИО матери", "Дата рождения матери", "Телефон матери", "Email матери", "ФИО отца", "Дата рождения отца",
    "Телефон отца", "Родной язык", "Иностранный язык",
]  # fmt: skip


def family(at: int) -> Sequence[object]:
    """Two parents; every fifth child has the parents of the one before."""
    of = at - (at % 5 == 4)
    name = "".join(SYLLABLES[of // 12**power % 12] for power in range(4)).capitalize()
    return [
        f"{name}ева Ольга Сергеевна", f"14.{of % 12 + 1:02}.19{70 + of % 20}", f"8 (928) {of:07d}", f"m{of}@example.ru",
        f"{name}ев Сергей Ильич", f"11.{of % 12 + 1:02}.19{70 + of % 20}", f"8 (938) {of:07d}", "русский", "английский",
    ]  # fmt: skip


@measurement
def import_people() -> list[Figure]:
    """Dry run and confirmation in a school that has none of these people; then the same file again, and undoing."""
    organisation = place.born(1)[0]
    content, good = workbook(ROWS, 0, more=MORE, cells=family)
    with shared(by=place.BY):
        load_catalogue()
    with inside(organisation, by=place.BY):
        open_classes()
    projector.drain(organisation.pk)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with translation.override("ru"):
        began = time.perf_counter()
        with inside(organisation, by=place.BY):
            run = imports.receive_file(content=content, name="школа.xlsx", by=place.BY, at_once=True)
        checked = time.perf_counter() - began
        began = time.perf_counter()
        with inside(organisation, by=place.BY):
            outcome = imports.confirm(run_id=run.pk, choice=imports.Choice(), by=place.BY)
        confirmed = time.perf_counter() - began
        memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
        with inside(organisation, by=place.BY):
            guardians, links = Guardian.objects.count(), Guardianship.objects.count()
        began = time.perf_counter()
        with inside(organisation, by=place.BY):
            again = imports.receive_file(content=content, name="школа.xlsx", by=place.BY, at_once=True)
        repeated = time.perf_counter() - began
        began = time.perf_counter()
        with inside(organisation, by=place.BY):
            import_undoing.plan_undoing(run_id=run.pk, reason="measurement", by=place.BY)
            import_undoing.undo(run_id=run.pk, by=place.BY)
        undone = time.perf_counter() - began
    total = checked + confirmed
    sizes: dict[str, float | int | str] = {"rows": ROWS, "guardians": guardians, "kB": len(content) // 1000}
    as_meant = (run.create_count, outcome.created, links, again.skip_count) == (good, good, 2 * good, good)
    return [
        Figure("import_people check", checked, "s", sizes=sizes),
        Figure("import_people confirm", confirmed, "s", sizes={"links": links}),
        Figure("import_people in all", total, "s", budget=f"< {BUDGET} s", held=total < BUDGET),
        Figure(
            "import_people verdicts", run.create_count, "rows", budget=f"= {good}, two guardians each", held=as_meant
        ),
        Figure("import_people memory", memory, "MB"),
        Figure("import_people same again", repeated, "s"),
        Figure("import_people undo", undone, "s"),
    ]
