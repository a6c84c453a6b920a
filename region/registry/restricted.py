"""What every restricted list is: not without a purpose, and with a line of the journal for each reading."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
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
from shared_apps.ui.address import number_of, with_query
from shared_apps.ui.filters import Chip
from shared_apps.ui.page import ListPage, Page
from shared_apps.ui.sheets import Sheet
from shared_apps.ui.viewer import PageRequest
from shared_apps.ui.windows import Window

from . import purposes, queries, services
from .listing import Number, RestrictedList
from .profiles import NotForThisPurpose, Profile, PurposeNotYours


class OfAPurpose(Page):
    """A page of persons by name: read for a purpose that was stated."""

    abstract = True
    permission = permissions.PERSONS_RESTRICTED

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


class RestrictedPage(OfAPurpose, ListPage):
    """A list of persons: not without a purpose, no more fields than it needs, each reading written down.

    :cvar what: the name of the list in profiles.FIELDS and in the journal (words.LISTS); its file is "<what> file".
    """

    abstract = True
    what: ClassVar[str]
    exports_with = permissions.REGION_EXPORT
    subsystem = _("Restricted lists")
    template_name = "registry/restricted.html"

    @cached_property
    def closed(self) -> str:
        """Why the list does not open for the purpose stated; "" when it does."""
        try:
            self.profile.check_opens(self.what, self.told())
        except (NotForThisPurpose, PurposeNotYours) as refusal:
            return str(refusal)
        return ""

    def told(self) -> tuple[str, ...]:
        """Fields that the question tells of everybody listed."""
        return ()

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.purpose:
            return self.go(self.purpose_url)
        if self.closed:
            messages.warning(request, self.closed)
            return self.go(self.purpose_url)
        return super().get(request, *args, **kwargs)

    @classmethod
    def kept_for_file(cls, session: Mapping[str, Any], membership_id: int) -> dict[str, Any]:
        return purposes.kept(session, membership_id)

    def use_kept(self, kept: Mapping[str, Any]) -> None:
        """The purpose that was stated when the file was asked for; the role must still read for it."""
        purposes.remember(self.request, str(kept["purpose"]), str(kept["frequent"]))
        self.profile.check_opens(self.what, self.told())

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


class CountedList(PlacePage, RestrictedPage, ABC):
    """The persons behind a number of a day and a place: whoever is counted there, of a class where one is asked for.

    :cvar listed: how its rows are read.
    """

    abstract = True
    listed: ClassVar[RestrictedList[Any, Any]]
    search_hint = _("Any part of the name")
    further_parameters = ("class",)

    @property
    @abstractmethod
    def asked(self) -> Any:
        """What the list is narrowed to, as `listed` takes it."""

    @property
    def what(self) -> str:  # type: ignore[override]
        return self.listed.what

    def told(self) -> tuple[str, ...]:
        return self.listed.tells(self.asked)

    @cached_property
    def counted(self) -> Number:
        """How many rows it has."""
        return self.listed.number(self.asked)

    def rows(self) -> Window:
        usual = self.listed.order

        def read(order: str, offset: int, limit: int) -> Sequence[Any]:
            return self.listed.page(self.asked, order=self.ordered_by(order, usual), offset=offset, limit=limit)

        def stream(order: str) -> Iterator[Any]:
            return self.listed.stream(self.asked, order=self.ordered_by(order, usual))

        return Window(self.counted.rows, read, order=usual, stream=stream)

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
        return f"{self.listed_title()}: {', '.join(part for part in (self.class_name, self.place_name) if part)}"

    def listed_title(self) -> str:
        """Who is listed; the heading says of which place too."""
        return str(self.title)

    @cached_property
    def class_id(self) -> int | None:
        """The class that the list is of; 0: those in no class."""
        return number_of(self.request.GET.get("class", ""))

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
        is_cut = self.counted.is_more and not self.table.is_streamed
        notes = [gettext("There are more; narrow the filters to see them all.")] if is_cut else []
        return " ".join([*notes, gettext("Numbers: %s.") % in_words(self.known)])

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().get(request, *args, **kwargs)
        if self.purpose and not self.closed and (render := getattr(response, "render", None)) is not None:
            render()  # rows are read while they are drawn; only then is it known how many
            self._write_down(self.what, self.table.data.given)
        return response

    def note_file(self, rows: int) -> None:
        self._write_down(f"{self.what} file", rows)

    def _write_down(self, what: str, rows: int) -> None:
        services.write_down(
            what,
            by=self.request.user,
            purpose=self.purpose,
            workplace=purposes.workplace(self.request),
            as_of=self.parameters.day,
            filters=self.listed.said(self.asked),
            rows=rows,
        )
