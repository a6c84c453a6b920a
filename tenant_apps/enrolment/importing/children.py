"""Whose guardians a file names: students of this organisation, by number, or by name and birth date."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from shared_apps.importing.judging import Trouble
from shared_apps.importing.rows import Row
from tenant_apps.people.models import Identifier, PersonName, Student
from tenant_apps.people.names import full_name, search_key

NUMBERS = ("child_snils", "child_file_number")


@dataclass(frozen=True, slots=True)
class Child:
    """A student. `student_id` is None while the same file is going to make the card: then `row` finds it."""

    student_id: int | None
    person_id: int | None
    name: str
    birth_date: date | None
    row: int = 0
    first_names: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.name}, {self.birth_date:%d.%m.%Y}" if self.birth_date else self.name


@dataclass(slots=True)
class Children:
    """The students that rows may be about, and the ways that lead to them. Four queries, whatever the rows."""

    of_snils: dict[str, Child] = field(default_factory=dict)
    of_file: dict[str, Child] = field(default_factory=dict)
    named: dict[tuple[date, str], list[tuple[Child, str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, rows: Sequence[Row]) -> "Children":
        snils = {value for row in rows if (value := row.cells.get("child_snils"))}
        files = {value for row in rows if (value := row.cells.get("child_file_number"))}
        days = {value for row in rows if (value := row.cells.get("child_birth_date"))}
        owners = dict(
            Identifier.objects.filter(kind="snils", value__in=snils, person__student__isnull=False).values_list(
                "person_id", "value"
            )
        )
        students = Student.objects.select_related("person")
        known = {one.person_id: one for one in students.filter(person__in=owners)}
        known |= {one.person_id: one for one in students.filter(file_number__in=files)}
        known |= {one.person_id: one for one in students.filter(person__birth_date__in=days)}
        names: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
        rows_of_names = PersonName.objects.filter(person__in=list(known)).order_by("person_id", "-valid_to")
        for pk, *name in rows_of_names.values_list("person_id", "surname", "given_name", "patronymic"):
            names[pk].append((name[0], name[1], name[2]))
        found = cls()
        for pk, student in known.items():
            found._add(student, names[pk], owners.get(pk, ""))
        return found

    def _add(self, student: Student, names: list[tuple[str, str, str]], snils: str) -> None:
        keys = frozenset(search_key(surname, given) for surname, given, _patronymic in names)
        born = student.person.birth_date
        child = Child(student.pk, student.person_id, full_name(*names[0]) if names else "—", born, first_names=keys)
        if snils:
            self.of_snils[snils] = child
        if student.file_number:
            self.of_file[student.file_number] = child
        if born:
            for surname, given, patronymic in names:
                self.named[born, search_key(surname, given)].append((child, search_key(patronymic)))

    def of(self, row: Row) -> Child | Trouble:
        """The student that a row is about, or why it is not clear."""
        cells = row.cells
        by_snils = self.of_snils.get(cells.get("child_snils") or "")
        by_file = self.of_file.get(cells.get("child_file_number") or "")
        if by_snils and by_file and by_snils != by_file:
            return Trouble(
                "child_file_number", "child.two_cards",
                _("The SNILS is that of %(first)s, the number of the file that of %(second)s.")
                % {"first": by_snils, "second": by_file},
                _("Correct one of the numbers."),
            )  # fmt: skip
        found = by_snils or by_file
        if found is not None:
            return found if self._agrees(found, row) else _of_another(found, by_snils is not None)
        if cells.get("child_surname") and cells.get("child_given_name"):
            return self._by_name(row)
        column = next((code for code in NUMBERS if cells.get(code)), "")
        if column:
            return Trouble(
                column, "child.unknown", _("No student here has this number."),
                _("Correct it, or write the full name and the birth date of the child; students are imported first."),
            )  # fmt: skip
        return Trouble(
            "", "child.not_said", _("The row does not say whose guardian it is."),
            _("Write the number of the personal file or the SNILS of the child, or the full name and the birth date."),
        )  # fmt: skip

    def _by_name(self, row: Row) -> Child | Trouble:
        cells, column = row.cells, "child_full_name" if "child_full_name" in row.raw else "child_surname"
        born = cells.get("child_birth_date")
        if born is None:
            return Trouble(
                "child_birth_date", "child.birth_date_missing",
                _("Without a birth date or a number it is not clear which child is meant."), _("Write one of them."),
            )  # fmt: skip
        patronymic = search_key(cells.get("child_patronymic") or "")
        named = self.named.get((born, search_key(cells["child_surname"], cells["child_given_name"])), [])
        fitting = {child for child, theirs in named if not patronymic or not theirs or theirs == patronymic}
        if len(fitting) == 1:
            return fitting.pop()
        if fitting:
            return Trouble(
                column, "child.ambiguous", _("%(count)s students have this name and birth date.")
                % {"count": len(fitting)}, _("Write the number of the personal file or the SNILS of the child."),
            )  # fmt: skip
        return Trouble(
            column, "child.unknown", _("No student here has this name and birth date."),
            _("Correct them; students are imported before their guardians."),
        )  # fmt: skip

    @staticmethod
    def _agrees(child: Child, row: Row) -> bool:
        """A number alone is enough; with a name or a birth date one of them must be the child's."""
        cells = row.cells
        surname, given, born = (cells.get(f"child_{code}") for code in ("surname", "given_name", "birth_date"))
        if not (surname and given) and born is None:
            return True
        return born == child.birth_date or bool(surname and given and search_key(surname, given) in child.first_names)


def _of_another(child: Child, is_snils: bool) -> Trouble:
    message = (
        _("This SNILS stands in the card of %(who)s.")
        if is_snils
        else _("This number of the file stands in the card of %(who)s.")
    )
    column = "child_snils" if is_snils else "child_file_number"
    return Trouble(column, "child.of_another", message % {"who": child}, _("Correct the number, or the name."))
