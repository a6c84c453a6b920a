"""What tests of voiding above organisations share: a thief's operations, a report, two administrators, the work."""

from datetime import timedelta

from django.utils import timezone

from shared_apps.accounts import queries, services
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.models import Account
from shared_apps.accounts.queries.voiding import OperationRow
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import shared

from .conftest import SYSTEM, actor


def reported(thief: Account, by: Account | None = None) -> int:
    """The case above organisations of a report that counts from an hour ago. By default the owner reports himself."""
    report = services.report_compromise(
        account_id=thief.pk, known_since=timezone.now() - timedelta(hours=1), note="Пропал телефон",
        by=actor(by or thief),
    )  # fmt: skip
    with shared(by=SYSTEM):
        return CompromiseCase.objects.get(report=report, organisation=None).pk


def operations(case: int, by: Account) -> list[OperationRow]:
    return queries.operations_above(case, actor(by))


def fates(case: int, by: Account) -> dict[str, str]:
    """What was done → its fate, the latest of the same words."""
    return {row.what: row.fate for row in reversed(operations(case, by))}


def run_waiting() -> list[str]:
    """Do what waits; the state each job ends in."""
    with shared(by=SYSTEM):
        waiting = list(Job.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True))
    return [jobs.run(pk) for pk in waiting]


def voided(case: int, first: Account, second: Account) -> None:
    """Proposed by one, confirmed by another, carried out."""
    services.propose_above(case_id=case, by=actor(first))
    assert services.confirm_above(case_id=case, by=actor(second)).is_running
    assert run_waiting() == ["done"]


def state(case: int) -> str:
    with shared(by=SYSTEM):
        return CompromiseCase.objects.get(pk=case).state
