"""`python -m tests.importing.import_by_command ROWS BAD`: `manage.py import_students --confirm` of a school's workbook with
bad rows of every kind, then `--undo --confirm`, with real commits and a real worker of the feed.

Prints a line of JSON: the good rows, the exit codes, the region's number and the seconds until it said so. Runs in an
environment that points to servers of its own (see test_region_follows.py).
"""

import json
import sys
import tempfile
from io import StringIO
from pathlib import Path

import django


def main(rows: int, bad: int) -> dict[str, object]:
    django.setup()
    from django.core.management import CommandError, call_command

    from shared_apps.organisations.crossing import inside
    from tenant_apps.enrolment.import_models import ImportRun
    from tests.bench import place
    from tests.bench.feed_worker import feed_worker
    from tests.bench.import_course import Course, school_of_classes, students_in_region
    from tests.bench.school_list import workbook

    def command(*arguments: object) -> int:
        said = StringIO()
        try:
            call_command("import_students", *map(str, arguments), stdout=said, stderr=said)
        except CommandError as error:
            return error.returncode
        return 0

    place.prepare()
    content, good = workbook(rows, bad)
    found = Course(school_of_classes())
    slug, codes = found.organisation.slug, {}
    with feed_worker(found.organisation), tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "школа.xlsx"
        file.write_bytes(content)
        found.region["before"] = before = students_in_region(found.organisation)
        codes["confirm"] = command(slug, file, "--confirm")
        found.wait_for_the_region("confirmed", before + good)
        with inside(found.organisation, by=place.BY):
            run = ImportRun.objects.get()
        codes["undo"] = command(slug, "--undo", run.pk, "--confirm")
        found.wait_for_the_region("undone", before)
    return {"good": good, "errors": run.error_count, "codes": codes, "region": found.region, "seconds": found.seconds}


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
