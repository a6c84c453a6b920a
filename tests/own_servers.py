"""A program of the tests run in a process and on servers of its own; it prints what it found as its last line."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from deploy import embedded
from tests.servers import SETTINGS

_ROOT = Path(__file__).resolve().parents[1]


def run(module: str, *arguments: object, name: str) -> dict[str, Any]:
    """What the module found. `name`: of the servers and the database; fails when the program does."""
    own = f"{name}{os.getpid()}"
    servers = embedded.start(own, fsync=False, in_memory=True, settings=SETTINGS)
    try:
        environment = os.environ | servers.logins(f"svod_{name}")
        environment |= {"SVOD_ADMIN_URL": servers.admin_url, "SVOD_EMBEDDED": own}
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    finally:
        servers.stop()
        embedded.destroy(own)
        shutil.rmtree(servers.base, ignore_errors=True)
    return found
