"""Where a refused line of an order leads: the page of the transfer that should be accepted, or begun, instead."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from shared_apps.organisations.refusal import Refused
from shared_apps.ui.page_list import Link
from tenant_apps.people.pages import InsistPage

from ..arrangement_refusals import LeavesWithoutTransfer, StudentComesByTransfer


def way_out(refusal: Refused) -> Link | None:
    """The page that helps, if there is one."""
    if isinstance(refusal, StudentComesByTransfer):
        number = refusal.number
        return Link(_("Transfer No %(number)s") % {"number": number}, reverse("transfers:card", args=[number]))
    if isinstance(refusal, LeavesWithoutTransfer) and refusal.student_id is not None:
        return Link(_("Begin a transfer"), reverse("transfers:start", args=[refusal.student_id]))
    return None


def with_ways_out(problems: Iterable[Refused]) -> list[tuple[Refused, Link | None]]:
    return [(one, way_out(one)) for one in problems]


class ShowsWaysOut(InsistPage):
    """A form with an order: its refusals come with the pages that help."""

    abstract = True

    def perform(self, form: Any) -> str | HttpResponseBase:
        try:
            return super().perform(form)
        except Refused as refusal:
            ways = [way_out(one) for one in getattr(refusal, "problems", (refusal,))]
            form.ways_out = [one for one in ways if one is not None]
            raise
