"""The one page of ui itself: how the interface looks."""

from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.look import COOKIE, YEAR, Look
from shared_apps.ui.page import PUBLIC, Page
from shared_apps.ui.viewer import PageRequest


class LookPage(Page):
    """Theme, letters, rows, shortcuts, and before sign-in the language. Kept in cookies."""

    permission = PUBLIC
    title = _("Appearance")
    template_name = "ui/look.html"
    wide = False

    def context(self) -> dict[str, Any]:
        return {"next": self.back("")}

    def post(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        look = Look.from_values({**Look.of(request).__dict__, **request.POST.dict()})
        response = HttpResponseRedirect(self.back(request.path))
        for name, value in ((COOKIE, look.as_cookie()), (settings.LANGUAGE_COOKIE_NAME, self.language())):
            if value:
                response.set_cookie(
                    name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
                )
        return response

    def language(self) -> str:
        """The language asked for, if there is such."""
        asked = self.request.POST.get("language", "")
        return asked if asked in dict(settings.LANGUAGES) else ""

    def back(self, otherwise: str) -> str:
        """Where the reader came from, if that is ours."""
        asked = self.request.POST.get("next") or self.request.GET.get("next") or ""
        if url_has_allowed_host_and_scheme(asked, {self.request.get_host()}, require_https=self.request.is_secure()):
            return asked
        return otherwise
