"""Each refusal of undoing shared changes. Its only doors so far are those of compromised accounts above organisations
(tests/accounts/refused_above.py): they look at the report first, so some refusals meet callers of the protocol alone."""

from collections.abc import Callable

from shared_apps.handbooks import services as handbooks
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.undoing import protocol
from tests.refusing.doors import Knock

from .refused_cases import Register
from .undoing import FIRST, SECOND, THIEF, of_thief

AT_THE_REPORT = "the doors of the report say it: tests/accounts/refused_above.py"
REPORT_FIRST = "the report's own state and persons are looked at first"
Case = Callable[[Register], Knock]


def knock(service: Callable[[], object], why: str) -> Knock:
    return Knock(service=service, page=why, api=why, command=why)


def renamed() -> None:
    handbooks.rename_item(by=THIEF, handbook="locality", code="urban", name="Чужое")


def planned() -> int:
    renamed()
    return protocol.plan(of_thief(), title="Операции", reason="Пропал телефон", keeper="t", by=FIRST)


def _nothing(_w: Register) -> Knock:
    return knock(lambda: protocol.plan(of_thief(), title="Операции", reason="x", keeper="t", by=FIRST), AT_THE_REPORT)


def _all_in_conflict(_w: Register) -> Knock:
    renamed()
    handbooks.rename_item(by=SECOND, handbook="locality", code="urban", name="Верное")
    return knock(lambda: protocol.plan(of_thief(), title="Операции", reason="x", keeper="t", by=FIRST), AT_THE_REPORT)


def _abandoned(_w: Register) -> Knock:
    number = planned()
    protocol.abandon(number, keeper="t")
    return knock(lambda: protocol.confirm(number, keeper="t", by=SECOND), REPORT_FIRST)


def _by_the_same(_w: Register) -> Knock:
    number = planned()
    return knock(lambda: protocol.confirm(number, keeper="t", by=FIRST), REPORT_FIRST)


CASES: dict[type[Refused], Case] = {
    protocol.NothingChosen: _nothing,
    protocol.NothingToTakeBack: _all_in_conflict,
    protocol.ProtocolFinished: _abandoned,
    protocol.AnotherPersonConfirms: _by_the_same,
}
