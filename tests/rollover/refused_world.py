"""A school at the turn of the year, and the operations of rollovers and closings as every door takes them."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.test import Client

from shared_apps.accounts.models import Account
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.rollover import services, work
from tenant_apps.rollover.models import PlannedOutcome, RolloverPlan, YearSealing
from tests.factories.accounts import browser, member
from tests.refusing.doors import ORGANISATION, Call, Command, Knock, Place

from .conftest import ADMINISTRATOR, COORDINATOR, NEXT, School, build, decided, outcome_of

API = "api/v1/rollover/"
NO_COMMAND = "the command makes plans, carries them out and undoes them; rows and dates are edited where they are seen"
TWO_PERSONS = "two persons close a year, and a command is nobody"
LAST = NEXT - timedelta(days=1)


class Turn(Place):
    """A school whose year 2025/2026 is over; `old`: its classes and students, made by `with_classes`."""

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.old: School
        with crossing.shared(by=COORDINATOR):
            load_catalogue()

    @cached_property
    def client(self) -> Client:
        """The head's browser; a case of those who decide takes `as_role`."""
        return self.as_role("director")

    def as_role(self, role: str) -> Client:
        return browser(member(f"turn-{role}", role, organisation=self.school))

    def account(self, role: str) -> By:
        """Whoever works in `as_role(role)`; asked for after it."""
        with crossing.shared(by=COORDINATOR):
            return By(account_id=Account.objects.get(login=f"turn-{role}").pk, name="Он же")

    # --- within the door ---

    def with_classes(self, **sizes: int) -> School:
        """`with_classes(_5А=2)`; without sizes 5А and 5Б of two each, 6А of one."""
        self.old = build({name.lstrip("_"): size for name, size in sizes.items()} or {"5А": 2, "5Б": 2, "6А": 1})
        return self.old

    def plan(self, **sizes: int) -> RolloverPlan:
        """A draft; whoever could not be decided is not decided."""
        return services.make_plan(year_id=self.with_classes(**sizes).year.pk, by=COORDINATOR)

    def ready(self, **sizes: int) -> RolloverPlan:
        return decided(self.plan(**sizes))

    def applied(self, **sizes: int) -> RolloverPlan:
        return services.apply_all(plan_id=self.ready(**sizes).pk, by=COORDINATOR)

    def undone(self) -> RolloverPlan:
        plan = self.applied()
        services.plan_undoing(plan_id=plan.pk, reason="Ошибка", by=COORDINATOR)
        services.undo(plan_id=plan.pk, by=COORDINATOR)
        return RolloverPlan.objects.get(pk=plan.pk)

    def row(self, name: str = "5А") -> PlannedOutcome:
        """The outcome of the first student of a class."""
        return outcome_of(RolloverPlan.objects.get(), self.old.students[name][0])

    def sealed(self) -> None:
        proposal = services.propose_sealing(year_id=self.old.year.pk, by=COORDINATOR)
        services.confirm_sealing(sealing_id=proposal.pk, by=ADMINISTRATOR)


# --- plans ----------------------------------------------------------------------------------------------------------


def making(year_id: int, *, command: Command | str) -> Knock:
    return Knock(
        service=lambda: services.make_plan(year_id=year_id, by=COORDINATOR),
        page=Call(f"rollover/make/{year_id}/", {}),
        api=Call(f"{API}plans/", {"year_id": year_id}),
        command=command,
    )


def dating(plan: RolloverPlan, *, version: int | None = None, **days: date) -> Knock:
    """New dates of the passage."""
    said: dict[str, Any] = {
        "next_from": plan.next_from, "next_to": plan.next_to, "leave_on": plan.leave_on, "basis": "Протокол", **days
    }  # fmt: skip
    shown = plan.version if version is None else version
    form = {**said, "next_last": said["next_to"] - timedelta(days=1), "version": shown}
    return Knock(
        service=lambda: services.change_plan(plan_id=plan.pk, version=version, by=COORDINATOR, **said),
        page=Call(f"rollover/plans/{plan.pk}/edit/", form),
        api=Call(f"{API}plans/{plan.pk}/", {**said, "version": version}, "patch"),
        command=NO_COMMAND,
    )


def applying(plan: RolloverPlan, *, command: str = "") -> Knock:
    return Knock(
        service=lambda: services.start_applying(plan_id=plan.pk, by=COORDINATOR),
        page=Call(f"rollover/plans/{plan.pk}/apply/", {}),
        api=Call(f"{API}plans/{plan.pk}/apply/", {}),
        command=command or Command("rollover", [ORGANISATION, "apply"]),
    )


def applying_at_work(plan: RolloverPlan) -> Knock:
    """A trial of the plan waits for its worker."""
    services.start_applying(plan_id=plan.pk, by=COORDINATOR)
    work.ask_to_try(plan, language="ru", by=COORDINATOR)
    knock = applying(plan, command="the command takes the steps itself and asks for no job")
    return Knock(
        service=lambda: work.ask_to_apply(plan, language="ru", by=COORDINATOR),
        page=knock.page,
        api=knock.api,
        command=knock.command,
    )


