#!/usr/bin/env python3
"""Svod's commands. ``manage.py demo`` starts its own servers before Django reads the settings."""

import os
import sys

from deploy import env


def main() -> None:
    """Run one command; a wrong environment is told in one line, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
    try:
        if sys.argv[1:2] == ["demo"]:
            from deploy import demo_servers

            demo_servers.start_for_command(sys.argv[2:])
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except env.Misconfigured as error:
        sys.exit(f"svod: {error}")


if __name__ == "__main__":
    main()
