"""What classes of schools and groups of kindergartens and centres are told apart by, one line each (ОО-1 2.1–2.4;
85-К, section 4; 1-ДОП).

Who teaches by an adapted programme sits in a class for special needs, told apart by nosology, or for intellectual
disability, by the length of its programme.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.refusal import Text as Words

from .figures import SCHOOL_LEVELS

SPECIAL, INTELLECTUAL = "special_needs", "intellectual"
"""Items of class_kind."""
GROUP_LEVELS = ("preschool", "additional")
"""Levels of what is called a group, not a class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """`title` is of its table, `label` of its filter.

    `column` of ClassCell holds its value: "" or 0 for not stated.
    `levels`, `of_kind`: of which classes alone it is said. `handbook`: of its values; "": named beside the tables.
    `has_blank`: classes that say nothing of it are a line of their own. `is_ordered`: its values stand as in the
    handbook, otherwise those of most classes first. `is_closed`: it tells of the health of everybody in the class, so
    above the organisation it is in numbers alone: no class is listed with it or by it (docs/decisions/0014).
    """

    title: Words
    label: Words
    column: str
    levels: Sequence[str] = ()
    of_kind: str = ""
    handbook: str = ""
    has_blank: bool = True
    is_ordered: bool = False
    is_closed: bool = False

    @property
    def is_of_groups(self) -> bool:
        return bool(self.levels) and set(self.levels) <= set(GROUP_LEVELS)

    def is_of(self, level: str, kind: str) -> bool:
        """Whether it is said of classes of this level and kind."""
        return (not self.levels or level in self.levels) and (not self.of_kind or kind == self.of_kind)

    def condition(self, name: str) -> str:
        """SQL over ClassCell: it is said, and the value is %(name)s."""
        found = f"{self.column}::text = ANY (%({name})s)"
        found += f" AND level = ANY (ARRAY{list(self.levels)})" if self.levels else ""
        return found + (f" AND kind = '{self.of_kind}'" if self.of_kind else "")


DETAILS: Mapping[str, Detail] = {
    "level": Detail(title=_("By level"), label=_("Level"), column="level", is_ordered=True),
    "class_kind": Detail(
        title=_("By kind of class"),
        label=_("Kind of class"),
        column="kind",
        levels=SCHOOL_LEVELS,
        handbook="class_kind",
        is_closed=True,
    ),
    "nosology": Detail(
        title=_("For special needs, by nosology"),
        label=_("Nosology"),
        column="nosology",
        levels=SCHOOL_LEVELS,
        of_kind=SPECIAL,
        handbook="ovz_category",
        is_closed=True,
    ),
    "years": Detail(
        title=_("For intellectual disability, by length of the programme"),
        label=_("Length of the programme"),
        column="programme_years",
        levels=SCHOOL_LEVELS,
        of_kind=INTELLECTUAL,
        is_ordered=True,
        is_closed=True,
    ),
    "first_grade": Detail(
        title=_("First grades of more than a year"),
        label=_("First grade"),
        column="first_grade",
        levels=("primary",),
        handbook="first_grade_year",
        has_blank=False,
        is_ordered=True,
        is_closed=True,
    ),
    "profile": Detail(
        title=_("By profile"),
        label=_("Profile"),
        column="profile",
        levels=SCHOOL_LEVELS,
        handbook="class_profile",
        has_blank=False,
    ),
    "class_form": Detail(
        title=_("By form of study"),
        label=_("Form of study"),
        column="form_of_study",
        levels=SCHOOL_LEVELS,
        handbook="form_of_study",
    ),
    "class_shift": Detail(
        title=_("By shift"), label=_("Shift"), column="shift", levels=SCHOOL_LEVELS, handbook="shift", is_ordered=True
    ),
    "language": Detail(
        title=_("By language of teaching"), label=_("Language of teaching"), column="language", handbook="language"
    ),
    "group_kind": Detail(
        title=_("Kindergarten groups by kind"),
        label=_("Kind of group"),
        column="kind",
        levels=("preschool",),
        handbook="group_kind",
        is_closed=True,
    ),
    "age": Detail(
        title=_("Kindergarten groups by age"),
        label=_("Age of a group"),
        column="age_group",
        levels=("preschool",),
        handbook="age_group",
        is_ordered=True,
    ),
    "group_profile": Detail(
        title=_("Compensating groups by profile"),
        label=_("Profile of a group"),
        column="profile",
        levels=("preschool",),
        handbook="group_profile",
        has_blank=False,
        is_closed=True,
    ),
    "direction": Detail(
        title=_("Groups of centres by direction"),
        label=pgettext_lazy("programme", "Direction"),
        column="profile",
        levels=("additional",),
        handbook="programme_direction",
    ),
}
"""Name in the address → what it is, in the order of the page."""


def said_of(cell: Mapping[str, Any], name: str) -> str | None:
    """Returns the value of a detail for the classes of a cell.

    None if it is not said of such classes, or if it is empty and the detail has no line for that.
    """
    detail = DETAILS[name]
    if not detail.is_of(cell["level"], cell["kind"]):
        return None
    value = str(cell[detail.column])
    return value if value not in ("", "0") or detail.has_blank else None
