"""Forms of cards: names, particulars, numbers, documents, guardians, posts."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import identifiers
from shared_apps.handbooks.fields import HandbookField
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, NumberField, PickField, TextField

from .models import Guardian, Person
from .pages import InsistField, as_option, as_options
from .queries import lists
from .queries.exactly import Exactly
from .queries.grounds import NOBODY, grounds
from .reach import seen_students
from .rights import readable
from .services import OCCUPATION, PARTICULARS, Document, Name

CONTACTS = ("phone", "home_phone", "work_phone", "email", "registered_address", "actual_address")


class RightsForm(Form):
    """A form of a card's columns: those of classes the actor does not hold, and those without a ground, are not in it.

    :param person_id: None: the card is only being made, nobody has consented to anything yet.
    """

    def __init__(self, *args: Any, by: By, person_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = grounds([person_id], timezone.localdate()) if person_id is not None else NOBODY
        for model, names in ((Person, set(PARTICULARS)), (Guardian, set(OCCUPATION))):
            allowed = readable(by, model) & known.open_columns(person_id or 0, model)
            for name in names & set(self.fields) - allowed:
                del self.fields[name]

    def particulars(self) -> dict[str, Any]:
        """What was sent of the card's particulars."""
        return {name: self.cleaned_data[name] for name in PARTICULARS if name in self.fields}

    def occupation(self) -> dict[str, str]:
        """What was sent of a guardian's occupation."""
        return {name: self.cleaned_data[name] for name in OCCUPATION if name in self.fields}


class ParticularsForm(RightsForm):
    """Everything about a person but names, numbers and documents."""

    sex = HandbookField("sex", label=_("Sex"))
    birth_date = DayField(label=_("Birth date"), required=False)
    citizenship = HandbookField("citizenship", label=_("Citizenship"), required=False)
    birth_place = TextField(label=_("Birth place"), required=False, help_text=_("As in the identity document."))
    phone = TextField(label=_("Mobile phone"), required=False)
    home_phone = TextField(label=_("Home phone"), required=False)
    work_phone = TextField(label=_("Work phone"), required=False)
    email = django_forms.EmailField(label=_("E-mail"), required=False)
    registered_address = TextField(label=_("Address of registration"), required=False, rows=2)
    actual_address = TextField(label=_("Address of residence"), required=False, rows=2)
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)
    groups: ClassVar[Sequence[Group]] = (
        Group(_("Who it is"), ("sex", "birth_date", "citizenship", "birth_place")),
        Group(_("How to reach"), CONTACTS),
    )


class StudentParticularsForm(ParticularsForm):
    """As particulars, with what a student's card requires."""

    birth_date = DayField(label=_("Birth date"))
    file_number = TextField(label=_("Number of the personal file"), required=False)
    groups = (
        Group(_("Who it is"), ("sex", "birth_date", "citizenship", "birth_place", "file_number")),
        Group(_("How to reach"), CONTACTS),
    )


class OccupationForm(Form):
    """What a guardian does."""

    education = HandbookField("staff_education", label=_("Education"), required=False)
    workplace = TextField(label=_("Place of work"), required=False)
    position = TextField(label=_("Position at work"), required=False)


class GuardianParticularsForm(ParticularsForm, OccupationForm):
    groups: ClassVar[Sequence[Group]] = (*ParticularsForm.groups, Group(_("Education and work"), OCCUPATION))


class CitizenshipForm(Form):
    """Another citizenship: beside the present one, or instead of it."""

    BESIDE, INSTEAD = "beside", "instead"
    country = HandbookField("citizenship", label=_("Citizenship"), help_text=_("Stateless persons have an item, too."))
    how = ChoiceField(
        label=_("Beside the present one"),
        choices=[
            (INSTEAD, _("Instead of the present citizenship, which ends on that day")),
            (BESIDE, _("Beside the present citizenship: dual")),
        ],
        radio=True,
        initial=INSTEAD,
    )
    since = DayField(label=_("Since"))
    document = TextField(label=_("By what document"), required=False)
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)


