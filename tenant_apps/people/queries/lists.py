"""Lists of employees and guardians on a day; options of comboboxes. One query whatever the number of rows."""

from datetime import date
from typing import Any, Literal

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import valid_on
from shared_apps.ui.address import number_of

from ..models import Employee, EmployeePost, Guardian, Guardianship, Person
from ..names import full_name
from ..reach import seen_people, seen_students
from .exactly import Exactly, named_exactly
from .search import named, starts
from .wards import wards

Presence = Literal["present", "former", "all"]


def employees_on(day: date, *, presence: Presence = "present", post: str = "", kind: str = "") -> QuerySet[Employee]:
    """Employees with `surname`, `given_name`, `patronymic`, `name_key`, `birth_date`, `sex`, `posts_held` (codes),
    `rate` (sum), `since`.

    :param presence: holds a post that day, held one before, or every card.
    """
    held = EmployeePost.objects.filter(valid_on(day), employee=OuterRef("pk"))
    held = held.filter(post=post) if post else held
    held = held.filter(kind=kind) if kind else held
    totals = held.order_by().values("employee")
    rows = (
        Employee.objects.alias(name=_name_on("person__names", day))
        .annotate(
            **_named(),
            posts_held=Subquery(
                totals.annotate(codes=StringAgg("post", "|", order_by=("kind", "post"))).values("codes")
            ),
            rate=Subquery(totals.annotate(sum=Sum("rate")).values("sum")),
            since=Subquery(held.order_by("valid_from").values("valid_from")[:1]),
        )
        .order_by(F("name_key"), "pk")
    )
    if presence == "present" or post or kind:
        return rows.filter(posts_held__isnull=False)
    if presence == "former":
        return rows.filter(posts_held__isnull=True)
    return rows


def guardians_on(day: date, *, by: By) -> QuerySet[Guardian]:
    """Guardians with `surname`, …, `phone`, `email`, `children` (how many they answer for on the day)."""
    links = Guardianship.objects.valid(day).filter(guardian=OuterRef("pk"))
    seen = seen_students(by)
    if seen is not None:
        links = links.filter(student__in=seen.values("pk"))
    rows = (
        Guardian.objects.alias(name=_name_on("person__names", day))
        .annotate(
            **_named(),
            phone=F("person__phone"),
            email=F("person__email"),
            children=Coalesce(Subquery(links.order_by().values("guardian").annotate(n=Count("pk")).values("n")), 0),
        )
        .order_by(F("name_key"), "pk")
    )
    return rows if seen is None else rows.filter(children__gt=0)


def people_options(text: str, day: date, *, by: By, limit: int = 21) -> list[tuple[int | str, str, str]]:
    """Who may become a guardian, for a combobox: (value, name, birth date).

    Those whom the actor sees, by their ids; and whoever the text names exactly (`Exactly`), by that text if he is not
    seen.
    """
    exactly = person_option(text, day, by=by) if Exactly.read(text) else None
    if exactly is not None:
        return [exactly]
    rows = _people(day).filter(pk__in=seen_people(by, day).values("pk")).exclude(pk__in=wards(day).values("pk"))
    rows = named(rows, text, person="pk", by=by).order_by(starts(text), F("name_key"), "pk") if text else rows
    return [(row.pk, label(row), _born(row)) for row in rows[:limit]]


def person_option(value: str, day: date, *, by: By) -> tuple[int | str, str, str] | None:
    """One of `people_options`."""
    said = Exactly.read(value)
    pk = named_exactly(said, day) if said else number_of(value)
    row = _people(day).filter(pk=pk).first() if pk is not None else None
    is_seen = row is not None and seen_people(by, day).filter(pk=row.pk).exists()
    if row is None or not (is_seen or said):
        return None
    return row.pk if is_seen else str(said), label(row), _born(row)


def employee_options(text: str, day: date, *, by: By | None = None, limit: int = 21) -> list[tuple[int, str, str]]:
    """Employees who hold a post that day: (id, name, birth date)."""
    rows = employees_on(day)
    rows = named(rows, text, by=by).order_by(starts(text), F("name_key"), "pk") if text else rows
    return [(row.pk, label(row), _born(row)) for row in rows[:limit]]


def employee_option(employee_id: str, day: date) -> tuple[int, str, str] | None:
    number = number_of(employee_id)
    row = employees_on(day, presence="all").filter(pk=number).first() if number is not None else None
    return (row.pk, label(row), _born(row)) if row else None


def guardian_options(text: str, day: date, *, by: By, limit: int = 21) -> list[tuple[int, str, str]]:
    """Guardians: (id, name, birth date)."""
    rows = guardians_on(day, by=by)
    rows = named(rows, text, by=by).order_by(starts(text), F("name_key"), "pk") if text else rows
    return [(row.pk, label(row), _born(row)) for row in rows[:limit]]


def guardian_option(guardian_id: str, day: date, *, by: By) -> tuple[int, str, str] | None:
    number = number_of(guardian_id)
    row = guardians_on(day, by=by).filter(pk=number).first() if number is not None else None
    return (row.pk, label(row), _born(row)) if row else None


def label(row: Any) -> str:
    """`"Петрова Инна Ивановна"` of a row with a name."""
    return full_name(row.surname or "—", row.given_name or "", row.patronymic or "")


def _born(row: Any) -> str:
    return f"{row.birth_date:%d.%m.%Y}" if row.birth_date else ""


def _people(day: date) -> QuerySet[Person]:
    return (
        Person.objects.alias(name=_name_on("names", day))
        .annotate(
            surname=F("name__surname"),
            given_name=F("name__given_name"),
            patronymic=F("name__patronymic"),
            name_key=F("name__search_key"),
        )
        .order_by(F("name_key"), "pk")
    )


def _name_on(path: str, day: date) -> FilteredRelation:
    return FilteredRelation(path, condition=Q(**{f"{path}__valid_from__lte": day, f"{path}__valid_to__gt": day}))


def _named() -> dict[str, F]:
    return {
        "surname": F("name__surname"),
        "given_name": F("name__given_name"),
        "patronymic": F("name__patronymic"),
        "name_key": F("name__search_key"),
        "birth_date": F("person__birth_date"),
        "sex": F("person__sex"),
    }
