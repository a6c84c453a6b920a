"""What tests of seals share: a school sealed and checked, its log tampered with."""

import psycopg
from psycopg.sql import SQL, Identifier

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history.services import seal, send_roots
from tenant_apps.history.targets import Directory
from tenant_apps.history.verification import Report, verify
from tests import servers

BY = By.system("seal")


def checked(school: Organisation, vault: Directory) -> Report:
    with inside(school, by=BY):
        return verify(schema=str(school.schema_name), sent_to=[vault])


def sealed(school: Organisation, vault: Directory, *, batch: int = 2) -> None:
    """Seal what there is and send the roots out."""
    with inside(school, by=BY):
        seal(by=BY, batch=batch)
    with inside(school, by=BY):
        send_roots(schema=str(school.schema_name), to=[vault])


def tamper(school: Organisation, statement: str, *parameters: object) -> None:
    """What somebody with the superuser's password could do."""
    with psycopg.connect(servers.admin_url(servers.database()), autocommit=True) as admin:
        admin.execute(SQL("SET search_path = {}").format(Identifier(str(school.schema_name))))
        admin.execute(statement, parameters or None)  # type: ignore[arg-type]
