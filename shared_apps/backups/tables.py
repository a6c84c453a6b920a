"""Tables of backups and of organisations' last copies."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.tables import BadgeColumn, BooleanColumn, DateTimeColumn, Empty, NumberColumn, Table, TextColumn

from .models import Backup

STATES = {"done": "ok", "failed": "err", "running": "info"}
FRESHNESS = {
    "fresh": pgettext_lazy("backup", "in time"),
    "overdue": pgettext_lazy("backup", "overdue"),
    "none": pgettext_lazy("backup", "never copied"),
}


class BackupTable(Table):
    """What was begun, the latest first: one row a target."""

    caption = _("Backups")
    empty = Empty(
        _("Nothing was backed up yet."),
        _("A backup of the platform is made every night; “Make a backup now” does not wait for it."),
    )

    name = TextColumn(pgettext_lazy("backup", "Backup"))
    target = TextColumn(pgettext_lazy("backup", "Target"))
    state = BadgeColumn(pgettext_lazy("backup", "State"), tones=STATES)
    is_whole = BooleanColumn(_("Whole platform"), optional=True)
    started_at = DateTimeColumn(_("Begun at"))
    finished_at = DateTimeColumn(_("Finished at"), optional=True)
    organisations = NumberColumn(_("Organisations"))
    failed_organisations = NumberColumn(_("Problems"), hint=_("What is not in it: organisations or files."))
    megabytes = NumberColumn(_("MB"), digits=1, orderable=False, hint=_("Without files that earlier backups hold."))
    verified_at = DateTimeColumn(_("Read back at"))
    problems = NumberColumn(_("Damages"), optional=True, hint=_("Found when it was read back."))
    removed_at = DateTimeColumn(_("Deleted at"), optional=True)
    detail = TextColumn(pgettext_lazy("backup", "What happened"), orderable=False)

    class Meta:
        model = Backup
        fields = ()


class CopyTable(Table):
    """Organisations with the moment of their last copy."""

    caption = _("Last copies of organisations")
    empty = Empty(_("There are no organisations yet."))

    short_name = TextColumn(
        _("Organisation"), link="organisations:card", link_by=("organisation_id",), order_by="search_key"
    )
    code = TextColumn(pgettext_lazy("backup", "Code"), accessor="organisation__code", order_by="organisation__code")
    municipality = TextColumn(_("Municipality"), accessor="municipality__name", order_by="municipality__name")
    copied_at = DateTimeColumn(_("Last copy as of"))
    freshness = BadgeColumn(
        pgettext_lazy("backup", "State"), tones={"fresh": "ok", "overdue": "err", "none": "err"}, labels=FRESHNESS
    )
    restored_at = DateTimeColumn(_("Put back at"))
