"""`request.session`: what a signed-in browser keeps between requests. A dictionary loaded before any door, saved after.

Django's messages use it as they would Django's own. An anonymous visitor has one too, but nothing of it is kept.
"""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from shared_apps.organisations.crossing import By, shared

from .models import Session

log = logging.getLogger("svod.accounts")
COOKIE = "svod_session"
SEEN_EVERY = timedelta(minutes=1)


def new_key() -> str:
    """A key nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """What is stored of a key or token. They are random, so a plain digest is enough and can be looked up."""
    return hashlib.sha256(key.encode()).hexdigest()


class BrowserSession(dict[str, Any]):
    """The session of a request: `data` as a dictionary, plus what the middleware needs to save it."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        session_id: int | None = None,
        last_seen_at: datetime | None = None,
    ) -> None:
        super().__init__(data or {})
        self.session_id = session_id
        self.last_seen_at = last_seen_at
        self.modified = False
        self.accessed = True
        self._cookie: str | None = None

    # dict's own methods don't tell, so those that change it do
    def __setitem__(self, key: str, value: Any) -> None:
        self.modified = True
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self.modified = True
        super().__delitem__(key)

    def pop(self, key: str, *default: Any) -> Any:
        self.modified = self.modified or key in self
        return super().pop(key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: Any, **kwargs: Any) -> None:
        self.modified = True
        super().update(*args, **kwargs)

    def clear(self) -> None:
        self.modified = True
        super().clear()

    def begin(self, session_id: int, key: str) -> None:
        """This browser has signed in: the old key is forgotten, the new one goes into the cookie."""
        self.clear()
        self.session_id, self._cookie, self.last_seen_at = session_id, key, timezone.now()
        self.modified = False

    def forget(self) -> None:
        """This browser has signed out."""
        self.clear()
        self.session_id, self._cookie, self.modified = None, "", False

    def keep_idle(self) -> None:
        """This request was made by an open page by itself, not by its reader: the idle time goes on."""
        self.last_seen_at = timezone.now()

    def save_if_needed(self, *, by: By) -> None:
        """Write what changed, and that the browser was seen (once a minute at most). Opens shared() only if needed."""
        if self.session_id is None:
            return
        now = timezone.now()
        changes: dict[str, Any] = {}
        if self.modified:
            changes["data"] = dict(self)
        if self.last_seen_at is None or now - self.last_seen_at > SEEN_EVERY or changes:
            changes["last_seen_at"] = now
        if changes:
            with shared(by=by):
                Session.objects.filter(pk=self.session_id, ended_at__isnull=True).update(**changes)

    def write_cookie(self, response: HttpResponseBase, request: HttpRequest) -> None:
        """Set or delete the cookie after sign-in or sign-out."""
        if self._cookie == "":
            response.delete_cookie(COOKIE, path="/", samesite="Lax")
        elif self._cookie is not None:
            if settings.SESSION_COOKIE_SECURE and not request.is_secure():
                log.error(
                    "Signed in over plain HTTP, but the session's cookie is for HTTPS only: the browser will drop it. "
                    "Put a proxy with TLS in front (it must send X-Forwarded-Proto, and SVOD_PROXIES must count it), "
                    "or set SVOD_HTTPS=0."
                )
            response.set_cookie(
                COOKIE,
                self._cookie,
                path="/",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
