"""Pages whose numbers renew themselves: an open one asks every few seconds whether anything is new (feed/live.js).

The page gives its numbers as the fragment "numbers", and its head (feed/head.html) as an out-of-band part of it. The
question carries `seen`: what the page shows. The answer is 204 when nothing is new, the line of freshness alone when
only that is, else the numbers.
"""

from functools import cached_property
from typing import Any, ClassVar

from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse

from shared_apps.ui.address import with_query
from shared_apps.ui.page import Page
from shared_apps.ui.viewer import PageRequest

from . import freshness_words
from .freshness import Freshness, freshness

SECONDS = 4

# The sum grows with each projection of each organisation, in whatever order their transactions commit; the greatest
# moment would not: a transaction that began earlier may commit later.
_PROJECTED = """
    SELECT coalesce(sum((extract(epoch FROM projected_at) * 1000000)::bigint), 0)::text FROM feed_feedstate
"""


def projected() -> str:
    """Returns a mark that changes whenever anything that the reader sees has been projected anew."""
    with connection.cursor() as cursor:
        cursor.execute(_PROJECTED)
        return str(cursor.fetchone()[0])


class LivePage(Page):
    """A page of the region with a fragment "numbers" that renews itself.

    Its template extends feed/live.html. `projected` is read before any number, so that a number can only be newer
    than its mark, never older.
    """

    abstract = True
    fragments = ("numbers",)
    seconds: ClassVar[int] = SECONDS

    def prepare(self) -> None:
        """Takes `seen` (the mark that an open page knows) out of the address, so that the page's links do not carry it
        on."""
        query = self.request.GET.copy()
        self.seen = str(query.pop("seen", [""])[-1])
        self.request.GET = query  # type: ignore[assignment]
        self.projected = projected()

    @cached_property
    def known(self) -> Freshness:
        """Freshness of what the reader sees."""
        return freshness()

    @property
    def is_live(self) -> bool:
        """True if the open page asks again for new numbers; a page without numbers does not."""
        return True

    @property
    def sentence(self) -> str:
        """What the numbers say, in one sentence under the heading."""
        return ""

    @property
    def freshness_words(self) -> str:
        return freshness_words.in_words(self.known)

    @property
    def live_url(self) -> str:
        """What an open page asks for."""
        return self.request.path + with_query(self.request, seen=self._mark(), export=None)

    def _mark(self) -> str:
        at = self.known.as_of
        return f"{self.projected}.{at.timestamp() if at else 0:.0f}.{self.known.behind}"

    def answer(self, request: PageRequest) -> HttpResponseBase:
        """The page itself, or the file that was asked for."""
        return self.render()

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.seen:
            return self.answer(request)
        if keep_idle := getattr(request.session, "keep_idle", None):
            keep_idle()  # the page asks, not its reader: his session runs out all the same
        if self.seen == self._mark():
            return HttpResponse(status=204)
        if self.seen.partition(".")[0] == self.projected:
            return TemplateResponse(request, "feed/pulse.html", {"page": self})
        response = self.render()
        response["HX-Retarget"] = "#numbers"
        return response

    def template(self) -> list[str]:
        if self.seen:
            return [f"{self.template_name}#numbers"]
        return super().template()
