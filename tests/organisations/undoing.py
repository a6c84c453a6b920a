"""What tests of undoing shared changes share: two who plan and confirm, a thief, fates in short."""

from datetime import UTC, datetime

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import SharedReversal, SharedReversalLine
from shared_apps.organisations.undoing import protocol
from shared_apps.organisations.undoing.selection import Selection, by_account

THIEF = By(account_id=66, name="Похититель П. П.")
OTHER = By(account_id=77, name="Другой Д. Д.")
FIRST = By(account_id=1, name="Первый П. П.")
SECOND = By(account_id=2, name="Второй В. В.")
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def of_thief() -> Selection:
    return by_account(66, since=LONG_AGO)


def planned(selection: Selection | None = None) -> int:
    with shared(by=FIRST):
        return protocol.plan(selection or of_thief(), title="Операции", reason="Пропал телефон", keeper="t", by=FIRST)


def confirmed(number: int) -> protocol.Confirmation:
    with shared(by=SECOND):
        return protocol.confirm(number, keeper="t", by=SECOND)


def carried_out(number: int) -> None:
    protocol.carry_out(number, by=SECOND, finish=lambda done: None)


def taken_back(selection: Selection | None = None) -> int:
    """Planned, confirmed, carried out. The protocol's number."""
    number = planned(selection)
    assert confirmed(number).is_running
    carried_out(number)
    with shared(by=SECOND):
        assert SharedReversal.objects.get(pk=number).state == "done"
    return number


def fates(number: int) -> list[tuple[str, str, str]]:
    """(action, fate, note or obstacle) of each line, the oldest first."""
    with shared(by=FIRST):
        rows = SharedReversalLine.objects.filter(reversal=number).select_related("change").order_by("change")
        return [(row.change.action, row.fate, row.note or row.obstacle) for row in rows]
