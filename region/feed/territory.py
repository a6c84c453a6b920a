"""What every page of the region is asked for: a day and a place. The place is one that the reader sees, or 404."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.forms import BoundField
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import Scope
from shared_apps.ui.address import number_of, with_query
from shared_apps.ui.filters import Chip, Parameters, words
from shared_apps.ui.forms import ChoiceField, DayField, Option, PickField
from shared_apps.ui.page import Crumb, Page
from shared_apps.ui.widgets import typed_date

from . import places
from .ended import Ended, ended
from .live import LivePage
from .moved import moved
from .places import SeenOrganisation

OPTIONS = 20


def organisation_options(text: str) -> Sequence[Option]:
    """Organisations in the reader's scope by a part of the name, for comboboxes."""
    today = localdate()
    found = places.organisations_named(text, on=today, limit=OPTIONS + 1)
    gone = ended([one.id for one in found], on=today)
    return [_option(one, gone.get(one.id)) for one in found]


def _option(one: SeenOrganisation, gone: Ended | None = None) -> Option:
    hint = f"{one.municipality}, {gone.briefly()}" if gone else one.municipality
    return Option(str(one.id), one.name, hint)


class TerritoryParameters(Parameters):
    """The day and the place. `scope`: the reader's; a municipality does not choose among municipalities.

    :cvar narrowing: names of the filters that are shown as chips; the place is said by heading and crumbs.
    """

    narrowing: ClassVar[tuple[str, ...]] = ()

    as_of = DayField(label=_("As of"))
    municipality = ChoiceField(label=_("Municipality"), choices=(), empty=None)
    organisation = PickField(
        label=_("Organisation"),
        url="feed:organisations",
        lookup=organisation_options,
        find=lambda value: None,
        coerce=int,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, scope: Scope | None = None, **kwargs: Any) -> None:
        self.scope = scope
        self._found: dict[str, SeenOrganisation | None] = {}
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        return {"as_of": localdate()}

    def full_clean(self) -> None:
        """Before anything is cleaned: choices are read once, and comboboxes know the reader's scope."""
        if self.scope is not None and self.scope.audience == "municipality":
            self.fields.pop("municipality", None)
        else:
            self._offer("municipality", places.municipalities(on=self.typed_day() or localdate()))
        field: Any = self.fields["organisation"]
        field.find = self._find
        field.widget.label_of = field.label_of
        super().full_clean()

    def first_fields(self) -> list[BoundField]:
        """Those that always stand in sight."""
        return [bound for bound in self.visible_fields() if bound.name not in self.narrowing]

    def more_fields(self) -> list[BoundField]:
        """Those that fold away."""
        return [bound for bound in self.visible_fields() if bound.name in self.narrowing]

    def is_narrowed(self) -> bool:
        """Whether any filter that folds away is on (or wrong)."""
        return any(self.value(name) or name in self.errors for name in self.narrowing)

    def _offer(self, name: str, choices: Sequence[tuple[int, str]]) -> None:
        """Choices that a query made: read once, whatever the field asks of them."""
        self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    @property
    def day(self) -> date:
        """The day asked for, valid or the default."""
        day: date = self.value("as_of")
        return day

    @property
    def organisation_seen(self) -> SeenOrganisation | None:
        """The organisation that is open."""
        key = self.value("organisation")
        return self._organisation(str(key)) if key else None

    def foreign_place(self) -> bool:
        """Whether the address names a place that there is not, or that the reader does not see."""
        picked, _text = self["organisation"].value() or ("", "")
        if picked and self._organisation(str(picked)) is None:
            return True
        return any(name in self.errors for name in ("municipality", "authority") if name in self.fields)

    def municipality_name(self) -> str:
        """The name of the municipality that is chosen; "" when none is."""
        return self._words("municipality") if self.value("municipality") else ""

    def _words(self, name: str) -> str:
        """The value as the reader knows it."""
        value = self.value(name)
        return words(self[name], value, value)

    def mistakes(self) -> str:
        """What could not be read, in one sentence for each field."""
        return " ".join(
            f"{self[name].label}: {' '.join(str(each) for each in found)}" for name, found in self.errors.items()
        )

    def chips(self, request: Any) -> list[Chip]:
        """The filters that are on. Without a request: their words alone."""
        return [
            Chip(
                str(self[name].label),
                self._words(name),
                with_query(request, **{name: None, "page": None}) if request else "",
            )
            for name in self.narrowing
            if name in self.fields and self.value(name) not in (None, "")
        ]

    def described(self) -> list[tuple[str, str]]:
        """Label and words of everything that is set: what a file says of itself."""
        return [
            (str(bound.label), self._words(bound.name))
            for bound in self.visible_fields()
            if self.value(bound.name) not in (None, "")
        ]

    def codes(self, name: str) -> tuple[str, ...]:
        """The value as the queries take it."""
        value = self.value(name)
        return (str(value),) if value not in (None, "") else ()

    def numbers(self, name: str) -> tuple[int, ...]:
        return tuple(int(code) for code in self.codes(name))

    def typed_day(self) -> date | None:
        """The day in the address, before anything was cleaned."""
        return typed_date(str(self.data.get(self.add_prefix("as_of"), "")))

    def _find(self, value: str) -> Option | None:
        found = self._organisation(value)
        return _option(found) if found else None

    def _organisation(self, key: str) -> SeenOrganisation | None:
        if key not in self._found:
            number, on = number_of(key), self.typed_day() or localdate()
            self._found[key] = places.organisation(number, on=on) if number is not None else None
        return self._found[key]


