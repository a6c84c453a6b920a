"""How changes of the register of organisations are taken back (`undoing`)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.models import Job

from .models import Organisation, OrganisationPeriod, ReopeningRequest, Succession, Supervision
from .queries import names_on
from .services import PARTICULARS, may_be_withdrawn, withdraw_organisation
from .shared_log import record, values
from .undoing.rules import Doing, Fate, Logged, Rule, Step, register_rule

ORGANISATIONS = _("Organisations")
State = Organisation.State
_COPIED = tuple(OrganisationPeriod._meta.get_field(name).attname for name in (*PARTICULARS, "search_key"))  # type: ignore[union-attr]


class Organisations(Rule):
    """A requested organisation is withdrawn while nothing of it is made; a closing with no successor is taken back."""

    model, group = Organisation, ORGANISATIONS
    ignored = frozenset({"state_changed_at", "schema_problem", "schema_version", "schema_name", "requested_at"})
    notes = {
        "withdrawn": _("It is withdrawn: nothing of it was made yet. Its code and address are free again."),
        "withdrawn_already": _("It was withdrawn already."),
        "born": _(
            "The organisation is born: its database stands and is not deleted. If it must not be, close it by an order "
            "of the founder (Administration, Reorganisations), and end the roles given in it."
        ),
        "of_birth": _("This is how it was prepared: it goes with the line of its registration."),
        "passed": _(
            "Students have passed to the successor: what a reorganisation moved comes back by a reorganisation alone, "
            "by the founder's order."
        ),
    }

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        return names_on(ids, localdate())

    def look(self, line: Logged, row: Organisation) -> Step | None:
        if line.action == "born":
            return Step(Fate.GONE, "of_birth")
        if line.is_addition:
            if row.state == State.WITHDRAWN:
                return Step(Fate.GONE, "withdrawn_already")
            return Step(Fate.ENDED, "withdrawn") if may_be_withdrawn(row) else Step(Fate.BY_HAND, "born")
        if line.action == "close" and has_passed(row.pk):
            return Step(Fate.BY_HAND, "passed")
        return None

    def end(self, line: Logged, row: Organisation, doing: Doing) -> None:
        withdraw_organisation(organisation=row, by=doing.by)

    def written(self, row: Organisation, doing: Doing) -> None:
        from .work import ask_for_birth  # work declares kinds of jobs, which are loaded after the apps

        if row.state in (State.REQUESTED, State.FAILED) and not row.schema_version:
            ask_for_birth(row.pk, by=doing.by)
        if row.state == State.CLOSED and row.closed_on is None:  # its day came, and the platform closed it
            before = values(row)
            row.state = State.READY
            row.save(update_fields=["state"])
            record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)


class Periods(Rule):
    """A rename says again what was said before it; a corrected row becomes as it was."""

    model, group = OrganisationPeriod, ORGANISATIONS
    notes = {
        "says_former": _("From that day on the organisation is called, and belongs, as before."),
        "with_request": _("It goes with the registration of the organisation."),
        "with_rename": _("The former row stays as it is: the row after it says the same again."),
        "passed": Organisations.notes["passed"],
    }

    def look(self, line: Logged, row: OrganisationPeriod) -> Step | None:
        if line.action in ("create", "withdraw") and self._of_request(row):
            return Step(Fate.GONE, "with_request")
        if line.action == "end":
            if has_passed(row.organisation_id):
                return Step(Fate.BY_HAND, "passed")
            followed = OrganisationPeriod.objects.filter(organisation=row.organisation_id, valid_from=row.valid_to)
            return Step(Fate.GONE, "with_rename") if followed.exists() else None
        return None

    def ends(self, line: Logged, row: OrganisationPeriod) -> Step:
        return Step(Fate.ENDED, "says_former") if _before(row).exists() else Step(Fate.BY_HAND, "never_deleted")

    def end(self, line: Logged, row: OrganisationPeriod, doing: Doing) -> None:
        before = values(row)
        former = next((one for one in _before(row) if not doing.was_added(one)), None) or _before(row).last()
        assert former is not None
        for name, value in doing.as_before(former, _COPIED).items():
            setattr(row, name, value)
        row.save(update_fields=[*PARTICULARS, "search_key"])
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)

    def _of_request(self, row: OrganisationPeriod) -> bool:
        return (
            not OrganisationPeriod.objects.filter(
                organisation=row.organisation_id, valid_from__lt=row.valid_from
            ).exists()
            or row.organisation.state == State.WITHDRAWN
        )


class Supervisions(Rule):
    """A supervision that was begun ends; one that was ended goes on."""

    model, group = Supervision, ORGANISATIONS
    notes = {"ends_now": _("The supervision ends."), "over": _("The supervision is over already.")}

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = list(Supervision.objects.filter(pk__in=ids).select_related("authority"))
        called = names_on({row.organisation_id for row in rows}, localdate())
        return {row.pk: f"{row.authority}: {called.get(row.organisation_id, '')}" for row in rows}

    def look(self, line: Logged, row: Supervision) -> Step | None:
        over = line.is_addition and row.valid_to <= localdate()
        return Step(Fate.GONE, "over") if over else None

    def ends(self, line: Logged, row: Supervision) -> Step:
        return Step(Fate.ENDED, "ends_now")

    def end(self, line: Logged, row: Supervision, doing: Doing) -> None:
        before = values(row)
        row.valid_to = max(doing.today, row.valid_from + timedelta(days=1))
        row.save(update_fields=["valid_to"])
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)


class Successions(Rule):
    """Papers of a reorganisation that is finished."""

    model, group = Succession, ORGANISATIONS
    notes = {"passed": Organisations.notes["passed"]}

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = list(Succession.objects.filter(pk__in=ids))
        called = names_on({one for row in rows for one in (row.predecessor_id, row.successor_id)}, localdate())
        return {row.pk: f"{called.get(row.predecessor_id)} → {called.get(row.successor_id)}" for row in rows}

    def look(self, line: Logged, row: Succession) -> Step | None:
        return Step(Fate.BY_HAND, "passed")


class Reopenings(Rule):
    """A decision about a closed year waits again if it has not reached the organisation yet."""

    model, group = ReopeningRequest, _("Closed years")
    notes = {
        "reached": _(
            "The decision has reached the organisation. If the year was opened, the organisation closes it again "
            "(Year rollover, Closing); if it was refused, the organisation asks again."
        )
    }

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = list(ReopeningRequest.objects.filter(pk__in=ids))
        called = names_on({row.organisation_id for row in rows}, localdate())
        return {row.pk: f"{called.get(row.organisation_id, '')}: {row.year_name}" for row in rows}

    def look(self, line: Logged, row: ReopeningRequest) -> Step | None:
        carried = Job.objects.filter(
            key__endswith=f":{row.organisation_id}:{row.proposal_id}", organisation_id=row.organisation_id
        )
        reached = carried.exclude(state__in=[Job.State.CANCELLED, Job.State.FAILED]).exists()
        return Step(Fate.BY_HAND, "reached") if reached else None


def register() -> None:
    for rule in (Organisations(), Periods(), Supervisions(), Successions(), Reopenings()):
        register_rule(rule)


def has_passed(organisation_id: int) -> bool:
    """Whether the organisation is closed and its rights have passed to a successor."""
    closed = Organisation.objects.filter(pk=organisation_id, closed_on__isnull=False).values("closed_on")
    return Succession.objects.filter(predecessor=organisation_id, on__in=closed).exists()


def _before(row: OrganisationPeriod) -> QuerySet[OrganisationPeriod]:
    """Rows of names and places before this one, the nearest first."""
    rows = OrganisationPeriod.objects.filter(organisation=row.organisation_id, valid_from__lt=row.valid_from)
    return rows.order_by("-valid_from")
