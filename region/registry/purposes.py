"""The purpose for which a reader opens restricted lists: stated once, remembered for the session of reading."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.viewer import PageRequest

KEPT_FOR = timedelta(hours=2)
_KEY = "purpose_of_reading"

FREQUENT: tuple[tuple[str, Any], ...] = (
    ("statistics", _("Check of the figures of a statistical form against the lists")),
    ("completeness", _("Check of how complete and correct the organisation's records are")),
    ("compulsory", _("Record of children who must study")),
    ("lost", _("Search for a child who left and did not arrive")),
    ("appeal", _("Answer to an appeal of a citizen")),
    ("request", _("Answer to a request of a guardianship body, court, prosecutor or police")),
    ("examination", _("Preparation of the state final examination")),
    ("support", _("Organisation of meals, transport and recreation of students")),
)
"""What lists are opened for most often."""


def stated(request: PageRequest) -> str:
    """The purpose that holds now in this browser and workplace; "" when it must be asked for."""
    known = request.session.get(_KEY) or {}
    if known.get("workplace") != request.user.membership.id:
        return ""
    if timezone.now() >= datetime.fromisoformat(known["until"]):
        return ""
    return str(known["purpose"])


def remember(request: PageRequest, purpose: str) -> None:
    """Remember it for KEPT_FOR."""
    request.session[_KEY] = {
        "purpose": purpose,
        "workplace": request.user.membership.id,
        "until": (timezone.now() + KEPT_FOR).isoformat(),
    }


def workplace(request: PageRequest) -> str:
    """The reader's role and place in words, for the journal."""
    place = request.user.scope_title or settings.REGION_NAME
    return f"{request.user.membership.role_title}, {place}"
