"""Forms of transfers: where to and since when; into which class; why not."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.handbooks.fields import HandbookField
from shared_apps.organisations.crossing import By
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, NumberField, PickField, TextField
from tenant_apps.enrolment.queries import classes, students
from tenant_apps.enrolment.services import Requisites
from tenant_apps.people.pages import InsistField, as_option, as_options

from .comparing import Difference
from .forms_settling import DecidingForm
from .queries import lists

GRADED = {range(1, 5): "primary", range(5, 10): "basic", range(10, 13): "secondary"}


def level_of_grade(grade: int | None, named: str) -> str:
    """The level of a grade; `named` where there is no grade."""
    return named if grade is None else next((level for grades, level in GRADED.items() if grade in grades), named)


def partner_field(here: int, label: Any) -> PickField:
    """A working organisation other than this one."""
    return PickField(
        label=label,
        url="transfers:organisation_options",
        lookup=lambda text: as_options(list(lists.organisations_named(text, timezone.localdate(), but=here))),
        find=lambda value: as_option(lists.organisation_option(value, timezone.localdate())),
        coerce=int,
    )


def student_field(by: By) -> PickField:
    """A student's card of this organisation."""
    today = timezone.localdate()
    return PickField(
        label=_("Card here"), required=False, url="students:options", coerce=int,
        lookup=lambda text: as_options(students.options(text, today, by=by, presence="all")),
        find=lambda value: as_option(students.option(value, today, by=by)),
        help_text=_("The personal file can't be read any more: say whose card it is, or make one first."),
    )  # fmt: skip


class OrderFields(Form):
    """The head of the order, and the signature of those who may sign."""

    date = DayField(label=gettext_lazy("Date of the order"))
    number = TextField(
        label=gettext_lazy("Number of the order"), required=False,
        help_text=gettext_lazy("As in the office's register. Empty: the next one."),
    )  # fmt: skip
    basis = TextField(
        label=gettext_lazy("Basis"), required=False, rows=2, help_text=gettext_lazy("Empty: the usual one.")
    )
    sign = django_forms.BooleanField(
        label=gettext_lazy("Sign at once"), required=False, initial=True,
        help_text=gettext_lazy("Otherwise the order stays a draft."),
    )  # fmt: skip
    insist = InsistField()

    def without_signature(self) -> None:
        del self.fields["sign"], self.fields["number"]

    def requisites(self) -> Requisites:
        return Requisites(date=self.cleaned_data["date"], basis=self.cleaned_data["basis"])

    @property
    def signs(self) -> bool:
        return bool(self.cleaned_data.get("sign"))


class StartForm(OrderFields):
    """A student leaves for another organisation of the region."""

    on = DayField(
        label=gettext_lazy("Date of leaving"),
        help_text=gettext_lazy("The first day without the student: he begins there on this very day."),
    )
    groups: ClassVar[Sequence[Group]] = (
        Group(gettext_lazy("Transfer"), ("partner", "on", "of_class")),
        Group(gettext_lazy("Order"), ("date", "number", "basis", "sign")),
    )

    of_class = ChoiceField(label=gettext_lazy("From which group"))

    def __init__(
        self, *args: Any, here: int, may_sign: bool, groups: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        """:param groups: those of a student who has several."""
        super().__init__(*args, **kwargs)
        self.fields["partner"] = partner_field(here, _("Where to"))
        field = self.fields["of_class"]
        assert isinstance(field, django_forms.ChoiceField)
        field.choices = [("", _("Choose")), *groups]
        if not groups:
            del self.fields["of_class"]
        if not may_sign:
            self.without_signature()


class AcceptForm(OrderFields, DecidingForm):
    """A student comes from another organisation: class, card, order, and what the cards say differently.

    `cards`: those here that may be the student's (id, words), where none is known to be; None: the contents are gone,
    and the card must be picked.
    """

    class_group = ChoiceField(label=gettext_lazy("Class"), required=False)
    take_theirs = django_forms.BooleanField(
        label=gettext_lazy("Where the cards differ, take what the former organisation sent"), required=False
    )
    groups: ClassVar[Sequence[Group]] = (
        Group(gettext_lazy("Admission"), ("class_group", "student", "take_theirs")),
        Group(gettext_lazy("Order"), ("date", "number", "basis", "sign")),
    )

    def __init__(
        self, *args: Any, day: date, grade: int | None, found: Sequence[Difference],
        cards: Sequence[tuple[int, str]] | None, by: By, may_sign: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        field = self.fields["class_group"]
        assert isinstance(field, django_forms.ChoiceField)
        field.choices = [("", _("in no class yet")), *classes.class_choices(day)]
        if cards is None:
            self.fields["student"] = student_field(by)
        elif cards:
            self.fields["student"] = ChoiceField(
                label=_("Card here"), required=False, radio=True, choices=[("", _("a new card")), *cards],
                help_text=_("Cards of the same name and birth date: if one is the student's, it is filled in."),
            )  # fmt: skip
        if not found:
            del self.fields["take_theirs"]
        if not may_sign:
            self.without_signature()
        self.add_differences(found, day=day)

    @property
    def student_id(self) -> int | None:
        """The card that was chosen."""
        chosen = self.cleaned_data.get("student")
        return int(chosen) if chosen else None

    @property
    def class_group_id(self) -> int | None:
        chosen = self.cleaned_data.get("class_group")
        return int(chosen) if chosen else None


class RequestForm(Form):
    """The family applied here: whom to ask for, and where."""

    who = TextField(label=gettext_lazy("Surname, given name, patronymic"))
    birth_date = DayField(label=gettext_lazy("Birth date"))
    snils = TextField(
        label=gettext_lazy("SNILS"), required=False,
        help_text=gettext_lazy("By it the other organisation finds the card at once."),
    )  # fmt: skip
    level = HandbookField("level", label=gettext_lazy("Level"), required=False)
    grade = NumberField(label=gettext_lazy("Grade"), least=1, most=12, required=False)
    on = DayField(label=gettext_lazy("Date of admission"))
    insist = InsistField()

    def __init__(self, *args: Any, here: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"] = partner_field(here, _("Where the student studies now"))
        self.order_fields(["partner", "who", "birth_date", "snils", "grade", "level", "on"])

    def level_of(self) -> str:
        return level_of_grade(self.cleaned_data.get("grade"), self.cleaned_data.get("level") or "")


class ReasonForm(Form):
    """Why it is refused or withdrawn."""

    reason = TextField(label=gettext_lazy("Reason"), rows=2)