class Named(django_forms.BaseForm):
    """A form with the three parts of a name."""

    def name(self) -> Name:
        values = self.cleaned_data
        return Name(values["surname"], values["given_name"], values["patronymic"])


class NameForm(Named, Form):
    """A correction of the present name, or a new name from a day on."""

    CORRECTION, CHANGE = "correction", "change"
    why = ChoiceField(
        label=_("What happened"),
        choices=[
            (CHANGE, _("The name has changed: earlier lists and orders keep the former one")),
            (CORRECTION, _("Correction of a slip: the former spelling was never right")),
        ],
        radio=True,
    )
    surname = TextField(label=_("Surname"))
    given_name = TextField(label=_("Given name"))
    patronymic = TextField(label=_("Patronymic"), required=False, help_text=_("Leave empty if the document has none."))
    since = DayField(label=_("Since"), required=False, help_text=_("The first day of the new name; for a change only."))
    document = TextField(
        label=_("By what document"),
        required=False,
        help_text=_("Certificate of marriage, of a change of name: No, date."),
    )
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("why") == self.CHANGE and not values.get("since") and "since" not in self.errors:
            self.add_error("since", _("Write since when the person has the new name."))
        return values


class NewPersonForm(Named, RightsForm):
    """A card that does not exist yet."""

    surname = TextField(label=_("Surname"))
    given_name = TextField(label=_("Given name"))
    patronymic = TextField(label=_("Patronymic"), required=False, help_text=_("Leave empty if the document has none."))
    sex = HandbookField("sex", label=_("Sex"))
    birth_date = DayField(label=_("Birth date"), required=False)
    phone = TextField(label=_("Phone"), required=False)
    email = django_forms.EmailField(label=_("E-mail"), required=False)
    actual_address = TextField(label=_("Address of residence"), required=False, rows=2)
    insist = InsistField()


POLICY, INSURER = "medical_policy", "medical_policy_issued_by"


