"""Pages of the handbooks, under /admin/: the list, a handbook with its items, an item with its changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.page import Action, CardPage, ConfirmPage, Crumb, FormPage, ListPage, Page, Tab

from . import forms, listing, queries, services
from .models import Handbook, HandbookItem
from .tables import HandbookTable, ItemTable


class HandbookListPage(ListPage):
    """All handbooks; the search looks at titles, codes and names of items."""

    permission = permissions.HANDBOOK_VIEW
    exports_with = permissions.HANDBOOK_VIEW
    title = _("Handbooks")
    lead = _("Every choice in the system is an item of a handbook. Items are closed, never deleted.")
    table_class = HandbookTable
    search_hint = _("Title, code or name of an item")
    page_size = 100

    def rows(self) -> Sequence[listing.HandbookRow]:
        return listing.handbooks(as_of=listing.today())

    def search(self, rows: Any, text: str) -> Sequence[listing.HandbookRow]:
        return listing.handbooks_with(rows, text)


class OfOneHandbook(Page):
    """What the pages of one handbook share."""

    abstract = True

    def handbook_url(self) -> str:
        return reverse("handbooks:handbook", args=[self.handbook.code])

    def prepare(self) -> None:
        self.handbook = found_or_404(Handbook.objects.filter(code=self.kwargs["handbook"]).first())

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Handbooks"), reverse("handbooks:list")), Crumb(self.handbook.heading, self.handbook_url())]


class HandbookPage(OfOneHandbook, ListPage):
    """A handbook and its items on a day."""

    permission = permissions.HANDBOOK_VIEW
    exports_with = permissions.HANDBOOK_VIEW
    table_class = ItemTable
    parameters_class = forms.ItemsShown
    search_hint = _("Name or code")
    page_size = 100

    def prepare(self) -> None:
        super().prepare()
        self.lead = self.handbook.explanation

    def heading(self) -> str:
        return self.handbook.heading

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Handbooks"), reverse("handbooks:list"))]

    def actions(self) -> Sequence[Action]:
        new = reverse("handbooks:new_item", args=[self.handbook.code])
        return [Action(_("New item"), new, permissions.HANDBOOK_EDIT, primary=True, icon="plus", key="n")]

    def rows(self) -> Sequence[listing.ItemRow]:
        day = self.parameters.value("as_of")
        only_valid = self.parameters.value("shown") == forms.SHOWN_VALID
        return listing.item_rows(self.handbook, as_of=day, only_valid=only_valid)

    def search(self, rows: Any, text: str) -> Sequence[listing.ItemRow]:
        return listing.items_with(rows, text)

    def table_kwargs(self) -> Mapping[str, Any]:
        """Columns in which no row says anything are left out."""
        only_valid = self.parameters.value("shown") == forms.SHOWN_VALID
        told = ("short_name", "group", "outside_code", "valid_from", "valid_to")
        silent = [name for name in told if not any(getattr(row, name) for row in self._rows)]
        return {"as_of": self.parameters.value("as_of"), "exclude": (*silent, *(["state"] if only_valid else []))}


class OfOneItem(OfOneHandbook):
    """What the pages of one item share."""

    abstract = True

    def item_url(self) -> str:
        return reverse("handbooks:item", args=[self.handbook.code, self.item.code])

    def prepare(self) -> None:
        super().prepare()
        self.item = found_or_404(HandbookItem.objects.filter(handbook=self.handbook, code=self.kwargs["code"]).first())

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [*super().breadcrumbs(), Crumb(self.item.shown_name, self.item_url())]


class ItemPage(OfOneItem, CardPage):
    """An item: what it is called, since when, who changed it."""

    permission = permissions.HANDBOOK_VIEW
    is_last_crumb = True
    tabs = (Tab("changes", _("Changes"), "handbooks/changes.html"),)

    def heading(self) -> str:
        return capfirst(self.item.shown_name)

    def badges(self) -> Sequence[tuple[Any, str]]:
        state = listing.state_of(self.item, as_of=listing.today())
        return [(ItemTable.base_columns["state"].labels[state], ItemTable.base_columns["state"].tones.get(state, "ok"))]

    def actions(self) -> Sequence[Action]:
        key = [self.handbook.code, self.item.code]
        edit = permissions.HANDBOOK_EDIT
        found = [Action(_("Reword"), reverse("handbooks:reword_item", args=key), edit, icon="pencil", key="e")]
        if self.item.valid_to == FOREVER:
            found.append(Action(_("Close"), reverse("handbooks:close_item", args=key), edit, icon="archive"))
        else:
            found.append(Action(_("Reopen"), reverse("handbooks:reopen_item", args=key), edit, icon="archive-restore"))
        return found

    def facts(self) -> Sequence[tuple[Any, Any]]:
        item, grouping = self.item, self.handbook.grouped_by
        return [
            (_("Handbook"), self.handbook.heading),
            (_("Name"), item.name),
            (_("Short name"), item.short_name),
            (_("Name in English"), item.name_en),
            (_("Group"), queries.name(grouping, item.group) if grouping else None),
            (_("Code"), item.code),
            (_("Outside code"), item.outside_code),
            (_("Valid from"), listing.known_beginning(item)),
            (_("Not valid from"), item.valid_to if item.valid_to != FOREVER else None),
            (_("Why it was closed"), item.retired_reason),
            (_("Kept by"), item.get_origin_display()),
        ]

    def context_changes(self) -> Mapping[str, Any]:
        return {"changes": listing.changes_of(self.item)}


class NewItemPage(OfOneHandbook, FormPage):
    """An item of the region's own."""

    permission = permissions.HANDBOOK_EDIT
    title, submit, done = _("New item"), _("Add"), _("The item is added.")
    form_class = forms.NewItemForm

    def initial(self) -> Mapping[str, Any]:
        return {"valid_from": listing.today(), **super().initial()}

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"handbook": self.handbook}

    def perform(self, form: Any) -> str:
        item = services.add_item(handbook=self.handbook.code, **form.cleaned_data, by=self.request.user)
        return reverse("handbooks:item", args=[self.handbook.code, item.code])


