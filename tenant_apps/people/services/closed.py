"""What services ask before they write: is there a ground to keep these columns of these people?"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.privacy import Privacy

from ..circumstances import FILE_PRIVACY
from ..consent_refusals import FieldsClosed
from ..grounds import FieldGroup, group_of_file, group_of_identifier
from ..queries.grounds import NOBODY, Grounds, field_group, grounds


def refuse_closed_columns(
    model: type[models.Model], written: Mapping[int | None, Iterable[str]], known: Grounds | None = None
) -> None:
    """Emptying is always allowed: pass only columns that are filled in.

    :param written: person's id → columns; None: a card that is only being made, so nobody has consented yet.
    :raises FieldsClosed:
    """
    needed = {
        person: [group for name in names if (group := field_group(model, name)) and group.needs_consent]
        for person, names in written.items()
    }
    _refuse(needed, known)


def refuse_closed_identifiers(written: Mapping[int | None, Iterable[str]], known: Grounds | None = None) -> None:
    """The same for kinds of identifiers. :raises FieldsClosed:"""
    _refuse({person: [group_of_identifier(kind) for kind in kinds] for person, kinds in written.items()}, known)


def refuse_closed_file(person_id: int, kind: str) -> None:
    """The same for a file of a card. :raises FieldsClosed:"""
    group = group_of_file(kind, FILE_PRIVACY.get(kind, Privacy.HEALTH))
    _refuse({person_id: [group] if group else []}, None)


def filled(values: Mapping[str, Any]) -> list[str]:
    """Names whose values say something."""
    return [name for name, value in values.items() if value not in ("", None, [], ())]


def _refuse(needed: Mapping[int | None, list[FieldGroup]], known: Grounds | None) -> None:
    needed = {person: [one for one in groups if one.needs_consent] for person, groups in needed.items()}
    asked = [person for person, groups in needed.items() if groups and person is not None]
    if known is None:
        known = grounds(asked, timezone.localdate()) if asked else NOBODY
    closed = [group for person, groups in needed.items() for group in known.closed(person or 0, groups)]
    if closed:
        purposes = dict.fromkeys(handbooks.name("consent_purpose", group.purpose) for group in closed)
        titles = dict.fromkeys(str(group.title) for group in closed)
        raise FieldsClosed(params={"fields": ", ".join(titles), "purpose": "; ".join(purposes)})
