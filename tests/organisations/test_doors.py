"""The doors of docs/architecture.md, doors, a test per sentence. Real logins, real commits."""

import threading
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError, connection, transaction

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By, Scope, aside, feed_tables, inside, projection, region, shared
from shared_apps.organisations.models import Municipality, Organisation
from tenant_apps.people.models import Person
from tests.factories import organisations

BY = By(account_id=7, name="Иванова М. П.", request_id="r-1", source="test:1")

pytestmark = pytest.mark.usefixtures("three_logins")


@pytest.fixture
def pair(three_logins: None) -> Iterator[tuple[Organisation, Organisation]]:
    """Two schools born for this test."""
    found = organisations.born(), organisations.born()
    yield found
    for one in found:
        organisations.drop(one)


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return str(cursor.fetchone()[0])


def test_inside_sets_role_path_and_actor(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        found = [setting(name) for name in ("role", "search_path", "svod.actor", "svod.actor_name", "svod.request")]
    role = crossing.role_name(connection, str(new_school.schema_name))
    assert found == [role, f"{new_school.schema_name}, public", "7", "Иванова М. П.", "r-1"]


def test_nothing_outlives_a_door(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        pass
    assert setting("search_path") in ('""', "")
    assert setting("role") == "none"
    assert setting("svod.actor") == ""


def test_nothing_outlives_a_door_that_failed(new_school: Organisation) -> None:
    with pytest.raises(ZeroDivisionError), inside(new_school, by=BY):
        raise ZeroDivisionError
    assert (setting("role"), setting("svod.actor")) == ("none", "")


def test_outside_a_door_no_table_is_found(new_school: Organisation) -> None:
    with pytest.raises(ProgrammingError, match="does not exist"):
        Person.objects.count()


def test_outside_a_door_a_named_schema_is_refused(new_school: Organisation) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {new_school.schema_name}.people_person")


def test_a_door_rolls_back_on_any_exception(new_school: Organisation) -> None:
    with pytest.raises(KeyError), inside(new_school, by=BY):
        Person.objects.create(sex="male")
        raise KeyError
    with inside(new_school, by=BY):
        assert Person.objects.count() == 0


def test_a_door_that_was_asked_rolls_back_and_leaves_normally(new_school: Organisation) -> None:
    with inside(new_school, by=BY) as door:
        Person.objects.create(sex="male")
        door.roll_back()
    with inside(new_school, by=BY):
        assert Person.objects.count() == 0


def test_a_door_with_an_unasked_rollback_raises(new_school: Organisation) -> None:
    with pytest.raises(crossing.CannotCommit, match="nobody asked"), inside(new_school, by=BY):
        try:
            with transaction.atomic(savepoint=False):
                raise KeyError
        except KeyError:
            pass


def test_a_door_with_its_connection_in_error_raises(new_school: Organisation) -> None:
    with pytest.raises(crossing.CannotCommit, match="COMMIT would silently be a ROLLBACK"), inside(new_school, by=BY):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        except DatabaseError:
            pass


def test_path_and_role_stand_right_after_an_inner_atomic_that_failed(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        before = setting("role"), setting("search_path")
        with pytest.raises(IntegrityError), transaction.atomic():
            person = Person.objects.create(sex="male")
            Person.objects.create(sex="male", person_uid=person.person_uid)
        assert (setting("role"), setting("search_path")) == before
        assert Person.objects.count() == 0


def test_shared_within_inside_is_the_same_transaction(new_school: Organisation) -> None:
    with pytest.raises(KeyError), inside(new_school, by=BY):
        with shared(by=BY):
            Municipality.objects.create(name="Исчезнувший", oktmo="", kind="urban", valid_from="2020-01-01")
        raise KeyError
    with shared(by=BY):
        assert not Municipality.objects.filter(name="Исчезнувший").exists()


def test_shared_within_inside_puts_role_path_and_actor_back(new_school: Organisation) -> None:
    other = By(account_id=8, name="Другой")
    with inside(new_school, by=BY):
        before = [setting(name) for name in ("role", "search_path", "svod.actor")]
        with shared(by=other):
            assert setting("svod.actor") == "8"
        assert [setting(name) for name in ("role", "search_path", "svod.actor")] == before
        assert Person.objects.count() == 0


def test_shared_within_inside_that_failed_puts_them_back_too(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        before = setting("role"), setting("search_path")
        with pytest.raises(KeyError), shared(by=BY):
            raise KeyError
        assert (setting("role"), setting("search_path")) == before


@pytest.mark.parametrize("first", ["inside", "shared", "region", "projection"])
@pytest.mark.parametrize("second", ["inside", "region", "projection"])
def test_any_other_nesting_raises(new_school: Organisation, first: str, second: str) -> None:
    doors = {
        "inside": lambda: inside(new_school, by=BY),
        "shared": lambda: shared(by=BY),
        "region": lambda: region(Scope("ministry"), by=BY),
        "projection": lambda: projection(new_school),
    }
    if "projection" in (first, second) and first != second:
        return  # another login on another connection: not nested at all
    with doors[first](), pytest.raises(crossing.DoorInsideDoor), doors[second]():
        pass


def test_shared_within_shared_raises() -> None:
    with shared(by=BY), pytest.raises(crossing.DoorInsideDoor), shared(by=BY):
        pass


def test_aside_stays_though_the_door_rolls_back(new_school: Organisation) -> None:
    with pytest.raises(KeyError), inside(new_school, by=BY):
        with aside(by=BY):
            Municipality.objects.using("aside").create(name="Осталась", oktmo="", kind="urban", valid_from="2020-01-01")
        raise KeyError
    with shared(by=BY):
        assert Municipality.objects.filter(name="Осталась").exists()
    Municipality.objects.using("owner").filter(name="Осталась").delete()


def test_inside_sees_its_own_organisation_alone(pair: tuple[Organisation, Organisation]) -> None:
    here, there = pair
    with inside(here, by=BY):
        Person.objects.create(sex="male")
    with inside(there, by=BY):
        assert Person.objects.count() == 0


def test_an_organisations_role_reads_no_other_schema(pair: tuple[Organisation, Organisation]) -> None:
    here, there = pair
    with pytest.raises(ProgrammingError, match="permission denied"), inside(here, by=BY), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {there.schema_name}.people_person")


@pytest.mark.parametrize("table", ["accounts_account", "accounts_session", "organisations_sharedchange", "jobs_job"])
def test_an_organisations_role_reads_no_accounts(new_school: Organisation, table: str) -> None:
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, inside(new_school, by=BY), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM public.{table}")


def test_an_organisations_role_writes_no_shared_table(new_school: Organisation) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), inside(new_school, by=BY):
        Municipality.objects.create(name="Чужая", oktmo="", kind="urban", valid_from="2020-01-01")


def test_an_organisations_role_reads_organisations_and_handbooks(new_school: Organisation) -> None:
    with inside(new_school, by=BY), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organisations_organisation")
        assert cursor.fetchone()[0] >= 1
        cursor.execute("SELECT count(*) FROM handbooks_handbookitem")
        assert cursor.fetchone()[0] > 100


def test_shared_reads_no_organisation(new_school: Organisation) -> None:
    with pytest.raises(ProgrammingError), shared(by=BY), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {new_school.schema_name}.people_person")


def test_region_is_read_only(new_school: Organisation) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), region(Scope("ministry"), by=BY):
        Municipality.objects.create(name="Чужая", oktmo="", kind="urban", valid_from="2020-01-01")


def test_feed_writes_nothing_in_an_organisation(new_school: Organisation) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), projection(new_school):
        Person.objects.using("feed").create(sex="male")


def test_feed_reads_the_organisation_of_its_door(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        Person.objects.create(sex="male")
    with projection(new_school):
        assert Person.objects.using("feed").count() == 1


def test_feed_tables_have_no_organisation() -> None:
    with pytest.raises(ProgrammingError, match="does not exist"), feed_tables():
        Person.objects.using("feed").count()


def test_a_door_within_a_transaction_puts_back_what_it_found(new_school: Organisation) -> None:
    with transaction.atomic():
        with inside(new_school, by=BY):
            assert Person.objects.count() == 0
        with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
            Person.objects.count()
        assert setting("role") == "none"


def test_for_each_refuses_what_is_lazy(new_school: Organisation) -> None:
    with pytest.raises(crossing.DoorError, match="must not leave a door"):
        crossing.for_each([new_school], lambda organisation: Person.objects.all(), by=BY)


def test_for_each_gives_plain_values(pair: tuple[Organisation, Organisation]) -> None:
    assert crossing.for_each(pair, lambda organisation: Person.objects.count(), by=BY) == [0, 0]


@pytest.mark.parametrize("state", ["requested", "preparing", "failed"])
def test_inside_refuses_an_organisation_that_does_not_stand(new_school: Organisation, state: str) -> None:
    new_school.state = state
    with pytest.raises(crossing.OrganisationNotReady, match=state), inside(new_school, by=BY):
        pass


def test_inside_lets_nobody_write_in_a_closed_organisation(new_school: Organisation) -> None:
    new_school.state = "closed"
    with pytest.raises(crossing.OrganisationNotReady, match="closed"), inside(new_school, by=BY):
        pass
    with inside(new_school, by=BY, only_reads=True):
        assert Person.objects.count() == 0


def test_sixteen_threads_alternate_without_seeing_each_other(pair: tuple[Organisation, Organisation]) -> None:
    here, there = pair
    for organisation, sex in ((here, "male"), (there, "female")):
        with inside(organisation, by=BY):
            Person.objects.create(sex=sex)
    wrong: list[str] = []
    barrier = threading.Barrier(16)

    def alternate(number: int) -> None:
        try:
            barrier.wait()
            for turn in range(30):
                organisation, sex = ((here, "male"), (there, "female"))[(number + turn) % 2]
                with inside(organisation, by=BY):
                    found = set(Person.objects.values_list("sex", flat=True))
                if found != {sex}:
                    wrong.append(f"{organisation.slug}: {found}")
        except (DatabaseError, OperationalError) as error:
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=alternate, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_those_told_of_a_commit_hear_of_writers_alone(new_school: Organisation) -> None:
    heard: list[int] = []
    crossing.on_inside_commit(heard.append)
    try:
        with inside(new_school, by=BY, only_reads=True):
            pass
        with pytest.raises(KeyError), inside(new_school, by=BY):
            raise KeyError
        assert heard == []
        with inside(new_school, by=BY):
            pass
        assert heard == [new_school.pk]
    finally:
        crossing._after_inside.remove(heard.append)


def test_no_other_code_sets_role_or_path() -> None:
    from tests.architecture.sources import grep

    allowed = {
        "shared_apps/organisations/crossing.py",
        "shared_apps/organisations/birth.py",
        "shared_apps/organisations/fleet.py",
        "shared_apps/organisations/recording.py",
        "shared_apps/organisations/database_roles.py",
        "tenant_apps/people/migrations/0006_citizenships_of_cards.py",  # names the actor of the rows that it copies
    }
    found = grep(
        r"(?i)set\s+(local\s+|session\s+)?(role|search_path)|set_config\(|set_tenant|set_schema\(|schema_context|tenant_context"
    )
    assert {path for path, _line in found} - allowed == set()