class RewordItemPage(OfOneItem, FormPage):
    """Other words for the same item."""

    permission = permissions.HANDBOOK_EDIT
    title, done = _("Reword"), _("The item is reworded.")
    lead = _("The item stays the same, in old records too. If the meaning changes, close it and add another one.")
    form_class = forms.WordingForm

    def initial(self) -> Mapping[str, Any]:
        names = ("name", "short_name", "name_en", "group", "outside_code")
        return {name: getattr(self.item, name) for name in names}

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"handbook": self.handbook}

    def perform(self, form: Any) -> str:
        services.rename_item(
            handbook=self.handbook.code, code=self.item.code, **form.cleaned_data, by=self.request.user
        )
        return self.item_url()


class CloseItemPage(OfOneItem, ConfirmPage):
    """An item is not chosen any more from a day on."""

    permission = permissions.HANDBOOK_EDIT
    title, submit, done = _("Close the item"), _("Close"), _("The item is closed.")
    form_class = forms.CloseItemForm

    def initial(self) -> Mapping[str, Any]:
        return {"on": listing.today(), **super().initial()}

    def ask(self) -> str:
        return gettext("Close “%s”?") % self.item.shown_name

    def consequences(self) -> Sequence[Any]:
        return [
            _("From that day on nobody can choose it; forms for earlier days still offer it."),
            _("Records that name it keep it, and reports go on counting them."),
        ]

    def perform(self, form: Any) -> str:
        services.close_item(handbook=self.handbook.code, code=self.item.code, **form.cleaned_data, by=self.request.user)
        return self.item_url()


class ReopenItemPage(OfOneItem, ConfirmPage):
    """Take a closing back."""

    permission = permissions.HANDBOOK_EDIT
    title, submit, done = _("Reopen the item"), _("Reopen"), _("The item is open again.")
    danger = False

    def ask(self) -> str:
        return gettext("Reopen “%s”?") % self.item.shown_name

    def consequences(self) -> Sequence[Any]:
        return [_("It can be chosen again, as if it had never been closed.")]

    def perform(self, form: Any) -> str:
        services.reopen_item(handbook=self.handbook.code, code=self.item.code, by=self.request.user)
        return self.item_url()
