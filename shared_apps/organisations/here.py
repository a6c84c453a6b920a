"""Whose door is open."""

from .crossing import DoorError, open_door


def organisation_here() -> int:
    """Returns the id of the organisation whose door is open. :raises DoorError: nobody's is."""
    door = open_door()
    if door is None or door.kind != "inside" or door.organisation_id is None:
        raise DoorError("This is done by an organisation: open inside(organisation) first.")
    return door.organisation_id
