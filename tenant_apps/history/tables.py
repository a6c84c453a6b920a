"""Columns of the journal of changes and of the list of reversals."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.tables import BadgeColumn, DateTimeColumn, Empty, NumberColumn, Table, TextColumn

from . import queries
from .models import ChangeLog, Reversal
from .queries import Entry

OPERATION_TONES = {"I": "ok", "U": "info", "D": "err"}
STATE_TONES = {"planned": "warn", "done": "ok", "abandoned": ""}
AT_ONCE = 500


class EntryColumn(TextColumn):
    """Words of the entry of a line: the table makes entries of a whole page at once."""

    def __init__(self, title: Any, said: str, **kwargs: Any) -> None:
        super().__init__(title, empty_values=(), orderable=False, **kwargs)
        self.said = said

    def render(self, value: Any, record: Any = None, table: Any = None) -> Any:
        return getattr(table.entry(record), self.said)

    def value(self, value: Any, record: Any = None, table: Any = None) -> Any:
        return getattr(table.entry(record), self.said)


class SentencesColumn(EntryColumn):
    """What was changed, each column on a line of its own."""

    def render(self, value: Any, record: Any = None, table: Any = None) -> Any:
        return format_html_join("", "<div>{}</div>", ((one,) for one in table.entry(record).sentences))


class SourceColumn(EntryColumn):
    """The operation a line belongs to, with a link to its page."""

    def render(self, value: Any, record: Any = None, table: Any = None) -> Any:
        source = table.entry(record).source
        if source is None:
            return ""
        return format_html('<a href="{}">{}</a>', source.url, source.title) if source.url else source.title

    def value(self, value: Any, record: Any = None, table: Any = None) -> str:
        source = table.entry(record).source
        return source.title if source else ""


class JournalTable(Table):
    """Lines of the log, the latest first. `holds` are the reader's privacy classes."""

    caption = _("Journal of changes")
    empty = Empty(_("Nothing was changed yet."), _("Every change of a record leaves a line here, with who made it."))
    at = DateTimeColumn(pgettext_lazy("change", "When"), order_by=("pk",))
    actor_name = TextColumn(pgettext_lazy("change", "Who"), orderable=False)
    about = EntryColumn(_("About whom or what"), "about")
    what = EntryColumn(_("Record"), "what")
    operation = BadgeColumn(pgettext_lazy("change", "What was done"), tones=OPERATION_TONES, orderable=False)
    changes = SentencesColumn(_("Changes"), "sentence", attrs={"td": {"class": "sentences"}})
    source = SourceColumn(pgettext_lazy("change", "Operation"), "source")
    row_id = NumberColumn(_("Record No."), optional=True, orderable=False)
    request_id = TextColumn(_("Request"), optional=True, orderable=False)

    def __init__(self, data: Any, *, holds: Collection[Privacy], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.holds = holds
        self._entries: dict[int, Entry] = {}

    def entry(self, record: ChangeLog) -> Entry:
        """The entry of a line; those of the whole page are made with the first one."""
        if record.pk not in self._entries:
            page = getattr(self, "page", None)
            shown = [row.record for row in page.object_list] if page is not None else [record]
            self._make(shown if record in shown else [record])
        return self._entries[record.pk]

    def _make(self, records: Sequence[ChangeLog]) -> None:
        self._entries = {one.line: one for one in queries.described(records, holds=self.holds)}

    def plain_rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row for a file, made some hundreds at a time."""
        names = [column.name for column in self.exported_columns()]
        chunk: list[Any] = []
        for row in self.all_rows():
            chunk.append(row)
            if len(chunk) == AT_ONCE:
                yield from self._plain(chunk, names)
                chunk = []
        yield from self._plain(chunk, names)

    def _plain(self, rows: list[Any], names: list[str]) -> Iterator[tuple[Any, ...]]:
        self._make([row.record for row in rows])
        for row in rows:
            yield tuple(row.get_cell_value(name) for name in names)


def _about_reversal(record: Reversal) -> str:
    return reverse("history:reversal", args=[record.pk])


class ReversalTable(Table):
    caption = _("Reversals")
    empty = Empty(
        _("Nothing was reversed yet."),
        _("An import, a request or the work of an account is reversed from the journal of changes, under a protocol."),
    )
    number = TextColumn(pgettext_lazy("reversal", "Protocol"), link=_about_reversal)
    title = TextColumn(_("What is reversed"))
    reason = TextColumn(_("Reason"))
    state = BadgeColumn(_("State"), tones=STATE_TONES)
    lines_count = NumberColumn(_("Changes"))
    conflicts_count = NumberColumn(_("Conflicts"))
    planned_at = DateTimeColumn(_("Planned at"))
    planned_name = TextColumn(_("Planned by"))
    finished_at = DateTimeColumn(_("Finished at"), optional=True)
    finished_name = TextColumn(_("Finished by"), optional=True)

    def render_number(self, value: Any) -> str:
        return f"№ {value}"
