"""Orders that would go past a transfer: the admission of somebody whose transfer waits here, the leaving for an
organisation of the region without one. Lines with an envelope are the transfer itself.
"""

from collections.abc import Sequence

from shared_apps.handbooks import queries as handbooks
from tenant_apps.people.models import Identifier, Person

from .. import arrangement_refusals, refusals
from ..expected import Comer, expected
from ..models import Enrolment, OrderLine
from ..order_kinds import Effect, OrderKind
from .planning import no
from .standing import State

FINISHING = "finished"
"""Group of leaving reasons: whoever has finished is admitted elsewhere by an ordinary order."""


def past_transfers(kind: OrderKind, lines: Sequence[OrderLine], state: State) -> list[refusals.LineRefused]:
    """What is to be said to such lines of an order. A fixed number of queries, none for other orders."""
    lines = [line for line in lines if line.envelope_id is None]
    if kind.effect == Effect.BEGIN:
        return _admitted(kind, lines, state)
    return [_unsent(line, state) for line in lines if kind.asks_destination and _goes_on_in_the_region(line)]


def _admitted(kind: OrderKind, lines: Sequence[OrderLine], state: State) -> list[refusals.LineRefused]:
    ids = [line.student_id for line in lines]
    uids = dict(Person.objects.filter(student__in=ids).values_list("student", "person_uid"))
    numbers = dict(
        Identifier.objects.filter(kind="snils", person__student__in=ids).values_list("person__student", "value")
    )
    comers = [
        Comer(
            who=state.names[pk].full_name, birth_date=state.names[pk].birth_date, person_uid=str(uids.get(pk, "")),
            snils=numbers.get(pk, ""), is_additional=kind.measure == Enrolment.Kind.ADDITIONAL,
        )
        for pk in ids
    ]  # fmt: skip
    found = []
    for line, one in zip(lines, expected(comers), strict=True):
        if one is not None:
            refusal = (
                arrangement_refusals.StudentComesByTransfer
                if one.is_certain
                else arrangement_refusals.NamesakeComesByTransfer
            )
            found.append(no(refusal, line, state, number=one.number, partner=one.partner))
    return found


def _goes_on_in_the_region(line: OrderLine) -> bool:
    return line.organisation_id is not None and handbooks.group_of("leaving_reason", line.reason) != FINISHING


def _unsent(line: OrderLine, state: State) -> refusals.LineRefused:
    return no(arrangement_refusals.LeavesWithoutTransfer, line, state, partner=line.counterpart)
