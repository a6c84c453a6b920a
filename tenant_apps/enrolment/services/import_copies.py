"""Files of imports are copies of cards: those that name a person go when his data are closed or erased."""

from django.db.models import Q

from shared_apps.organisations.crossing import By
from tenant_apps.people.copies import Lost
from tenant_apps.people.models import Employee, Guardian, Guardianship, PersonName, Student

from ..import_models import ImportRow
from .imports import IMPORTS


def forget_imports_of(lost: Lost, by: By) -> None:
    """The file and the rows of every import that names the person and was read with a class of what was lost.

    One that a job works on is left to the job that comes after, which waits for it. What was imported stays imported;
    what waited for confirmation is discarded. A file can't be emptied of one person, so it goes as a whole.
    """
    named = ImportRow.objects.filter(_about(lost.person_id)).values("run")
    runs = IMPORTS.with_files().filter(pk__in=named).order_by("pk")
    runs = runs.select_for_update(of=("self",), skip_locked=not lost.is_later)
    IMPORTS.forget_runs([run for run in runs if set(run.classes) & lost.classes], by=by)


def _about(person_id: int) -> Q:
    """Rows of the person's own cards, of the children he answers for (their files name him), and of his names."""
    students = Student.objects.filter(person=person_id).values("pk")
    guardians = Guardian.objects.filter(person=person_id).values("pk")
    wards = Guardianship.objects.filter(guardian__in=guardians).values("student")
    employees = Employee.objects.filter(person=person_id).values("pk")
    return (
        Q(student_id__in=students)
        | Q(student_id__in=wards)
        | Q(run__kind="guardians", card_id__in=guardians)
        | Q(run__kind="employees", card_id__in=employees)
        | Q(name__in=_names(person_id))
    )


def _names(person_id: int) -> list[str]:
    """For rows that led to no card."""
    return [name for row in PersonName.objects.filter(person=person_id) if (name := str(row))]
