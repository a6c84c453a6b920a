"""Forms of classes and academic years."""

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import HandbookField, choose_as_of
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, NumberField, PickField, TextField
from tenant_apps.people.pages import as_option, as_options
from tenant_apps.people.queries import lists

from ..class_handbooks import KIND_HANDBOOKS, PROFILE_HANDBOOKS
from ..models import AcademicYear, ClassGroup
from ..services import ClassParameters, ProposedClass

LEVELS = {
    "school": ("primary", "basic", "secondary", "preschool"),
    "kindergarten": ("preschool",),
    "centre": ("additional",),
}
OF_SCHOOLS = ("first_grade", "nosology", "programme_years")
"""What only classes of schools have."""
OF_PRESCHOOL, OF_CENTRES = ("regime",), ("programme_level",)
"""What only preschool groups have, and only groups of centres."""


class ClassForm(Form):
    """A class of a school, or a group of a kindergarten or a centre: fields differ by the organisation's kind."""

    year = ChoiceField(label=gettext_lazy("Academic year"), empty=None)
    grade = NumberField(label=gettext_lazy("Grade"), least=1, most=12, required=False)
    letter = TextField(label=gettext_lazy("Letter"), required=False, max_length=8)
    name = TextField(label=gettext_lazy("Name"), required=False, help_text=gettext_lazy("Empty: grade and letter."))
    level = ChoiceField(label=gettext_lazy("Level"), required=False, help_text=gettext_lazy("Empty: by the grade."))
    kind = ChoiceField(label=gettext_lazy("Kind"), required=False)
    age_group = HandbookField(
        "age_group", label=gettext_lazy("Age group"), required=False, help_text=gettext_lazy("Of preschool groups.")
    )
    profile = ChoiceField(label=gettext_lazy("Profile"), required=False)
    first_grade = HandbookField(
        "first_grade_year", label=gettext_lazy("Year of the first grade"), required=False,
        empty=gettext_lazy("takes one year"), help_text=gettext_lazy("Of first grades that take two years."),
    )  # fmt: skip
    nosology = HandbookField(
        "ovz_category", label=gettext_lazy("Nosology"), required=False, empty=gettext_lazy("none"),
        help_text=gettext_lazy("Of classes for students with special needs."),
    )  # fmt: skip
    programme_years = NumberField(
        label=gettext_lazy("Length of the programme, years"), least=9, most=13, required=False,
        help_text=gettext_lazy("Of classes for students with intellectual disability."),
    )  # fmt: skip
    regime = HandbookField(
        "group_regime", label=gettext_lazy("Hours of the group"), required=False,
        help_text=gettext_lazy("Of preschool groups."),
    )  # fmt: skip
    programme_level = HandbookField("programme_level", label=gettext_lazy("Level of the programme"), required=False)
    funding = HandbookField(
        "funding", label=gettext_lazy("Who pays"), required=False,
        help_text=gettext_lazy("For the places of a preschool group, or of a group of a centre."),
    )  # fmt: skip
    class_set = TextField(
        label=gettext_lazy("Class set"), required=False,
        help_text=gettext_lazy("Where several grades are taught together: the same name in each of their classes."),
    )  # fmt: skip
    form_of_study = HandbookField("form_of_study", label=gettext_lazy("Form of study"), initial="full_time")
    language = HandbookField("language", label=gettext_lazy("Language of teaching"), initial="rus")
    shift = HandbookField("shift", label=gettext_lazy("Shift"), initial="1")
    room = TextField(label=gettext_lazy("Room"), required=False)
    capacity = NumberField(label=gettext_lazy("Places"), least=1, most=999, initial=25)
    valid_from = DayField(
        label=gettext_lazy("Exists from"),
        required=False,
        help_text=gettext_lazy("Empty: from the first day of the year."),
    )
    last_day = DayField(
        label=gettext_lazy("To, inclusive"),
        required=False,
        help_text=gettext_lazy("Empty: to the last day of the year."),
    )
    groups = (
        Group(gettext_lazy("Which class"), ("year", "grade", "letter", "name", "level")),
        Group(
            gettext_lazy("How it is taught"),
            (
                "kind",
                "nosology",
                "programme_years",
                "first_grade",
                "age_group",
                "profile",
                "regime",
                "programme_level",
                "funding",
                "class_set",
                "form_of_study",
                "language",
            ),
        ),
        Group(gettext_lazy("Where and how many"), ("shift", "room", "capacity")),
        Group(gettext_lazy("Dates"), ("valid_from", "last_day")),
    )

    def __init__(
        self,
        *args: Any,
        organisation_kind: str,
        years: Sequence[AcademicYear] = (),
        group: ClassGroup | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        broad = next((one for one in LEVELS if organisation_kind.startswith(one)), "school")
        self.broad, self.is_school = broad, broad == "school"
        if group is None:
            self._choices("year", [(str(one.pk), one.name) for one in years])
        else:
            del self.fields["year"]
        day = group.valid_from if group else timezone.localdate()
        names = handbooks.names("level")
        levels = [(code, names.get(code, code)) for code in LEVELS[broad]]
        level = group.level if group else LEVELS[broad][0]
        self._choices("level", [("", _("by the grade")), *levels] if self.is_school else levels)
        self._choices("kind", handbooks.choices(KIND_HANDBOOKS.get(level, "class_kind"), as_of=day))
        self._choices(
            "profile", [("", _("none")), *handbooks.choices(PROFILE_HANDBOOKS.get(level, "class_profile"), as_of=day)]
        )
        for name in self._foreign(broad):
            del self.fields[name]
        if not self.is_school:
            self.fields["name"].required = True
            self.fields["name"].help_text = ""
        choose_as_of(self, day)

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, django_forms.ChoiceField)
        field.choices = choices

    @staticmethod
    def _foreign(broad: str) -> tuple[str, ...]:
        """Fields that organisations of this kind have no use for."""
        if broad == "school":
            return OF_CENTRES
        if broad == "kindergarten":
            return ("grade", "letter", "level", "class_set", "form_of_study", "shift", *OF_SCHOOLS, *OF_CENTRES)
        alien = (*OF_SCHOOLS, *OF_PRESCHOOL)
        return ("grade", "letter", "level", "class_set", "age_group", "kind", "form_of_study", *alien)

    def parameters(self) -> ClassParameters:
        values = self.cleaned_data
        usual = ClassParameters()
        last = values.get("last_day")
        level = values.get("level") or self.sole_level
        return ClassParameters(
            grade=values.get("grade"),
            letter=values.get("letter", ""),
            name=values.get("name", ""),
            level=level,
            kind="general" if self.is_school and level == "preschool" else values.get("kind") or "ordinary",
            age_group=values.get("age_group", ""),
            profile=values.get("profile", ""),
            class_set=values.get("class_set", ""),
            form_of_study=values.get("form_of_study") or usual.form_of_study,
            language=values.get("language") or usual.language,
            shift=int(values.get("shift") or 1),
            room=values.get("room", ""),
            capacity=values["capacity"],
            first_grade=values.get("first_grade") or "",
            nosology=values.get("nosology") or "",
            programme_years=values.get("programme_years"),
            regime=values.get("regime") or "",
            programme_level=values.get("programme_level") or "",
            funding=values.get("funding") or "",
            valid_from=values.get("valid_from"),
            valid_to=last.fromordinal(last.toordinal() + 1) if last else None,
        )

    @property
    def sole_level(self) -> str:
        """Of a kindergarten's or a centre's groups; a school's classes have the level of their grade."""
        return {"school": "", "kindergarten": "preschool", "centre": "additional"}[self.broad]


