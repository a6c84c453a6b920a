from datetime import date

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from shared_apps.handbooks import entries, exceptions, listing, queries
from shared_apps.handbooks.entries import Entry, register_additions
from shared_apps.handbooks.services import close_item, rename_item
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation

DAY = date(2026, 9, 1)


@pytest.fixture
def own_reason() -> None:
    """The organisation added a reason of its own, which counts as the region's `other`."""
    own = Entry("leaving_reason", "~cadets", "в кадетский корпус", maps_to="to_school")
    register_additions(lambda: [own])


@pytest.mark.usefixtures("catalogue")
class TestShared:
    def test_items_are_those_of_the_day(self) -> None:
        before, after = date(2020, 9, 1), date(2024, 9, 1)

        def is_listed(code: str, day: date) -> bool:
            return code in {entry.code for entry in queries.items("post", as_of=day)}

        assert is_listed("obzh_organiser", before)
        assert not is_listed("obzr_organiser", before)
        assert is_listed("obzr_organiser", after)
        assert not is_listed("obzh_organiser", after)

    def test_names_cost_three_queries_then_none(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        entries.forget()
        with django_assert_num_queries(3):  # the edition's token, handbooks, items
            queries.names("sex")

        with django_assert_num_queries(0):
            assert queries.names("citizenship")["am"] == "Армения"
            assert queries.name("sex", "male") == "мужской"

    def test_another_door_costs_one_query(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        queries.names("sex")
        entries.forget()  # as a new door does

        with django_assert_num_queries(1):
            queries.names("sex")

    def test_a_change_is_seen_at_once(self, by: By) -> None:
        queries.names("shift")

        rename_item(by=by, handbook="shift", code="1", name="утренняя")

        assert queries.name("shift", "1") == "утренняя"

    def test_names_follow_the_language(self) -> None:
        with translation.override("en"):
            assert queries.name("sex", "female") == "female"
            assert queries.title("sex") == "Sex"

    def test_an_unknown_code_is_shown_as_it_is(self) -> None:
        assert (queries.name("sex", "x"), queries.name("sex", "")) == ("x", "")

    def test_an_unknown_handbook_says_the_cure(self) -> None:
        with pytest.raises(exceptions.NoSuchHandbook, match=r"manage\.py load_handbooks"):
            queries.items("colour")

    def test_choices_stand_under_their_groups(self) -> None:
        groups = queries.choices("form_of_study", as_of=DAY)

        assert groups[0] == (
            "В организации",
            [("full_time", "Очная"), ("part_time", "Очно-заочная"), ("extramural", "Заочная")],
        )

    def test_choices_keep_the_present_value_though_closed(self, by: By) -> None:
        close_item(by=by, handbook="shift", code="3", on=DAY, reason="нет")

        assert "3" in dict(queries.choices("shift", as_of=DAY, present="3"))

    @pytest.mark.parametrize(
        ("handbook", "text", "code"),
        [
            ("sex", "м", "male"),
            ("sex", "Жен.", "female"),
            ("sex", "2", "female"),
            ("sex", "МУЖСКОЙ ", "male"),
            ("citizenship", "РФ", "ru"),
            ("citizenship", "соединенные штаты", "us"),
            ("identity_document", "Свидетельство о  рождении", "birth_certificate"),
            ("identity_document", "паспорт РФ", "passport"),
            ("form_of_study", "очная", "full_time"),
            ("shift", "1", "1"),
            ("guardian_relation", "Мать", "mother"),
            ("citizenship", "Корея", None),
            ("sex", "", None),
            ("sex", "ж/м", None),
        ],
    )
    def test_code_of_reads_what_people_write(self, handbook: str, text: str, code: str | None) -> None:
        assert queries.code_of(handbook, text, as_of=DAY) == code

    def test_known_item_refuses_what_is_not_in_the_handbook(self) -> None:
        with pytest.raises(exceptions.UnknownItem) as refused:
            queries.known_item("sex", "x", as_of=DAY, field="sex")

        assert refused.value.field == "sex"

    def test_known_item_refuses_what_is_not_valid_then(self) -> None:
        with pytest.raises(exceptions.ItemNotValid, match=r"01\.09\.2026"):
            queries.known_item("post", "obzh_organiser", as_of=DAY)

    def test_handbooks_count_their_items(self) -> None:
        counted = {row.code: row for row in listing.handbooks(as_of=DAY)}["programme_direction"]

        assert (counted.valid_items, counted.closed_items) == (6, 1)

    def test_group_of_an_item(self) -> None:
        assert queries.group_of("leaving_reason", "moved") == "another_organisation"

    def test_additions_are_not_read_outside_an_organisation(self, own_reason: None) -> None:
        assert "~cadets" not in queries.names("leaving_reason")


@pytest.mark.usefixtures("own_reason")
class TestInside:
    def test_additions_are_offered_and_named(self, by: By, school: Organisation) -> None:
        with crossing.inside(school, by=by):
            offered = dict(queries.choices("leaving_reason", as_of=DAY))

            assert ("~cadets", "В кадетский корпус") in offered["В другие общеобразовательные организации"]
            assert queries.name("leaving_reason", "~cadets") == "в кадетский корпус"

    def test_additions_count_as_what_they_are_mapped_to(self, by: By, school: Organisation) -> None:
        with crossing.inside(school, by=by):
            assert queries.counts_as("leaving_reason", "~cadets") == "to_school"
            assert queries.group_of("leaving_reason", "~cadets") == "another_organisation"

    def test_additions_cost_one_read_per_door(self, by: By, school: Organisation) -> None:
        reads = []
        register_additions(lambda: reads.append(1) or ())  # type: ignore[func-returns-value]

        with crossing.inside(school, by=by):
            queries.names("leaving_reason")
            queries.names("post")

        assert len(reads) == 1
