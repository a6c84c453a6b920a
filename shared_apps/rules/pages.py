"""What pages of settings share at every level: the list, a setting with its way and history, writing, inheriting.

The pages above organisations stand in `views.py`, those of an organisation in `tenant_apps.passport`: they say whose
settings they show (`holder`) and where their pages are.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.organisations.found import found_or_404
from shared_apps.ui.page import Action, CardPage, ConfirmPage, Crumb, FormPage, ListPage, Page, Tab
from shared_apps.ui.viewer import may

from . import queries, tables
from .catalogue import CATALOGUE, LEVELS, Level, Setting
from .entries import Holder, Written
from .forms import AsOf, InheritForm, ValueForm


class OfHolder(Page):
    """Whose settings, and where their pages are."""

    abstract = True

    @property
    def holder(self) -> Holder:
        raise NotImplementedError

    def place_name(self) -> str:
        """Whose settings: the name of the region, municipality, authority or organisation."""
        raise NotImplementedError

    def address(self, name: str, *arguments: str) -> str:
        """Address of `list`, `card`, `write` or `inherit`."""
        raise NotImplementedError

    @property
    def day(self) -> date:
        return timezone.localdate()

    @cached_property
    def names(self) -> dict[Holder, str]:
        """Of every holder that this page may name."""
        return {self.holder: self.place_name()} | queries.names_of(self.holders())

    def holders(self) -> Sequence[Holder]:
        return [each for each, _written in queries.steps(next(iter(CATALOGUE.values())), self.holder, self.day)
                if each != self.holder]  # fmt: skip


class SettingList(OfHolder, ListPage):
    """Every setting as it is on a day: value, whose it is, where it comes from."""

    abstract = True
    title = gettext_lazy("Settings")
    lead = gettext_lazy("Each value comes from the nearest level that set it, unless a level above has locked it.")
    table_class = tables.SettingTable
    parameters_class = AsOf
    page_size = 100

    def parameters_kwargs(self) -> Mapping[str, Any]:
        return {"today": timezone.localdate()}

    @property
    def day(self) -> date:
        found: date = self.parameters.value("as_of")
        return found

    def rows(self) -> Sequence[tables.SettingRow]:
        found = queries.all_in_force(self.holder, self.day)
        urls = {code: self.address("card", code) for code in CATALOGUE}
        return tables.rows(found, self.holder, self.names, urls)

    def search(self, rows: Any, text: str) -> Sequence[tables.SettingRow]:
        words = text.casefold().split()
        return [row for row in rows if all(word in f"{row.title} {row.group}".casefold() for word in words)]


class OfSetting(OfHolder):
    """A page of one setting."""

    abstract = True

    def prepare(self) -> None:
        self.setting: Setting[Any] = found_or_404(CATALOGUE.get(self.kwargs["setting"]))

    def here(self) -> str:
        return self.address("card", self.setting.code)

    def heading(self) -> str:
        return str(self.setting.title)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Settings"), self.address("list"))]

    @cached_property
    def found(self) -> queries.InForce:
        return next(one for one in queries.all_in_force(self.holder, self.day) if one.setting == self.setting)

    def locked_above(self) -> Written | None:
        lock = self.found.lock
        return lock if lock is not None and lock.holder != self.holder else None

    def may_write(self) -> bool:
        level = self.holder.level
        return level in self.setting.levels and may(self.request, self.setting.permission(level))


class SettingCard(OfSetting, CardPage):
    """A setting: the value, the way it came down, who wrote what and when."""

    abstract = True
    template_name = "rules/setting.html"
    tabs = (
        Tab("history", gettext_lazy("History of values"), "rules/history.html"),
        Tab("below", gettext_lazy("Set below"), "rules/below.html"),
    )

    def open_tabs(self) -> list[Tab]:
        shown = super().open_tabs()
        return shown if self.holder.level == Level.REGION else shown[:1]

    def actions(self) -> Sequence[Action]:
        if not self.may_write() or self.locked_above():
            return []
        code = self.setting.code
        found = [Action(_("Set a value"), self.address("write", code), primary=True, icon="pencil", key="e")]
        if self.found.holder == self.holder:
            found.append(Action(_("Inherit again"), self.address("inherit", code), icon="undo-2"))
        return found

    def badges(self) -> Sequence[tuple[Any, str]]:
        came = tables.came_of(self.found, self.holder)
        column = tables.SettingTable.base_columns["came"]
        own_lock = [(_("locked for those below"), "warn")] if self.found.lock and not self.locked_above() else []
        return [(column.labels[came], column.tones.get(came, "")), *own_lock]

    def facts(self) -> Sequence[tuple[Any, Any]]:
        one = self.setting
        levels = ", ".join(str(LEVELS[level][0]) for level in Level if level in one.levels)
        return [
            (_("Value in force"), self.found.words),
            (_("Comes from"), tables.origin_of(self.found.holder, self.names)),
            (_("Since"), self.found.written.valid_from if self.found.written else None),
            (_("By default"), one.kind.words(one.default)),
            (_("What it means"), one.help),
            (_("Ground of the rule"), one.source),
            (_("Set by"), levels),
        ]

    def context(self) -> Mapping[str, Any]:
        lock = self.locked_above()
        return {
            "lock": lock,
            "lock_who": tables.origin_of(lock.holder, self.names) if lock else "",
            "awaits": self.setting.awaits,
            "way": [
                (tables.origin_of(holder, self.names), self.words(written), written)
                for holder, written in queries.steps(self.setting, self.holder, self.day)
            ],
        }

    def words(self, written: Written | None) -> str:
        if written is None or written.inherits:
            return _("inherits")
        return self.setting.kind.words(self.setting.kind.read(written.value))

    def context_history(self) -> Mapping[str, Any]:
        written = queries.written_by(self.setting, self.holder)
        return {"history": [(self.words(one), one, one.valid_from > self.day) for one in written]}

    def context_below(self) -> Mapping[str, Any]:
        found = queries.others(self.setting, self.day)
        names = queries.names_of([holder for holder, _written in found])
        return {"below": [(tables.origin_of(holder, names), self.words(one), one) for holder, one in found]}


class ValueWriting(OfSetting, FormPage):
    """A value of this level from a day on."""

    abstract = True
    form_class = ValueForm
    done = gettext_lazy("The value is set.")
    may_lock: ClassVar[bool] = True

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [*super().breadcrumbs(), Crumb(self.setting.title, self.here())]

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"setting": self.setting, "may_lock": self.may_lock}

    def initial(self) -> Mapping[str, Any]:
        return {"value": self.setting.kind.typed(self.found.value), "since": self.day}


class Inheriting(OfSetting, ConfirmPage):
    """The level has no value of its own from a day on."""

    abstract = True
    form_class = InheritForm
    submit = gettext_lazy("Inherit again")
    done = gettext_lazy("The value is inherited again.")
    danger = False

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [*super().breadcrumbs(), Crumb(self.setting.title, self.here())]

    def ask(self) -> str:
        return _("Take back the value of this level?")

    def consequences(self) -> Sequence[Any]:
        return [_("From that day on the value of the level above holds; earlier days keep this one.")]

    def initial(self) -> Mapping[str, Any]:
        return {"since": self.day}
