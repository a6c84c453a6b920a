"""Sealing an organisation's history, and sending the roots out of the database."""

from shared_apps.organisations.crossing import By, HasSchema, inside

from . import services


def seal_one(organisation: HasSchema, *, by: By, everything: bool = False) -> tuple[int, int]:
    """Seal one organisation and send its roots. Returns how many lines were sealed and how many roots sent.

    It opens two doors, because a root may leave only after its seal is committed. They are opened as reading: the
    region has nothing to look at again, and closed organisations are sealed too.
    """
    with inside(organisation, by=by, only_reads=True):
        lines = services.seal(by=by, everything=everything)
    with inside(organisation, by=by, only_reads=True):
        roots = services.send_roots(schema=str(organisation.schema_name))
    return lines, roots
