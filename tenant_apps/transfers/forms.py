"""Forms of transfers: where to and since when; into which class; why not."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.handbooks.fields import HandbookField
from shared_apps.ui.forms import ChoiceField, Form, Group, NumberField, PickField, TextField
from tenant_apps.enrolment.queries import classes
from tenant_apps.enrolment.services import Requisites
from tenant_apps.people.pages import DayField, InsistField, as_option, as_options

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
        Group(gettext_lazy("Transfer"), ("partner", "on")),
        Group(gettext_lazy("Order"), ("date", "number", "basis", "sign")),
    )

    def __init__(self, *args: Any, here: int, may_sign: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"] = partner_field(here, _("Where to"))
        if not may_sign:
            self.without_signature()


class AcceptForm(OrderFields):
    """A student comes from another organisation: class, card, order."""

    class_group = ChoiceField(label=gettext_lazy("Class"), required=False)
    take_theirs = django_forms.BooleanField(
        label=gettext_lazy("Where the cards differ, take what the former organisation sent"), required=False
    )
    groups: ClassVar[Sequence[Group]] = (
        Group(gettext_lazy("Admission"), ("class_group", "take_theirs")),
        Group(gettext_lazy("Order"), ("date", "number", "basis", "sign")),
    )

    def __init__(self, *args: Any, day: date, grade: int | None, is_known: bool, may_sign: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["class_group"]
        assert isinstance(field, django_forms.ChoiceField)
        field.choices = [("", _("in no class yet")), *classes.class_choices(day)]
        if not is_known:
            del self.fields["take_theirs"]
        if not may_sign:
            self.without_signature()

    @property
    def class_group_id(self) -> int | None:
        chosen = self.cleaned_data.get("class_group")
        return int(chosen) if chosen else None


class RequestForm(Form):
    """The family applied here: whom to ask for, and where."""

    who = TextField(label=gettext_lazy("Surname, given name, patronymic"))
    birth_date = DayField(label=gettext_lazy("Birth date"))
    level = HandbookField("level", label=gettext_lazy("Level"), required=False)
    grade = NumberField(label=gettext_lazy("Grade"), least=1, most=12, required=False)
    on = DayField(label=gettext_lazy("Date of admission"))
    insist = InsistField()

    def __init__(self, *args: Any, here: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"] = partner_field(here, _("Where the student studies now"))
        self.order_fields(["partner", "who", "birth_date", "grade", "level", "on"])

    def level_of(self) -> str:
        return level_of_grade(self.cleaned_data.get("grade"), self.cleaned_data.get("level") or "")


class ReasonForm(Form):
    """Why it is refused or withdrawn."""

    reason = TextField(label=gettext_lazy("Reason"), rows=2)
