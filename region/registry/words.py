"""The journal of readings in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from region.contingent.movement_balance import FROM_CLASS, TO_CLASS
from region.contingent.movement_parameters import WAYS, words_of, words_of_asked_result
from region.contingent.parameters import LEVEL_NAMES
from region.contingent.results import RESULT
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.widgets import typed_date

from .models import SamePerson

LISTS = {
    "students": gettext_lazy("list of students"),
    "students file": gettext_lazy("list of students, file"),
    "movement": gettext_lazy("list of those who arrived and left"),
    "movement file": gettext_lazy("list of those who arrived and left, file"),
    "search": gettext_lazy("search of a student"),
    "search file": gettext_lazy("search of a student, file"),
    "employees": gettext_lazy("list of employees"),
    "employees file": gettext_lazy("list of employees, file"),
    "guardians": gettext_lazy("list of legal representatives"),
    "guardians file": gettext_lazy("list of legal representatives, file"),
    "doubles": gettext_lazy("list of twins and of doubled contingent"),
    "doubles file": gettext_lazy("list of twins and of doubled contingent, file"),
}
KINDS = {"main": gettext_lazy("main"), "additional": gettext_lazy("additional education")}

_LABELS = {
    "municipalities": gettext_lazy("municipality"),
    "authorities": gettext_lazy("subordinate to"),
    "organisations": gettext_lazy("organisation"),
    "organisation_kinds": gettext_lazy("kind of organisation"),
    "localities": gettext_lazy("locality"),
    "kinds": gettext_lazy("measure"),
    "levels": gettext_lazy("level"),
    "grades": gettext_lazy("grade"),
    "sexes": gettext_lazy("sex"),
    "birth_years": gettext_lazy("birth year"),
    "shifts": gettext_lazy("shift"),
    "forms": gettext_lazy("form of study"),
    "ways": gettext_lazy("on the way to another organisation"),
    "class": gettext_lazy("class"),
    "text": pgettext_lazy("person", "name"),
    "born": gettext_lazy("born on"),
    "since": gettext_lazy("period from"),
    "way": gettext_lazy("direction"),
    "ground": gettext_lazy("ground"),
    "destination": gettext_lazy("destination"),
    "result": gettext_lazy("result of the year"),
    "count": pgettext_lazy("registry", "counted"),
    "staff": gettext_lazy("category of staff"),
    "post": gettext_lazy("post"),
    "employment": gettext_lazy("kind of employment"),
    "education": gettext_lazy("education"),
    "qualification": gettext_lazy("category"),
    "subject": gettext_lazy("main subject"),
    "degree": gettext_lazy("academic degree"),
    "listed": gettext_lazy("staff list alone"),
    "which": pgettext_lazy("doubles", "shown"),
    "pair_state": gettext_lazy("decision"),
    "among": pgettext_lazy("doubles", "among"),
    "pair": gettext_lazy("pair"),
}
MOVES: Mapping[str, Any] = {
    **WAYS,
    FROM_CLASS: pgettext_lazy("movement", "from another class"),
    TO_CLASS: pgettext_lazy("movement", "to another class"),
    RESULT: pgettext_lazy("movement", "result of the year"),
}
"""How a student of the list of movement moved: into and out of the organisation, between its classes; or that his year
ended."""
_NAMES: Mapping[str, Mapping[Any, Any]] = {
    "levels": LEVEL_NAMES,
    "kinds": KINDS,
    "way": MOVES,
    "localities": {"urban": gettext_lazy("urban"), "rural": gettext_lazy("rural")},
    "ways": {"yes": gettext_lazy("yes"), "no": gettext_lazy("no")},
    "count": {"employees": gettext_lazy("each employee once"), "posts": gettext_lazy("each post")},
    "listed": {True: gettext_lazy("yes")},
    "which": {"twice": gettext_lazy("counted twice on this day"), "all": gettext_lazy("all twins")},
    "pair_state": dict(SamePerson.State.choices),
    "among": dict(SamePerson.Subject.choices),
}
_HANDBOOKS = {
    "organisation_kinds": "organisation_kind", "sexes": "sex", "forms": "form_of_study", "staff": "staff_category",
    "post": "post", "employment": "post_kind", "education": "staff_education", "qualification": "qualification",
    "subject": "main_subject", "degree": "academic_degree",
}  # fmt: skip


class Narrowed:
    """Turns what a reading was narrowed to into words. `places`: filter → id → name."""

    def __init__(self, places: dict[str, dict[int, str]]) -> None:
        self.places = places

    def __call__(self, filters: dict[str, Any]) -> str:
        parts = [f"{_LABELS[name]}: {self._value(name, value)}" for name, value in filters.items() if name in _LABELS]
        if filters.get("left"):
            parts.append(_("with those who left"))
        return "; ".join(parts)

    def _value(self, name: str, value: Any) -> str:
        values = value if isinstance(value, list) else [value]
        return ", ".join(self._one(name, each) for each in values)

    def _one(self, name: str, value: Any) -> str:
        if name in self.places:
            return self.places[name].get(value, f"№ {value}")
        if (name, value) == ("staff", "teachers"):
            return _("teachers alone")
        if name == "result":
            return words_of_asked_result(str(value))
        if name in _HANDBOOKS:
            return handbooks.name(_HANDBOOKS[name], value) or _("not stated")
        if name in _NAMES:
            return str(_NAMES[name].get(value, value))
        if name in ("born", "since"):
            return ru_date(typed_date(value))
        if name == "ground":
            way, _colon, code = str(value).partition(":")
            return words_of(way, code) if way in WAYS else str(value)
        if name == "destination":
            return handbooks.name("leaving_destination", value) or _("not stated")
        if name in ("grades", "birth_years") and value == 0:
            return _("not stated")
        if name == "pair":
            return f"№ {value}"
        if name == "class":
            return f"№ {value}" if value else _("in no class")
        return str(value)
