"""Imports into an organisation: a file is received, checked, confirmed or discarded. Undoing: `import_undoing`.

    run = receive_file(content=…, name="5А.xlsx", by=actor)       # checked at once, or by a job
    outcome = confirm(run_id=run.pk, choice=Choice(), by=actor)     # one transaction; once, however often it is asked

Files of more than `AT_ONCE` rows are worked on by a job (`work.py`), so that no page waits for them. The way itself is
that of every import, `shared_apps.importing.running`; the kinds stand in `importing/declared.py`.
"""

from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.importing.jobs import Progress
from shared_apps.importing.judging import Judgement
from shared_apps.importing.kinds import Confirmed, ImportKind
from shared_apps.importing.models import Run
from shared_apps.importing.options import choices_on
from shared_apps.importing.running import KEPT_DAYS, Imports
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.services import written_as
from tenant_apps.people.services.files import content_of, discard_file, store_file

from ..import_models import ImportRow, ImportRun
from ..importing.applying import Choice
from ..importing.declared import KINDS

AT_ONCE = 500
"""A page waits for at most so many rows; a kind may say fewer."""
SMALL = 200 * 1024
"""A file of at most so many bytes is opened by the page itself, to see how many rows it has."""
WORK = "import_students"


class OrganisationImports(Imports):
    """Runs in the schema of the organisation; files in its storage; what is written bears the run in the history."""

    runs = ImportRun
    rows = ImportRow
    work = WORK
    lock = 0x1A9C
    about_column = "class_name"

    def keep_file(self, *, kind: ImportKind, content: bytes, name: str, content_type: str, by: By) -> dict[str, Any]:
        """:raises FileTooLarge:"""
        stored = store_file(
            content=content,
            name=name,
            content_type=content_type or "application/octet-stream",
            sensitivity=_strictest(kind),
            purpose=_("import of students") if kind.code == "students" else str(kind.words.list_title),
            by=by,
        )
        return {"file": stored, "file_name": stored.name, "sha256": stored.sha256}

    def content(self, run: Any) -> bytes:
        return content_of(run.file)

    def forget_file(self, run: Any, by: By) -> None:
        file_id, run.file = run.file_id, None
        run.save(update_fields=["file"])
        if file_id is not None:
            discard_file(file_id=file_id, by=by)

    def writing(self, run: Run) -> AbstractContextManager[Any]:
        return written_as(run.source)

    def keep_missing(self, run: Any, judgement: Judgement) -> None:
        run.missing = [{**asdict(group), "rows": count} for group, count in judgement.missing.most_common()]

    def with_files(self) -> Any:
        return ImportRun.objects.filter(file__isnull=False)

    def page_takes(self, kind: ImportKind) -> int:
        return min(AT_ONCE, kind.at_once or AT_ONCE)

    def opens_at_once(self) -> int:
        return SMALL


def _strictest(kind: ImportKind) -> Privacy:
    """The class of a file that may have any of the kind's columns in it."""
    classes = {column.privacy for column in kind.catalogue.columns}
    return next((each for each in (Privacy.HEALTH, Privacy.SOCIAL) if each in classes), Privacy.DOCUMENT)


IMPORTS = OrganisationImports(KINDS.values())

receive_file = IMPORTS.receive_file
check = IMPORTS.check
check_again = IMPORTS.check_again
confirm = IMPORTS.confirm
ask_to_confirm = IMPORTS.ask_to_confirm
abandon = IMPORTS.abandon
forget_old_files = IMPORTS.forget_old_files
errors_of = IMPORTS.errors_of
may_read = IMPORTS.may_read
later = IMPORTS.later

__all__ = [
    "AT_ONCE",
    "IMPORTS",
    "KEPT_DAYS",
    "Choice",
    "Confirmed",
    "Progress",
    "abandon",
    "ask_to_confirm",
    "check",
    "check_again",
    "choices_on",
    "confirm",
    "errors_of",
    "forget_old_files",
    "later",
    "may_read",
    "receive_file",
]
