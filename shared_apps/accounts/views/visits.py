"""Statistics of visits: in an organisation by role, in the region by organisation. Numbers only (S2-П1 §2.3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import ListPage
from shared_apps.ui.tables import Empty, NumberColumn, PercentColumn, Table, TextColumn

from .. import permissions, queries
from ..actor import Actor
from ..queries.visits import OrganisationVisits, RoleVisits


class RoleVisitsTable(Table):
    caption = _("Statistics of visits")
    empty = Empty(_("There are no accounts yet."), _("Invite families and employees, or issue accounts."))
    title = TextColumn(_("Role"))
    accounts = NumberColumn(_("Accounts"), total=True)
    active = NumberColumn(_("Seen in 30 days"), total=True)
    share = PercentColumn(_("Share of those seen"), default="–")
    never = NumberColumn(_("Never signed in"), total=True)
    waiting = NumberColumn(_("Invitations waiting"), total=True)


class VisitsPage(ListPage):
    """/o/<slug>/accounts/visits/."""

    permission = permissions.VISITS_VIEW
    exports_with = permissions.VISITS_VIEW
    title = _("Statistics of visits")
    lead = _("How many accounts of each role there are, how many were seen in the last 30 days, how many never came.")
    table_class = RoleVisitsTable

    def rows(self) -> list[RoleVisits]:
        actor: Actor = self.request.user
        return queries.visits_of_organisation(actor.organisation.id, actor) if actor.organisation else []


class OrganisationVisitsTable(Table):
    caption = _("Statistics of visits")
    empty = Empty(_("There are no organisations in your scope."), _("The regional administrator registers them."))
    name = TextColumn(_("Organisation"), attrs={"cell": {"class": "name"}})
    municipality = TextColumn(_("Municipality"), optional=True)
    staff = NumberColumn(pgettext_lazy("visits", "Staff"), total=True)
    staff_active = NumberColumn(_("Staff seen in 30 days"), total=True, optional=True)
    staff_share = PercentColumn(_("Share of staff seen"), default="–")
    staff_never = NumberColumn(_("Staff never signed in"), total=True)
    guardians = NumberColumn(pgettext_lazy("visits", "Guardians"), total=True)
    guardians_active = NumberColumn(_("Guardians seen in 30 days"), total=True, optional=True)
    guardians_share = PercentColumn(_("Share of guardians seen"), default="–")
    guardians_never = NumberColumn(_("Guardians never signed in"), total=True)
    students = NumberColumn(pgettext_lazy("visits", "Students"), total=True)
    students_active = NumberColumn(_("Students seen in 30 days"), total=True)
    students_never = NumberColumn(_("Students never signed in"), total=True, optional=True)


class RegionVisitsPage(ListPage):
    """/region/visits/: the last nightly count."""

    permission = permissions.VISITS_REGION
    exports_with = permissions.REGION_EXPORT
    title = _("Statistics of visits")
    table_class = OrganisationVisitsTable
    search_hint = _("Organisation or municipality")

    @property
    def lead(self) -> Any:  # type: ignore[override]
        day = queries.counted_on(self.request.user)
        if day is None:
            return _("Visits are counted every night; the first count is still to come.")
        return str(_("Accounts and visits in 30 days as counted on %(day)s.") % {"day": ru_date(day)})

    def rows(self) -> list[OrganisationVisits]:
        actor: Actor = self.request.user
        scope = actor.scope.organisation_ids if actor.scope else ()
        return queries.visits_by_organisation(scope, actor)

    def search(self, rows: list[OrganisationVisits], text: str) -> list[OrganisationVisits]:
        sought = text.lower()
        return [row for row in rows if sought in f"{row.name} {row.municipality}".lower()]
