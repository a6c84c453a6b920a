"""Into which class a row leads, and whether its student can be admitted there on that day."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.importing.judging import Trouble
from shared_apps.organisations.periods import FOREVER, valid_on
from shared_apps.ui.numbers import ru_date
from tenant_apps.people.names import search_key

from ..models import HELD, AcademicYear, ClassGroup, ClassMembership, Enrolment
from ..services.years import Years
from ..wording import described_order
from .class_labels import ClassLabel
from .known import KnownCard, KnownStay


@dataclass(frozen=True, slots=True)
class MissingClass:
    """A class that rows name and that the academic year does not have."""

    year_id: int
    year: str
    grade: int | None
    letter: str
    name: str


@dataclass(slots=True)
class Places:
    """Academic years and their classes; what is missing is counted in `missing`."""

    years: Years
    by_name: dict[int, dict[str, ClassGroup]]
    by_grade: dict[int, dict[int, list[ClassGroup]]]
    missing: Counter[MissingClass] = field(default_factory=Counter)

    @classmethod
    def read(cls) -> "Places":
        by_name: dict[int, dict[str, ClassGroup]] = defaultdict(dict)
        by_grade: dict[int, dict[int, list[ClassGroup]]] = defaultdict(lambda: defaultdict(list))
        for group in ClassGroup.objects.filter(HELD).select_related("academic_year").order_by("name"):
            names = by_name[group.academic_year_id]
            names.setdefault(_key(group.name), group)
            if group.grade is not None:
                by_grade[group.academic_year_id][group.grade].append(group)
                if not group.first_grade:
                    names.setdefault(_key(ClassLabel.of(group.grade, group.letter).name), group)
        return cls(Years.read(), by_name, by_grade)

    def place(self, label: ClassLabel, day: date) -> ClassGroup | Trouble:
        """The class of a label in the academic year of the day."""
        year = self.years.of(day)
        if year is None:
            return Trouble(
                "enrolled_on", "year.missing", _("No academic year contains %(day)s.") % {"day": ru_date(day)},
                _("Open the academic year (“Year and periods”), or write a date of a year that is open."),
            )  # fmt: skip
        if year.closed_at is not None:
            return Trouble(
                "enrolled_on", "year.closed", _("The academic year %(year)s is closed.") % {"year": year.name},
                _("Write a date of a year that is open."),
            )  # fmt: skip
        found = self.by_name[year.pk].get(_key(label.name))
        if found is None and label.grade is not None and label.name == str(label.grade):
            of_grade = self.by_grade[year.pk][label.grade]
            if len(of_grade) == 1:
                found = of_grade[0]
            elif of_grade:
                return _which(label, of_grade)
        if found is None:
            return self._missing(label, year)
        if not found.valid_from <= day < found.valid_to:
            return Trouble(
                "enrolled_on", "class.not_open_then",
                _("Class %(name)s exists from %(since)s to %(until)s, not on %(day)s.")
                % {
                    "name": found.name, "since": ru_date(found.valid_from), "until": _last(found.valid_to),
                    "day": ru_date(day),
                },
                _("Correct the date, or the dates of the class."),
            )  # fmt: skip
        return found

    def _missing(self, label: ClassLabel, year: AcademicYear) -> Trouble:
        self.missing[MissingClass(year.pk, year.name, label.grade, label.letter, label.name)] += 1
        return Trouble(
            "class", "class.missing",
            _("There is no class %(name)s in %(year)s.") % {"name": label.name, "year": year.name},
            _("Open it (“Classes”, “New class”), or correct the class here."),
        )  # fmt: skip


def _which(label: ClassLabel, groups: list[ClassGroup]) -> Trouble:
    return Trouble(
        "class", "class.letter_missing",
        _("Grade %(grade)s has several classes: %(names)s.")
        % {"grade": label.grade, "names": ", ".join(group.name for group in groups)},
        _("Write the letter."),
    )  # fmt: skip


_WORDS = re.compile(r"\b(группа|гр\.|класс|кл\.)(?!\w)")
_NOT_TOLD_APART = re.compile(r"[\s\"'.«»“”„()]+|(?<!\d)-|-(?!\d)")


def _key(name: str) -> str:
    """«5-А», «5 "а"» and «5А» are one class, «1-1» and «11» are two; «группа "Солнышко"» is «Солнышко»."""
    return _NOT_TOLD_APART.sub("", _WORDS.sub(" ", search_key(name))) or search_key(name)


def _last(end: date) -> str:
    return ru_date(date.fromordinal(end.toordinal() - 1)) if end != FOREVER else "…"


# --- those who study here already -----------------------------------------------------------------------------------


def stay_on(card: KnownCard, label: ClassLabel, day: date, today: date) -> KnownStay | None:
    """The enrolment that stands in the way of another one from this day on: the present one, if there is one.

    Additional ones stand beside each other: only the one in the group of the row, or in none yet, is in its way.
    """
    found = [stay for stay in card.stays if stay.valid_to > day and not _is_beside(stay, label, max(day, today))]
    present = (stay for stay in found if stay.valid_from <= today < stay.valid_to)
    return next(present, found[0] if found else None)


def _is_beside(stay: KnownStay, label: ClassLabel, day: date) -> bool:
    class_id, name = stay.class_on(max(day, stay.valid_from))
    return stay.kind == Enrolment.Kind.ADDITIONAL and class_id is not None and _key(name) != _key(label.name)


def about_stay(stay: KnownStay, label: ClassLabel, day: date, today: date) -> Trouble:
    """What is to be said of a row about somebody who is enrolled: an error where the file says something else."""
    if stay.valid_to <= today:
        return Trouble(
            "enrolled_on", "student.left",
            _("This student left on %(day)s (%(order)s).")
            % {"day": ru_date(stay.valid_to), "order": described_order(stay.ended_by)},
            _("If the student is back, write the date of the return; else delete the row."),
        )  # fmt: skip
    class_id, name = stay.class_on(max(day, today, stay.valid_from))
    if class_id is None:
        return Trouble(
            "class", "student.without_class",
            _("This student is enrolled since %(day)s and in no class yet.") % {"day": ru_date(stay.valid_from)},
            _("Issue an order of placing in classes: a file does not do it."), is_error=False,
        )  # fmt: skip
    is_same = _key(name) == _key(label.name) or (not label.letter and _key(name).startswith(_key(label.name)))
    if not is_same:
        return Trouble(
            "class", "student.in_another_class",
            _("This student is in class %(name)s.") % {"name": name},
            _("Correct the class here; if the student has moved, issue an order of transfer: a file moves nobody."),
        )  # fmt: skip
    return Trouble(
        "", "student.enrolled",
        _("Is enrolled since %(day)s (%(order)s).")
        % {"day": ru_date(stay.valid_from), "order": described_order(stay.begun_by)},
        "" if stay.valid_from == day else _("The date of the file is not taken over."), is_error=False,
    )  # fmt: skip


def another_form(stay: KnownStay, form: str | None, day: date) -> Trouble | None:
    """A note where the file gives another form of study than the one that holds."""
    present = stay.form_on(day)
    if not form or not present or form == present:
        return None
    return Trouble(
        "form_of_study", "student.another_form",
        _("This student studies in another form: %(form)s.") % {"form": handbooks.name("form_of_study", present)},
        _("The form is changed by an order of transfer: a file does not do it."), is_error=False,
    )  # fmt: skip


# --- full classes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Crowd:
    """A class that would have more students than places; `room` of those who come still fit in."""

    group: ClassGroup
    count: int
    room: int


def crowded(coming: dict[ClassGroup, list[date]]) -> list[Crowd]:
    """Classes that become too full, by name. `coming`: class → days on which students of the file come into it."""
    found: list[Crowd] = []
    by_day: dict[date, list[ClassGroup]] = defaultdict(list)
    for group, days in coming.items():
        by_day[max(days)].append(group)
    for day, groups in by_day.items():
        present = dict(
            ClassMembership.objects.unvoided()
            .filter(valid_on(day), class_group__in=groups)
            .values_list("class_group")
            .annotate(Count("pk"))
            .order_by()
        )
        for group in groups:
            before = present.get(group.pk, 0)
            count = before + len(coming[group])
            if count > group.capacity:
                found.append(Crowd(group, count, max(group.capacity - before, 0)))
    return sorted(found, key=lambda crowd: (crowd.group.grade or 0, crowd.group.name))
