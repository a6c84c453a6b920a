"""The movement book with its balance, and the alphabetical book."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.handbooks import closed_values
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, DayField
from shared_apps.ui.page import Action, Crumb, Empty
from shared_apps.ui.windows import Window
from tenant_apps.people.names import words
from tenant_apps.people.pages import AsOf

from ..models import Enrolment
from ..queries import alphabetical, balances, classes, movement_book, persons
from ..tables import DIRECTIONS, BalanceTable, BookTable, KindTable, MovementTable
from .printing import SignedListPage

ANY = pgettext_lazy("filter", "Any")
MEASURES = list(Enrolment.Kind.choices)


def _destinations() -> list[tuple[str, Any]]:
    return [
        *((entry.code, capfirst(entry.shown)) for entry in handbooks.items("leaving_destination")),
        (movement_book.NOT_STATED, _("Not stated")),
    ]


def _grounds(by: By) -> list[tuple[str, str]]:
    """Those that the reader may know: what he may not stands among the other ones."""
    missing = [
        (f"{way}:{movement_book.NOT_STATED}", f"{capfirst(str(words))}: {_('not stated')}")
        for way, words in DIRECTIONS.items()
    ]
    return missing + [
        (f"{way}:{entry.code}", f"{capfirst(str(DIRECTIONS[way]))}: {entry.shown}")
        for way, book in (("in", "admission_reason"), ("out", "leaving_reason"))
        for entry in handbooks.items(book)
        if not closed_values.is_closed(book, entry.code, by)
    ]


def read_day(form: Parameters, name: str) -> date:
    """A day of the form before the rest of it is read; what it is by default if nothing readable is typed."""
    try:
        found: date | None = form.fields[name].clean(form.data.get(form.add_prefix(name)))
    except ValidationError:
        found = None
    usual: date = form._defaults[name]
    return found or usual


class Period(Parameters):
    """The academic year so far, unless the address says otherwise."""

    first = DayField(label=gettext_lazy("From"))
    last = DayField(label=gettext_lazy("To, inclusive"))

    def defaults(self) -> Mapping[str, Any]:
        today = timezone.localdate()
        year = classes.year_on(today)
        first = year.valid_from if year and year.valid_from <= today else today - timedelta(days=365)
        return {"first": first, "last": today}

    def days(self) -> tuple[date, date]:
        """Both ends, before the rest of the form is read."""
        return read_day(self, "first"), read_day(self, "last")


class OfAMeasure(Period):
    """A period, and whose: of main or of additional enrolments."""

    measure = ChoiceField(label=gettext_lazy("Kind of enrolment"), choices=MEASURES, empty=ANY)


class BookParameters(OfAMeasure):
    """What of the book is shown; the classes offered are those of the period."""

    direction = ChoiceField(label=gettext_lazy("Movement"), choices=list(DIRECTIONS.items()), empty=ANY)
    group = ChoiceField(label=gettext_lazy("Class"), empty=ANY)
    reason = ChoiceField(label=gettext_lazy("Ground"), empty=ANY)
    destination = ChoiceField(label=gettext_lazy("Destination"), choices=_destinations, empty=ANY)
    field_order = ("first", "last", "direction", "group", "reason", "destination", "measure")

    def __init__(self, data: Any = None, *, by: By, **kwargs: Any) -> None:
        self.reader = by
        super().__init__(data, **kwargs)

    def full_clean(self) -> None:
        self.fields["group"].choices = [("", ANY), *movement_book.classes_between(*self.days())]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", ANY), *_grounds(self.reader)]  # type: ignore[attr-defined]
        super().full_clean()

    def asked(self, text: str) -> movement_book.Asked:
        value = self.value
        return movement_book.Asked(
            first=value("first"), last=value("last"), direction=value("direction") or None,
            class_id=int(value("group")) if value("group") else None, measure=value("measure") or "",
            reason=value("reason") or "", destination=value("destination") or "", words=tuple(words(text)),
        )  # fmt: skip


class MovementBookPage(SignedListPage):
    """Who came and who left, by which orders; read page by page, whatever the number of years."""

    permission = permissions.MOVEMENT_BOOK
    title = gettext_lazy("Movement book")
    subsystem = gettext_lazy("Movement")
    table_class = MovementTable
    parameters_class = BookParameters
    parameters: BookParameters
    template_name = "enrolment/movement_book.html"
    search_hint = gettext_lazy("Any part of a name")

    def parameters_kwargs(self) -> Mapping[str, Any]:
        return {"by": self.actor}

    def rows(self) -> Window:
        return movement_book.listed(self.parameters.asked(self.text), by=self.actor)

    def search(self, rows: Window, text: str) -> Window:
        return rows  # the text is part of what is asked

    def actions(self) -> Sequence[Action]:
        period = urlencode({name: self.parameters.value(name) for name in ("first", "last")})
        return [
            Action(_("Balance of classes"), f"{reverse('enrolment:balances')}?{period}", icon="scale"),
            Action(_("Balance by grounds"), f"{reverse('enrolment:movement_kinds')}?{period}", icon="list-tree"),
            Action(_("Lists of movement"), f"{reverse('enrolment:arrived_and_left')}?{period}", icon="list"),
            *super().actions(),
        ]

    def context(self) -> dict[str, Any]:
        value = self.parameters.value
        first, last, measure = value("first"), value("last"), value("measure") or ""
        group = int(value("group")) if value("group") else None
        counts_persons = self.organisation.is_centre and group is None
        return {
            "balance": balances.balance(first, last, measure=measure, class_id=group),
            "persons": persons.persons(first, last, measure=measure) if counts_persons else None,
        }

    def empty(self) -> Empty:
        return Empty(_("Nobody came and nobody left in this period."), _("Choose another period."))


class BalanceParameters(OfAMeasure):
    by = ChoiceField(
        label=gettext_lazy("Rows of the balance"),
        choices=[("grade", gettext_lazy("grades"))],
        empty=gettext_lazy("classes"),
    )


class OfTheBook(SignedListPage):
    """A balance: a page below the movement book."""

    abstract = True
    permission = permissions.MOVEMENT_BOOK
    subsystem = gettext_lazy("Movement")
    page_size = 100

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Movement book"), reverse("enrolment:movement_book"))]


class BalancesPage(OfTheBook):
    """Start + in − out = end for every class or grade, movement inside the organisation counted apart."""

    title = gettext_lazy("Balance of classes")
    table_class = BalanceTable
    parameters_class = BalanceParameters

    def rows(self) -> list[balances.GroupBalance]:
        value = self.parameters.value
        return balances.balances(
            value("first"), value("last"), by="grade" if value("by") else "class", measure=value("measure") or ""
        )

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"period": (self.parameters.value("first"), self.parameters.value("last"))}


class KindsPage(OfTheBook):
    """Start + in − out = end of the organisation, by the grounds and destinations of movement."""

    title = gettext_lazy("Balance by grounds")
    table_class = KindTable
    parameters_class = OfAMeasure

    def rows(self) -> list[balances.KindRow]:
        value = self.parameters.value
        return balances.by_kinds(value("first"), value("last"), measure=value("measure") or "", by=self.actor)

    def table_kwargs(self) -> Mapping[str, Any]:
        value = self.parameters.value
        return {"period": (value("first"), value("last")), "measure": value("measure") or ""}


class AlphabeticalParameters(AsOf):
    """The day of the book, and whom of it: a class of that day, those still here, a kind of enrolment."""

    group = ChoiceField(label=gettext_lazy("Class"), empty=ANY)
    present = ChoiceField(
        label=gettext_lazy("Who is shown"),
        choices=[("1", gettext_lazy("those who study on this day"))],
        empty=gettext_lazy("also those who have left"),
    )
    measure = ChoiceField(label=gettext_lazy("Kind of enrolment"), choices=MEASURES, empty=ANY)

    def full_clean(self) -> None:
        day = read_day(self, "as_of")
        self.fields["group"].choices = [("", ANY), *movement_book.classes_between(day, day)]  # type: ignore[attr-defined]
        super().full_clean()

    def asked(self, text: str) -> alphabetical.Asked:
        value = self.value
        return alphabetical.Asked(
            day=value("as_of"), class_id=int(value("group")) if value("group") else None,
            measure=value("measure") or "", present=bool(value("present")), words=tuple(words(text)),
        )  # fmt: skip


class AlphabeticalBookPage(SignedListPage):
    """Everybody enrolled by a day, by the alphabet; read page by page."""

    permission = permissions.MOVEMENT_BOOK
    title = gettext_lazy("Alphabetical book")
    subsystem = gettext_lazy("Movement")
    table_class = BookTable
    parameters_class = AlphabeticalParameters
    parameters: AlphabeticalParameters
    search_hint = gettext_lazy("Any part of a name")

    def rows(self) -> Window:
        return alphabetical.listed(self.parameters.asked(self.text), by=self.actor)

    def search(self, rows: Window, text: str) -> Window:
        return rows  # the text is part of what is asked

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"as_of": self.parameters.value("as_of")}

    def signed_on(self) -> date:
        day: date = self.parameters.value("as_of")
        return min(day, self.today)