def looking(plan: RolloverPlan, reason: str = "Ошибка", *, page: str = "") -> Knock:
    """Asking what undoing would do."""
    return Knock(
        service=lambda: work.ask_to_plan_undoing(plan, reason=reason, language="ru", by=COORDINATOR),
        page=page or Call(f"rollover/plans/{plan.pk}/undo/", {"reason": reason}),
        api=Call(f"{API}plans/{plan.pk}/undo/plan/", {"reason": reason}),
        command=Command("rollover", [ORGANISATION, "undo", f"--reason={reason}"]),
    )


def undoing(plan: RolloverPlan, number: int, *, page: Call | str, command: Command | str) -> Knock:
    return Knock(
        service=lambda: services.undo(plan_id=plan.pk, number=number, by=COORDINATOR),
        page=page,
        api=Call(f"{API}plans/{plan.pk}/undo/", {"protocol": number}),
        command=command,
    )


# --- outcomes and classes -------------------------------------------------------------------------------------------


def deciding(row: PlannedOutcome, outcome: str, *, page: str = "", **said: Any) -> Knock:
    """Of one student: by the page of his class."""
    plan = RolloverPlan.objects.get(pk=row.plan_id)
    change = services.OutcomeChange(outcome_id=row.pk, outcome=outcome, **said)
    names = {"target_id": "target"}
    form = {f"{names.get(name, name)}_{row.pk}": value for name, value in {"outcome": outcome, **said}.items()}
    for other in plan.outcomes.filter(from_class=row.from_class_id).exclude(pk=row.pk):
        form |= {f"outcome_{other.pk}": other.outcome, f"target_{other.pk}": other.target_id or ""}
    return Knock(
        service=lambda: services.change_outcomes(plan_id=plan.pk, changes=[change], by=COORDINATOR),
        page=page or Call(
            f"rollover/plans/{plan.pk}/classes/{row.from_class_id or 0}/", {**form, "version": plan.version}
        ),
        api=Call(f"{API}plans/{plan.pk}/outcomes/", {"changes": [_plain({"id": row.pk, "outcome": outcome, **said})]}),
        command=NO_COMMAND,
    )  # fmt: skip


def deciding_many(plan: RolloverPlan, outcome: str, grade: int, *, page: str = "", **said: Any) -> Knock:
    """Of a grade at once."""
    return Knock(
        service=lambda: services.decide_for_many(
            plan_id=plan.pk, outcome=outcome, grade=grade, by=COORDINATOR, **said
        ),
        page=page or Call(
            f"rollover/plans/{plan.pk}/many/", {"of_class": f"grade:{grade}", "outcome": outcome, **said}
        ),
        api=Call(f"{API}plans/{plan.pk}/outcomes/many/", {"grade": grade, "outcome": outcome, **said}),
        command=NO_COMMAND,
    )  # fmt: skip


def adding(plan: RolloverPlan, *, page: str = "", **said: Any) -> Knock:
    """A class of the next year."""
    values = {"grade": None, "letter": "", "name": "", "capacity": 25, **said}
    return Knock(
        service=lambda: services.add_planned_class(
            plan_id=plan.pk, parameters=services.PlannedParameters(**values), by=COORDINATOR
        ),
        page=page or Call(f"rollover/plans/{plan.pk}/next/new/", values),
        api=Call(f"{API}plans/{plan.pk}/classes/", values),
        command=NO_COMMAND,
    )


def removing(plan: RolloverPlan, planned_id: int) -> Knock:
    return Knock(
        service=lambda: services.remove_planned_class(class_id=planned_id, by=COORDINATOR),
        page=Call(f"rollover/next/{planned_id}/remove/", {}),
        api=Call(f"{API}plans/{plan.pk}/classes/{planned_id}/", {}, "delete"),
        command=NO_COMMAND,
    )


# --- closing years --------------------------------------------------------------------------------------------------


def proposing(year_id: int) -> Knock:
    return Knock(
        service=lambda: services.propose_sealing(year_id=year_id, by=COORDINATOR),
        page=Call(f"rollover/years/{year_id}/seal/", {"reason": ""}),
        api=Call(f"{API}years/{year_id}/proposals/", {"kind": "seal"}),
        command=TWO_PERSONS,
    )


def reopening(year_id: int, reason: str = "Ошибка", *, page: str = "") -> Knock:
    return Knock(
        service=lambda: services.propose_reopening(year_id=year_id, reason=reason, by=COORDINATOR),
        page=page or Call(f"rollover/years/{year_id}/reopen/", {"reason": reason}),
        api=Call(f"{API}years/{year_id}/proposals/", {"kind": "reopen", "reason": reason}),
        command=TWO_PERSONS,
    )


def confirming(sealing: YearSealing, *, by: By = ADMINISTRATOR) -> Knock:
    """The case takes the network administrator's browser: nobody else confirms."""
    return Knock(
        service=lambda: services.confirm_sealing(sealing_id=sealing.pk, by=by),
        page=Call(f"rollover/proposals/{sealing.pk}/confirm/", {}),
        api=Call(f"{API}proposals/{sealing.pk}/confirm/", {}),
        command=TWO_PERSONS,
    )


Case = Callable[[Turn], Knock]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
