"""The region's runs of imports: organisations, municipalities, authorities. Undoing them: `undoing.py`."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.importing.kinds import ImportKind, KindWords
from shared_apps.importing.problems import UnreadableFile
from shared_apps.importing.reading import Reading
from shared_apps.importing.running import Imports
from shared_apps.ui.numbers import ru_num

from ..crossing import By
from ..import_models import OrganisationImport, OrganisationImportRow
from . import own_cards
from .columns import ORGANISATIONS
from .territory_columns import AUTHORITIES, MUNICIPALITIES
from .territory_verdicts import judge_authorities, judge_municipalities
from .territory_verdicts import write as write_territory
from .verdicts import judge, write

AT_ONCE = 150
SMALL = 200 * 1024
WORK = "import_organisations"


def _creates(count: int) -> str:
    text = ngettext(
        "%(count)s organisation is registered; its database is prepared at once.",
        "%(count)s organisations are registered; their databases are prepared one after another.",
        count,
    )
    return text % {"count": ru_num(count)}


def _changes(count: int) -> str:
    text = ngettext(
        "%(count)s organisation changes its name, kind or place.",
        "%(count)s organisations change their name, kind or place.",
        count,
    )
    return text % {"count": ru_num(count)}


KIND = ImportKind(
    code="organisations",
    catalogue=ORGANISATIONS,
    permission=permissions.ORGANISATION_CREATE,
    judge=judge,
    write=write,
    card_page="organisations:card",
    words=KindWords(
        list_title=gettext_lazy("Import of organisations"),
        load=gettext_lazy("Load a file of organisations"),
        template_name=gettext_lazy("Organisations, template"),
        create=pgettext_lazy("import", "New organisations"),
        created=pgettext_lazy("import", "Organisations registered"),
        update=pgettext_lazy("import", "Cards change"),
        updated=pgettext_lazy("import", "Cards changed"),
        about=pgettext_lazy("import", "Municipality"),
        creates=_creates,
        changes=_changes,
        hints=(
            gettext_lazy("An organisation is known by its code: of a known one the differing cells change its card."),
            gettext_lazy("Municipalities are named as in the list, or by OKTMO."),
        ),
    ),
)


def _enters(count: int) -> str:
    text = ngettext("%(count)s new one is entered.", "%(count)s new ones are entered.", count)
    return text % {"count": ru_num(count)}


def _renames(count: int) -> str:
    text = ngettext(
        "Of %(count)s the name, the code or the place on the map changes.",
        "Of %(count)s the names, the codes or the places on the map change.",
        count,
    )
    return text % {"count": ru_num(count)}


MUNICIPALITIES_KIND = ImportKind(
    code="municipalities",
    catalogue=MUNICIPALITIES,
    permission=permissions.TERRITORY_EDIT,
    judge=judge_municipalities,
    write=write_territory,
    card_page="organisations:municipality_card",
    words=KindWords(
        list_title=gettext_lazy("Municipalities"),
        load=gettext_lazy("Load a file of municipalities"),
        template_name=gettext_lazy("Municipalities, template"),
        create=pgettext_lazy("import", "New municipalities"),
        created=pgettext_lazy("import", "Municipalities entered"),
        update=pgettext_lazy("import", "Municipalities change"),
        updated=pgettext_lazy("import", "Municipalities changed"),
        about=gettext_lazy("OKTMO"),
        creates=_enters,
        changes=_renames,
        hints=(
            gettext_lazy("A municipality is known by its OKTMO, else by its name; another name holds from its day on."),
            gettext_lazy("With the control number a code counts as verified; a verified code is not changed by files."),
        ),
    ),
)
AUTHORITIES_KIND = ImportKind(
    code="authorities",
    catalogue=AUTHORITIES,
    permission=permissions.TERRITORY_EDIT,
    judge=judge_authorities,
    write=write_territory,
    card_page="organisations:authority_card",
    words=KindWords(
        list_title=gettext_lazy("Authorities"),
        load=gettext_lazy("Load a file of authorities"),
        template_name=gettext_lazy("Authorities, template"),
        create=pgettext_lazy("import", "New authorities"),
        created=pgettext_lazy("import", "Authorities entered"),
        update=pgettext_lazy("import", "Authorities change"),
        updated=pgettext_lazy("import", "Authorities changed"),
        about=pgettext_lazy("import", "Code of the authority"),
        creates=_enters,
        changes=_renames,
        hints=(gettext_lazy("An authority is known by its code; another name holds from its day on."),),
    ),
)


class RegisterImports(Imports):
    """Runs in the shared tables; the file stands in the run."""

    runs = OrganisationImport
    rows = OrganisationImportRow
    work = WORK
    lock = 0x1A9D
    about_column = "municipality_name"

    def keep_file(self, *, kind: ImportKind, content: bytes, name: str, content_type: str, by: By) -> dict[str, Any]:
        return {
            "content": content,
            "file_size": len(content),
            "file_name": name[:200],
            "sha256": sha256(content).hexdigest(),
        }

    def content(self, run: Any) -> bytes:
        return bytes(run.content)

    def forget_file(self, run: Any, by: By) -> None:
        run.content = run.file_size = None
        run.save(update_fields=["content", "file_size"])

    def with_files(self) -> Any:
        return OrganisationImport.objects.filter(file_size__isnull=False)

    def page_takes(self, kind: ImportKind) -> int:
        return AT_ONCE

    def opens_at_once(self) -> int:
        return SMALL

    def reading_if_kept(self, run_id: int) -> Reading | None:
        """The kept file of a run; None if it is gone or can't be read. Within shared()."""
        run = OrganisationImport.objects.filter(pk=run_id, file_size__isnull=False).first()
        return self.reading_if_readable(lambda: self.reading_of(run)) if run is not None else None

    def reading_if_readable(self, read: Callable[[], Reading]) -> Reading | None:
        try:
            return read()
        except UnreadableFile:
            return None

    def takes_at_once(self, kind: ImportKind, reading: Reading) -> bool:
        """Own cards are read and written behind other doors than that of the page."""
        return super().takes_at_once(kind, reading) and not own_cards.columns_in(reading)

    def is_small(self, run: Any) -> bool:
        return super().is_small(run) and not own_cards.columns_in(self.reading_of(run))

    def finished(self, run: Any, applied: Any) -> None:
        for number, pk in applied.records.items():
            run.rows.filter(number=number).update(period_id=pk)
        run.rows.filter(number__in=applied.later).update(card_state=own_cards.State.ASKED)


IMPORTS = RegisterImports([KIND, MUNICIPALITIES_KIND, AUTHORITIES_KIND])
