"""Long work of the passport: what the region's file of organisations says of an organisation's own card."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.importing.jobs import final
from shared_apps.jobs.services import Running, work
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.work import CARD

from . import services


@work(CARD, queue="reports", title=_("Card of the organisation from a file"), inside=True)
def write_card(job: Running) -> dict[str, Any]:
    """Write `arguments["values"]` from the day `arguments["since"]`; safe to repeat."""
    try:
        passport = services.fill_passport(
            values=job.arguments["values"], since=date.fromisoformat(job.arguments["since"]), by=job.by
        )
    except services.NothingToChange:
        return {"changed": False}
    except Refused as refusal:
        raise final(refusal) from None
    return {"changed": True, "passport": passport.pk}
