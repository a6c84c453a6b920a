"""Handbooks as the organisation sees them: those it may add to, their items, its additions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.forms import DayField, Form
from shared_apps.ui.page import Action, Crumb, FormPage, ListPage
from shared_apps.ui.tables import BadgeColumn, DateColumn, NumberColumn, Table, TextColumn

from .. import queries, services
from ..forms import AdditionForm


@dataclass(frozen=True, slots=True)
class HandbookRow:
    pk: str
    title: str
    items: int
    own: int


class HandbookTable(Table):
    caption = gettext_lazy("Handbooks that the organisation may add to")
    title = TextColumn(gettext_lazy("Handbook"), link="passport:handbook")
    items = NumberColumn(gettext_lazy("Items of the region"))
    own = NumberColumn(gettext_lazy("Own items"))


class HandbookListPage(InOrganisation, ListPage):
    exports_with = permissions.LOCAL_HANDBOOK_VIEW
    permission = permissions.LOCAL_HANDBOOK_VIEW
    title = gettext_lazy("Handbooks")
    lead = gettext_lazy("Each own item counts as one of the region's: reports above the organisation stay comparable.")
    table_class = HandbookTable
    ordering = ("title",)

    def rows(self) -> list[HandbookRow]:
        today = timezone.localdate()
        return [
            HandbookRow(
                code, handbooks.title(code), len(handbooks.items(code, as_of=today, with_additions=False)),
                sum(1 for entry in handbooks.items(code, as_of=today) if entry.maps_to),
            )
            for code in sorted(handbooks.extendable())
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemRow:
    pk: int
    name: str
    counts_as: str
    origin: str
    valid_from: date
    last_day: date | None


class ItemTable(Table):
    caption = gettext_lazy("Items")
    name = TextColumn(
        gettext_lazy("Name"),
        link=lambda record: (
            reverse("passport:item_close", args=[record.pk]) if record.pk and not record.last_day else None
        ),
    )
    counts_as = TextColumn(gettext_lazy("Counts as"))
    origin = BadgeColumn(
        gettext_lazy("Whose"),
        tones={"own": "info"},
        labels={"own": gettext_lazy("own"), "region": gettext_lazy("region's")},
    )
    valid_from = DateColumn(gettext_lazy("Since"))
    last_day = DateColumn(gettext_lazy("Last day"))


class OfHandbook(InOrganisation):
    """A page about one handbook."""

    abstract = True

    def prepare(self) -> None:
        if self.kwargs["handbook"] not in handbooks.extendable():
            raise Http404(_("There is no such handbook to add to."))
        self.handbook = str(self.kwargs["handbook"])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Handbooks"), reverse("passport:handbook_list"))]


class HandbookPage(OfHandbook, ListPage):
    exports_with = permissions.LOCAL_HANDBOOK_VIEW
    permission = permissions.LOCAL_HANDBOOK_VIEW
    table_class = ItemTable

    def heading(self) -> str:
        return handbooks.title(self.handbook)

    def rows(self) -> list[ItemRow]:
        names = handbooks.names(self.handbook)
        own = {item.code: item for item in queries.items(self.handbook)}
        return [
            ItemRow(
                own[entry.code].pk if entry.code in own else 0, entry.shown, names.get(entry.maps_to, ""),
                "own" if entry.maps_to else "region", entry.valid_from,
                None if entry.valid_to == FOREVER else date.fromordinal(entry.valid_to.toordinal() - 1),
            )
            for entry in handbooks.items(self.handbook)
        ]  # fmt: skip

    def actions(self) -> Sequence[Action]:
        return [
            Action(
                _("Add an item"), reverse("passport:item_new", args=[self.handbook]),
                permission=permissions.LOCAL_HANDBOOK_EDIT, primary=True, icon="plus", key="n",
            )
        ]  # fmt: skip


class NewItemPage(OfHandbook, FormPage):
    permission = permissions.LOCAL_HANDBOOK_EDIT
    submit = gettext_lazy("Add")
    done = gettext_lazy("The item is added.")
    form_class = AdditionForm

    def heading(self) -> str:
        return _("New item: %(handbook)s") % {"handbook": handbooks.title(self.handbook)}

    def breadcrumbs(self) -> Sequence[Crumb]:
        page = reverse("passport:handbook", args=[self.handbook])
        return [*super().breadcrumbs(), Crumb(handbooks.title(self.handbook), page)]

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"handbook": self.handbook}

    def perform(self, form: Any) -> str:
        services.add_handbook_item(handbook=self.handbook, by=self.actor, **form.cleaned_data)
        return reverse("passport:handbook", args=[self.handbook])


class CloseItemForm(Form):
    on = DayField(label=gettext_lazy("From which day it is offered no more"), initial=timezone.localdate)


class CloseItemPage(InOrganisation, FormPage):
    permission = permissions.LOCAL_HANDBOOK_EDIT
    submit = gettext_lazy("Close the item")
    done = gettext_lazy("The item is closed: records that have it keep it.")
    form_class = CloseItemForm
    danger = True

    @cached_property
    def item(self) -> Any:
        return found_or_404(queries.items().filter(pk=self.kwargs["item_id"]).first())

    def heading(self) -> str:
        return str(self.item.name)

    def breadcrumbs(self) -> Sequence[Crumb]:
        page = reverse("passport:handbook", args=[self.item.handbook])
        return [
            Crumb(_("Handbooks"), reverse("passport:handbook_list")),
            Crumb(handbooks.title(self.item.handbook), page),
        ]

    def perform(self, form: Any) -> str:
        services.close_handbook_item(item_id=self.item.pk, on=form.cleaned_data["on"], by=self.actor)
        return reverse("passport:handbook", args=[self.item.handbook])
