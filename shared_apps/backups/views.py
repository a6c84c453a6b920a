"""Pages of backups for those who administer the region: how each target stands, what was made, what was put back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from shared_apps.accounts import permissions
from shared_apps.organisations import queries as organisations
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.ui.filters import FilterSet
from shared_apps.ui.page import Action, ActionPage, Crumb, ListPage

from . import queries, services
from .models import Backup
from .tables import FRESHNESS, BackupTable, CopyTable


class BackupFilters(FilterSet):
    """By target and state."""

    target = ChoiceFilter(label=pgettext_lazy("backup", "Target"), choices=queries.target_choices)
    state = ChoiceFilter(label=pgettext_lazy("backup", "State"), choices=Backup.State.choices)

    class Meta:
        model = Backup
        fields = ()


class BackupListPage(ListPage):
    """Every target with its last success, every backup that was begun, and the last restorations."""

    exports_with = permissions.BACKUPS_VIEW
    permission = permissions.BACKUPS_VIEW
    title = _("Backups")
    template_name = "backups/list.html"
    table_class, filterset_class = BackupTable, BackupFilters
    ordering = ("-started_at",)

    def rows(self) -> Any:
        return queries.backups()

    def context(self) -> Mapping[str, Any]:
        return {
            **super().context(),
            "targets": queries.target_states(),
            "overdue": queries.organisations_overdue(on=localdate()),
            "restorations": queries.restorations(on=localdate()),
            "may_make": self.request.user.may(permissions.BACKUPS_MAKE),
        }

    def actions(self) -> Sequence[Action]:
        return [Action(_("Organisations"), reverse("backups:organisations"), icon="school", key="o")]


class BackupNowPage(ActionPage):
    """Have a backup made now."""

    permission = permissions.BACKUPS_MAKE
    done = _("The backup waits for a worker; its progress stands here.")

    def perform(self) -> str:
        return reverse("jobs:card", args=[services.ask_for_backup(by=self.request.user)])


class CopyFilters(FilterSet):
    """Those that are overdue; a municipality's."""

    freshness = ChoiceFilter(label=pgettext_lazy("backup", "State"), choices=list(FRESHNESS.items()))

    class Meta:
        model = OrganisationPeriod
        fields = ()


class OrganisationCopiesPage(ListPage):
    """Each organisation with its last copy; what is overdue stands in red."""

    exports_with = permissions.BACKUPS_VIEW
    permission = permissions.BACKUPS_VIEW
    title = _("Last copies of organisations")
    table_class, filterset_class = CopyTable, CopyFilters
    ordering = ("copied_at",)
    search_hint = _("Name or code")

    def rows(self) -> Any:
        return queries.organisations_with_copies(on=localdate())

    def search(self, rows: Any, text: str) -> Any:
        return organisations.named(rows, text)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Backups"), reverse("backups:list"))]
