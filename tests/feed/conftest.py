"""Schools with a life, and messages that go nowhere."""

from collections.abc import Iterator

import pytest

from region.feed import projector
from shared_apps.jobs import messages
from shared_apps.organisations.models import Organisation
from tests.feed.life import Life


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[object, ...]]]:
    """What would have been sent to the broker: (task, arguments)."""
    found: list[tuple[str, tuple[object, ...]]] = []

    def send(task: str, *arguments: object, queue: str, countdown: float | None = None) -> bool:
        found.append((task, arguments))
        return True

    monkeypatch.setattr(messages, "send", send)
    return found


@pytest.fixture
def life(new_school: Organisation, sent: list[tuple[str, tuple[object, ...]]]) -> Iterator[Life]:
    """A school with students, projected; its outbox is empty and no message waits."""
    found = Life(new_school, 7)
    found.begin()
    projector.drain(new_school.pk)
    sent.clear()
    return found
