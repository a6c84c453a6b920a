"""Lists of movement that the office prints, by class or of the whole organisation, of a day or a period."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Crumb
from shared_apps.ui.page_list import Link
from shared_apps.ui.tables import Table
from shared_apps.ui.windows import Window
from tenant_apps.people.names import words
from tenant_apps.people.rights import holds

from .. import tables_lists as tables
from ..queries import lists, movement_book
from ..queries.movement import MovementRow
from .books import ANY, Period
from .printing import SignedListPage

Rows = Callable[..., list[Any]]


class ListParameters(Period):
    """A period, which may be one day, and a class."""

    group = ChoiceField(label=gettext_lazy("Class"), empty=ANY)

    def full_clean(self) -> None:
        self.fields["group"].choices = [("", ANY), *movement_book.classes_between(*self.days())]  # type: ignore[attr-defined]
        super().full_clean()

    @property
    def class_id(self) -> int | None:
        return int(self.value("group")) if self.value("group") else None


class OfMovement(SignedListPage):
    """One of the lists, with links to the others."""

    abstract = True
    permission = permissions.MOVEMENT_BOOK
    subsystem = gettext_lazy("Movement")
    template_name = "enrolment/list_of_movement.html"
    parameters_class = ListParameters
    parameters: ListParameters
    search_hint = gettext_lazy("Any part of a name")
    page_size = 100

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Movement book"), reverse("enrolment:movement_book"))]

    def list_links(self) -> list[Link]:
        """All the lists, of the same period."""
        query = self.request.GET.urlencode() if not self.request.GET.get("export") else ""
        kept = f"?{query}" if query else ""
        return [Link(page.title, reverse(f"enrolment:{name}") + kept, type(self) is page) for name, page in LISTS]

    def signed_on(self) -> date:
        last: date = self.parameters.value("last")
        return min(last, self.today)

    def search(self, rows: list[lists.Listed], text: str) -> list[Any]:
        typed = words(text)
        return [row for row in rows if all(word in row.name_key for word in typed)]


class FromQueryPage(OfMovement):
    """A list that one function of queries.lists makes."""

    abstract = True
    read: ClassVar[Rows]

    def rows(self) -> list[Any]:
        value = self.parameters.value
        return type(self).read(value("first"), value("last"), class_id=self.parameters.class_id)


class LeaversPage(OfMovement):
    title = gettext_lazy("Those who left")
    table_class: ClassVar[type[Table]] = tables.LeaverTable

    def rows(self) -> list[lists.Listed]:
        value = self.parameters.value
        return [*lists.leavers(value("first"), value("last"), class_id=self.parameters.class_id, by=self.actor)]


class GraduatesPage(FromQueryPage):
    """Whoever has finished, with his certificate; also those who completed grade 9 and stay."""

    title = gettext_lazy("Graduates")
    table_class: ClassVar[type[Table]] = tables.GraduateTable
    read = staticmethod(lists.graduates)

    def table_kwargs(self) -> Mapping[str, Any]:
        """Series and numbers are read by those who hold the class of documents, examinations by education's."""
        hidden = [] if holds(self.actor, Privacy.DOCUMENT) else ["series_and_number", "issued_on"]
        return {"exclude": hidden if holds(self.actor, Privacy.EDUCATION) else [*hidden, "examination"]}


class RepeatedPage(FromQueryPage):
    title = gettext_lazy("Repeated year")
    table_class: ClassVar[type[Table]] = tables.RepeatedTable
    read = staticmethod(lists.repeated)


class ConditionalPage(FromQueryPage):
    """Subjects are read by those who hold the class of education; others see that a student owes something."""

    title = gettext_lazy("Transferred conditionally")
    table_class: ClassVar[type[Table]] = tables.ConditionalTable
    read = staticmethod(lists.conditional)

    def table_kwargs(self) -> Mapping[str, Any]:
        hidden = (
            ()
            if holds(self.actor, Privacy.EDUCATION)
            else ("subjects", "stay_open", "attempts", "outcome", "closed_on")
        )
        return {"exclude": hidden}


class ArrivedAndLeftPage(OfMovement):
    """Information on those who came and left; addresses are shown to those who read contacts."""

    title = gettext_lazy("Who arrived and left")
    table_class: ClassVar[type[Table]] = tables.ArrivedAndLeftTable

    @cached_property
    def asked(self) -> movement_book.Asked:
        value = self.parameters.value
        return movement_book.Asked(
            first=value("first"), last=value("last"), class_id=self.parameters.class_id, words=tuple(words(self.text))
        )

    def rows(self) -> Window:
        return movement_book.listed(self.asked, by=self.actor)

    def search(self, rows: Window, text: str) -> Window:  # type: ignore[override]
        return rows  # the text is part of what is asked

    def table_kwargs(self) -> Mapping[str, Any]:
        hidden = () if holds(self.actor, Privacy.CONTACT) else ("address",)
        return {"exclude": hidden, "addresses": self.address_of}

    def address_of(self, row: MovementRow) -> str:
        """Read for all rows that were shown together."""
        if row.student_id not in self._addresses:
            shown = [one for page in self._rows.pages for one in page.found]
            self._addresses.update(lists.addresses(shown))
        return self._addresses.get(row.student_id, "")

    @cached_property
    def _addresses(self) -> dict[int, str]:
        return {}


LISTS: tuple[tuple[str, type[OfMovement]], ...] = (
    ("arrived_and_left", ArrivedAndLeftPage),
    ("leavers", LeaversPage),
    ("graduates", GraduatesPage),
    ("repeated", RepeatedPage),
    ("conditional", ConditionalPage),
)
"""Address and page of each list, in the order in which they are offered."""
