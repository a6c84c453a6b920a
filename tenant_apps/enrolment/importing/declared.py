"""The kinds of import into an organisation."""

from shared_apps.importing.kinds import ImportKind

from .employees_kind import EMPLOYEES_KIND
from .guardians_kind import GUARDIANS_KIND
from .students_kind import STUDENTS_KIND

KINDS: dict[str, ImportKind] = {kind.code: kind for kind in (STUDENTS_KIND, GUARDIANS_KIND, EMPLOYEES_KIND)}
"""Every kind by its code, as addresses spell it; the first is that of pages which name none."""
