"""How plans of reorganisations are taken back (`organisations.undoing`). What they moved is undone on their page."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.shared_log import record, values
from shared_apps.organisations.undoing.rules import Doing, Fate, Logged, Rule, Step, register_rule

from .reorganisation_models import Reorganisation, ReorganisationClass, ReorganisationSide

State = Reorganisation.State
OVER = (State.DISCARDED, State.UNDONE)
REORGANISATIONS = _("Reorganisations")
NOTES = {
    "discarded": _("The plan is discarded: it has moved nobody."),
    "over": _("The plan was discarded or undone already."),
    "undo_there": _(
        "The plan is being carried out or has moved students: undo it on its page (Administration, Reorganisations) "
        "before anybody confirms it."
    ),
    "finished": _(
        "The reorganisation is confirmed: what it moved comes back by another reorganisation alone, by the founder's "
        "order."
    ),
    "closing": _("The closing itself stands in the line of the organisation; the plan stays as its paper."),
    "plan_anew": _("A side does not leave a plan: discard the plan and make another one."),
}


class Plans(Rule):
    """A draft is discarded; one that was discarded is a draft again; what was carried out has its own undoing."""

    model, group, notes = Reorganisation, REORGANISATIONS, NOTES

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {row.pk: _called(row) for row in Reorganisation.objects.filter(pk__in=ids)}

    def look(self, line: Logged, row: Reorganisation) -> Step | None:
        if row.state in OVER and line.after.get("state") not in OVER:
            return Step(Fate.GONE, "over")
        if row.state == State.FINISHED:
            closed = row.kind == Reorganisation.Kind.CLOSE
            return Step(Fate.GONE, "closing") if closed else Step(Fate.BY_HAND, "finished")
        return Step(Fate.BY_HAND, "undo_there") if row.state in (State.RUNNING, State.MOVED, State.UNDOING) else None

    def ends(self, line: Logged, row: Reorganisation) -> Step:
        return Step(Fate.ENDED, "discarded")

    def end(self, line: Logged, row: Reorganisation, doing: Doing) -> None:
        before = values(row)
        row.state = State.DISCARDED
        row.save(update_fields=["state"])
        record(by=doing.by, row=row, action="take_back", before=before, reason=doing.reason)


class Sides(Rule):
    """A side that was added to a plan."""

    model, group, notes = ReorganisationSide, REORGANISATIONS, NOTES

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = ReorganisationSide.objects.filter(pk__in=ids).select_related("reorganisation")
        return {row.pk: _called(row.reorganisation) for row in rows}

    def look(self, line: Logged, row: ReorganisationSide) -> Step | None:
        return Step(Fate.GONE, "over") if row.reorganisation.state in OVER else Step(Fate.BY_HAND, "plan_anew")


class Classes(Rule):
    """What was decided of a class in a plan becomes as it was, while the plan is a draft."""

    model, group, notes = ReorganisationClass, REORGANISATIONS, NOTES

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        rows = ReorganisationClass.objects.filter(pk__in=ids).select_related("reorganisation")
        return {row.pk: f"{_called(row.reorganisation)}: {row.name}" for row in rows}

    def look(self, line: Logged, row: ReorganisationClass) -> Step | None:
        state = row.reorganisation.state
        if state in OVER:
            return Step(Fate.GONE, "over")
        if state == State.FINISHED:
            return Step(Fate.BY_HAND, "finished")
        return Step(Fate.BY_HAND, "undo_there") if state != State.DRAFT else None


def register() -> None:
    for rule in (Plans(), Sides(), Classes()):
        register_rule(rule)


def _called(plan: Reorganisation) -> str:
    return f"{plan.get_kind_display()} № {plan.pk}"
