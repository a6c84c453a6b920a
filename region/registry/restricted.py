"""What every restricted list is: not without a purpose, and with a line of the journal for each reading."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.contingent.queries import check_is_counted
from region.contingent.refusals import NotCounted, within_counted_time
from region.feed.freshness import Freshness, freshness
from region.feed.freshness_words import in_words
from region.feed.territory import PlacePage
from shared_apps.accounts import permissions
from shared_apps.ui.address import with_query
from shared_apps.ui.filters import Chip
from shared_apps.ui.page import ListPage
from shared_apps.ui.sheets import Sheet
from shared_apps.ui.viewer import PageRequest
from shared_apps.ui.windows import Window

from . import purposes, queries, services
from .profiles import NotForThisPurpose, Profile, PurposeNotYours


class RestrictedPage(ListPage):
    """A list of persons: not without a purpose, no more fields than it needs, each reading written down.

    :cvar what: the name of the list in profiles.FIELDS and in the journal (words.LISTS); its file is "<what> file".
    """

    abstract = True
    what: ClassVar[str]
    permission = permissions.PERSONS_RESTRICTED
    exports_with = permissions.REGION_EXPORT
    subsystem = _("Restricted lists")
    template_name = "registry/restricted.html"

    @cached_property
    def purpose(self) -> str:
        return purposes.stated(self.request)

    @property
    def purpose_url(self) -> str:
        """Where the purpose is asked for, with the way back here."""
        return f"{reverse('registry:purpose')}?{urlencode({'next': self.request.get_full_path()})}"

    @cached_property
    def profile(self) -> Profile:
        """Which fields the purpose opens.

        :raises PurposeNotYours:
        """
        return purposes.profile(self.request)

    @cached_property
    def closed(self) -> str:
        """Why the list does not open for the purpose stated; "" when it does."""
        try:
            self.profile.shows(self.what)
        except (NotForThisPurpose, PurposeNotYours) as refusal:
            return str(refusal)
        return ""

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.purpose:
            return self.go(self.purpose_url)
        if self.closed:
            messages.warning(request, self.closed)
            return self.go(self.purpose_url)
        return super().get(request, *args, **kwargs)

    def hidden_fields(self) -> tuple[str, ...]:
        """Columns that the purpose does not open."""
        return self.profile.hides(self.what)

    def ordered_by(self, order: str, otherwise: str) -> str:
        """The first of the columns asked for; never one that is hidden: the order of rows would tell it."""
        first = order.split(",", maxsplit=1)[0]
        return otherwise if first.lstrip("-") in self.hidden_fields() else first

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"exclude": self.hidden_fields()}

    def sheet(self) -> Sheet:
        written = super().sheet()
        purpose = (str(gettext("Purpose")), self.purpose)
        place = self.request.user.scope_title or settings.REGION_NAME
        return replace(written, filters=[purpose, *written.filters], place=place)


class CountedList(PlacePage, RestrictedPage):
    """The persons behind a number of a day and a place: whoever is counted there, of a class where one is asked for."""

    abstract = True
    search_hint = _("Any part of the name")

    @abstractmethod
    def said(self) -> Mapping[str, Any]:
        """What the list is narrowed to, as the journal keeps it."""

    def prepare(self) -> None:
        """:raises NotCounted: a filter can't be read, or there are no numbers for the day."""
        super().prepare()
        if self.parameters.errors:
            raise NotCounted(self.parameters.mistakes())
        with within_counted_time():
            check_is_counted(self.parameters.day, self.known)

    @cached_property
    def known(self) -> Freshness:
        return freshness()

    def heading(self) -> str:
        return f"{self.title}: {', '.join(part for part in (self.class_name, self.place_name) if part)}"

    @cached_property
    def class_id(self) -> int | None:
        """The class that the list is of; 0: those in no class."""
        asked = self.request.GET.get("class", "")
        return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else None

    @cached_property
    def class_name(self) -> str:
        if self.class_id is None or self.place is None:
            return ""
        return (queries.class_name(self.place.id, self.class_id) or "") if self.class_id else gettext("in no class")

    def table_kwargs(self) -> Mapping[str, Any]:
        """Where one organisation is open, its name stands over the list."""
        shown = super().table_kwargs()
        return {**shown, "exclude": (*shown["exclude"], *(("organisation", "municipality") if self.place else ()))}

    def search(self, rows: Window, text: str) -> Window:
        return rows  # the text is part of what is asked

    def chips(self) -> list[Chip]:
        found = super().chips()
        if self.class_id is not None:
            found.append(
                Chip(gettext("Class"), self.class_name, with_query(self.request, **{"class": None, "page": None}))
            )
        return found

    def described(self) -> list[tuple[str, str]]:
        found = super().described()
        return [*found, (gettext("Class"), self.class_name)] if self.class_name else found

    @property
    def note(self) -> str:  # type: ignore[override]
        return gettext("Numbers: %s.") % in_words(self.known)

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().get(request, *args, **kwargs)
        if self.purpose and not self.closed:
            if (render := getattr(response, "render", None)) is not None:
                render()  # rows are read while they are drawn; only then is it known how many
            is_file = "export" in request.GET
            window = self.table.data
            services.write_down(
                f"{self.what} file" if is_file else self.what,
                by=request.user,
                purpose=self.purpose,
                workplace=purposes.workplace(request),
                as_of=self.parameters.day,
                filters=self.said(),
                rows=window.number if is_file else window.given,
            )
        return response
