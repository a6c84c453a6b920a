"""deploy/serve.py: children are restarted, end with all they started, and give up when they can't work."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.embedded.machine import alive, wait_until
from deploy.serve import Child, ChildFailed, Supervisor, python

SLEEPS = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
PARENT = "import subprocess, sys; print(subprocess.Popen(['sleep', '600']).pid, flush=True); sys.stdin.read(); "


def _child(name: str, code: str) -> Child:
    return Child(name, python("-c", code), dict(os.environ))


def _is_up(supervisor: Supervisor, child: Child, times: int = 1) -> bool:
    log = supervisor.log(child)
    return log.exists() and len(log.read_text().split()) >= times


def test_a_child_that_dies_is_started_again_with_a_message(tmp_path: Path) -> None:
    lines: list[str] = []
    supervisor = Supervisor(logs=tmp_path, report=lines.append)
    child = _child("sleeper", SLEEPS)
    supervisor.start(child)
    supervisor.watch_until(lambda: _is_up(supervisor, child), seconds=10)

    os.kill(supervisor._running[0].process.pid, signal.SIGKILL)
    again = supervisor.watch_until(lambda: _is_up(supervisor, child, 2), seconds=10)
    supervisor.stop()

    assert again
    assert lines == [f"sleeper ended (signal SIGKILL) and is started again; see {tmp_path / 'sleeper.log'}"]


def test_a_child_that_can_not_work_stops_all_with_the_end_of_its_log(tmp_path: Path) -> None:
    supervisor = Supervisor(logs=tmp_path, report=lambda line: None)
    supervisor.start(_child("broken", "raise SystemExit('no such thing')"))

    with pytest.raises(ChildFailed, match=r"broken died 5 times(.|\n)*no such thing"):
        supervisor.watch_until(lambda: False, seconds=30)
    supervisor.stop()


def test_stop_kills_a_stubborn_child_and_what_it_started(tmp_path: Path) -> None:
    supervisor = Supervisor(logs=tmp_path, report=lambda line: None)
    child = _child(
        "stubborn", "import subprocess; print(subprocess.Popen(['sleep', '600']).pid, flush=True); " + STUBBORN
    )
    supervisor.start(child)
    supervisor.watch_until(lambda: _is_up(supervisor, child, 2), seconds=10)
    leader = supervisor._running[0].process.pid
    grandchild = int(supervisor.log(child).read_text().split()[0])

    supervisor.stop(seconds=0.5)

    assert alive(leader) is None
    assert wait_until(lambda: alive(grandchild) is None, 5)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux's")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys, time; from deploy.serve import Child, Supervisor, python; "
        f"s = Supervisor(logs=pathlib.Path({str(tmp_path)!r})); "
        f"s.start(Child('sleeper', python('-c', {SLEEPS!r}), dict(os.environ))); "
        "print(s._running[0].process.pid, flush=True); time.sleep(600)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    child = int(supervisor.stdout.readline())
    began = alive(child) is not None

    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()

    assert began
    assert wait_until(lambda: alive(child) is None, 5)


def test_leave_ends_the_watch(tmp_path: Path) -> None:
    supervisor = Supervisor(logs=tmp_path, report=lambda line: None)
    supervisor.leave()
    began = time.monotonic()

    supervisor.watch()

    assert time.monotonic() - began < 1
