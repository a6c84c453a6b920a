"""Who looks after cards in the demo's schools: last month's checks and most of this month's, what families proposed and
what became of it, a batch update of meals.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from deploy.demo.days import Days, chance
from deploy.demo.filling import BY
from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.enrolment.queries import classes, students
from tenant_apps.history.services import written_as
from tenant_apps.people.history import persons_by_id
from tenant_apps.people.models import Guardianship
from tenant_apps.people.services.circumstances_many import plan_circumstances, write_circumstances
from tenant_apps.upkeep import services
from tenant_apps.upkeep.models import BatchUpdate, CardCheck, Correction
from tenant_apps.upkeep.services.batches import SOURCE

LEFT = 4
"""Of each so many classes one is not checked this month yet."""
REASON = "По этому адресу в свидетельстве о регистрации другая квартира: принесите документ"
STREETS = ("ул. Садовая", "ул. Красная", "ул. Мира", "ул. Гагарина")


def keep_up(organisation: Organisation, days: Days, *, led_by: int | None = None, guardian: int | None = None) -> None:
    """Everything, if nothing of it stands yet. The class of the employee `led_by` is left to be checked; `guardian` has
    proposed something that was decided.
    """
    with inside(organisation, by=BY):
        if CardCheck.objects.exists():
            return
        groups = [row for row in classes.classes_on(days.today) if row.students]  # type: ignore[attr-defined]
        if groups:
            _meals(groups[0], days)
        for number, group in enumerate(groups):
            _checks(group, days, this_month=number % LEFT != LEFT - 1 and group.teacher_id != led_by)  # type: ignore[attr-defined]
        if guardian is not None:
            _decided(guardian, days)
        for number, group in enumerate(groups[:: max(len(groups) // 5, 1)][:5]):
            _correction(group, days, number)


def _checks(group: ClassGroup, days: Days, *, this_month: bool) -> None:
    rows = list(students.students_on(days.today, by=BY, class_id=group.pk).values_list("pk", "person__version"))
    teacher = classes.teacher_name(group) or "Координатор"
    now = timezone.now()
    before = now - timedelta(days=now.day + 5)
    months: list[tuple[date, datetime]] = [(before.date().replace(day=1), before)]
    if this_month:
        months.append((days.today.replace(day=1), min(now, now.replace(day=max(1, now.day - 2)))))
    CardCheck.objects.bulk_create(
        CardCheck(student_id=pk, month=month, checked_at=at, checked_name=teacher, card_version=version)
        for month, at in months
        for pk, version in rows
    )


def _correction(group: ClassGroup, days: Days, number: int) -> None:
    """A representative proposes another phone, and every other one an address too; two are decided."""
    links = Guardianship.objects.unvoided().valid(days.today).filter(is_legal=True, may_see=True)
    sitting = students.students_on(days.today, by=BY, class_id=group.pk).values("pk")
    proposed = Correction.objects.values("student")
    link = (
        links.filter(student__in=sitting)
        .exclude(student__in=proposed)
        .select_related("guardian")
        .order_by("student", "pk")
        .first()
    )
    if link is None:
        return
    rng = chance("corrections", str(group.pk), str(number))
    values: dict[str, object] = {"phone": f"+7 555 {rng.randint(100, 999)}-{rng.randint(10, 99)}-{rng.randint(10, 99)}"}
    if number % 2 == 0:
        values["actual_address"] = f"{rng.choice(STREETS)}, д. {rng.randint(1, 90)}, кв. {rng.randint(1, 80)}"
    row = _proposed(link, values, "Переехали в этом месяце" if "actual_address" in values else "Новый номер")
    if number < 2:
        _decide(row, classes.teacher_name(group) or "Координатор")


def _decided(guardian_id: int, days: Days) -> None:
    """What the sign-in `guardian` has proposed for the child here."""
    links = Guardianship.objects.unvoided().valid(days.today).filter(guardian=guardian_id, may_see=True)
    link = links.select_related("guardian").order_by("pk").first()
    if link is None:
        return
    values: dict[str, object] = {"home_phone": "+7 861 255-01-07", "registered_address": "ул. Садовая, д. 4, кв. 18"}
    _decide(_proposed(link, values, "Прописались по новому адресу"), "Классный руководитель")


def _proposed(link: Guardianship, values: dict[str, object], comment: str) -> Correction:
    name = persons_by_id([link.guardian.person_id])[link.guardian.person_id]
    return services.propose_correction(
        student_id=link.student_id, guardian_id=link.guardian_id, whose="student", values=values, comment=comment,
        by=By(account_id=None, name=name),
    )  # fmt: skip


def _decide(row: Correction, teacher: str) -> None:
    """Phones are accepted, addresses refused."""
    by = By(account_id=None, name=teacher)
    for field in row.fields.order_by("pk"):
        if field.code.endswith("phone"):
            services.accept_field(field_id=field.pk, by=by)
        else:
            services.refuse_field(field_id=field.pk, reason=REASON, by=by)


def _meals(group: ClassGroup, days: Days) -> None:
    """A class eats at a reduced price since the first of the month."""
    since = days.today.replace(day=1)
    ids = list(students.students_on(days.today, by=BY, class_id=group.pk).values_list("pk", flat=True))
    planned = plan_circumstances(student_ids=ids, kind="meals", value="meals_reduced", since=since, by=BY)
    changing = sum(1 for one in planned if one.verdict == "changes")
    if not changing:
        return
    row = BatchUpdate.objects.create(
        code="meals", value="meals_reduced", since=since, cards=changing, made_at=timezone.now(), made_name="Секретарь"
    )
    with written_as(f"{SOURCE}:{row.pk}"):
        write_circumstances(planned=planned, kind="meals", value="meals_reduced", since=since, by=BY)
