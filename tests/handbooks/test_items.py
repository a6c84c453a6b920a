from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shared_apps.handbooks import exceptions, queries
from shared_apps.handbooks.models import HandbookItem
from shared_apps.handbooks.services import add_item, close_item, rename_item, reopen_item
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import SharedChange
from shared_apps.organisations.periods import FOREVER

pytestmark = pytest.mark.usefixtures("catalogue")
DAY = date(2026, 9, 1)


def _add(by: By, **options: object) -> HandbookItem:
    given: dict[str, object] = {"handbook": "funding", "code": "grant", "name": "за счёт гранта", "valid_from": DAY}
    return add_item(by=by, **(given | options))  # type: ignore[arg-type]


def test_added_item_is_offered_from_its_day(by: By) -> None:
    _add(by)

    assert "grant" not in dict(queries.choices("funding", as_of=date(2026, 8, 31)))
    assert queries.choices("funding", as_of=DAY)[-1] == ("grant", "За счёт гранта")


def test_added_item_is_logged_with_who_and_what(by: By) -> None:
    item = _add(by)

    line = SharedChange.objects.latest("id")
    assert (line.actor_id, line.actor_name, line.object_id) == (by.account_id, by.name, item.pk)
    assert (line.action, line.after["name"]) == ("add", "за счёт гранта")


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"code": "budget"}, exceptions.ItemCodeTaken),
        ({"code": "Грант"}, exceptions.ItemCodeMalformed),
        ({"code": ""}, exceptions.ItemCodeMalformed),
        ({"handbook": "shift", "code": "evening"}, exceptions.ItemCodeNotANumber),
        ({"handbook": "shift", "code": "04"}, exceptions.ItemCodeNotANumber),
        ({"name": "  "}, exceptions.ItemNameMissing),
        ({"name": "за счёт  бюджета"}, exceptions.ItemNameTaken),
        ({"valid_to": DAY}, exceptions.ItemEndsBeforeItBegins),
        ({"group": "budget"}, exceptions.UnknownGroup),
        ({"handbook": "post", "group": ""}, exceptions.UnknownGroup),
    ],
)
def test_add_item_refuses(by: By, options: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        _add(by, **options)


def test_refused_code_leaves_the_transaction_usable(by: By) -> None:
    with pytest.raises(exceptions.ItemCodeTaken):
        _add(by, code="budget")

    assert _add(by).pk


def test_renamed_item_keeps_its_code_and_says_what_it_was(by: By) -> None:
    rename_item(by=by, handbook="shift", code="1", name="утренняя")

    line = SharedChange.objects.latest("id")
    assert queries.name("shift", "1") == "утренняя"
    assert (line.before["name"], line.after["name"]) == ("первая", "утренняя")


def test_renaming_to_the_same_writes_nothing(by: By) -> None:
    lines = SharedChange.objects.count()

    rename_item(by=by, handbook="shift", code="1", name="первая", name_en="first", short_name="1", outside_code="1")

    assert SharedChange.objects.count() == lines


def test_closed_item_is_not_offered_but_named(by: By) -> None:
    close_item(by=by, handbook="shift", code="3", on=DAY, reason="третьих смен больше нет")

    assert "3" not in dict(queries.choices("shift", as_of=DAY))
    assert queries.name("shift", "3") == "третья"


def test_closed_item_is_reopened(by: By) -> None:
    close_item(by=by, handbook="shift", code="3", on=DAY, reason="ошибка")

    item = reopen_item(by=by, handbook="shift", code="3")

    assert (item.valid_to, item.retired_reason) == (FOREVER, "")


def test_close_item_refuses_without_a_reason(by: By) -> None:
    with pytest.raises(exceptions.ReasonMissing):
        close_item(by=by, handbook="shift", code="3", on=DAY, reason=" ")


def test_close_item_refuses_twice(by: By) -> None:
    close_item(by=by, handbook="shift", code="3", on=DAY, reason="нет")

    with pytest.raises(exceptions.ItemAlreadyClosed, match=r"01\.09\.2026"):
        close_item(by=by, handbook="shift", code="3", on=DAY, reason="нет")


def test_close_item_refuses_before_the_beginning(by: By) -> None:
    _add(by)

    with pytest.raises(exceptions.ItemEndsBeforeItBegins):
        close_item(by=by, handbook="funding", code="grant", on=DAY, reason="не пригодилось")


def test_reopen_item_refuses_an_open_one(by: By) -> None:
    with pytest.raises(exceptions.ItemNotClosed):
        reopen_item(by=by, handbook="shift", code="1")


def test_items_that_are_not_there_are_refused(by: By) -> None:
    with pytest.raises(exceptions.NoSuchItem):
        rename_item(by=by, handbook="shift", code="4", name="четвёртая")


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"code": "Ночная"}, "handbook_item_code_is_plain"),
        ({"name": ""}, "handbook_item_has_a_name"),
        ({"valid_to": date(1900, 1, 1)}, "handbook_item_ends_after_it_begins"),
        ({"code": "2"}, "one_item_per_code_in_a_handbook"),
    ],
)
def test_database_refuses_nonsense(broken: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        HandbookItem.objects.filter(handbook__code="shift", code="1").update(**broken)
