"""Columns of the list of transfers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.envelopes.models import Envelope
from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, NumberColumn, Table, TextColumn

from .queries.lists import TONES

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
