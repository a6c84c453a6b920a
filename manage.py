#!/usr/bin/env python3
"""Svod's commands. ``manage.py demo`` has servers of its own, started before Django reads the settings."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext

from deploy import env


def main() -> None:
    """Run one command; a wrong environment is told in one line, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
    try:
        with _servers():
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except env.Misconfigured as error:
        sys.exit(f"svod: {error}")
    except KeyboardInterrupt:
        sys.exit("svod: interrupted")


def _servers() -> AbstractContextManager[None]:
    if sys.argv[1:2] == ["demo"]:
        from deploy import demo_servers

        return demo_servers.around(sys.argv[2:])
    return nullcontext()


if __name__ == "__main__":
    main()
