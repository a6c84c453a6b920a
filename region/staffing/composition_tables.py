"""Tables of the composition of the staff."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from region.contingent.circumstance_tables import GuardedNumber
from region.feed.figures_table import Number, Share, Text
from shared_apps.handbooks import queries as handbooks
from tenant_apps.people.employee_words import AGE_BANDS, SERVICE_BANDS

from .composition import HIGHEST, NOBODY, NOT_STATED, VALUES, Composition, Persons, PlaceLine
from .leaves import Leave

HANDBOOKS = {
    "kind": "post_kind",
    "qualification": "qualification",
    "subject": "main_subject",
    "degree": "academic_degree",
}
NARROWED_BY = {
    "kind": "employment",
    "education": "education",
    "qualification": "qualification",
    "subject": "subject",
    "degree": "degree",
}
"""Dimension → the filter of the restricted list."""
BANDS: Mapping[str, Mapping[int, Any]] = {"age": AGE_BANDS, "service": SERVICE_BANDS, "teaching": SERVICE_BANDS}

_WOMEN = Number("women", _("Women"), total=True)
_SHARE = Share("share", _("Share"), hint=_("Of all that are shown in this table."))
_CHANGE = Number(
    "change", pgettext_lazy("staff", "Change"), total=True, signed=True, hint=_("Since the day compared with.")
)
_PERSONS = Number("n", pgettext_lazy("staff", "Persons"), total=True, link="url")

DIMENSION = (Text("name", _("Value")), _PERSONS, _SHARE, _CHANGE, _WOMEN)
EDUCATION = (
    Text("name", _("Education")),
    _PERSONS,
    _SHARE,
    Number("pedagogical", _("Of them pedagogical"), total=True),
    _CHANGE,
)
LEAVES = (
    Text("name", _("Long leave")),
    GuardedNumber("n", pgettext_lazy("staff", "Persons")),
    GuardedNumber("women", _("Women")),
)
MOVEMENT = (Text("direction", _("Movement")), Text("name", _("Reason")), Number("n", pgettext_lazy("staff", "Persons")))
TERRITORY = (
    Text("name", _("Territory"), link="url"),
    Text("within", _("Municipality")),
    Number("organisations", pgettext_lazy("number", "Organisations"), total=True, link="url"),
    Number(
        "employed", pgettext_lazy("staff", "Employees"), total=True, link="url", hint=_("Each once in an organisation.")
    ),
    Number(
        "listed", _("Staff list"), total=True, link="url", hint=_("Without external part-timers and civil contracts.")
    ),
    Number("women", _("Women"), total=True, link="url"),
    Share("higher", _("Higher education"), hint=_("Share of the staff list.")),
    Share("highest", _("Highest category"), hint=_("Share of the staff list; methodologists and mentors too.")),
    Share("first", _("First category"), hint=_("Share of the staff list.")),
    Share("young", _("Younger than 35"), hint=_("Full years on 1 January; share of the staff list.")),
    Share("beginners", _("Service under 3 years"), hint=_("Share of the staff list.")),
)
ORGANISATION = (Text("name", _("Organisation"), link="url"), *TERRITORY[1:])


class ValueRow:
    """A value of a dimension."""

    __slots__ = ("change", "n", "name", "pedagogical", "share", "url", "women")

    def __init__(
        self, name: str, now: Persons, former: Persons | None, of: int, pedagogical: int = 0, url: str | None = None
    ) -> None:
        self.name, self.n, self.women, self.pedagogical, self.url = name, now.n, now.women, pedagogical, url
        self.share = now.n / of if of else None
        self.change = None if former is None else now.n - former.n


class LeaveRow:
    """A kind of long leave."""

    __slots__ = ("n", "name", "women")

    def __init__(self, name: str, leave: Leave) -> None:
        self.name, self.n, self.women = name, leave.n, leave.women


class MovedRow:
    """A reason of coming or leaving."""

    __slots__ = ("direction", "n", "name")

    def __init__(self, direction: str, name: str, n: int) -> None:
        self.direction, self.name, self.n = direction, name, n


class PlaceRow:
    """A territory or an organisation with shares of its staff list."""

    __slots__ = (
        "beginners", "employed", "first", "higher", "highest", "listed", "name", "organisations", "url", "within",
        "women", "young",
    )  # fmt: skip

    def __init__(self, line: PlaceLine, *, name: str, url: str | None) -> None:
        self.name, self.url, self.within, self.organisations = name, url, line.within, line.organisations
        self.employed, self.listed, self.women = line.employed, line.listed, line.women
        for column in ("higher", "highest", "first", "young", "beginners"):
            setattr(self, column, getattr(line, column) / line.listed if line.listed else None)


def value_rows(
    dimension: str, now: Composition, former: Composition | None, to: Callable[..., str | None] | None = None
) -> list[ValueRow]:
    """The rows of a dimension in the order of its handbook or bands; what nobody has is left out."""
    found = now.dimensions.get(dimension, {})
    before = former.dimensions.get(dimension, {}) if former else {}
    of = sum(persons.n for persons in found.values())
    return [
        ValueRow(
            name,
            found.get(code, NOBODY),
            before.get(code, NOBODY) if former else None,
            of,
            url=_persons(dimension, code, to),
        )
        for code, name in _values(dimension, {*found, *before})
    ]


def _persons(dimension: str, code: str, to: Callable[..., str | None] | None) -> str | None:
    """The list of who is counted; of ages and of years of service there is none."""
    if to is None or dimension not in NARROWED_BY:
        return None
    listed = {} if dimension == "kind" else {"listed": "yes"}
    return to("employees", **{NARROWED_BY[dimension]: code}, **listed)


def leave_rows(found: Iterable[Leave]) -> list[LeaveRow]:
    """Long leaves by kind."""
    names = handbooks.names("staff_leave")
    return [LeaveRow(str(capfirst(names.get(one.kind, one.kind) or gettext("Not stated"))), one) for one in found]


def education_rows(
    now: Composition, former: Composition | None, to: Callable[..., str | None] | None = None
) -> list[ValueRow]:
    """Levels of education, with those of them that are pedagogical."""
    of = sum(persons.n for persons in now.dimensions.get("education", {}).values())
    present = {value.rstrip("+") for shown in (now, former) if shown for value in shown.dimensions.get("education", {})}
    return [
        ValueRow(
            name,
            now.of("education", code, f"{code}+"),
            former.of("education", code, f"{code}+") if former else None,
            of,
            now.of("education", f"{code}+").n,
            _persons("education", code, to),
        )
        for code, name in _named("staff_education", present)
    ]


def movement_rows(now: Composition) -> Iterator[MovedRow]:
    """Taken on by where from, let go by why, the most frequent first."""
    for direction, handbook, title in (
        ("in", "staff_origin", gettext("taken on")),
        ("out", "staff_leaving_reason", gettext("left")),
    ):
        names = handbooks.names(handbook)
        rows = sorted(((n, reason) for (way, reason), n in now.movement.items() if way == direction), reverse=True)
        for n, reason in rows:
            yield MovedRow(title, str(capfirst(names.get(reason, reason) or gettext("not stated"))), n)


def _values(dimension: str, present: set[str]) -> Sequence[tuple[str, str]]:
    if dimension not in VALUES:
        return _named(HANDBOOKS[dimension], present)
    rows = [(code, str(BANDS[dimension][int(code)])) for code in VALUES[dimension] if code in present]
    return [*rows, *([(NOT_STATED, gettext("Not stated"))] if NOT_STATED in present else [])]


def _named(handbook: str, present: set[str]) -> list[tuple[str, str]]:
    names = handbooks.names(handbook)
    known = [(code, str(capfirst(name))) for code, name in names.items() if code in present]
    other = [(code, code) for code in sorted(present - names.keys()) if code]
    nothing = gettext("No category") if handbook == "qualification" else gettext("Not stated")
    return [*known, *other, *([(NOT_STATED, nothing)] if NOT_STATED in present else [])]


__all__ = [
    "DIMENSION",
    "EDUCATION",
    "HIGHEST",
    "LEAVES",
    "MOVEMENT",
    "ORGANISATION",
    "TERRITORY",
    "PlaceRow",
    "ValueRow",
    "education_rows",
    "leave_rows",
    "movement_rows",
    "value_rows",
]