class IdentifiersForm(Form):
    """All numbers of other registers in one form; an empty field takes the number away."""

    version = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def __init__(self, *args: Any, person_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = grounds([person_id], timezone.localdate())
        self.kinds = [kind for kind in identifiers.kinds_of("person") if known.opens_identifier(person_id, kind.code)]
        for kind in self.kinds:
            self.fields[kind.code] = TextField(label=kind.title, required=False)
        self.fields[INSURER] = TextField(label=_("Who issued the medical policy"), required=False)

    def values(self) -> Iterable[tuple[str, str, str]]:
        """Kind, number, who issued it."""
        return [
            (kind.code, self.cleaned_data[kind.code], self.cleaned_data.get(INSURER, "") if kind.code == POLICY else "")
            for kind in self.kinds
        ]


class DocumentForm(Form):
    """An identity document."""

    kind = HandbookField("identity_document", label=_("Kind of document"))
    series = TextField(label=_("Series"), required=False, help_text=_("Passport: 4 digits. Birth certificate: III-АГ."))
    number = TextField(label=_("Number"))
    issued_on = DayField(label=_("Issued on"), required=False)
    issued_by = TextField(label=_("Issued by"), required=False, rows=2)
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def document(self) -> Document:
        names = ("kind", "series", "number", "issued_on", "issued_by")
        return Document(**{name: self.cleaned_data[name] for name in names})


class GuardianshipForm(Form):
    """What a guardian is to a student."""

    relation = HandbookField("guardian_relation", label=_("Degree of kinship"))
    is_legal = django_forms.BooleanField(
        label=_("Legal representative"), required=False, initial=True,
        help_text=_("Parents, adoptive parents, guardians and trustees; relatives act by power of attorney."),
    )  # fmt: skip
    may_collect = django_forms.BooleanField(label=_("May collect the student"), required=False, initial=True)
    may_see = django_forms.BooleanField(
        label=_("May know of the student"), required=False, initial=True,
        help_text=_("Without this mark the guardian opens no card of the student on the family's page."),
    )  # fmt: skip
    custody_limit = HandbookField(
        "custody_limit", label=_("Limit of rights"), required=False, empty=_("none"),
        help_text=_("What a court or the guardianship authority has decided."),
    )  # fmt: skip
    basis = TextField(
        label=_("By what document"),
        required=False,
        help_text=_("Decision of a court, power of attorney: No, date, term."),
    )


TO_THE_STUDENT = Group(
    _("To the student"), ("relation", "is_legal", "may_collect", "may_see", "custody_limit", "basis", "since")
)


ANYBODY = _("Anybody with a card here: another student's parent, an employee.")
SEEN_OR_EXACTLY = _(
    "A guardian of your students; somebody else who has a card here by the full name and the birth date: Ivanov Ivan "
    "Ivanovich 31.12.1985."
)


def whom(value: str) -> int | Exactly:
    """A person as the options of `people_options` name him: by the id, or exactly."""
    return Exactly.read(value) or int(value)


class LinkGuardianForm(GuardianshipForm):
    """A guardian known here already, linked with a student."""

    since = DayField(label=_("Since"), required=False, help_text=_("Empty: since today."))
    groups = (
        Group(_("Who"), ("person",)),
        TO_THE_STUDENT,
    )

    def __init__(self, *args: Any, by: By, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, sees_all = timezone.localdate(), seen_students(by) is None
        self.fields["person"] = PickField(
            label=_("Guardian"), url="people:person_options", coerce=whom,
            lookup=lambda text: as_options(lists.people_options(text, today, by=by)),
            find=lambda value: as_option(lists.person_option(value, today, by=by)),
            help_text=ANYBODY if sees_all else SEEN_OR_EXACTLY,
        )  # fmt: skip


class NewGuardianForm(NewPersonForm, OccupationForm, GuardianshipForm):
    """A guardian nobody here knows yet, linked with a student."""

    since = DayField(label=_("Since"), required=False, help_text=_("Empty: since today."))
    groups = (
        Group(_("Who"), ("surname", "given_name", "patronymic", "sex", "birth_date")),
        Group(_("How to reach"), ("phone", "email", "actual_address")),
        Group(_("Education and work"), OCCUPATION),
        TO_THE_STUDENT,
    )


class EndForm(Form):
    """From which day something is no more."""

    on = DayField(label=_("From which day no more"))


class NewEmployeeForm(NewPersonForm):
    """An employee with the first post."""

    personnel_number = TextField(label=_("Personnel number"), required=False)
    post = HandbookField("post", label=_("Post"))
    kind = HandbookField("post_kind", label=_("Kind of employment"), initial="main")
    rate = NumberField(label=_("Rate"), digits=2, initial=1, help_text=_("1 is a full rate, 0,5 a half."))
    since = DayField(label=_("Since"))
    order_number = TextField(label=_("Order number"), required=False)
    order_date = DayField(label=_("Order date"), required=False)
    groups = (
        Group(_("Who it is"), ("surname", "given_name", "patronymic", "sex", "birth_date")),
        Group(_("How to reach"), ("phone", "email", "actual_address")),
        Group(_("Post"), ("personnel_number", "post", "kind", "rate", "since", "order_number", "order_date")),
    )


class PostForm(Form):
    """A post of an employee."""

    post = HandbookField("post", label=_("Post"))
    kind = HandbookField("post_kind", label=_("Kind of employment"), initial="main")
    rate = NumberField(label=_("Rate"), digits=2, initial=1, help_text=_("1 is a full rate, 0,5 a half."))
    since = DayField(label=_("Since"))
    until = DayField(label=_("From which day no more"), required=False, help_text=_("Empty: without an end."))
    order_number = TextField(label=_("Order number"), required=False)
    order_date = DayField(label=_("Order date"), required=False)

    def clean_until(self) -> Any:
        return self.cleaned_data["until"] or FOREVER


class RateForm(Form):
    rate = NumberField(label=_("Rate"), digits=2)
    since = DayField(label=_("Since"))
