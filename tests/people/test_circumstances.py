"""Circumstances of students: dated rows of one part each, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.handbooks.catalogue import CATALOGUE
from shared_apps.handbooks.exceptions import UnknownItem
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.models import ChangeLog, Outbox
from tenant_apps.people import refusals, services
from tenant_apps.people.circumstances import FILE_PRIVACY, KINDS, PARTS, kinds_of
from tenant_apps.people.consent_refusals import FieldsClosed
from tenant_apps.people.models import Consent, HealthCircumstance, SocialCircumstance, Student
from tenant_apps.people.queries.circumstances import circumstances_of, circumstances_on, closed_group, described
from tenant_apps.people.references import HANDBOOKS
from tenant_apps.people.rights import FieldsNotYours
from tenant_apps.people.services import erasing

from .papers import consented

TODAY = timezone.localdate()
BORN = date(2014, 3, 9)
SCHOOL = date(2021, 9, 1)
pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def anna(by: By) -> Student:
    return a_student(by, "Анна")


def a_student(by: By, given: str) -> Student:
    student = services.create_student(
        name=services.Name("Ёлкина", given), particulars={"sex": "female", "birth_date": BORN}, by=by
    )
    consented(student.person_id, "health", "social")
    return student


Begin = Callable[..., Any]


@pytest.fixture
def begin(anna: Student, by: By) -> Begin:
    """Write a circumstance of Anna: `begin("health_group", "i", since=…)`."""

    def write(kind: str, value: str, since: date = SCHOOL, **more: Any) -> Any:
        content = services.CircumstanceContent(kind=kind, value=value, valid_from=since, **more)
        return services.begin_circumstance(student_id=anna.pk, content=content, by=by)

    return write


def test_new_value_of_a_kind_ends_the_former_one(begin: Begin, anna: Student, by: By) -> None:
    former = begin("health_group", "i")

    begin("health_group", "ii", since=TODAY)

    former.refresh_from_db()
    assert former.valid_to == TODAY
    before = circumstances_on(TODAY - timedelta(days=1), kinds=["health_group"], by=by)
    assert [line.value for line in before[anna.pk]["health_group"]] == ["i"]
    assert [line.value for line in circumstances_on(TODAY, by=by)[anna.pk]["health_group"]] == ["ii"]


def test_several_diseases_hold_at_once_but_one_never_twice(begin: Begin, anna: Student, by: By) -> None:
    begin("disease", "eye")
    begin("disease", "allergy")

    with pytest.raises(refusals.CircumstanceOverlaps, match="болезни глаза"):
        begin("disease", "eye", since=TODAY)
    assert len(circumstances_on(TODAY, by=by)[anna.pk]["disease"]) == 2


def test_same_value_is_not_begun_again(begin: Begin) -> None:
    begin("pe_group", "main")

    with pytest.raises(refusals.CircumstanceOverlaps, match=r"01\.09\.2021"):
        begin("pe_group", "main", since=TODAY)


@pytest.mark.parametrize("part", PARTS.values(), ids=lambda part: str(part.privacy))
def test_database_refuses_overlaps_of_one_slot(part: Any, anna: Student) -> None:
    def write(slot: str, **more: Any) -> None:
        part.model.objects.create(student=anna, kind="x", value="x", slot=slot, valid_from=SCHOOL, **more)

    write("one")
    write("two")
    write("one", voided_by=5)
    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        write("one")
    with pytest.raises(IntegrityError, match="ends_after_it_begins"), transaction.atomic():
        write("three", valid_to=SCHOOL)


def test_variant_belongs_to_its_category(begin: Begin) -> None:
    row = begin("ovz", "delayed", variant="v7_1", document="Заключение ПМПК", document_number="12")

    assert described("ovz", row.value, row.variant) == "с задержкой психического развития, вариант 7.1"
    with pytest.raises(refusals.VariantDoesNotFit):
        begin("ovz", "autism", since=TODAY, variant="v7_1")
    with pytest.raises(refusals.VariantDoesNotFit):
        begin("health_group", "i", variant="v7_1")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"since": BORN - timedelta(days=1)}, refusals.BeginsBeforeBirth),
        ({"valid_to": SCHOOL}, refusals.EndsBeforeItBegins),
        ({"document_date": TODAY, "document_until": SCHOOL}, refusals.DocumentTermIsOver),
        ({"value": "vi"}, UnknownItem),
        ({"kind": "shoe_size"}, refusals.UnknownCircumstance),
    ],
)
def test_nonsense_is_refused(values: dict[str, Any], refusal: type[Exception], begin: Begin) -> None:
    with pytest.raises(refusal):
        begin(**{"kind": "health_group", "value": "i"} | values)


def test_row_is_ended_corrected_and_taken_away(begin: Begin, anna: Student, by: By) -> None:
    row = begin("family", "complete")

    services.end_circumstance(privacy=Privacy.SOCIAL, row_id=row.pk, on=TODAY, by=by)
    content = services.CircumstanceContent(kind="family", value="one_parent", valid_from=SCHOOL, valid_to=TODAY)
    services.correct_circumstance(privacy=Privacy.SOCIAL, row_id=row.pk, content=content, by=by)

    row.refresh_from_db()
    assert (row.value, row.valid_to) == ("one_parent", TODAY)
    with pytest.raises(refusals.NothingToChange):
        services.correct_circumstance(privacy=Privacy.SOCIAL, row_id=row.pk, content=content, by=by)
    with pytest.raises(refusals.NothingToChange):
        services.end_circumstance(privacy=Privacy.SOCIAL, row_id=row.pk, on=TODAY, by=by)
    services.remove_circumstance(privacy=Privacy.SOCIAL, row_id=row.pk, by=by)
    assert not SocialCircumstance.objects.filter(student=anna).exists()
    assert ChangeLog.objects.filter(table_name="people_socialcircumstance", operation="D").exists()


def test_card_opened_before_a_change_is_refused(begin: Begin, anna: Student, by: By) -> None:
    begin("family", "complete")
    content = services.CircumstanceContent(kind="orphan", value="orphan", valid_from=TODAY)

    with pytest.raises(refusals.ChangedMeanwhile):
        services.begin_circumstance(student_id=anna.pk, content=content, version=1, by=by)


def test_class_that_is_not_held_is_neither_written_nor_read(begin: Begin, anna: Student, by: By) -> None:
    row = begin("health_group", "ii")
    begin("family", "complete")
    reader = SimpleNamespace(account_id=5, name="Класснова К. К.", holds={Privacy.SOCIAL}, membership=None)
    content = services.CircumstanceContent(kind="pe_group", value="main", valid_from=TODAY)

    assert circumstances_of(anna.pk, Privacy.HEALTH, TODAY, by=reader) == []  # type: ignore[arg-type]
    assert set(circumstances_on(TODAY, by=reader)[anna.pk]) == {"family"}  # type: ignore[arg-type]
    with pytest.raises(FieldsNotYours):
        services.begin_circumstance(student_id=anna.pk, content=content, by=reader)  # type: ignore[arg-type]
    with pytest.raises(FieldsNotYours):
        services.remove_circumstance(privacy=Privacy.HEALTH, row_id=row.pk, by=reader)  # type: ignore[arg-type]


def test_voided_rows_are_read_by_nobody(begin: Begin, anna: Student, by: By) -> None:
    row = begin("disability", "child")
    HealthCircumstance.objects.filter(pk=row.pk).update(voided_by=7)

    assert circumstances_on(TODAY, by=by) == {}
    begin("disability", "child")
    assert len(circumstances_on(TODAY, by=by)[anna.pk]["disability"]) == 1


def test_part_without_a_consent_is_neither_written_nor_read(begin: Begin, anna: Student, by: By) -> None:
    begin("health_group", "ii")
    begin("foreign_language_1", "eng")
    Consent.objects.all().delete()

    with pytest.raises(FieldsClosed):
        begin("pe_group", "main")
    group = closed_group(anna.pk, Privacy.HEALTH)
    assert group is not None
    assert group.purpose == "health"
    assert closed_group(anna.pk, Privacy.EDUCATION) is None
    assert circumstances_of(anna.pk, Privacy.HEALTH, TODAY, by=by) == []
    assert set(circumstances_on(TODAY, by=by)[anna.pk]) == {"foreign_language_1"}


def test_erasure_takes_the_rows_of_a_group(begin: Begin, anna: Student, by: By) -> None:
    begin("disease", "eye", note="миопия")
    begin("family", "complete")
    Consent.objects.all().delete()

    erasing.erase_fields(person_id=anna.person_id, groups=["health"], ground="withdrawal", document="Заявление", by=by)

    assert not HealthCircumstance.objects.exists()
    assert SocialCircumstance.objects.exists()
    kept = ChangeLog.objects.filter(table_name="people_healthcircumstance")
    assert not [line for line in kept if "миопия" in str((line.before, line.after))]


def test_many_students_cost_one_query(begin: Begin, by: By) -> None:
    begin("health_group", "i")
    begin("family", "complete")
    circumstances_on(TODAY, by=by)

    for given in ("Вера", "Надежда", "Любовь"):
        content = services.CircumstanceContent(kind="foreign_language_1", value="eng", valid_from=SCHOOL)
        services.begin_circumstance(student_id=a_student(by, given).pk, content=content, by=by)
    with CaptureQueriesContext(connection) as queries:
        found = circumstances_on(TODAY, by=by)

    assert len(found) == 4
    assert len([one for one in queries if "circumstance" in one["sql"]]) == 1


def test_region_looks_at_the_student_again(begin: Begin, anna: Student) -> None:
    last = Outbox.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    begin("study_conditions", "at_home")

    keys = set(Outbox.objects.filter(pk__gt=last).values_list("entity", "key"))
    assert ("student", anna.pk) in keys


def test_order_leaves_its_number_in_what_it_began_and_ended(anna: Student, by: By) -> None:
    content = services.CircumstanceContent(kind="study_conditions", value="at_home", valid_from=SCHOOL)

    row = services.begin_circumstance(student_id=anna.pk, content=content, order_id=17, by=by)
    ended = services.end_circumstance(privacy=Privacy.EDUCATION, row_id=row.pk, on=TODAY, order_id=18, by=by)

    assert (ended.begun_by, ended.ended_by) == (17, 18)


# --- the page of kinds ----------------------------------------------------------------------------------------------


def test_kinds_and_files_are_items_of_their_handbooks() -> None:
    for privacy, part in PARTS.items():
        assert [kind.code for kind in kinds_of(privacy)] == [item.code for item in CATALOGUE[part.kinds].items]
    assert set(FILE_PRIVACY) == set(CATALOGUE["card_file_kind"].codes)
    assert {kind.handbook for kind in KINDS.values()} | {"ovz_variant"} <= set(CATALOGUE)


def test_codes_of_one_table_mean_one_thing() -> None:
    """The history knows a code's words without knowing the kind."""
    for part in PARTS.values():
        words: dict[str, set[str]] = {}
        named = HANDBOOKS[f"{part.model._meta.db_table}.value"]
        assert set(named) == {kind.handbook for kind in kinds_of(part.privacy)}
        for handbook in named:
            for item in CATALOGUE[handbook].items:
                words.setdefault(item.code, set()).add(item.name)
        assert {code: each for code, each in words.items() if len(each) > 1} == {}


def test_slots_have_different_hashes() -> None:
    slots = [kind.slot(code) for kind in KINDS.values() for code in CATALOGUE[kind.handbook].codes]
    with connection.cursor() as cursor:
        cursor.execute("SELECT hashtextextended(slot, 0) FROM unnest(%s::text[]) slot", [sorted(set(slots))])
        hashes = [row[0] for row in cursor.fetchall()]
    assert len(set(hashes)) == len(hashes)
