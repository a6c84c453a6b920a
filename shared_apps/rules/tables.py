"""The table of settings: the value in force and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.ui.tables import BadgeColumn, DateColumn, Table, TextColumn

from .catalogue import GROUPS, LEVELS
from .entries import Holder
from .queries import InForce

HERE, ABOVE, DEFAULT, LOCKED = "here", "above", "default", "locked"


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting in the list; `came` is here, above, default or locked."""

    code: str
    group: str
    title: str
    value: str
    came: str
    origin: str
    since: date | None
    source: str
    url: str


class SettingTable(Table):
    caption = gettext_lazy("Settings")
    title = TextColumn(gettext_lazy("Setting"), link=lambda record: record.url, orderable=False)
    value = TextColumn(gettext_lazy("Value in force"), orderable=False)
    came = BadgeColumn(
        gettext_lazy("Whose"), orderable=False, tones={HERE: "info", LOCKED: "warn"},
        labels={HERE: gettext_lazy("own"), ABOVE: gettext_lazy("inherited"), DEFAULT: gettext_lazy("by default"),
                LOCKED: gettext_lazy("locked above")},
    )  # fmt: skip
    origin = TextColumn(gettext_lazy("Comes from"), orderable=False)
    since = DateColumn(gettext_lazy("Since"), orderable=False)
    group = TextColumn(gettext_lazy("Part"), orderable=False)
    source = TextColumn(gettext_lazy("Ground of the rule"), orderable=False, optional=True)


def came_of(found: InForce, holder: Holder) -> str:
    """Whether the value is the holder's own, inherited, the default, or locked by somebody above."""
    if found.written is None:
        return DEFAULT
    if found.lock is not None and found.lock.holder != holder:
        return LOCKED
    return HERE if found.written.holder == holder else ABOVE


def origin_of(holder: Holder | None, names: dict[Holder, str]) -> str:
    """Who set it: "the region", "the municipality: Лабинский район"; the rule itself where nobody did."""
    if holder is None:
        return _("the rule")
    words = str(LEVELS[holder.level][0])
    return f"{words}: {names[holder]}" if holder in names else words


def rows(found: Sequence[InForce], holder: Holder, names: dict[Holder, str], urls: dict[str, str]) -> list[SettingRow]:
    """The rows of the table for a holder; `urls` by code."""
    return [
        SettingRow(
            one.setting.code, str(GROUPS[one.setting.group]), str(one.setting.title), one.words, came_of(one, holder),
            origin_of(one.holder, names), one.written.valid_from if one.written else None, str(one.setting.source),
            urls[one.setting.code],
        )
        for one in found
    ]  # fmt: skip
