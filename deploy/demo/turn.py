"""The turn of the year in the main school: the year before is closed by two persons, the passage to the next one is
planned, and half of what must be decided is decided."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from deploy.demo.days import Days
from deploy.demo.region_plan import PlannedOrganisation
from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.models import AcademicYear, ClassGroup
from tenant_apps.enrolment.programmes import BASIC_ENDS
from tenant_apps.rollover import services
from tenant_apps.rollover.models import YearSealing
from tenant_apps.rollover.outcomes import Outcome

DEBT_TERM = timedelta(days=60)
"""Until the end of October."""
PROPOSED_AFTER, CONFIRMED_AFTER = timedelta(days=11), timedelta(days=14)


def turn_of_the_year(planned: PlannedOrganisation, days: Days, by: By) -> None:
    """Within inside(), after the organisation's rows are written."""
    if planned.part != "main":
        return
    _close(AcademicYear.objects.get(valid_from=days.begins(0)), days)
    year = AcademicYear.objects.get(valid_from=days.begins(1))
    plan = services.make_plan(
        year_id=year.pk, basis=f"Протокол педагогического совета от 25.05.{year.valid_to.year} № 7", by=by
    )
    waiting = plan.outcomes.filter(outcome=Outcome.UNDECIDED, grade=BASIC_ENDS).values("from_class")
    classes = list(ClassGroup.objects.filter(pk__in=waiting).order_by("name").values_list("pk", flat=True))
    decided = classes[: len(classes) // 2]
    if decided:
        services.decide_for_many(plan_id=plan.pk, outcome=Outcome.FINISHED, class_ids=decided, by=by)
    conditional = plan.outcomes.filter(outcome=Outcome.NEXT, grade=7, target__isnull=False).order_by("pk").first()
    if conditional is not None:
        change = services.OutcomeChange(
            outcome_id=conditional.pk, outcome=Outcome.CONDITIONAL, subjects="Алгебра; Физика",
            due_on=plan.next_from + DEBT_TERM,
        )  # fmt: skip
        services.change_outcomes(plan_id=plan.pk, changes=[change], by=by)


def _close(year: AcademicYear, days: Days) -> None:
    proposed, confirmed = (_at_noon(days, after) for after in (PROPOSED_AFTER, CONFIRMED_AFTER))
    year.closed_at = confirmed
    year.save(update_fields=["closed_at"])
    sealing = YearSealing.objects.create(
        year=year, kind=YearSealing.Kind.SEAL, state=YearSealing.State.CONFIRMED, reason="Учебный год завершён",
        proposed_name="Координатор", decided_name="Сетевой администратор", decided_at=confirmed,
    )  # fmt: skip
    YearSealing.objects.filter(pk=sealing.pk).update(proposed_at=proposed)


def _at_noon(days: Days, after: timedelta) -> datetime:
    day = min(days.working(days.begins(1) + after), days.today)
    return timezone.make_aware(datetime.combine(day, time(12)))
