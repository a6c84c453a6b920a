"""The demo region: Krasnodar Krai with made-up organisations and people, built once in a database of its own."""

import os
from collections.abc import Callable

DEFAULT_PASSWORD = "svod-demo"  # noqa: S105 (well known, and possible only in a database that the demo made)


def build(*, organisations: int | None, students: int | None, report: Callable[[str], None]) -> None:
    """Build the region, or what is missing of it; called at every start. What stands is never touched.

    :param organisations: how many; None: 24.
    :param students: of an organisation, on average; None: 250.
    :param report: told of progress, a line at a time.
    """
    from .building import complete_region

    password = os.environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
    if complete_region(organisations=organisations, students=students, password=password, report=report):
        report("the demo region is built")


def sign_ins() -> list[tuple[str, str]]:
    """Logins of the demo and who each of them is, in Russian."""
    from .sign_in_accounts import SIGN_INS

    return list(SIGN_INS.items())
