"""What the services of envelopes refuse, each named for what happened, each with its cure."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class NoSuchEnvelope(Refused):
    message = _("There is no transfer No %(number)s of this organisation. Look at the number in the list of transfers.")
    code = "no_such_envelope"
    field = "number"


class EnvelopeNotWaiting(Refused):
    message = _("Transfer No %(number)s waits for nothing any more: it is “%(state)s”. Look at its card.")
    code = "envelope_not_waiting"


class EnvelopeExpired(Refused):
    message = _(
        "The request No %(number)s has expired on %(day)s without an answer. Ask the other organisation once more."
    )
    code = "envelope_expired"


class NotYourTurn(Refused):
    message = _("Transfer No %(number)s: it is the other organisation's turn.")
    code = "not_your_turn"


class StudentOnTheWay(Refused):
    message = _("%(who)s is on the way already, by transfer No %(number)s. Withdraw that one first.")
    code = "student_on_the_way"


class ReasonMissing(Refused):
    message = _("Write the reason: the other organisation reads it.")
    code = "reason_missing"
    field = "reason"


class ContentsDamaged(Refused):
    message = _(
        "The contents of transfer No %(number)s differ from what was sent. Ask the sender to send it once more."
    )
    code = "contents_damaged"
