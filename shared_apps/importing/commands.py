"""`manage.py import_…`: verdicts, confirmation, undoing, exit codes, the same for every kind."""

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By, OrganisationNotReady
from shared_apps.organisations.refusal import Refused

from .judging import Verdict
from .kinds import Choice, Confirmed, ImportKind
from .models import RunState
from .running import Imports

REFUSED, ROWS_WITH_ERRORS = 1, 3
CODES = """
exit codes: 0 everything was good; 3 some rows have errors (with --confirm the good ones were imported);
1 nothing was done, and it is said why; 2 the command was written wrongly.
"""


class ImportCommand(BaseCommand, ABC):
    """A command derives it, says `kind` and `imports`, and what its kind adds."""

    abstract = True
    kind: str
    imports: ClassVar[Imports]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = CODES
        self.add_place(parser)
        parser.add_argument("file", metavar="FILE", nargs="?", type=Path)
        parser.add_argument("--confirm", action="store_true", help="write it; without it only the verdicts are shown")
        parser.add_argument("--undo", metavar="RUN", type=int, help="show what undoing this import would do")
        parser.add_argument("--by", default=f"import_{self.kind}", help="whose name the history gives")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["file"] is None) == (options["undo"] is None):
            raise CommandError("Name a file to import, or --undo RUN.", returncode=2)
        by = By.system(options["by"])
        try:
            with translation.override(settings.LANGUAGE_CODE), self.door(options, by):
                if options["undo"] is not None:
                    self.undo(options, by)
                    return
                errors = self._import(options, by)
        except Refused as refusal:
            raise CommandError(refusal.named, returncode=REFUSED) from refusal
        except OrganisationNotReady as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        if errors:
            raise CommandError(f"{errors} rows have errors.", returncode=ROWS_WITH_ERRORS)

    # --- what a command says ----------------------------------------------------------------------------------------

    def add_place(self, parser: ArgumentParser) -> None:
        """Arguments that say where."""

    @abstractmethod
    def door(self, options: dict[str, Any], by: By) -> AbstractContextManager[Any]:
        """The door that the import stands in."""

    def choice(self, options: dict[str, Any]) -> Choice:
        return Choice()

    @abstractmethod
    def undo(self, options: dict[str, Any], by: By) -> None:
        """Show what undoing would do; with --confirm do it."""

    def earlier(self, run: Any) -> Any:
        """The latest other run of the very same file."""
        return None

    def done(self, run: Any, outcome: Confirmed) -> Iterator[str]:
        """What to say after a confirmation."""
        words = self.declared.words
        yield _("The file is imported. %(created)s: %(created_count)s, %(updated)s: %(updated_count)s.") % {
            "created": words.created,
            "created_count": outcome.created,
            "updated": words.updated,
            "updated_count": outcome.updated,
        }
        yield _("To undo: --undo %(run)s") % {"run": run.pk}

    # --- the same for all -------------------------------------------------------------------------------------------

    @property
    def declared(self) -> ImportKind:
        return self.imports.kinds[self.kind]

    def _import(self, options: dict[str, Any], by: By) -> int:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        run = self.imports.receive_file(kind=self.kind, content=content, name=path.name, by=by, at_once=True)
        self._say(run)
        if run.state == RunState.REFUSED:
            raise CommandError("The file can't be taken as it is.", returncode=REFUSED)
        if options["confirm"] and run.create_count + run.update_count:
            outcome = self.imports.confirm(run_id=run.pk, choice=self.choice(options), by=by)
            for line in self.done(run, outcome):
                self.stdout.write(line)
        elif not options["confirm"]:
            self.stdout.write(_("Nothing was written; add --confirm to write it."))
        return int(run.error_count)

    def counts(self, run: Any) -> str:
        """One line of numbers."""
        words = self.declared.words
        return _(
            "Rows: %(rows)s; %(create)s: %(creates)s, %(update)s: %(updates)s, nothing to do: %(skips)s, "
            "errors: %(errors)s."
        ) % {
            "rows": run.rows_count,
            "create": str(words.create).lower(),
            "creates": run.create_count,
            "update": str(words.update).lower(),
            "updates": run.update_count,
            "skips": run.skip_count,
            "errors": run.error_count,
        }

    def _say(self, run: Any) -> None:
        self.stdout.write(_("Import No %(number)s, file “%(name)s”") % {"number": run.pk, "name": run.file_name})
        if (same := self.earlier(run)) is not None:
            self.stdout.write(
                _("The very same file was loaded before: import No %(number)s (%(state)s).")
                % {"number": same.pk, "state": same.get_state_display()}
            )
        for note in run.notes:
            self.stderr.write(f"  {joined(note['message'], note['cure'])}")
        self.stdout.write(self.counts(run))
        for row in run.rows.filter(verdict=Verdict.ERROR).order_by("number").iterator(chunk_size=500):
            for problem in row.problems:
                if problem["level"] == "error":
                    about = problem["column"] or row.name
                    about += f" «{problem['value']}»" if problem["value"] else ""
                    what = f"{problem['code']}: {joined(problem['message'], problem['cure'])}"
                    said = {"row": row.number, "about": about, "what": what}
                    self.stdout.write("  " + _("row %(row)s, %(about)s: %(what)s") % said)


def joined(*parts: str) -> str:
    """A message and its cure on one line."""
    return " ".join(part for part in parts if part)
