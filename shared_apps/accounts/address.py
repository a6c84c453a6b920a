"""The network address a request came from, behind none or some proxies of ours."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The client's address; None when it is none.

    `TRUSTED_PROXIES` is how many proxies of ours stand before the server: each appends the address it saw to
    X-Forwarded-For, so the client's is that many from the end. What stands before it is the client's own claim.
    """
    proxies: int = settings.TRUSTED_PROXIES
    address = request.META.get("REMOTE_ADDR", "")
    if proxies:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(seen) >= proxies:
            address = seen[-proxies]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None
