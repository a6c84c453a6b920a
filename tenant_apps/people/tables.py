"""Columns of the lists of people."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts.roles import ROLES
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.numbers import ru_phone
from shared_apps.ui.tables import BooleanColumn, DateColumn, DateTimeColumn, Empty, NumberColumn, Table, TextColumn

from .names import full_name
from .queries.employee_list import education_levels
from .reading_words import VIA, WHAT
from .service_years import full_years


class NameColumn(TextColumn):
    """The full name of a row with `surname`, `given_name`, `patronymic`, ordered by the stored key."""

    def __init__(self, title: Any, **kwargs: Any) -> None:
        super().__init__(title, accessor="surname", order_by="name_key", empty_values=(), **kwargs)

    def render(self, value: Any, record: Any = None) -> str:
        return full_name(record.surname or "—", record.given_name or "", record.patronymic or "")

    def value(self, value: Any, record: Any = None) -> str:
        return self.render(value, record)


class HandbookColumn(TextColumn):
    """An item's name by its code; with `several`, codes joined by |."""

    def __init__(self, title: Any, handbook: str, *, several: bool = False, short: bool = False, **kwargs: Any) -> None:
        super().__init__(title, **kwargs)
        self.handbook, self.several, self.short = handbook, several, short

    def words(self, value: Any) -> str:
        names = handbooks.short_names(self.handbook) if self.short else handbooks.names(self.handbook)
        codes = str(value).split("|") if self.several else [str(value)]
        return ", ".join(names.get(code, code) for code in dict.fromkeys(codes))


class EducationColumn(TextColumn):
    """The highest level of education, by its place in the handbook."""

    def words(self, value: Any) -> str:
        return handbooks.name("staff_education", education_levels()[int(value)])


class YearsColumn(NumberColumn):
    """Full years since a column of the row, on the day of the list (the table's `as_of`)."""

    def __init__(self, title: Any, since: str, **kwargs: Any) -> None:
        super().__init__(title, accessor=since, order_by=f"-{since}", **kwargs)

    def render(self, value: Any, table: Any = None) -> str:
        return str(self.value(value, table))

    def value(self, value: Any, table: Any = None) -> int:
        return full_years(value, getattr(table, "as_of", None) or timezone.localdate())


class EmployeeTable(Table):
    caption = _("Employees")
    empty = Empty(
        _("There are no employees yet."),
        _("A card and a post are enough to begin with."),
    )
    name = NameColumn(pgettext_lazy("person", "Name"), link="people:employee")
    posts_held = HandbookColumn(_("Posts"), "post", several=True, orderable=False)
    rate = NumberColumn(_("Rate"), digits=2)
    since = DateColumn(_("In the posts since"))
    subjects_taught = HandbookColumn(_("Subjects"), "main_subject", several=True, orderable=False)
    categories_held = HandbookColumn(_("Category"), "qualification", several=True, short=True, orderable=False)
    education_place = EducationColumn(_("Education"), optional=True)
    service = YearsColumn(_("Service, years"), "service_since", optional=True)
    teaching_service = YearsColumn(_("Teaching service, years"), "teaching_since", optional=True)
    employed_since = DateColumn(_("Works here since"), optional=True)
    is_absent = BooleanColumn(_("On a long leave"), optional=True)
    birth_date = DateColumn(_("Birth date"), optional=True)
    sex = HandbookColumn(_("Sex"), "sex", short=True, optional=True)
    personnel_number = TextColumn(_("Personnel number"), optional=True)


class PhoneColumn(TextColumn):
    """A telephone as it is read aloud; files hold it as it is stored."""

    def render(self, value: Any) -> Any:
        return ru_phone(value)


class GuardianTable(Table):
    caption = _("Guardians")
    empty = Empty(
        _("There are no guardians yet."),
        _("A guardian is added in the student's card."),
        _("Students"),
    )
    name = NameColumn(pgettext_lazy("person", "Name"), link="people:guardian")
    children = NumberColumn(_("Students"), hint=_("How many students the guardian answers for on this day."))
    phone = PhoneColumn(_("Phone"), orderable=False)
    email = TextColumn(_("E-mail"), orderable=False, optional=True)
    birth_date = DateColumn(_("Birth date"), optional=True)


class OfWhomColumn(NameColumn):
    """Whose card was read: a link where it is a student's."""

    def __init__(self) -> None:
        super().__init__(
            _("Whose card"), link=lambda record: student_url(record.student_id) if record.student_id else None
        )
        self.orderable = False


class ReadingTable(Table):
    caption = _("Journal of readings")
    empty = Empty(
        _("Nobody has opened closed parts of cards in these days."),
        _("Each opening of documents, health and social position leaves a line here."),
    )
    read_at = DateTimeColumn(_("When"))
    reader = TextColumn(_("Who"))
    role = TextColumn(_("Role"), labels={code: role.title for code, role in ROLES.items()})
    whom = OfWhomColumn()
    what = TextColumn(_("What was read"), labels=WHAT, orderable=False)
    via = TextColumn(_("Where"), labels=VIA, orderable=False)
    about = TextColumn(_("Details"), orderable=False, optional=True)


def student_url(student_id: int) -> str:
    """The address of a student's card; its page belongs to enrolment."""
    return reverse("students:card", args=[student_id])
