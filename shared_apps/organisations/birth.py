"""Birth of an organisation: its row, its schema, its role. requested → preparing → ready | failed, resumable.

Asking (`request_organisation`) is a matter of shared tables. Preparing runs in the fleet worker with the owner's login:
one transaction makes the schema from the recording, grants, the role, and says "ready"; if it dies, nothing is left.
"""

from datetime import date

from django.db import IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from psycopg.sql import SQL, Composed, Identifier

from . import recording, refusals
from .crossing import By, role_name
from .grants import special_grants, usual_grants
from .models import Authority, FormerAddress, Municipality, Organisation, OrganisationPeriod
from .names import bare_words
from .periods import FOREVER
from .recording import OWNER, code_version
from .services import refuse_gone
from .shared_log import record, values

BEYOND_BIRTH = (
    Organisation.State.READY, Organisation.State.CLOSED, Organisation.State.WITHDRAWN, Organisation.State.HELD,
)  # fmt: skip
__all__ = ["admit", "bring", "build", "code_version", "prepare", "request_organisation"]


def request_organisation(
    *,
    slug: str,
    code: str,
    full_name: str,
    short_name: str,
    kind: str,
    locality: str,
    municipality: Municipality,
    authority: Authority | None,
    opened_on: date,
    by: By,
    address: str = "",
    order_number: str = "",
    order_date: date | None = None,
    is_demo: bool = False,
) -> Organisation:
    """Register an organisation and ask for its birth. Call inside shared(); the schema comes later (`prepare`).

    :raises AddressTaken, CodeTaken: the slug or the code belongs to another organisation.
    :raises NotThereThen: the municipality or the authority is closed.
    """
    refuse_gone(FOREVER, municipality=municipality, authority=authority)
    refuse_taken(slug, code)
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(slug=slug, code=code, is_demo=is_demo)
    except IntegrityError:  # somebody registered it in between
        refuse_taken(slug, code)
        raise
    organisation.schema_name = f"o{organisation.pk:04d}"
    organisation.save(update_fields=["schema_name"])
    period = OrganisationPeriod.objects.create(
        organisation=organisation,
        valid_from=opened_on,
        valid_to=FOREVER,
        full_name=full_name,
        short_name=short_name,
        search_key=bare_words(f"{short_name} {full_name}"),
        kind=kind,
        locality=locality,
        municipality=municipality,
        authority=authority,
        address=address,
        order_number=order_number,
        order_date=order_date,
    )
    record(by=by, row=organisation, action="request")
    record(by=by, row=period, action="create")
    return organisation


def refuse_taken(slug: str, code: str, but: Organisation | None = None) -> None:
    """An address that was another's leads there still. :raises AddressTaken, CodeTaken:"""
    others = Organisation.objects.exclude(pk=but.pk) if but is not None else Organisation.objects.all()
    former = FormerAddress.objects.filter(slug=slug).exclude(organisation__state=Organisation.State.WITHDRAWN)
    former = former.exclude(organisation=but) if but is not None else former
    if others.filter(slug=slug).exists() or former.exists():
        raise refusals.AddressTaken(params={"slug": slug})
    if others.filter(code=code).exists():
        raise refusals.CodeTaken(params={"code": code})


def prepare(organisation_id: int, *, by: By) -> Organisation:
    """Make the schema of a requested organisation. Needs the owner's login; safe to call again after any failure.

    :raises Organisation.DoesNotExist: no such organisation.
    """
    with transaction.atomic(using=OWNER):  # a request is either withdrawn or begun, never both
        organisation = _locked(organisation_id)
        if organisation.state in BEYOND_BIRTH:
            return organisation
        _say(organisation, Organisation.State.PREPARING)
    try:
        plan = recording.birth_recording()
        with transaction.atomic(using=OWNER):
            organisation = _locked(organisation_id)  # through the build: a second worker waits, and finds it ready
            if organisation.state in BEYOND_BIRTH:
                return organisation
            build(connections[OWNER], str(organisation.schema_name), plan.statements)
            admit(connections[OWNER], str(organisation.schema_name))
            organisation.schema_version = plan.version
            before = values(organisation) | {"state": "preparing"}
            _say(organisation, Organisation.State.READY)
            record(by=by, row=organisation, action="born", before=before, using=OWNER)
    except Exception as error:
        Organisation.objects.using(OWNER).filter(pk=organisation_id, state=Organisation.State.PREPARING).update(
            state=Organisation.State.FAILED, state_detail=f"{type(error).__name__}: {error}"[:2000],
            state_changed_at=timezone.now(), schema_version="",
        )  # fmt: skip
        raise
    return organisation


def _locked(organisation_id: int) -> Organisation:
    rows = Organisation.objects.using(OWNER).select_for_update(no_key=True)
    return rows.get(pk=organisation_id)


def _say(organisation: Organisation, state: str, detail: str = "") -> None:
    organisation.state, organisation.state_detail, organisation.state_changed_at = state, detail, timezone.now()
    organisation.save(
        using=OWNER, update_fields=["state", "state_detail", "state_changed_at", "schema_name", "schema_version"]
    )


def build(connection: BaseDatabaseWrapper, schema: str, statements: list[str]) -> None:
    """The tables of a schema, from recorded statements, with the rights that every organisation's tables have.

    Stands in the caller's transaction. Nobody is admitted yet (`admit`).
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        bring(connection, schema, statements)


def bring(connection: BaseDatabaseWrapper, schema: str, statements: list[str]) -> None:
    """Run recorded statements in a schema, and give the rights on what it has then."""
    with connection.cursor() as cursor:
        cursor.execute(SQL("SET LOCAL search_path = {}, public").format(Identifier(schema)))
        cursor.execute(usual_grants(connection, schema))
        cursor.execute(";\n".join(statements))
        cursor.execute(special_grants(connection, schema))
        cursor.execute("SET LOCAL search_path = public")


def admit(connection: BaseDatabaseWrapper, schema: str) -> None:
    """The organisation's own role, made if there is none, may work in the schema of its name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role_name(connection, schema)])
        made_before = cursor.fetchone() is not None
        cursor.execute((memberships if made_before else new_role)(connection, schema))


def new_role(connection: BaseDatabaseWrapper, schema: str) -> Composed:
    """The same as `memberships`, and the role with them: in one statement.

    The owner administers every organisation's role, and each GRANT of a role looks through all that he administers:
    with 1,000 roles 9 ms as three statements, 2 ms as one. The login inherits nothing (NOINHERIT), so neither from it.
    """
    role, tenant, app = (Identifier(role_name(connection, name)) for name in (schema, "tenant", "app"))
    return SQL("; ").join(
        [
            SQL("CREATE ROLE {} NOLOGIN IN ROLE {} ROLE {}").format(role, tenant, app),
            SQL("GRANT USAGE ON SCHEMA {} TO {}").format(Identifier(schema), role),
        ]
    )


def memberships(connection: BaseDatabaseWrapper, schema: str) -> Composed:
    """The organisation's role: USAGE on its own schema, rights by the common role; the login may become it."""
    role = Identifier(role_name(connection, schema))
    return SQL("; ").join(
        [
            SQL("GRANT USAGE ON SCHEMA {} TO {}").format(Identifier(schema), role),
            SQL("GRANT {} TO {}").format(Identifier(role_name(connection, "tenant")), role),
            SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(role, Identifier(role_name(connection, "app"))),
        ]
    )
