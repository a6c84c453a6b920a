"""Forms of orders: the head, lines, a one-student order, signing and cancelling."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.handbooks import closed_values
from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import HandbookField
from shared_apps.organisations.crossing import By
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, NumberField, PickField, TextField
from tenant_apps.people.forms import NewPersonForm
from tenant_apps.people.pages import InsistField

from ..closed_orders import CLOSABLE, hidden_in_a_line, known_kinds
from ..models import OrderLine
from ..order_grounds import CENTRE, broad_kind
from ..order_kinds import LEAVE, ClassOfLine, Effect, OrderKind, offered_in
from ..queries import classes
from ..queries.organisations import organisation_option, organisation_options
from ..queries.place import kind_here
from ..services import Line, Requisites

LINE_FIELDS = (
    "on", "of_class", "class_group", "grade", "form_of_study", "reason", "destination", "organisation", "counterpart",
    "until", "document", "subjects", "result", "variant",
)  # fmt: skip

Owed = Sequence[tuple[str, str, bool]]
"""Subjects of open debts: the subject, its words, whether an attempt is passed."""


def offered_kinds(organisation_kind: str, *effects: Effect, by: By) -> list[OrderKind]:
    """The kinds an organisation issues that have one of these effects, as far as the reader may know of them."""
    return [kind for kind in known_kinds(offered_in(organisation_kind), by) if kind.effect in effects]


def kind_choices(kinds: Iterable[OrderKind]) -> list[tuple[str, str]]:
    names = handbooks.names("order_kind")
    return [(kind.code, capfirst(names.get(kind.code, kind.code))) for kind in kinds]


def offer(form: django_forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a field of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, django_forms.ChoiceField)
    field.choices = choices


class RequisitesForm(Form):
    """The head of an order."""

    date = DayField(label=gettext_lazy("Date of the order"))
    effective_on = DayField(
        label=gettext_lazy("Takes effect on"), required=False,
        help_text=gettext_lazy("Empty: on its date. Later: on that day, by itself, once it is signed."),
    )  # fmt: skip
    title = TextField(
        label=gettext_lazy("Heading"), required=False, help_text=gettext_lazy("Empty: by the kind of the order.")
    )
    basis = TextField(
        label=gettext_lazy("Basis"), required=False, rows=2, help_text=gettext_lazy("Empty: the usual one.")
    )
    note = TextField(
        label=gettext_lazy("Note"), required=False, rows=2, help_text=gettext_lazy("For the office; not printed.")
    )

    def requisites(self) -> Requisites:
        values = self.cleaned_data
        return Requisites(
            date=values["date"], effective_on=values["effective_on"], title=values["title"], basis=values["basis"],
            note=values["note"],
        )  # fmt: skip


class DraftForm(RequisitesForm):
    """A new order: its kind and head; lines come next."""

    kind = ChoiceField(label=gettext_lazy("About what"))
    field_order = ("kind", "date")

    def __init__(self, *args: Any, kinds: list[OrderKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [("", _("Choose")), *kind_choices(kinds)])


class EditOrderForm(RequisitesForm):
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)


class LineFields(Form):
    """What a line of an order of this kind says; fields the kind has no use for are not there."""

    on = DayField(label=gettext_lazy("Date of the fact"))
    of_class = ChoiceField(
        label=gettext_lazy("Of which group"), required=False,
        help_text=gettext_lazy("Where the student is in several groups: which of them the order is about."),
    )  # fmt: skip
    class_group = ChoiceField(label=gettext_lazy("Class"), required=False)
    grade = NumberField(label=gettext_lazy("Grade"), least=1, most=12, required=False)
    form_of_study = HandbookField(
        "form_of_study", label=gettext_lazy("Form of study"), required=False, empty=gettext_lazy("as of the class")
    )
    reason = HandbookField("admission_reason", label=gettext_lazy("Came as"), required=False)
    destination = HandbookField("leaving_destination", label=gettext_lazy("Destination"), required=False)
    organisation = PickField(
        label=gettext_lazy("Organisation of the region"), url="enrolment:organisation_options", required=False,
        lookup=organisation_options, find=organisation_option, coerce=int,
        help_text=gettext_lazy("From the register; its name and the destination are then written by themselves."),
    )  # fmt: skip
    counterpart = TextField(label=gettext_lazy("From where"), required=False)
    until = DayField(label=gettext_lazy("Until (the first day after)"), required=False)
    document = TextField(label=gettext_lazy("Medical document"), required=False)
    subjects = TextField(
        label=gettext_lazy("Subjects of the debt"), required=False, help_text=gettext_lazy("Separated by semicolons.")
    )
    result = HandbookField("year_result", label=gettext_lazy("Result"), required=False)
    variant = HandbookField(
        "ovz_variant", label=gettext_lazy("Adapted programme"), required=False,
        empty=gettext_lazy("general: the adapted one ends"),
    )  # fmt: skip

    def fit(self, kind: OrderKind, day: date, reader: By, owed: Owed | None = None, *, ground: str = "") -> None:
        """Leave the fields that lines of this kind have and that the reader holds, with their choices of the day.

        :param owed: the open debts of the line's student; None: the lines are about many students.
        :param ground: of the line that is mended.
        """
        self.level = next(iter(kind.levels - GRADED), "")
        leaving = kind.effect == Effect.END
        day_of_fact, reason = _WORDS[kind.effect]
        is_return = kind.effect == Effect.RELEASE and kind.track == LEAVE
        self.fields["on"].label = _("Back since") if is_return else day_of_fact
        if leaving:
            self.fields["on"].help_text = _("The first day without the student: the last day is the one before.")
        self._offer_classes(kind, day)
        if kind.effect != Effect.BEGIN or kind.class_of_line == ClassOfLine.NO or not kind.levels & GRADED:
            del self.fields["grade"]
        if not (kind.changes_form or kind.effect == Effect.BEGIN):
            del self.fields["form_of_study"]
        elif kind.changes_form:
            self.fields["form_of_study"].required = True
        if not kind.reasons:
            del self.fields["reason"]
        else:
            self._offer_grounds(kind, reason, reader)
        if not kind.asks_counterpart:
            del self.fields["counterpart"]
        elif leaving:
            self.fields["counterpart"].label = _("Where to")
        elif kind.effect == Effect.ARRANGE:
            self.fields["counterpart"].label = _("Where")
        self._fit_particulars(kind)
        if kind.effect == Effect.LIQUIDATE:
            self._offer_debts(owed)
        for name in hidden_in_a_line(kind, ground, reader) & self.fields.keys():
            del self.fields[name]

    def _fit_particulars(self, kind: OrderKind) -> None:
        """What only some kinds have: a destination, an expected end, a document, subjects, a result."""
        kept = {
            "destination": kind.asks_destination, "organisation": kind.asks_destination, "until": kind.asks_until,
            "document": kind.needs_document, "subjects": kind.asks_subjects, "result": bool(kind.results),
            "variant": kind.asks_programme,
        }  # fmt: skip
        for name, is_kept in kept.items():
            if not is_kept:
                del self.fields[name]
        if "until" in self.fields:
            self.fields["until"].required = kind.needs_until
            if kind.effect == Effect.YEAR_END:
                self.fields["until"].label = _("To be made up for until")
            elif kind.track == LEAVE:
                self.fields["until"].label = _("Expected back on")
        for name in ("document", "subjects"):
            if name in self.fields:
                self.fields[name].required = True
        if kind.results:
            names = handbooks.names("year_result")
            offer(self, "result", [("", _("the usual one")), *[(code, names.get(code, code)) for code in kind.results]])

    def _offer_debts(self, owed: Owed | None) -> None:
        """Of one student by subjects; of many the line takes those of each with a passed attempt."""
        if owed is None:
            del self.fields["subjects"]
            return
        self.fields["subjects"] = django_forms.MultipleChoiceField(
            label=_("Debts made up for"), choices=[(subject, words) for subject, words, _passed in owed],
            widget=django_forms.CheckboxSelectMultiple, initial=[subject for subject, _words, passed in owed if passed],
            help_text=_("The others stay open. Attempts are written down on the tab of study."),
        )  # fmt: skip

    def _offer_grounds(self, kind: OrderKind, label: Any, reader: By) -> None:
        """Those that such an order has in this organisation; the usual one is chosen already."""
        place = broad_kind(kind_here())
        usual = kind.usual_ground(place)
        self.fields["reason"] = HandbookField(
            kind.reasons, label=label, required=False, initial=usual,
            only=closed_values.known_codes(kind.reasons, kind.grounds_in(place), reader),
            empty=gettext_lazy("Choose") if usual else gettext_lazy("by the grade of the student"),
        )  # fmt: skip

    def _offer_classes(self, kind: OrderKind, day: date) -> None:
        if kind.class_of_line == ClassOfLine.NO:
            del self.fields["class_group"]
        else:
            self._offer_targets(kind, day)
        if kind.effect == Effect.BEGIN or broad_kind(kind_here()) != CENTRE:
            del self.fields["of_class"]
        else:
            offer(self, "of_class", [("", _("the student has one")), *classes.class_choices(day)])

    def _offer_targets(self, kind: OrderKind, day: date) -> None:
        year = classes.year_on(day)
        if kind.effect == Effect.YEAR_END and year is not None:
            following = next((one for one in reversed(classes.years()) if one.valid_from >= year.valid_to), None)
            choices = classes.class_choices(day, year_id=following.pk) if following else []
        else:
            choices = classes.class_choices(day, levels=kind.levels)
            if not choices and year is not None:
                choices = classes.class_choices(day, levels=kind.levels, year_id=year.pk)
        empty = _("in no class yet") if kind.class_of_line == ClassOfLine.MAY else _("Choose")
        offer(self, "class_group", [("", empty), *choices])
        self.fields["class_group"].required = kind.class_of_line == ClassOfLine.MUST

    def line(self, student_id: int, kept: OrderLine | None = None) -> Line:
        """What was typed. `kept`: the row that is mended: what the reader does not hold stays as it stands there."""
        values = self.cleaned_data
        for name in CLOSABLE if kept is not None else ():
            if name not in self.fields:
                values = {**values, name: getattr(kept, name)}
        chosen, subjects = values.get("class_group"), values.get("subjects") or ""
        return Line(
            student_id=student_id,
            on=values["on"],
            class_group_id=int(chosen) if chosen else None,
            of_class_id=int(values["of_class"]) if values.get("of_class") else None,
            grade=values.get("grade"),
            level="" if chosen or values.get("grade") else self.level,
            form_of_study=values.get("form_of_study") or "",
            reason=values.get("reason") or "",
            counterpart=values.get("counterpart") or "",
            destination=values.get("destination") or "",
            organisation_id=values.get("organisation"),
            until=values.get("until"),
            document=values.get("document") or "",
            subjects=subjects if isinstance(subjects, str) else "; ".join(subjects),
            result=values.get("result") or "",
            variant=values.get("variant") or "",
        )

    level = ""
    """Of a line that names neither class nor grade: a kindergarten's or a centre's."""


GRADED = frozenset({"primary", "basic", "secondary"})
_WORDS = {
    Effect.BEGIN: (gettext_lazy("Date of admission"), gettext_lazy("Came as")),
    Effect.END: (gettext_lazy("Date of leaving"), gettext_lazy("Ground of leaving")),
    Effect.MOVE: (gettext_lazy("Date of transfer"), gettext_lazy("Ground of transfer")),
    Effect.YEAR_END: (gettext_lazy("Date of transfer"), gettext_lazy("Ground of transfer")),
    Effect.ARRANGE: (gettext_lazy("Begins on"), gettext_lazy("Ground")),
    Effect.RELEASE: (gettext_lazy("First day after the arrangement"), gettext_lazy("Ground")),
    Effect.LIQUIDATE: (gettext_lazy("Date of liquidation"), gettext_lazy("Ground")),
    Effect.COMPLETE: (gettext_lazy("Completed on"), gettext_lazy("Ground")),
}
"""What the date of a line and its reason are called, by what the order does."""


class SigningFields(Form):
    """Signing together with making: for those who may sign."""

    sign = django_forms.BooleanField(
        label=gettext_lazy("Sign at once"), required=False, initial=True,
        help_text=gettext_lazy("Otherwise the order stays a draft."),
    )  # fmt: skip
    number = TextField(
        label=gettext_lazy("Number of the order"), required=False,
        help_text=gettext_lazy("As in the office's register. Empty: the next one."),
    )  # fmt: skip


class OneStudentForm(RequisitesForm, LineFields, SigningFields):
    """An order about one student, made (and signed) from the card."""

    insist = InsistField()
    groups: ClassVar[Sequence[Group]] = (
        Group(gettext_lazy("What happens"), LINE_FIELDS),
        Group(gettext_lazy("Order"), ("date", "number", "basis", "sign")),
    )

    def __init__(
        self, *args: Any, kind: OrderKind, day: date, may_sign: bool, reader: By, owed: Owed = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fit(kind, day, reader, owed)
        for name in ("effective_on", "title", "note"):
            del self.fields[name]
        if not may_sign:
            del self.fields["sign"], self.fields["number"]

    def requisites(self) -> Requisites:
        values = self.cleaned_data
        return Requisites(date=values["date"], basis=values["basis"])

    @property
    def signs(self) -> bool:
        return bool(self.cleaned_data.get("sign"))


class AdmitForm(NewPersonForm, OneStudentForm):
    """A new student with the order of admission, in one form."""

    birth_date = DayField(label=gettext_lazy("Birth date"))
    citizenship = HandbookField("citizenship", label=gettext_lazy("Citizenship"), required=False, initial="ru")
    file_number = TextField(label=gettext_lazy("Number of the personal file"), required=False)
    groups = (
        Group(
            gettext_lazy("Student"),
            ("surname", "given_name", "patronymic", "sex", "birth_date", "citizenship", "file_number"),
        ),
        Group(gettext_lazy("How to reach"), ("phone", "email", "actual_address")),
        Group(
            gettext_lazy("Admission"),
            LINE_FIELDS,
        ),
        Group(gettext_lazy("Order"), ("date", "number", "basis", "sign")),
    )


class ManyLinesForm(LineFields):
    """Several students at once, with the same facts."""

    students = django_forms.TypedMultipleChoiceField(
        label=gettext_lazy("Students"), coerce=int, widget=django_forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one student.")},
    )  # fmt: skip
    field_order = ("students",)

    def __init__(
        self, *args: Any, kind: OrderKind, day: date, reader: By, candidates: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fit(kind, day, reader)
        offer(self, "students", candidates)

    def lines(self) -> list[Line]:
        return [self.line(student_id) for student_id in self.cleaned_data["students"]]


class EditLineForm(LineFields):
    def __init__(
        self, *args: Any, kind: OrderKind, day: date, reader: By, owed: Owed = (), ground: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fit(kind, day, reader, owed, ground=ground)


class SignForm(Form):
    number = TextField(
        label=gettext_lazy("Number of the order"), required=False,
        help_text=gettext_lazy("As in the office's register. Empty: the next one."),
    )  # fmt: skip
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)
    insist = InsistField()


class CancelForm(Form):
    date = DayField(label=gettext_lazy("Date of the cancelling order"))
    number = TextField(
        label=gettext_lazy("Number of the order"), required=False,
        help_text=gettext_lazy("As in the office's register. Empty: the next one."),
    )  # fmt: skip
    basis = TextField(label=gettext_lazy("Why it is cancelled"), rows=2)
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)
