"""Celery tasks of the jobs: run one, sweep."""

from celery import shared_task

from . import services


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    """Do one job by its row."""
    services.run(job_id)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Requeue what waits or has lost its worker."""
    services.sweep()
