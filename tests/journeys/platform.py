"""The platform as `make demo` starts it, with a small region of its own: web, workers, beat, real servers."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "journeys-only-7"
READY_SECONDS = 480
SETTINGS = {"SVOD_EXPORT_ON_A_PAGE": "250"}
"""The region's list of students is a long one; a school's is not."""


@dataclass
class Platform:
    """A running demo: its address, its process, where it keeps its things."""

    url: str
    var: Path
    process: "subprocess.Popen[str]"
    output: Path

    def manage(self, *arguments: str, more: Mapping[str, str] | None = None) -> str:
        """Run a command of manage.py on the platform's servers; its output."""
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment(self.var) | dict(more or {}),
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        return run.stdout + run.stderr

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


def environment(var: Path) -> dict[str, str]:
    """The environment of the platform: nothing of the test's own servers."""
    dropped = re.compile(r"DATABASE_URL|REDIS_URL|SVOD_|DJANGO_|SECRET_KEY|PYTEST")
    kept = {name: value for name, value in os.environ.items() if not dropped.match(name)}
    return (
        kept | {"SVOD_VAR": str(var), "DEMO_PASSWORD": PASSWORD, "DJANGO_SETTINGS_MODULE": "deploy.settings"} | SETTINGS
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(var: Path, *, organisations: int = 8, students: int = 40) -> Platform:
    """Start the demo and wait until it says that it is ready."""
    var.mkdir(parents=True, exist_ok=True)
    output, port = var / "demo.log", free_port()
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    command += ["--organisations", str(organisations), "--students", str(students), "--workers", "1"]
    with output.open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(var),
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    found = Platform(f"http://127.0.0.1:{port}", var, process, output)
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        text = output.read_text(errors="replace")
        if re.search(r"\bready\b", text) and found.url in text:
            return found
        if process.poll() is not None:
            raise RuntimeError(f"The demo ended with {process.returncode}:\n{text[-4000:]}")
        time.sleep(0.3)
    found.stop()
    raise RuntimeError(f"The demo was not ready in {READY_SECONDS} s:\n{output.read_text(errors='replace')[-4000:]}")
