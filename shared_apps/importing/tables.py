"""Columns of the lists of imports and of the rows of one."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.organisations.refusal import Text
from shared_apps.ui.tables import BadgeColumn, DateTimeColumn, NumberColumn, Table, TextColumn
from shared_apps.ui.words import PLATFORM

from .models import RowVerdict

RUN_TONES = {"checking": "info", "checked": "warn", "refused": "err", "applied": "ok"}
VERDICT_TONES = {"create": "ok", "update": "info", "skip": "", "error": "err"}


class RunTable(Table):
    """Runs, the latest first. An app adds `file_name` with the link to its page."""

    caption = gettext_lazy("Imports")
    state = BadgeColumn(pgettext_lazy("import", "State"), tones=RUN_TONES)
    uploaded_at = DateTimeColumn(gettext_lazy("Loaded at"))
    uploaded_name = TextColumn(gettext_lazy("Loaded by"), labels=PLATFORM)
    rows_count = NumberColumn(pgettext_lazy("import", "Rows"))
    created_count = NumberColumn(pgettext_lazy("import", "Created"))
    updated_count = NumberColumn(pgettext_lazy("import", "Changed"))
    error_count = NumberColumn(pgettext_lazy("import", "Errors"))
    confirmed_at = DateTimeColumn(gettext_lazy("Confirmed at"), optional=True)
    confirmed_name = TextColumn(gettext_lazy("Confirmed by"), optional=True)


class VerdictColumn(BadgeColumn):
    """The verdict; `create`: what a new record is called in this kind of import."""

    def __init__(self, *, create: Text, **kwargs: Any) -> None:
        super().__init__(pgettext_lazy("import", "Verdict"), tones=VERDICT_TONES, **kwargs)
        self.create = create

    def words(self, value: Any) -> Any:
        return self.create if str(value) == str(RowVerdict.CREATE.label) else super().words(value)


class RemarksColumn(TextColumn):
    """Remarks on a row: the column of the file, what stands in it, what is wrong and what to do."""

    def render(self, value: Any, record: Any = None) -> SafeString:
        return format_html(
            '<ul class="plain">{}</ul>', format_html_join("", "<li>{}</li>", ((self._remark(one),) for one in value))
        )

    def value(self, value: Any) -> str:
        return "\n".join(" ".join(filter(None, (_about(one), one["message"], one["cure"]))) for one in value)

    @staticmethod
    def _remark(one: dict[str, str]) -> SafeString:
        about = _about(one)
        return format_html(
            '{}{} <span class="muted">{}</span>',
            format_html("<b>{}</b> ", about) if about else "",
            one["message"],
            one["cure"],
        )


def _about(one: dict[str, str]) -> str:
    """«СНИЛС “112-233”:»"""
    if not one["column"]:
        return ""
    return (
        f"{one['column']}: "
        if not one["value"] or one["value"] in one["message"]
        else f"{one['column']} “{one['value']}”: "
    )


class ChangesColumn(TextColumn):
    """What a row changes in a card: before → after."""

    def render(self, value: Any, record: Any = None) -> SafeString:
        lines = ((one["label"], self._before(one), one["after"]) for one in value)
        return format_html('<ul class="plain">{}</ul>', format_html_join("", "<li>{}: {}{}</li>", lines))

    def value(self, value: Any) -> str:
        return "\n".join(f"{one['label']}: {one['before']} → {one['after']}" for one in value)

    @staticmethod
    def _before(one: dict[str, str]) -> SafeString | str:
        return format_html("<del>{}</del> → ", one["before"]) if one["before"] else ""


class RowTable(Table):
    """Rows of a file. An app adds `name` with the link to its card, and the column of what else a row is about."""

    caption = gettext_lazy("Rows of the file")
    number = NumberColumn(pgettext_lazy("import", "Row"), initial_sort_descending=False)
    verdict = VerdictColumn(create=pgettext_lazy("import", "new record"))
    problems = RemarksColumn(pgettext_lazy("import", "Remarks"), orderable=False, attrs={"td": {"class": "remarks"}})
    changes = ChangesColumn(gettext_lazy("Changes in the card"), orderable=False)

    def render_name(self, value: str) -> str:
        return value or _("no name")
