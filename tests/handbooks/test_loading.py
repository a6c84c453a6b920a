from datetime import date

import pytest

from shared_apps.handbooks import services
from shared_apps.handbooks.catalogue import CATALOGUE, Declared, Item
from shared_apps.handbooks.models import Handbook, HandbookEdition, HandbookItem
from shared_apps.handbooks.services import load_catalogue, rename_item
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import SharedChange
from shared_apps.organisations.periods import FOREVER

pytestmark = pytest.mark.usefixtures("catalogue")
TODAY = date(2026, 9, 1)


def _ship(monkeypatch: pytest.MonkeyPatch, *items: Item, code: str = "shift") -> None:
    """The next release declares one handbook differently."""
    shipped = dict(CATALOGUE) | {code: Declared(code, CATALOGUE[code].title, items)}
    monkeypatch.setattr(services, "CATALOGUE", shipped)


def test_load_brings_everything() -> None:
    items = sum(len(declared.items) for declared in CATALOGUE.values())

    assert Handbook.objects.count() == len(CATALOGUE)
    assert HandbookItem.objects.count() == items


def test_load_again_changes_nothing() -> None:
    token = HandbookEdition.objects.get().token
    lines = SharedChange.objects.count()

    done = load_catalogue()

    assert done == services.Loaded()
    assert HandbookEdition.objects.get().token == token
    assert SharedChange.objects.count() == lines


def test_load_closes_what_vanished_and_keeps_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    _ship(monkeypatch, *CATALOGUE["shift"].items[:2])

    done = load_catalogue(today=TODAY)

    third = HandbookItem.objects.get(handbook__code="shift", code="3")
    assert (done.closed, third.valid_to, third.retired_reason) == (1, TODAY, services.VANISHED)


def test_load_reopens_what_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as release:
        _ship(release, *CATALOGUE["shift"].items[:2])
        load_catalogue(today=TODAY)

    load_catalogue(today=TODAY)

    assert HandbookItem.objects.get(handbook__code="shift", code="3").valid_to == FOREVER


def test_load_rewords_and_logs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *rest = CATALOGUE["shift"].items
    _ship(monkeypatch, Item(first.code, "первая смена", first.name_en, first.short, outside=first.outside), *rest)

    load_catalogue(today=TODAY)

    line = SharedChange.objects.filter(model="handbooks.handbookitem").latest("id")
    assert (line.before, line.after) == ({"name": "первая"}, {"name": "первая смена"})


def test_load_leaves_the_administrators_wording(by: By) -> None:
    rename_item(by=by, handbook="shift", code="1", name="утренняя", name_en="morning")

    done = load_catalogue(today=TODAY)

    assert HandbookItem.objects.get(handbook__code="shift", code="1").name == "утренняя"
    assert done.kept == 1


def test_load_closes_items_of_a_handbook_that_vanished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CATALOGUE", {code: d for code, d in CATALOGUE.items() if code != "shift"})

    load_catalogue(today=TODAY)

    assert set(HandbookItem.objects.filter(handbook__code="shift").values_list("valid_to", flat=True)) == {TODAY}
    assert Handbook.objects.filter(code="shift").exists()
