"""Long work of exports: writing a file; forgetting those whose time is over."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.services import Running, work

from . import services, writing


@work(services.WORK, queue="reports", title=_("Preparing a file of a list"), inside=False)
def write_file(job: Running) -> dict[str, Any]:
    """The file of `arguments["export"]`; begun anew from its first row when a worker dies."""
    return writing.write(int(job.arguments["export"]), job)


@work("exports.forget", queue="notify", title=_("Files of lists whose time is over"), inside=False)
def forget(job: Running) -> dict[str, Any]:
    """Daily."""
    return {"forgotten": services.forget_over(by=job.by)}
