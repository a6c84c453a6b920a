"""What is looked at before a restoration: what changes, what is damaged, what comes back."""

import pytest
from django.db import connections
from django.utils import timezone

from deploy.backup.errors import Damaged, NoSuchBackup
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history.services import Subject, erase
from tenant_apps.people.models import Person

from .conftest import USER, back_up, content, target
from .restorations import plan, schemas

# --- what is looked at before ---------------------------------------------------------------------------------------


def test_the_plan_says_what_changes_and_changes_nothing(school: Organisation) -> None:
    back_up(school)
    with inside(school, by=USER):
        Person.objects.create(sex="male")
        Person.objects.create(sex="male")
    before = content(school)

    found = plan(school)

    assert [(one.who, one.lines) for one in found.changed] == [(USER.name, 2)]
    people = {name: (now, then) for name, now, then in found.tables}["people_person"]
    assert people[0] is not None
    assert people[1] is not None
    assert people[0] - people[1] == 2
    assert content(school) == before
    assert schemas(school) == {school.schema_name}


def test_the_plan_names_erasures_by_law_that_would_come_back(school: Organisation) -> None:
    with inside(school, by=USER):
        person = Person.objects.create(sex="male").pk
    back_up(school)
    with inside(school, by=USER):
        subject = Subject(name=f"person {person}", rows={"people_person": [person]})
        erase(subject, ground="152-ФЗ, статья 21", document="заявление № 5", by=USER)

    assert plan(school).erasures == [f"person {person}, 152-ФЗ, статья 21, заявление № 5"]


def test_the_plan_names_envelopes_that_moved_since(school: Organisation, neighbour: Organisation) -> None:
    back_up(school)
    envelope = Envelope.objects.using("owner").create(
        sender=school, receiver=neighbour, state="sent", who="Иванов Иван", on=timezone.localdate(),
        sent_at=timezone.now(), due_on=timezone.localdate(),
    )  # fmt: skip
    try:
        assert plan(school).envelopes == [f"No. {envelope.pk} from {school.slug} to {neighbour.slug}: sent"]
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM envelopes_envelope WHERE id = %s", [envelope.pk])


def test_a_damaged_archive_is_refused_and_the_other_target_taken(school: Organisation) -> None:
    name = back_up(school).name
    path = target().at(name) / f"organisations/{school.schema_name}.zip"
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 2] ^= 255
    path.write_bytes(bytes(spoilt))

    with pytest.raises(Damaged, match="Take the other target"):
        plan(school, "last", "main")

    assert plan(school, "last", "second").target.name == "second"


def test_an_unknown_backup_is_named(school: Organisation) -> None:
    with pytest.raises(NoSuchBackup):
        plan(school, "2020-01-01T000000Z")
