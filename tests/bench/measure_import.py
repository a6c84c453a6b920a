"""An import of 5,000 students: checking, confirming, the region's number, undoing; and the memory it takes."""

from tests.bench.figures import Figure, measurement
from tests.bench.import_course import REGION_SECONDS, course
from tests.bench.school_list import workbook

ROWS = 5_000
BAD = 250
BUDGET = 20


@measurement
def import_students() -> list[Figure]:
    """Dry run and confirmation of a workbook with bad rows of every kind, in a school that has none of its people."""
    content, good = workbook(ROWS, BAD)
    found = course(content, good=good)
    run, outcome, seconds = found.run, found.outcome, found.seconds
    sizes: dict[str, float | int | str] = {"rows": ROWS, "bad": BAD, "kB": len(content) // 1000}
    as_meant = (run.create_count, run.error_count, outcome.created) == (good, BAD, good)
    as_meant = as_meant and found.again.skip_count == good
    number = {f"students {when}": students for when, students in found.region.items()}
    return [
        Figure("import_students check", seconds["check"], "s", sizes=sizes),
        Figure(
            "import_students confirm",
            seconds["confirm"],
            "s",
            sizes={"orders": len(outcome.orders), "admitted": outcome.created},
        ),
        Figure("import_students in all", found.in_all, "s", budget=f"< {BUDGET} s", held=found.in_all < BUDGET),
        Figure(
            "import_students region",
            max(seconds["region confirmed"], seconds["region undone"]),
            "s",
            budget=f"+{good} and back, each < {REGION_SECONDS} s",
            held=found.follows(good),
            sizes={**number, "undone s": round(seconds["region undone"], 2)},
        ),
        Figure("import_students verdicts", run.create_count, "rows", budget=f"= {good} good, {BAD} bad", held=as_meant),
        Figure("import_students memory", found.memory, "MB", budget="< 300 MB", held=found.memory < 300),
        Figure("import_students same again", seconds["same again"], "s"),
        Figure("import_students plan of undo", seconds["plan of undo"], "s"),
        Figure("import_students undo", seconds["undo"], "s"),
    ]
