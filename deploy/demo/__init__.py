"""The demo region: Krasnodar Krai with made-up organisations and people, built once in a database of its own."""

import os
from collections.abc import Callable

DEFAULT_PASSWORD = "svod-demo"  # noqa: S105 (well known, and possible only in a database that the demo made)


def build(*, organisations: int | None, students: int | None, report: Callable[[str], None]) -> bool:
    """Build the region, or what is missing of it; called at every start. What stands is never touched.
    Whether anything was built.

    :param organisations: how many; None: 24.
    :param students: of an organisation, on average; None: 250.
    :param report: told of progress, a line at a time.
    """
    from .building import complete_region

    password = os.environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
    built = complete_region(organisations=organisations, students=students, password=password, report=report)
    if built:
        report("the demo region is built")
    return built


def ways_in(report: Callable[[str], None]) -> str:
    """With which password and which logins the region is entered, in words; what DEMO_PASSWORD names is set, if the
    region was built with another."""
    from .password import settled_password
    from .sign_in_accounts import SIGN_INS

    asked = os.environ.get("DEMO_PASSWORD")
    found = settled_password(asked or DEFAULT_PASSWORD, is_asked=bool(asked))
    if found.was_set:
        report("the accounts have the password of DEMO_PASSWORD now; those changed by hand keep theirs")
    if found.password is None:
        said = (
            "Sign in with the password that DEMO_PASSWORD gave when the region was built: only its hash is kept.\n"
            "  Another is set by DEMO_PASSWORD=… at the next start. The logins:"
        )
    else:
        said = f"Sign in with the password {found.password} as"
    width = max(len(login) for login in SIGN_INS)
    lines = [
        f"    {login:<{width}}  {who}{' (пароль с тех пор изменён)' if login in found.changed else ''}"
        for login, who in SIGN_INS.items()
    ]
    return f"{said}\n\n" + "\n".join(lines)
