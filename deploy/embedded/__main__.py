"""``python -m deploy.embedded start|stop|status|destroy [name]``: the embedded servers by hand."""

import argparse
import sys

from deploy import embedded


def main() -> int:
    """Returns the exit status: 0, or 1 where ``status`` finds something not running."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status", "destroy"])
    parser.add_argument("name", nargs="?", default="demo")
    asked = parser.parse_args()
    try:
        if asked.action == "start":
            servers = embedded.start(asked.name, fsync=asked.name != "test", report=print)
            print(f"{servers.admin_url}\n{servers.redis_url}")
        elif asked.action == "stop":
            embedded.stop(asked.name)
        elif asked.action == "destroy":
            embedded.destroy(asked.name)
        else:
            postgres, redis = embedded.is_running(asked.name)
            print(f"PostgreSQL: {postgres or 'stopped'}, Redis: {redis or 'stopped'}")
            return 0 if postgres and redis else 1
    except embedded.ServerFailed as failure:
        sys.exit(f"svod: {failure}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
