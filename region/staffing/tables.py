"""Tables of the staff: territories or organisations, posts, kinds of employment."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.feed.figures_table import Number, Text
from shared_apps.ui.tables import Empty

from .queries import CATEGORIES, NONE, Posts, StaffLine

NOBODY = Empty(_("No employees are counted here on this day."), _("Take off a filter or choose another day."))
CATEGORY_NAMES = {
    "management": _("Managers"),
    "teaching": _("Teaching staff"),
    "support": _("Teaching support"),
    "other": _("Other staff"),
}


SHORT_CATEGORIES = {
    "management": pgettext_lazy("staff", "managing"),
    "teaching": pgettext_lazy("staff", "teaching"),
    "support": pgettext_lazy("staff", "support"),
    "other": pgettext_lazy("staff", "other"),
}


class TerritoryRow:
    """A line as the table shows it. `rates`, `management` … are sums of rates."""

    __slots__ = (
        "employees", "management", "name", "organisations", "other", "per_rate", "per_teacher", "posts", "rates",
        "students", "support", "teachers", "teaching", "url", "within",
    )  # fmt: skip

    def __init__(self, line: StaffLine, *, name: str, url: str | None) -> None:
        self.name, self.url, self.within, self.organisations = name, url, line.within, line.organisations
        self.employees, self.posts, self.rates = line.employees, line.posts.n, line.posts.rates
        for category in CATEGORIES:
            setattr(self, category, line.by_category.get(category, NONE).rates)
        self.teachers, self.students = line.teachers, line.students
        self.per_teacher, self.per_rate = line.students_per_teacher, line.students_per_rate


class PostRow:
    """A post, a category or a kind of employment."""

    __slots__ = ("category", "main", "name", "posts", "rates", "url")

    def __init__(self, name: str, posts: Posts, *, category: Any = "", url: str | None = None) -> None:
        self.name, self.category, self.url = name, str(category), url
        self.posts, self.main, self.rates = posts.n, posts.main, Decimal(posts.rates)


_POSTS = Number(
    "posts",
    pgettext_lazy("staff", "Posts"),
    total=True,
    link="url",
    hint=_("Filled; one employee may hold several."),
)
_MAIN = Number("main", _("Main place"), total=True, hint=_("Of them held as the main place of work."))
_RATES = Number("rates", _("Rates"), digits=2, total=True)

TERRITORY = (
    Text("name", _("Territory"), link="url"),
    Text("within", _("Municipality")),
    Number("organisations", pgettext_lazy("number", "Organisations"), total=True, link="url"),
    Number(
        "employees",
        pgettext_lazy("staff", "Employees"),
        total=True,
        link="url",
        hint=_("Each once in an organisation."),
    ),
    Number("rates", _("Rates"), digits=2, total=True, link="url"),
    Number("management", _("Managers, rates"), digits=2, total=True, dash=True, link="url"),
    Number("teaching", _("Teaching, rates"), digits=2, total=True, dash=True, link="url"),
    Number("support", _("Support, rates"), digits=2, total=True, dash=True, link="url"),
    Number("other", _("Other, rates"), digits=2, total=True, dash=True, link="url"),
    Number("teachers", _("Teaching, persons"), total=True, link="url", hint=_("At the main place of work.")),
    Number("students", _("Students"), total=True, link="url"),
    Number(
        "per_teacher",
        pgettext_lazy("column", "Students per teacher"),
        digits=1,
        hint=_("Per person at the main place of work."),
    ),
    Number(
        "per_rate",
        pgettext_lazy("column", "Students per rate"),
        digits=1,
        hint=_("Per rate of teaching staff, whoever holds it."),
    ),
)
ORGANISATION = (Text("name", _("Organisation"), link="url"), *TERRITORY[1:])
POSTS = (
    Text("name", _("Post")),
    Text("category", _("Category")),
    _POSTS,
    _MAIN,
    _RATES,
)
KINDS = (Text("name", _("Employment")), _POSTS, _RATES)
CATEGORIES_TABLE = (Text("name", _("Category")), _POSTS, _MAIN, _RATES)
