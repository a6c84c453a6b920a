"""An import of 5,000 students with both guardians in each row: checking, confirming, undoing; and the same once more."""

from collections.abc import Sequence

from tenant_apps.people.models import Guardian, Guardianship
from tests.bench.figures import Figure, measurement
from tests.bench.import_course import REGION_SECONDS, course
from tests.bench.school_list import SYLLABLES, workbook

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
    content, good = workbook(ROWS, 0, more=MORE, cells=family)
    found = course(content, good=good, look=count_guardians)
    run, seconds = found.run, found.seconds
    guardians, links = found.seen
    sizes: dict[str, float | int | str] = {"rows": ROWS, "guardians": guardians, "kB": len(content) // 1000}
    as_meant = (run.create_count, found.outcome.created, links, found.again.skip_count) == (good, good, 2 * good, good)
    return [
        Figure("import_people check", seconds["check"], "s", sizes=sizes),
        Figure("import_people confirm", seconds["confirm"], "s", sizes={"links": links}),
        Figure("import_people in all", found.in_all, "s", budget=f"< {BUDGET} s", held=found.in_all < BUDGET),
        Figure(
            "import_people verdicts", run.create_count, "rows", budget=f"= {good}, two guardians each", held=as_meant
        ),
        Figure(
            "import_people region",
            seconds["region confirmed"],
            "s",
            budget=f"+{good} and back, each < {REGION_SECONDS} s",
            held=found.follows(good),
        ),
        Figure("import_people memory", found.memory, "MB"),
        Figure("import_people same again", seconds["same again"], "s"),
        Figure("import_people undo", seconds["plan of undo"] + seconds["undo"], "s"),
    ]


def count_guardians() -> tuple[int, int]:
    """Guardians of the school, and their links with children."""
    return Guardian.objects.count(), Guardianship.objects.count()