class PlacePage(Page):
    """A page of a day and a place: heading, crumbs, and one spelling of its address."""

    abstract = True
    parameters: Any

    def parameters_kwargs(self) -> Mapping[str, Any]:
        return {"scope": self.request.user.scope}

    def prepare(self) -> None:
        super().prepare()
        self._refuse_foreign_places()
        self._settle_address()

    def _refuse_foreign_places(self) -> None:
        asked = self.request.GET.get("municipality", "")
        if asked and "municipality" not in self.parameters:
            own = self.request.user.membership.municipality_id
            if asked != str(own):
                raise Http404(f"The municipality {asked} is outside of the scope.")
        if self.parameters.foreign_place():
            raise Http404("There is no such place in the scope.")

    def _settle_address(self) -> None:
        """One spelling: no empty values, no defaults, the organisation by its key alone."""
        query = self.request.GET.copy()
        place = self.parameters.organisation_seen
        if place is not None:
            query["organisation"] = str(place.id)
            query.pop("organisation_text", None)
            query.pop("municipality", None)
        for name, value in self.parameters.defaults().items():
            if name in query and self.parameters.value(name) == value and name not in self.parameters.errors:
                del query[name]
        for name in [name for name in query if not query[name]]:
            del query[name]
        if "municipality" in query and "municipality" not in self.parameters:
            del query["municipality"]
        had_both = place is not None and self.request.GET.get("municipality")
        self.request.GET = query  # type: ignore[assignment]
        if had_both:
            del self.parameters  # the organisation says the municipality

    @property
    def place(self) -> SeenOrganisation | None:
        """The organisation that is open."""
        found: SeenOrganisation | None = self.parameters.organisation_seen
        return found

    @cached_property
    def became(self) -> str:
        """What became of the organisation that is open, as safe HTML: closed, or merged into another; "" if nothing."""
        if self.place is None:
            return ""
        gone = ended([self.place.id], on=self.parameters.day).get(self.place.id)
        return gone.in_words(self.to) if gone else ""

    @cached_property
    def moved(self) -> str:
        """Which organisations make a municipality's numbers of a past day differ from the ministry's; "" if none."""
        user, today = self.request.user, localdate()
        own = user.membership.municipality_id
        if user.scope.audience != "municipality" or own is None or self.parameters.day >= today or self.place:
            return ""
        return moved(own, on=self.parameters.day, today=today).in_words()

    @property
    def whole_name(self) -> str:
        """Everything that the reader sees, by its name."""
        is_ministry = self.request.user.scope.audience == "ministry"
        return str(settings.REGION_NAME if is_ministry else self.request.user.scope_title)

    @cached_property
    def place_name(self) -> str:
        """Whose numbers these are."""
        if self.place is not None:
            return self.place.name
        return self.parameters.municipality_name() or self.whole_name

    @property
    def is_whole(self) -> bool:
        """Whether everything that the reader sees is shown, no place chosen."""
        return self.place is None and not self.parameters.value("municipality")

    def heading(self) -> str:
        return str(self.title) if self.is_whole else f"{self.title}: {self.place_name}"

    def breadcrumbs(self) -> Sequence[Crumb]:
        if self.is_whole:
            return ()
        crumbs = [Crumb(self.whole_name, self.to(municipality=None, organisation=None))]
        if self.place is not None and "municipality" in self.parameters:
            municipality = self.to(municipality=self.place.municipality_id, organisation=None)
            crumbs.append(Crumb(self.place.municipality, municipality))
        return crumbs

    def to(self, **changes: object) -> str:
        """This page with something else chosen: tables begin in their own order again, on their first page."""
        dropped = {name: None for name in self.request.GET if name.endswith("sort")}
        dropped |= {"export": None, "table": None, "page": None}
        return self.request.path + with_query(self.request, **{**dropped, **changes})


class TerritoryPage(PlacePage, LivePage):
    """A live page of a day and a place."""

    abstract = True
