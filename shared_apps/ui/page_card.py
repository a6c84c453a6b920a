"""``CardPage``: one row in full, its head and its tabs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.functional import cached_property

from shared_apps.organisations.refusal import Text
from shared_apps.ui.address import with_query
from shared_apps.ui.page_base import Page
from shared_apps.ui.viewer import Needed, may


@dataclass(frozen=True)
class Tab:
    """A tab of a card: its words, its template, and the permission it needs beyond the page's.

    The page's method ``context_<code>()`` gives its context and runs for the open tab alone.
    """

    code: str
    title: Text
    template: str
    permission: Needed | None = None


class CardPage(Page):
    """A card: ``facts()`` stay on top, tabs below, the open one in the address (``?tab=history``).

    A tab that the reader may not open is neither shown nor served.
    """

    abstract = True
    template_name = "ui/card.html"
    fragments: ClassVar[tuple[str, ...]] = ("tab",)
    tabs: ClassVar[tuple[Tab, ...]] = ()

    def facts(self) -> Sequence[tuple[Text, Any]]:
        """Label and value, shown above the tabs. None and "" are left out."""
        return ()

    def badges(self) -> Sequence[tuple[Text, str]]:
        """Words beside the title with their tone: ok, warn, err, info or "" for plain."""
        return ()

    def open_tabs(self) -> list[Tab]:
        """The tabs this reader may open."""
        return [tab for tab in self.tabs if tab.permission is None or may(self.request, tab.permission)]

    @cached_property
    def tab(self) -> Tab | None:
        """The tab in the address, or the first. Http404 for one that is not there for this reader."""
        tabs = self.open_tabs()
        code = self.request.GET.get("tab")
        if not code:
            return tabs[0] if tabs else None
        for tab in tabs:
            if tab.code == code:
                return tab
        raise Http404(f"No tab {code!r}.")

    def tab_links(self) -> list[tuple[Tab, str, bool]]:
        """Tab, address, whether it is open."""
        return [
            (tab, with_query(self.request, tab=tab.code, page=None, sort=None), tab == self.tab)
            for tab in self.open_tabs()
        ]

    def render(self, *, status: int = 200, **extra: Any) -> TemplateResponse:
        if self.tab is not None:
            more = getattr(self, f"context_{self.tab.code}", None)
            content: Mapping[str, Any] = more() if more is not None else {}
            extra = {**content, **extra}
        return super().render(status=status, **extra)
