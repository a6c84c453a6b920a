"""Columns of the list of transfers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.envelopes.models import Envelope, Reorganisation
from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, NumberColumn, Table, TextColumn

from .queries.lists import TONES
from .queries.reorganisations import TONES as REORGANISATION_TONES

DIRECTIONS = {"out": pgettext_lazy("transfer", "leaves"), "in": pgettext_lazy("transfer", "comes")}
TURNS = {"here": _("our answer"), "there": _("their answer")}


class TransferTable(Table):
    caption = _("Transfers")
    empty = Empty(
        _("There are no transfers yet."),
        _("Start one when a student leaves for another organisation, or ask for a student who comes."),
    )
    number = NumberColumn(_("No."), link="transfers:card", link_by=("number",))
    who = TextColumn(pgettext_lazy("person", "Name"), link="transfers:card", link_by=("number",))
    direction = TextColumn(pgettext_lazy("transfer", "Direction"), labels=DIRECTIONS)
    partner = TextColumn(_("Other organisation"))
    grade = NumberColumn(_("Grade"))
    on = DateColumn(_("Date of the transfer"))
    state = BadgeColumn(_("State"), tones=TONES, labels=dict(Envelope.State.choices))
    turn = TextColumn(_("Waits for"), labels=TURNS)
    due_on = DateColumn(_("Answer by"))


class ReorganisationTable(Table):
    """Mergers, separations and closings."""

    caption = _("Reorganisations")
    empty = Empty(_("No organisation was reorganised yet."))
    pk = NumberColumn(_("No."), link="reorganisations:plan", orderable=False)
    sides = TextColumn(_("Organisations"), link="reorganisations:plan", orderable=False)
    kind = TextColumn(
        pgettext_lazy("reorganisation", "What happens"), labels=dict(Reorganisation.Kind.choices), orderable=False
    )
    receiver = TextColumn(_("Successor"), orderable=False)
    on = DateColumn(_("Day of the reorganisation"), orderable=False)
    order = TextColumn(_("Founder's order"), orderable=False)
    state = BadgeColumn(
        _("State"), tones=REORGANISATION_TONES, labels=dict(Reorganisation.State.choices), orderable=False
    )
