"""Celery tasks of the jobs: run one, sweep."""

from celery import shared_task

from . import daily, services


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    """Do one job by its row."""
    services.run(job_id)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Ask for the daily work that is due, requeue what waits or has lost its worker."""
    daily.ask_for_what_is_due()
    services.sweep()
