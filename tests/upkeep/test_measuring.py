"""What the database adds up and cuts of the completeness is what the cards say one by one."""

from collections import defaultdict
from typing import Any

import pytest

from shared_apps.organisations.crossing import inside
from tenant_apps.passport.services import add_handbook_item
from tenant_apps.people import services as people
from tenant_apps.upkeep import services
from tenant_apps.upkeep.queries import completeness
from tenant_apps.upkeep.queries.asking import asked_cards
from tenant_apps.upkeep.queries.completeness import CardRow, Total
from tenant_apps.upkeep.queries.measuring import ANY_FIELD, Cards, Wanted
from tests.access.conftest import BY, TODAY, Acting, Filled
from tests.people.papers import consented

READERS = ("director", "secretary", "operator", "classteacher")
ROWS = {
    "student": completeness.students_completeness,
    "guardian": completeness.guardians_completeness,
    "employee": completeness.employees_completeness,
}


@pytest.fixture
def uneven(filled: Filled) -> Filled:
    """Cards that lack different things, consents of some of them, one checked and one changed since."""
    with inside(filled.organisation, by=BY):
        consented(filled.anna_person, "health")
        people.set_identifier(person_id=filled.anna_person, kind="snils", value="112-233-445 95", version=None, by=BY)
        services.check_cards(student_ids=[filled.anna, filled.vera], by=BY)
        people.edit_person(person_id=filled.vera_person, changes={"birth_place": "Анапа"}, version=None, by=BY)
        people.edit_person(person_id=filled.mother_person, changes={"email": "m@example.ru"}, version=None, by=BY)
    return filled


def by_class(rows: list[CardRow]) -> dict[int | None, Total]:
    found: dict[int | None, list[CardRow]] = defaultdict(list)
    for row in rows:
        found[row.class_id].append(row)
    return {
        class_id: Total(
            len(cards),
            sum(1 for card in cards if not card.missing),
            sum(card.asked for card in cards),
            sum(len(card.missing) for card in cards),
        )
        for class_id, cards in found.items()
    }


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("kind", list(ROWS))
def test_totals_and_pages_are_those_of_the_cards(uneven: Filled, acting: Acting, kind: str, role: str) -> None:
    by: Any = acting(role, card_id=uneven.teacher if role == "classteacher" else None)
    cards = Cards(kind, TODAY, by)
    with inside(uneven.organisation, by=BY):
        rows = ROWS[kind](TODAY, by=by)
        assert rows
        assert cards.totals == by_class(rows)
        whole = Wanted()
        assert cards.number(whole) == len(rows)
        assert cards.page(whole, limit=50) == rows
        assert [card for start in range(len(rows)) for card in cards.page(whole, offset=start, limit=1)] == rows
        assert cards.page(whole, order="percent", limit=50) == sorted(rows, key=lambda row: row.percent)
        for code in [ANY_FIELD, *{code for row in rows for code in row.missing}]:
            wanted = Wanted(missing=code)
            lacking = [row for row in rows if code in row.missing or (code == ANY_FIELD and row.missing)]
            assert cards.number(wanted) == len(lacking)
            assert cards.page(wanted, limit=50) == lacking


def test_students_are_narrowed_by_check_class_and_words(uneven: Filled, acting: Acting) -> None:
    director: Any = acting("director")
    cards = Cards("student", TODAY, director)
    with inside(uneven.organisation, by=BY):
        rows = completeness.students_completeness(TODAY, by=director)

        def found(**wanted: Any) -> list[int]:
            return [row.pk for row in cards.page(Wanted(**wanted), limit=50)]

        assert found(check="checked") == [uneven.anna]
        assert found(check="stale") == [uneven.vera]
        assert set(found(check="left")) == {row.pk for row in rows} - {uneven.anna, uneven.vera}
        anna = next(row for row in rows if row.pk == uneven.anna)
        assert found(class_id=anna.class_id) == [row.pk for row in rows if row.class_id == anna.class_id]
        assert found(words=(str(anna.name_key).split()[0],), check="checked") == [uneven.anna]
        assert found(words=("нет такого имени",)) == []


def test_the_statement_that_is_kept_has_each_addition_to_a_handbook_for_those_who_made_it(
    filled: Filled, acting: Acting
) -> None:
    director: Any = acting("director")
    columns = ("pk", "person_id")
    with inside(filled.organisation, by=BY):
        before = asked_cards("employee", TODAY, columns, by=director)
        assert asked_cards("employee", TODAY, columns, by=director) is before
        added = add_handbook_item(handbook="post", name="Тьютор музея", maps_to="teacher", since=TODAY, by=BY)
    with inside(filled.organisation, by=BY):
        after = asked_cards("employee", TODAY, columns, by=director)
        added.delete()
    with inside(filled.organisation, by=BY):
        assert asked_cards("employee", TODAY, columns, by=director) is before
    assert added.code in after[1]
    assert added.code not in before[1]
