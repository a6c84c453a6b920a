"""Organisations for tests: born for real by the owner's login, with real commits, dropped likewise."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count

from django.db import connections
from psycopg.sql import SQL, Identifier

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import birth, crossing
from shared_apps.organisations.crossing import By, role_name
from shared_apps.organisations.models import Authority, Municipality, Organisation, OrganisationPeriod, Supervision
from shared_apps.organisations.names import bare_words

BY = By.system("tests")
_numbers = count(1)


def municipality(name: str = "Тестовый район") -> Municipality:
    """A municipality, committed by the owner."""
    rows = Municipality.objects.using("owner")
    return rows.get_or_create(name=name, defaults={"oktmo": "", "kind": "district", "valid_from": date(2000, 1, 1)})[0]


def authority(code: str = "culture") -> Authority:
    """An authority, committed by the owner."""
    names = {"name": f"Министерство {code}", "short_name": f"Мин {code}", "valid_from": date(2000, 1, 1)}
    return Authority.objects.using("owner").get_or_create(code=code, defaults=names)[0]


def requested(
    slug: str = "",
    *,
    kind: str = "school",
    locality: str = "urban",
    place: Municipality | None = None,
    under: Authority | None = None,
    opened_on: date = date(2000, 1, 1),
) -> Organisation:
    """An organisation registered, not yet born; committed by the owner."""
    slug = slug or f"test-{next(_numbers)}"
    organisation = Organisation.objects.using("owner").create(slug=slug, code=slug)
    organisation.schema_name = f"o{organisation.pk:04d}"
    organisation.save(using="owner", update_fields=["schema_name"])
    OrganisationPeriod.objects.using("owner").create(
        organisation=organisation,
        valid_from=opened_on,
        full_name=f"Организация {slug}",
        short_name=f"Орг {slug}",
        search_key=bare_words(f"Орг {slug} Организация {slug}"),
        kind=kind,
        locality=locality,
        municipality=place or municipality(),
        authority=under,
    )
    return organisation


def born(
    slug: str = "", *, kind: str = "school", place: Municipality | None = None, under: Authority | None = None
) -> Organisation:
    """A ready organisation with a schema of its own."""
    organisation = birth.prepare(requested(slug, kind=kind, place=place, under=under).pk, by=BY)
    organisation._state.db = "default"  # the test goes on with the application's login
    return organisation


@contextmanager
def within(organisation: Organisation, *, by: By) -> Iterator[None]:
    """Within the organisation's door; handbooks are loaded."""
    with crossing.shared(by=by):
        load_catalogue()
    with crossing.inside(organisation, by=by):
        yield


def drop(organisation: Organisation) -> None:
    """Take the organisation, its schema and role out of the database."""
    connection = connections["owner"]
    schema = str(organisation.schema_name)
    with connection.cursor() as cursor:
        cursor.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
        role = role_name(connection, schema)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone():
            cursor.execute(SQL("DROP ROLE {}").format(Identifier(role)))
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE ANY (%s) AND relkind = 'r'",
            [["contingent_%", "feed_%", "staffing_%", "registry_%"]],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                SQL(
                    "DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = {0}"
                    " AND column_name = 'organisation_id') THEN"
                    " EXECUTE format('DELETE FROM %I WHERE organisation_id = %s', {0}, {1}); END IF; END $$"
                ).format(table, organisation.pk)
            )
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM envelopes_doubledanswer WHERE organisation_id = %(id)s;"
            " DELETE FROM envelopes_doubledanswer WHERE doubled_id IN"
            " (SELECT id FROM envelopes_doubledstudent WHERE other_id = %(id)s);"
            " DELETE FROM envelopes_doubledstudent WHERE organisation_id = %(id)s OR other_id = %(id)s",
            {"id": organisation.pk},
        )
        for table in ("envelopes_contents", "envelopes_envelope"):
            cursor.execute(
                f"DELETE FROM {table} WHERE sender_id = %s OR receiver_id = %s", [organisation.pk, organisation.pk]
            )
        for table, column in (("side", "organisation_id"), ("class", "organisation_id")):
            cursor.execute(
                f"DELETE FROM envelopes_reorganisation{table} WHERE {column} = %(id)s OR reorganisation_id IN"
                " (SELECT id FROM envelopes_reorganisation WHERE receiver_id = %(id)s)", {"id": organisation.pk},
            )  # fmt: skip
        cursor.execute(
            "DELETE FROM envelopes_reorganisation r WHERE NOT EXISTS"
            " (SELECT FROM envelopes_reorganisationside s WHERE s.reorganisation_id = r.id)"
        )
        cursor.execute(
            "DELETE FROM organisations_succession WHERE predecessor_id = %(id)s OR successor_id = %(id)s",
            {"id": organisation.pk},
        )
    Supervision.objects.using("owner").filter(organisation=organisation).delete()
    OrganisationPeriod.objects.using("owner").filter(organisation=organisation).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_membership WHERE organisation_id = %s", [organisation.pk])
        cursor.execute("DELETE FROM organisations_reopeningrequest WHERE organisation_id = %s", [organisation.pk])
        cursor.execute("DELETE FROM organisations_organisation WHERE id = %s", [organisation.pk])
