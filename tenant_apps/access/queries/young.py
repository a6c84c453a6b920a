"""Students who are seen through a guardian only."""

from django.utils import timezone

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.queries import students
from tenant_apps.people.models import Student

from ..refusals import TooYoung
from ..rules import has_own_account, own_account_from


def refuse_young(student_id: int) -> None:
    """:raises TooYoung: the student has no account of his own yet."""
    today = timezone.localdate()
    least = own_account_from(today)
    born = Student.objects.filter(pk=student_id).values_list("person__birth_date", flat=True).first()
    if not has_own_account(born, today, least=least):
        option = students.option(str(student_id), today, by=By.system("age of a student"))
        raise TooYoung(params={"name": option[1] if option else student_id, "years": least})
