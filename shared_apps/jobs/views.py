"""Pages of long work: the list, one job with its progress, another try."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from shared_apps.accounts import permissions
from shared_apps.organisations.found import found_or_404
from shared_apps.ui import words
from shared_apps.ui.filters import FilterSet
from shared_apps.ui.page import ActionPage, CardPage, Crumb, ListPage, Page
from shared_apps.ui.tables import BadgeColumn, DateTimeColumn, Empty, NumberColumn, Table, TextColumn

from . import services
from .models import Job

ASKED_BY = (("people", pgettext_lazy("job", "people")), ("schedule", pgettext_lazy("job", "the schedule")))
TONES = {"waiting": "info", "running": "info", "done": "ok", "failed": "err", "cancelled": ""}


class JobTable(Table):
    """Long work of the platform, the latest first."""

    caption = _("Long work")
    empty = Empty(_("There was no long work yet."), _("Imports, births of organisations and large files appear here."))

    kind = TextColumn(pgettext_lazy("job", "Work"), link="jobs:card")
    state = BadgeColumn(pgettext_lazy("job", "State"), tones=TONES)
    done = NumberColumn(pgettext_lazy("job", "Done"))
    total = NumberColumn(pgettext_lazy("job", "Of"))
    attempt = NumberColumn(pgettext_lazy("job", "Attempt"))
    actor_name = TextColumn(pgettext_lazy("job", "Who"))
    created_at = DateTimeColumn(_("Asked for at"))
    finished_at = DateTimeColumn(_("Finished at"))

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.columns["kind"].column.labels = {name: declared.title for name, declared in services.kinds().items()}
        if "actor_name" in self.columns:  # the reader may have taken it away
            self.columns["actor_name"].column.labels = words.PLATFORM


class JobFilters(FilterSet):
    """By state and kind, and by who wants it."""

    state = ChoiceFilter(label=pgettext_lazy("job", "State"), choices=Job.State.choices)
    kind = ChoiceFilter(
        label=pgettext_lazy("job", "Work"),
        choices=lambda: [(name, declared.title) for name, declared in services.kinds().items()],
    )

    asked_by = ChoiceFilter(label=pgettext_lazy("job", "Asked for by"), choices=ASKED_BY, method="asked_for")

    def asked_for(self, rows: Any, _name: str, value: str) -> Any:
        """Daily work, or what people want."""
        return rows.wanted_by_schedule() if value == "schedule" else rows.wanted_otherwise()

    class Meta:
        model = Job
        fields = ()


class JobListPage(ListPage):
    """All long work."""

    exports_with = permissions.JOBS_MANAGE
    permission = permissions.JOBS_MANAGE
    title = _("Long work")
    table_class, filterset_class = JobTable, JobFilters
    ordering = ("-created_at",)

    def rows(self) -> Any:
        return Job.objects.all()


class OfOneJob(Page):
    """What the pages of one job share."""

    abstract = True

    def prepare(self) -> None:
        self.job = found_or_404(Job.objects.filter(pk=self.kwargs["pk"]).first())

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Long work"), reverse("jobs:list"))]


class JobCardPage(OfOneJob, CardPage):
    """One job: how far it is, what it says, what came of it."""

    permission = permissions.JOBS_MANAGE
    template_name = "jobs/card.html"
    fragments: ClassVar[tuple[str, ...]] = ("tab", "progress")

    def heading(self) -> str:
        declared = services.kinds().get(self.job.kind)
        return f"{declared.title if declared else self.job.kind} № {self.job.pk}"

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [(self.job.get_state_display(), TONES.get(self.job.state, ""))]

    def facts(self) -> Sequence[tuple[Any, Any]]:
        job = self.job
        return [
            (pgettext_lazy("job", "Who"), words.actor(job.actor_name)),
            (_("Asked for at"), job.created_at),
            (_("Begun at"), job.started_at),
            (_("Finished at"), job.finished_at),
            (pgettext_lazy("job", "Attempt"), job.attempt or None),
        ]

    def context(self) -> Mapping[str, Any]:
        job = self.job
        return {
            "job": job,
            "is_unfinished": job.state in (Job.State.WAITING, Job.State.RUNNING),
            "retries": services.retries_of(job),
        }


class RetryPage(OfOneJob, ActionPage):
    """Let a failed job try again."""

    permission = permissions.JOBS_MANAGE
    done = _("The work waits for a worker again.")

    def perform(self) -> str:
        services.retry(self.job.pk, by=self.request.user)
        return reverse("jobs:card", args=[self.job.pk])
