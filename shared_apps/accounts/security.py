"""The security log: lines that stay whatever becomes of the request."""

import logging
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

from shared_apps.organisations.crossing import By, aside

from . import logs
from .address import address_of
from .models import SecurityEvent

log = logging.getLogger("svod.security")


def note(
    kind: SecurityEvent.Kind,
    *,
    request: Any = None,
    account_id: int | None = None,
    login: str = "",
    ip: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one line in a transaction of its own, and one (without login and address) to the server's log.

    :param facts: codes, numbers and ids; `security_words` has their words.
    """
    if request is not None:
        ip = ip or address_of(request)
        account_id = account_id or request.user.account_id
        login = login or request.user.login
    request_id = logs.current()
    log.warning("%s account=%s", kind.value, account_id or "-")
    with aside(by=By.system("security", request_id=request_id)):
        SecurityEvent.objects.using("aside").create(
            kind=kind, account_id=account_id, login=login, ip=ip, facts=facts or {}, request_id=request_id
        )


def veiled(login: str) -> str:
    """An unknown login as the log keeps it: enough to count tries, not enough to read a password typed by mistake."""
    return f"{login[:1]}… #{salted_hmac('svod.unknown_login', login.lower()).hexdigest()[:12]}"
