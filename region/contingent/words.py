"""Words of the contingent: names of keys, the sentence over the page, the finding of its chart."""

from collections.abc import Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.charts import Chart, Series
from shared_apps.ui.numbers import ru_date, ru_num, ru_percent

from .figures import Contingent, Line
from .parameters import LEVEL_NAMES

_HANDBOOKS = {"by_sex": "sex", "by_form": "form_of_study", "by_kind": "organisation_kind", "by_locality": "locality"}


def name_of(table: str, line: Line, *, is_class: bool = False) -> str:
    """The words of a line's key."""
    key = line.key
    if table == "rows":
        return line.name or (_("In no class") if is_class else _("Not stated"))
    if table == "by_shift":
        return str(capfirst(handbooks.name("shift", str(key)))) if key else _("In no class")
    if table == "by_level":
        return str(LEVEL_NAMES.get(str(key), key))
    if not key:
        return _("No grade") if table == "by_grade" else _("Not stated")
    if handbook := _HANDBOOKS.get(table):
        return str(capfirst(handbooks.name(handbook, str(key))))
    return str(key)


def sentence(found: Contingent) -> str:
    """What an official reads first: how many on the day, and how many more or fewer than before."""
    n, day = found.total.count.students, ru_date(found.as_of)
    said = {"day": day, "number": ru_num(n)}
    change = found.total.change
    if found.compared_with is None or change is None:
        return ngettext("On %(day)s: %(number)s student.", "On %(day)s: %(number)s students.", n) % said
    said |= {"other": ru_date(found.compared_with), "change": ru_num(abs(change.students))}
    if change.students > 0:
        text = ngettext(
            "On %(day)s: %(number)s student, %(change)s more than on %(other)s.",
            "On %(day)s: %(number)s students, %(change)s more than on %(other)s.",
            n,
        )
    elif change.students < 0:
        text = ngettext(
            "On %(day)s: %(number)s student, %(change)s fewer than on %(other)s.",
            "On %(day)s: %(number)s students, %(change)s fewer than on %(other)s.",
            n,
        )
    else:
        text = ngettext(
            "On %(day)s: %(number)s student, as many as on %(other)s.",
            "On %(day)s: %(number)s students, as many as on %(other)s.",
            n,
        )
    return text % said


def chart(found: Contingent, links: Sequence[str | None], lines: Sequence[Line]) -> Chart | None:
    """Students by grade; where there are no grades (kindergartens, centres), enrolments by birth year.

    :param lines: those of `charted(found)`. :param links: one for each of them.
    """
    if len(lines) < 2:
        return None
    is_grades = lines[0] in found.by_grade
    values = [line.count.students if is_grades else line.count.enrolments for line in lines]
    total, most = sum(values), max(values)
    largest = lines[values.index(most)].key
    share = ru_percent(100 * most / total)
    if is_grades:
        title = _("The largest grade is %(grade)s: %(share)s of schoolchildren") % {"grade": largest, "share": share}
        subtitle = _("Students by grade on %s") % ru_date(found.as_of)
        measure, unit = _("Students"), _("persons")
    else:
        title = _("The largest year is %(year)s: %(share)s of enrolments") % {"year": largest, "share": share}
        subtitle = _("Enrolments by birth year on %s") % ru_date(found.as_of)
        measure, unit = _("Enrolments"), ""
    return Chart(
        kind="column",
        title=title,
        subtitle=subtitle,
        unit=unit,
        labels=[str(line.key) for line in lines],
        series=[Series(measure, values)],
        links=links,
    )


def charted(found: Contingent) -> list[Line]:
    """The lines that the chart draws."""
    grades = [line for line in found.by_grade if line.key and line.count.students]
    if len(grades) > 1:
        return grades
    return [line for line in found.by_birth_year if line.key and line.count.enrolments]


def not_counted(day: date, first: date, end: date) -> str:
    """Why there is no number for a day."""
    return _("There are no numbers for %(day)s. Numbers are known for the days from %(first)s to %(last)s.") % {
        "day": ru_date(day),
        "first": ru_date(first),
        "last": ru_date(date.fromordinal(end.toordinal() - 1)),
    }
