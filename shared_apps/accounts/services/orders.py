"""The order that gives a role: its number and its date. Families and students need none."""

from datetime import date

from shared_apps.rules.catalogue import ROLE_ORDER_REQUIRED
from shared_apps.rules.queries import region_setting

from ..roles import ROLES, Role
from . import refusals


def is_required(role: Role) -> bool:
    """Whether a membership in this role names its order. Within any door."""
    return role.order == "always" or (role.order == "by_setting" and region_setting(ROLE_ORDER_REQUIRED))


def refuse_without_order(code: str, number: str, day: date | None) -> None:
    """:raises RoleOrderMissing: the number or the date is not said, and the role needs them."""
    role = ROLES[code]
    if (not number.strip() or day is None) and is_required(role):
        raise missing(role, "order_date" if number.strip() else "order_number")


def missing(role: Role, field: str) -> refusals.RoleOrderMissing:
    """What is said at a field that was left empty."""
    return refusals.RoleOrderMissing(field=field, params={"role": str(role.title)})
