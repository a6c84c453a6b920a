"""Tables of the feed's state."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.tables import BadgeColumn, DateTimeColumn, Empty, NumberColumn, Table, TextColumn

from .queries import OrganisationState

STATES = {
    "fresh": _("fresh"),
    "behind": _("behind"),
    "failed": _("failed"),
    "never": _("not counted yet"),
    "differs": _("mended by the recount"),
}
TONES = {"fresh": "ok", "behind": "warn", "failed": "err", "never": "warn", "differs": "warn"}
KINDS = {"missing": _("was missing"), "extra": _("was superfluous"), "different": _("was different")}
FACTS = {
    "student": _("students"),
    "class": _("classes"),
    "movement": _("movement"),
    "year_result": _("results of academic years"),
    "arrangement": _("study arrangements in numbers"),
    "completion": _("completed levels in numbers"),
    "circumstance": _("circumstances of students in numbers"),
    "employee": _("employees"),
    "staff_leave": _("long leaves of employees in numbers"),
    "guardian": _("legal representatives"),
    "organisation": _("passports"),
    "counters of students": _("counters of students"),
    "counters of classes": _("counters of classes"),
    "counters of movement": _("counters of movement"),
    "counters of results": _("counters of results of years"),
    "counters of circumstances": _("counters of circumstances"),
    "counters of arrangements": _("counters of arrangements"),
    "counters of posts": _("counters of posts"),
}


def _differences_of(record: OrganisationState) -> str | None:
    if not record.differences:
        return None
    return f"{reverse('feed:differences')}?organisation={record.organisation_id}"


class StateTable(Table):
    caption = _("Freshness by organisation")
    empty = Empty(_("There are no organisations here yet."), _("They appear when the first numbers are counted."))

    name = TextColumn(_("Organisation"))
    municipality = TextColumn(_("Municipality"))
    state = BadgeColumn(_("State"), tones=TONES, labels=STATES)
    checked_at = DateTimeColumn(_("Complete as of"))
    behind_since = DateTimeColumn(pgettext_lazy("feed", "Behind since"))
    projected_at = DateTimeColumn(_("Last counted"))
    failed_at = DateTimeColumn(_("Failed at"))
    error = TextColumn(_("Kind of failure"))
    recounted_at = DateTimeColumn(_("Last recount"))
    differences = NumberColumn(_("Differences"), link=_differences_of)


class DifferenceTable(Table):
    caption = _("What recounts found")
    empty = Empty(
        _("Recounts have found no differences."), _("Each night every organisation is counted anew from nothing.")
    )

    recounted_at = DateTimeColumn(_("Recounted at"))
    organisation = TextColumn(_("Organisation"), accessor="organisation_id", orderable=False)
    fact = TextColumn(pgettext_lazy("feed", "What"), labels=FACTS)
    kind = TextColumn(_("Difference"), labels=KINDS)
    number = NumberColumn(_("Rows"), accessor="rows")
    fields = TextColumn(_("Columns"), accessor="columns", orderable=False)

    def __init__(self, data: Any, *, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.names = names

    def render_organisation(self, value: int) -> str:
        return self.names.get(value, f"№ {value}")
