"""manage.py import_organisations FILE [--confirm] | --undo RUN [--confirm]"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shared_apps.importing import held_columns
from shared_apps.importing.reading import Reading
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.importing import own_cards, running
from shared_apps.organisations.importing.commands import RegisterCommand


class Command(RegisterCommand):
    help = "Check a workbook or CSV of organisations against the register; with --confirm write it; undo it."
    kind = "organisations"

    @contextmanager
    def door(self, options: dict[str, Any], by: By) -> Iterator[Any]:
        """With what the own cards of the organisations of the file say, which is read before it."""
        path: Path | None = options["file"]
        with own_cards.read_before(lambda: self._reading(path, by), by=by), shared(by=by) as door:
            yield door

    def _reading(self, path: Path | None, by: By) -> Reading | None:
        if path is None or not path.is_file():
            return None
        held = held_columns.classes_of(self.declared.catalogue, by)
        return running.IMPORTS.reading_if_readable(lambda: running.IMPORTS.read(self.declared, path.read_bytes(), held))
