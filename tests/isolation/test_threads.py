"""Sixteen threads alternate two organisations, the region and two municipalities through one small pool."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from shared_apps.accounts.models import ApiToken
from shared_apps.accounts.session import COOKIE, digest, new_key
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.people.models import Person
from tests.factories.marked import FIRST
from tests.isolation.pool import Answer, Pool
from tests.isolation.scene import BY, FOREIGN, OWN, Scene

THREADS = 16
POOL = 4
PURPOSE = "сверка контингента с отчётом"
MARKS = {"here": (OWN, FOREIGN), "there": (FOREIGN, OWN)}
PAGES = [
    f"students/{FIRST}/",
    "students/",
    f"classes/{FIRST}/",
    "movement/",
    f"students/{FIRST}/edit/",
    "people/guardians/",
    "api/v1/students/",
    "students/?export=csv",
]

Visit = Callable[[random.Random], str | None]
"""One request with its check; what was wrong, in words."""


class Hammer:
    """What the threads ask for, and what they have found wrong."""

    def __init__(self, scene: Scene, pool: Pool) -> None:
        self.scene, self.pool = scene, pool
        self.phones: dict[str, set[str]] = {"here": set(), "there": set()}
        self.tokens = {where: _token(scene, where) for where in MARKS}
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def visits(self) -> list[Visit]:
        return [*[self.page] * 6, *[self.above] * 3, self.foreign, self.writes, self.fails]

    def page(self, dice: random.Random) -> str | None:
        where = dice.choice(list(MARKS))
        own, foreign = MARKS[where]
        path = dice.choice(PAGES)
        found = self.ask("director", where, f"/o/{self.slug(where)}/{path}")
        return _said(found, path, own=own, foreign=foreign)

    def above(self, dice: random.Random) -> str | None:
        role, where = dice.choice([("municipality", "near"), ("municipality", "far"), ("authority", "near")])
        own, foreign = MARKS["here" if where == "near" else "there"]
        found = self.ask(role, where, f"/region/api/v1/students/?purpose={PURPOSE}")
        return _said(found, f"{role} {where}", own=own, foreign=foreign)

    def foreign(self, dice: random.Random) -> str | None:
        where, other = dice.sample(list(MARKS), 2)
        found = self.ask("director", where, f"/o/{self.slug(other)}/students/")
        return None if found.status == 404 else f"a foreign page: {found.status}"

    def fails(self, dice: random.Random) -> str | None:
        where = dice.choice(list(MARKS))
        found = self.ask("director", where, f"/o/{self.slug(where)}/students/{FIRST + 999}/")
        return None if found.status == 404 else f"a card that does not exist: {found.status}"

    def writes(self, dice: random.Random) -> str | None:
        """A phone written through the API, under the version read before; somebody else may have been quicker."""
        where = dice.choice(list(MARKS))
        path = f"/o/{self.slug(where)}/api/v1/students/{FIRST}/particulars/"
        headers = {"Authorization": f"Bearer {self.tokens[where]}", "Content-Type": "application/json"}
        read = json.loads(self.pool.ask(path, headers=headers).body)
        phone = f"+7 900 {MARKS[where][0]} {dice.random()}"
        body = json.dumps({"version": read["version"], "phone": phone}).encode()
        address = path.removesuffix("particulars/")
        found = self.pool.ask(address, method="PATCH", body=body, headers=headers)
        if found.status == 200:
            self.phones[where].add(phone)
            self.counts["written"] += 1
        return None if found.status in (200, 409, 422) else f"writing: {found.status} {found.text[:300]}"

    def ask(self, role: str, where: str, path: str) -> Answer:
        return self.pool.ask(path, cookie=f"{COOKIE}={self.scene.workplaces[role, where].key}")

    def slug(self, where: str) -> str:
        one = self.scene.here if where == "here" else self.scene.there
        return str(one.organisation.slug)

    def run(self, seconds: float) -> None:
        barrier = threading.Barrier(THREADS)
        end = time.monotonic() + seconds

        def visit(number: int) -> None:
            dice = random.Random(number)
            barrier.wait()
            while time.monotonic() < end:
                one = dice.choice(self.visits())
                try:
                    wrong = one(dice)
                except Exception as error:  # noqa: BLE001
                    wrong = repr(error)
                self.counts[one.__name__] += 1
                if wrong:
                    self.wrong.append(f"{one.__name__}: {wrong}")

        threads = [threading.Thread(target=visit, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _said(found: Answer, what: str, *, own: str, foreign: str) -> str | None:
    if found.status != 200:
        return f"{what}: {found.status}"
    text = found.text + found.body.decode("cp1251", "replace")
    if foreign in text:
        return f"{what}: the other's mark"
    return None if own in text else f"{what}: not its own mark"


def _token(scene: Scene, where: str) -> str:
    key, place = new_key(), scene.workplaces["director", where]
    with shared(by=BY):
        like = ApiToken.objects.filter(token_hash=digest("tests")).get()
        like.pk, like.account_id, like.membership_id = None, place.account_id, place.membership_id
        like.token_hash, like.scopes = digest(key), ["student.view", "student.edit"]
        like.save(force_insert=True)
    return key


@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.nightly)])
def test_sixteen_threads_never_see_each_other(seconds: float, committed_scene: Scene) -> None:
    with Pool(POOL) as pool:
        hammer = Hammer(committed_scene, pool)
        hammer.run(seconds)

    assert hammer.wrong == []
    assert min(hammer.counts[name] for name in ("page", "above", "foreign", "writes", "fails")) > 0, hammer.counts
    for where, one in (("here", committed_scene.here), ("there", committed_scene.there)):
        with inside(one.organisation, by=BY):
            phone = Person.objects.get(pk=FIRST).phone
        assert not hammer.phones[where] or phone in hammer.phones[where]
