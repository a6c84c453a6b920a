"""The purpose for which a reader opens restricted lists: stated once, remembered for the session of reading."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from shared_apps.ui.viewer import PageRequest

from . import services
from .profiles import IN_WORDS, Profile, profile_of

KEPT_FOR = timedelta(hours=2)
_KEY = "purpose_of_reading"


def stated(request: PageRequest) -> str:
    """The purpose that holds now in this browser and workplace; "" when it must be asked for."""
    try:
        return services.stated(str(_known(request).get("purpose", "")))
    except services.PurposeNotStated:
        return ""


def profile(request: PageRequest) -> Profile:
    """Which fields the purpose opens (profiles.py).

    :raises PurposeNotYours: the role does not read for it.
    """
    return profile_of(str(_known(request).get("frequent", IN_WORDS)), request.user.membership.role)


def _known(request: PageRequest) -> dict[str, Any]:
    return _holds(request.session, request.user.membership.id)


def _holds(session: Mapping[str, Any], membership_id: int) -> dict[str, Any]:
    known: dict[str, Any] = session.get(_KEY) or {}
    if known.get("workplace") != membership_id:
        return {}
    return known if timezone.now() < datetime.fromisoformat(known["until"]) else {}


def kept(session: Mapping[str, Any], membership_id: int) -> dict[str, Any]:
    """The purpose that holds now, for a file that is written later. :raises PurposeNotStated: none does."""
    known = _holds(session, membership_id)
    return {"purpose": services.stated(str(known.get("purpose", ""))), "frequent": str(known.get("frequent", IN_WORDS))}


def remember(request: PageRequest, purpose: str, frequent: str = IN_WORDS) -> None:
    """Remember it for KEPT_FOR. `frequent`: the code of a frequent purpose."""
    request.session[_KEY] = {
        "purpose": purpose,
        "frequent": frequent,
        "workplace": request.user.membership.id,
        "until": (timezone.now() + KEPT_FOR).isoformat(),
    }


def workplace(request: PageRequest) -> str:
    """The reader's role and place in words, for the journal."""
    place = request.user.scope_title or settings.REGION_NAME
    return f"{request.user.membership.role_title}, {place}"
