"""Tables of circumstances: which there are, in which order, with which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.feed.figures_table import Number, Text
from shared_apps.organisations.refusal import Text as Words
from shared_apps.ui.numbers import NBSP
from shared_apps.ui.tables import Empty

from .circumstances import Guarded

HIDDEN = pgettext_lazy("statistics", "c")
"""The sign of a number that is not shown."""
NOBODY = Empty(_("Nothing is counted here on this day."), _("Choose another day or another place."))
TITLES: Mapping[str, Words] = {
    "ovz": _("Limited health abilities"),
    "disability": _("Disability"),
    "home_study": _("Study at home"),
    "orphan": _("Orphans, without care"),
    "guardianship": _("Guardianship, foster family"),
    "large_family": _("Large families"),
    "low_income": _("Low-income families"),
    "refugee": _("Refugees"),
    "foreign": _("Foreign citizens"),
    "dual": _("Dual citizenship"),
    "stateless": _("Stateless"),
}
TILES = ("ovz", "disability", "orphan", "guardianship", "large_family", "low_income", "refugee", "foreign")
CITIZENSHIPS: Mapping[str, Words] = {
    "russia": _("citizens of Russia"),
    "dual": _("citizens of Russia and of another state"),
    "foreign": _("citizens of other states"),
    "stateless": _("stateless"),
}
ARRANGEMENTS: Mapping[str, Words] = {
    "temporary_leave": _("on a temporary leave"),
    "sanatorium": _("in a sanatorium"),
    "academic_leave": _("on an academic leave"),
    "individual_plan": _("by an individual plan"),
    "home_study": _("at home"),
    "programme_transfer": _("by an adapted programme"),
    "next_year_conditional": _("transferred conditionally, with a debt"),
}
KINDS: Mapping[str, tuple[Words, str, str]] = {
    "ovz": (_("Limited health abilities by variants of programmes"), "ovz_category", "ovz_variant"),
    "disability": (_("By disability"), "disability", ""),
    "arrangement": (_("Leaves, individual plans, study at home, debts"), "", ""),
    "orphan": (_("Orphans and children without parental care"), "orphan_status", ""),
    "family": (_("By composition of the family"), "family_kind", ""),
    "social_category": (_("By social position"), "social_category", ""),
    "preventive_record": (_("On preventive records"), "preventive_record", ""),
    "admission_ground": (_("Came in this academic year on a closed ground"), "admission_reason", ""),
    "leaving_ground": (_("Left in this academic year on a closed ground"), "leaving_reason", ""),
    "health_group": (_("By health group"), "health_group", ""),
    "pe_group": (_("By group for physical education"), "pe_group", ""),
    "citizenship": (_("By citizenship"), "", ""),
    "citizenship_country": (_("By country of citizenship"), "citizenship", ""),
    "study_conditions": (_("By conditions of study"), "study_conditions", ""),
    "extended_day": (_("Extended day"), "extended_day", ""),
    "boarding": (_("Boarding"), "boarding", ""),
    "meals": (_("By meals"), "meals", ""),
    "transport": (_("Transport to school"), "transport", ""),
    "teaching_language": (_("By language of teaching"), "language", ""),
    "native_language": (_("By native language studied"), "language", ""),
    "foreign_language_1": (_("By first foreign language"), "foreign_language", ""),
    "foreign_language_2": (_("By second foreign language"), "foreign_language", ""),
    "foreign_language_3": (_("By third foreign language"), "foreign_language", ""),
}
"""Kind → title of its table, handbook of values (none: named here), handbook of variants. In the order of the page."""


@dataclass(frozen=True)
class GuardedNumber(Number):
    """A number that may be hidden, on the page and in its file alike."""

    def shown(self, value: Any) -> str:
        return str(HIDDEN) if value is None else super().shown(value)

    def filed(self, value: Any) -> Any:
        return str(HIDDEN) if value is None else value


TOTAL_HINT = _("The total counts hidden numbers too: there are several of them, at least 5 students together.")
_PLACES = tuple(GuardedNumber(name, title, dash=True, total=True, link="url") for name, title in TITLES.items())
_NAME = Text("name", pgettext_lazy("circumstance", "Value"))
_GIRLS = GuardedNumber("female", _("Of them girls"))
_CLASSES = Number("classes", pgettext_lazy("contingent", "Classes"), hint=_("Groups of kindergartens and centres too."))
TERRITORY = (
    Text("name", _("Territory"), link="url"),
    Number("organisations", _("Organisations"), total=True, link="url"),
    Text("within", _("Municipality")),
    *_PLACES,
)
ORGANISATION = (Text("name", _("Organisation"), link="url"), Text("within", _("Municipality")), *_PLACES)
COUNTED: Mapping[str, GuardedNumber] = {
    "students": GuardedNumber("n", _("Students")),
    "enrolments": GuardedNumber("n", _("Enrolments"), hint=_("Students and those in additional education.")),
}
"""Measure → its column."""
_VALUES = (_NAME, COUNTED["students"], _GIRLS)
TABLES: Mapping[str, tuple[Any, Sequence[Text]]] = {
    "rows": (_("By municipality"), TERRITORY),
    **{kind: (title, _VALUES) for kind, (title, _values, _variants) in KINDS.items()},
    "teaching_language": (KINDS["teaching_language"][0], (_NAME, _CLASSES, *_VALUES[1:])),
}
"""Table → its title and columns, by the measure "students"."""


def tile(number: Guarded) -> str:
    return str(HIDDEN) if number is None else f"{number:,}".replace(",", NBSP)
