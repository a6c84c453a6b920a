"""Looking at pages in the states that a test brings about."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from playwright.sync_api import Page

from tests.accessibility.axe import looks_of, serious_in
from tests.accessibility.stage import Stage, is_document


@dataclass
class Looking:
    """Looks at pages as they come: each in two looks that differ in both, the next one in the other two.

    What is serious is kept in `found`, for the end of the test.
    """

    stage: Stage
    window: Page
    found: list[str] = field(default_factory=list)
    number: int = 0

    def at(self, client: Client, *paths: str) -> None:
        """Open these pages and look at them."""
        for path in paths:
            self.at_answer(client.get(path), path)

    def at_mistakes(self, client: Client, path: str, sent: dict[str, Any]) -> None:
        """Send a form that is refused, and look at what it says."""
        answer = client.post(path, sent)
        assert answer.status_code == 422, (path, answer.status_code)
        self.at_answer(answer, f"{path} with mistakes")

    def at_answer(self, answer: Any, name: str) -> None:
        assert is_document(answer), (name, answer.status_code)
        self.number += 1
        self.window.goto(self.stage.put(answer))
        self.found += serious_in(self.window, name, looks_of(self.number)[0])


def sent(client: Client, path: str, values: dict[str, Any] | None = None) -> str:
    """Send a form that is taken; where it leads."""
    answer = client.post(path, values or {})
    assert answer.status_code == 302, (path, answer.status_code, answer.content.decode()[:2000])
    return str(answer.headers["Location"])
