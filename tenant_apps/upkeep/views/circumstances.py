"""Students with their circumstances of one part of the card: a list on a day, and the same as a file.

Who does not hold the part gets 404; what has no ground is not there; readings of closed parts are logged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Crumb, ListPage
from shared_apps.ui.tables import Empty, Table, TextColumn
from shared_apps.ui.viewer import PageRequest
from tenant_apps.enrolment.queries import classes, students
from tenant_apps.people.circumstances import PARTS, kinds_of
from tenant_apps.people.names import words
from tenant_apps.people.pages import AsOf
from tenant_apps.people.queries.circumstances import circumstances_on, in_words
from tenant_apps.people.services import note_readings
from tenant_apps.people.views.parts import sees

from .completeness import OverviewPage

ANY = pgettext_lazy("filter", "Any")
TITLES = {
    Privacy.EDUCATION: gettext_lazy("Conditions of study"),
    Privacy.HEALTH: gettext_lazy("Health"),
    Privacy.SOCIAL: gettext_lazy("Family and social position"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A student. `said`: kind → what holds, in words."""

    pk: int
    person_id: int
    name: str
    key: str
    place: int
    class_name: str
    said: Mapping[str, str] = field(default_factory=dict)


RARE = {"foreign_language_3"}
"""Kinds that few students have: their columns are shown to who asks for them."""


@cache
def table_of(privacy: Privacy) -> type[Table]:
    """The table of a part: a column for each of its kinds."""
    columns: dict[str, Any] = {
        "caption": TITLES[privacy],
        "empty": Empty(
            gettext_lazy("Nothing of this is written in the cards that you see."),
            gettext_lazy("What is closed, because there is no consent, is not in this list."),
        ),
        "name": TextColumn(
            pgettext_lazy("person", "Name"),
            link=lambda record: f"{reverse('students:card', args=[record.pk])}?tab={privacy.value}",
            order_by="key",
        ),
        "class_name": TextColumn(gettext_lazy("Class"), order_by=("place", "key")),
    }
    for kind in kinds_of(privacy):
        columns[kind.code] = TextColumn(
            _lazy_title(privacy, kind.code),
            accessor=f"said__{kind.code}",
            orderable=False,
            optional=kind.code in RARE,
        )
    return type(f"{privacy.value.title()}Table", (Table,), columns)


def title_of(privacy: Privacy, code: str) -> str:
    """The name of a kind by its handbook."""
    name = handbooks.name(PARTS[privacy].kinds, code)
    return name[:1].upper() + name[1:]


_lazy_title = lazy(title_of, str)  # looked up when it is shown: the handbook may be changed


class CircumstanceParameters(AsOf):
    class_id = ChoiceField(label=gettext_lazy("Class"), required=False, empty=ANY)
    what = ChoiceField(label=pgettext_lazy("circumstances", "What"), required=False, empty=ANY)

    def __init__(
        self, data: Any = None, *, classes: Sequence[Any] = (), values: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        self.offered = {"class_id": classes, "what": values}
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        """Classes are those of today, values those of the part's handbooks."""
        for name, choices in self.offered.items():
            self.fields[name].choices = [("", ANY), *choices]  # type: ignore[attr-defined]
        return super().defaults()


class CircumstanceListPage(InOrganisation, ListPage):
    """Students of whom something is written in a part of the card. `privacy` is given by the subclass."""

    abstract = True
    exports_with = permissions.EXPORT_LISTS
    subsystem = gettext_lazy("Contingent")
    parameters_class = CircumstanceParameters
    search_hint = gettext_lazy("Any part of a name")
    privacy: Privacy

    def prepare(self) -> None:
        if not sees(self.actor, self.privacy):
            raise Http404

    @property
    def table_class(self) -> type[Table]:  # type: ignore[override]
        return table_of(self.privacy)

    def heading(self) -> str:
        return str(TITLES[self.privacy])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(OverviewPage.title, reverse("upkeep:overview"))]

    def parameters_kwargs(self) -> Mapping[str, Any]:
        seen = classes.class_choices(self.today, by=self.actor)
        values = [
            (f"{kind.code}:{code}", f"{title_of(self.privacy, kind.code)}: {name}")
            for kind in kinds_of(self.privacy)
            for code, name in handbooks.names(kind.handbook).items()
            if code not in kind.hidden_from(self.actor)
        ]
        return {"classes": seen, "values": values}

    def rows(self) -> list[Line]:
        day, class_id = self.parameters.value("as_of"), self.parameters.value("class_id")
        kind, _colon, value = (self.parameters.value("what") or "").partition(":")
        seen: Any = students.students_on(day, by=self.actor, class_id=int(class_id) if class_id else None)
        found = list(seen.order_by("grade", "class_name", "name_key", "pk"))
        codes = [one.code for one in kinds_of(self.privacy)]
        said = circumstances_on(day, kinds=codes, student_ids=[row.pk for row in found], by=self.actor)
        return [
            Line(
                row.pk, row.person_id, students.label(row), row.name_key or "", place, row.class_name or "",
                {code: in_words(said[row.pk], code) for code in codes},
            )
            for place, row in enumerate(found)
            if row.pk in said and (not kind or value in {line.value for line in said[row.pk].get(kind, ())})
        ]  # fmt: skip

    def search(self, rows: list[Line], text: str) -> list[Line]:
        return [row for row in rows if all(word in row.key for word in words(text))]

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"as_of": self.parameters.value("as_of")}

    @cached_property
    def filters_in_words(self) -> str:
        return "; ".join(f"{label}: {value}" for label, value in self.described())

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().get(request, *args, **kwargs)
        if getattr(response, "render", None) is not None and response.status_code == 200:
            self._note([row.record for row in self.table.page.object_list], "list")
        return response

    def note_file(self, rows: int) -> None:
        self._note(self.table.data.data, "export")

    def _note(self, lines: Sequence[Line], via: Literal["list", "export"]) -> None:
        if self.privacy in CLOSED_ABOVE_AN_ORGANISATION:
            note_readings(
                person_ids=[line.person_id for line in lines], what=self.privacy.value, via=via,
                about=self.filters_in_words, by=self.actor,
            )  # fmt: skip


class EducationListPage(CircumstanceListPage):
    permission = permissions.STUDENT_EDUCATION
    privacy = Privacy.EDUCATION


class HealthListPage(CircumstanceListPage):
    permission = permissions.STUDENT_HEALTH
    privacy = Privacy.HEALTH


class SocialListPage(CircumstanceListPage):
    permission = permissions.STUDENT_SOCIAL
    privacy = Privacy.SOCIAL
