"""Files of cards: what is taken, replaced, deleted, and by whom."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people import refusals, services
from tenant_apps.people.consent_refusals import FieldsClosed
from tenant_apps.people.models import CardFile, Consent, Person, StoredFile
from tenant_apps.people.queries.card_files import file_of, files_of, photo_of
from tenant_apps.people.rights import FieldsNotYours
from tenant_apps.people.services import erasing
from tenant_apps.people.uploads import LARGEST_PHOTO

from .papers import consented

PNG = b"\x89PNG\r\n\x1a\n and the rest"
JPEG = b"\xff\xd8\xff\xe0 and the rest"
PDF = b"%PDF-1.7 and the rest"
EVERYTHING = tuple(Privacy)
pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def person() -> Person:
    made = Person.objects.create(sex="male")
    consented(made.pk, "health", "photo", "social")
    return made


def test_photo_without_a_consent_is_neither_kept_nor_shown(person: Person, by: By) -> None:
    services.add_card_file(person_id=person.pk, kind="photo", content=PNG, name="a.png", by=by)
    Consent.objects.filter(purpose="photo").delete()

    assert photo_of(person.pk) is None
    assert files_of(person.pk, seen=EVERYTHING) == []
    with pytest.raises(FieldsClosed):
        services.add_card_file(person_id=person.pk, kind="photo", content=JPEG, name="b.jpg", by=by)


def test_erasure_takes_the_files_of_a_group(person: Person, by: By) -> None:
    services.add_card_file(person_id=person.pk, kind="photo", content=PNG, name="a.png", by=by)
    services.add_card_file(person_id=person.pk, kind="mse", content=PDF, name="b.pdf", by=by)
    Consent.objects.filter(purpose="health").delete()

    erased = erasing.erase_fields(
        person_id=person.pk, groups=["health"], ground="withdrawal", document="Заявление", by=by
    )

    assert erased.files == 1
    assert list(CardFile.objects.values_list("kind", flat=True)) == ["photo"]
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["a.png"]


def test_new_photo_takes_the_place_of_the_former(person: Person, by: By) -> None:
    services.add_card_file(person_id=person.pk, kind="photo", content=PNG, name="a.png", by=by)

    second = services.add_card_file(person_id=person.pk, kind="photo", content=JPEG, name="b.jpg", by=by)

    assert photo_of(person.pk) == second.pk
    assert services.content_of(second.stored) == JPEG
    assert list(StoredFile.objects.values_list("name", "content_type", "sensitivity")) == [
        ("b.jpg", "image/jpeg", "identity")
    ]


@pytest.mark.parametrize(
    ("kind", "content", "refusal"),
    [
        ("photo", b"", refusals.FileIsEmpty),
        ("photo", PDF, refusals.FileTypeNotTaken),
        ("mse", b"<script>alert(1)</script>", refusals.FileTypeNotTaken),
        ("mse", b"<svg xmlns='http://www.w3.org/2000/svg'/>", refusals.FileTypeNotTaken),
        ("photo", PNG + b" " * LARGEST_PHOTO, refusals.FileTooLarge),
    ],
)
def test_what_is_not_taken(kind: str, content: bytes, refusal: type[Exception], person: Person, by: By) -> None:
    with pytest.raises(refusal):
        services.add_card_file(person_id=person.pk, kind=kind, content=content, name="photo.png", by=by)
    assert not CardFile.objects.exists()


def test_replaced_content_is_another_and_the_kind_stays(person: Person, by: By) -> None:
    row = services.add_card_file(person_id=person.pk, kind="mse", content=PDF, name="old.pdf", by=by)

    services.replace_card_file(file_id=row.pk, content=PNG, name="new.png", note="вторая страница", by=by)

    row.refresh_from_db()
    assert (row.kind, row.stored.name, row.note) == ("mse", "new.png", "вторая страница")
    assert StoredFile.objects.count() == 1


def test_removed_file_is_gone_from_the_card_and_the_storage(person: Person, by: By, school: Organisation) -> None:
    row = services.add_card_file(person_id=person.pk, kind="pmpk", content=PDF + b"!", name="a.pdf", by=by)
    path = Path(settings.MEDIA_ROOT) / str(school.schema_name) / row.stored.sha256
    assert path.exists()

    services.remove_card_file(file_id=row.pk, by=by)

    assert not StoredFile.objects.exists()
    with pytest.raises(ObjectDoesNotExist):
        services.remove_card_file(file_id=row.pk, by=by)


def test_file_of_a_class_that_is_not_held_is_not_there(person: Person, by: By) -> None:
    row = services.add_card_file(person_id=person.pk, kind="mse", content=PDF, name="a.pdf", by=by)
    services.add_card_file(person_id=person.pk, kind="photo", content=PNG, name="b.png", by=by)
    operator = SimpleNamespace(account_id=5, name="Оператор", holds={Privacy.IDENTITY, Privacy.DOCUMENT})

    assert [line.kind for line in files_of(person.pk, seen=operator.holds)] == ["photo"]
    assert [line.kind for line in files_of(person.pk, seen=EVERYTHING)] == ["photo", "mse"]
    assert file_of(person.pk, row.pk, seen=operator.holds) is None
    for write in (
        lambda: services.remove_card_file(file_id=row.pk, by=operator),  # type: ignore[arg-type]
        lambda: services.replace_card_file(file_id=row.pk, content=PDF, name="c.pdf", by=operator),  # type: ignore[arg-type]
        lambda: services.add_card_file(person_id=person.pk, kind="mse", content=PDF, name="d.pdf", by=operator),  # type: ignore[arg-type]
    ):
        with pytest.raises(FieldsNotYours):
            write()