def parameters_of(group: ClassGroup) -> dict[str, Any]:
    """A class as the form shows it."""
    return {
        "grade": group.grade, "letter": group.letter, "name": group.name, "level": group.level, "kind": group.kind,
        "age_group": group.age_group, "profile": group.profile,
        "class_set": group.class_set.name if group.class_set else "", "form_of_study": group.form_of_study,
        "language": group.language, "shift": str(group.shift), "room": group.room, "capacity": group.capacity,
        "first_grade": group.first_grade, "nosology": group.nosology, "programme_years": group.programme_years,
        "regime": group.regime, "programme_level": group.programme_level, "funding": group.funding,
        "valid_from": group.valid_from, "last_day": group.valid_to.fromordinal(group.valid_to.toordinal() - 1),
    }  # fmt: skip


class TeacherForm(Form):
    employee = PickField(
        label=gettext_lazy("Employee"), url="people:employee_options", coerce=int, required=False,
        lookup=lambda text: as_options(lists.employee_options(text, timezone.localdate())),
        find=lambda value: as_option(lists.employee_option(value, timezone.localdate())),
        help_text=gettext_lazy("Empty: nobody leads the class from that day on."),
    )  # fmt: skip
    since = DayField(label=gettext_lazy("Since"))


class NextYearForm(Form):
    classes = django_forms.MultipleChoiceField(
        label=gettext_lazy("Classes to open"), widget=django_forms.CheckboxSelectMultiple, required=False
    )
    with_teachers = django_forms.BooleanField(
        label=gettext_lazy("Class teachers go on with their classes"), required=False, initial=True
    )

    def __init__(self, *args: Any, proposed: Sequence[ProposedClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["classes"]
        assert isinstance(field, django_forms.MultipleChoiceField)
        field.choices = [
            (one.key, f"{one.name} ← {one.after}" if one.name != one.after else one.name) for one in proposed
        ]
        field.initial = [one.key for one in proposed]


class YearForm(Form):
    """An academic year: 1 September to 31 August as a rule."""

    valid_from = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))
