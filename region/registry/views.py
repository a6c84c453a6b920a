"""Restricted lists: the purpose first, then persons, each reading written down; and the journal of readings."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.feed import places
from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import open_door, shared
from shared_apps.ui.filters import DayFilter, FilterSet
from shared_apps.ui.page import Action, Crumb, Empty, FormPage, ListPage
from shared_apps.ui.viewer import PageRequest

from . import purposes, queries, services
from .forms import PurposeForm
from .models import Reading
from .parameters import STUDENTS, SearchParameters, StudentsParameters
from .profiles import IN_WORDS
from .queries import Asked, Student
from .restricted import CountedList, RestrictedPage
from .tables import FoundTable, ReadingTable, StudentTable
from .words import KINDS, Narrowed


class PurposePage(FormPage):
    """Asks what for; then leads to the list."""

    permission = permissions.PERSONS_RESTRICTED
    title = _("Purpose of reading")
    lead = _(
        "Names are opened only for a stated purpose. Each reading is written into the journal:"
        " who read, what for, how many rows."
    )
    form_class = PurposeForm
    submit = _("Open the list")

    def perform(self, form: PurposeForm) -> str:
        purposes.remember(self.request, form.cleaned_data["stated"], form.cleaned_data.get("frequent") or IN_WORDS)
        asked = self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(_home())
        return asked if is_ours else reverse("registry:search")

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"role": self.request.user.membership.role}

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Contingent"), reverse("contingent:overview"))]


class StudentsPage(CountedList):
    """Those who are counted in a number of the contingent."""

    title = _("List of students")
    listed = queries.LIST
    table_class = StudentTable
    parameters_class = StudentsParameters
    ordering = ("name",)

    @property
    def is_of_students(self) -> bool:
        return bool(self.parameters.value("measure") == STUDENTS)

    def listed_title(self) -> str:
        return super().listed_title() if self.is_of_students else gettext("List of enrolments")

    def breadcrumbs(self) -> Sequence[Crumb]:
        kept = {name: self.request.GET[name] for name in self.request.GET if name not in _OWN_NAMES}
        query = f"?{urlencode(kept)}" if kept else ""
        return [Crumb(_("Contingent"), reverse("contingent:overview") + query)]

    @cached_property
    def asked(self) -> Asked:
        filters = self.parameters.narrowed()
        return Asked(as_of=self.parameters.day, filters=filters, class_id=self.class_id, text=self.text)

    def table_kwargs(self) -> Mapping[str, Any]:
        caption = _("Students") if self.is_of_students else _("Enrolments")
        return {**super().table_kwargs(), **words_of_students(), "as_of": self.parameters.day, "caption": caption}


_OWN_NAMES = {"q", "sort", "page", "per", "columns", "export", "measure", "class", "way"}


class SearchPage(RestrictedPage):
    """A person across the whole scope, by the beginning of the name."""

    title = _("Search of a student")
    what = "search"
    lead = _("Across all organisations of your scope: by the beginning of the surname, and by the birth date.")
    table_class = FoundTable
    parameters_class = SearchParameters
    search_hint = _("Surname, given name, patronymic: the beginning")
    personal_parameters = ("born",)

    def actions(self) -> Sequence[Action]:
        return [
            Action(_("Employees"), reverse("registry:employees"), icon="briefcase"),
            Action(_("Legal representatives"), reverse("registry:guardians"), icon="users"),
        ]

    def table_kwargs(self) -> Mapping[str, Any]:
        return {**super().table_kwargs(), **words_of_students()}

    def rows(self) -> Sequence[Student]:
        return ()

    def search(self, rows: Any, text: str) -> Sequence[Student]:
        if len(text) < 2:
            return ()
        today = localdate()
        return services.find_students(
            text=text,
            as_of=None if self.parameters.value("left") else today,
            born=self.parameters.value("born"),
            today=today,
            by=self.request.user,
            purpose=self.purpose,
            workplace=purposes.workplace(self.request),
            is_file="export" in self.request.GET,
        )[: queries.FOUND_AT_MOST]

    def empty(self) -> Empty:
        return Empty(_("Write the beginning of the surname."), _("Two letters at least; ё and е are the same letter."))

    def nothing(self) -> Empty:
        return super().nothing() if len(self.text) > 1 else self.empty()

    @property
    def note(self) -> str:  # type: ignore[override]
        if len(self.table.rows) < queries.FOUND_AT_MOST:
            return ""
        return (
            gettext("Only the first %s are shown: write more of the name, or the birth date.") % queries.FOUND_AT_MOST
        )


class ReadingFilters(FilterSet):
    """The days and the person of a reading."""

    since = DayFilter(label=_("From"), field_name="at", lookup_expr="date__gte")
    until = DayFilter(label=_("Until"), field_name="at", lookup_expr="date__lte")

    class Meta:
        model = Reading
        fields = ()


MOST_ROWS = 5_000


class ReadingsPage(ListPage):
    """Who read restricted lists. The journal is a shared table, so the page stands within a nested shared()."""

    permission = permissions.READINGS_VIEW
    title = _("Journal of readings")
    lead = _("Who opened names above the organisations: which list, what for, how many rows.")
    table_class = ReadingTable
    filterset_class = ReadingFilters
    ordering = ("-at",)
    search_hint = _("Who, or a part of the purpose")
    exports_with = permissions.REGION_EXPORT
    subsystem = _("Restricted lists")

    def rows(self) -> QuerySet[Reading]:
        return queries.readings(only_of=queries.narrowed_to(self.request.user))

    def search(self, rows: QuerySet[Reading], text: str) -> QuerySet[Reading]:
        return queries.readings_named(rows, text)

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"narrowed": Narrowed(self._places())}

    def _places(self) -> dict[str, dict[int, str]]:
        keys: set[int] = set()
        for filters in self.filterset.qs.values_list("filters", flat=True)[:MOST_ROWS] if self.filterset else ():
            keys.update(filters.get("organisations", ()))
        names = places.organisations(sorted(keys), on=localdate()) if keys else {}
        return {
            "municipalities": dict(places.municipalities(on=localdate())),
            "authorities": dict(places.authorities(on=localdate())),
            "organisations": {key: one.name for key, one in names.items()},
        }

    def reading(self) -> AbstractContextManager[Any]:
        door = open_door()
        return nullcontext() if door is not None and door.kind == "shared" else shared(by=self.request.user)

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with self.reading():
            response = super().get(request, *args, **kwargs)
            if render := getattr(response, "render", None):
                render()
        return response


def words_of_students() -> Mapping[str, Any]:
    """What tables of students say codes with."""
    return {"sexes": handbooks.short_names("sex"), "kinds": {code: str(words) for code, words in KINDS.items()}}


def _home() -> str:
    return reverse("registry:search")
