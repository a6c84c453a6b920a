"""manage.py demo: the demo region on this machine, with servers of its own; Ctrl-C stops all."""

import os
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation.reloader import translation_file_changed

from deploy import demo, demo_servers, env
from deploy.collect_static import collect_static
from deploy.compile_messages import compile_messages
from deploy.serve import Child, ChildFailed, Supervisor, python

READY_SECONDS = 90
PRIVILEGED = {  # who gets which login; all others have none of these
    "DATABASE_URL_OWNER": {"fleet"},
    "DATABASE_URL_FEED": {"feed"},
}
NEVER_PASSED_ON = {
    "SVOD_APP_PASSWORD",
    "SVOD_OWNER_PASSWORD",
    "SVOD_FEED_PASSWORD",
    "SVOD_DEMO_ADMIN_URL",
    "DEMO_PASSWORD",
}


class Command(BaseCommand):
    help = "Builds the demo region (kept between starts) and serves it: web, workers, beat. Ctrl-C stops all."
    requires_system_checks: list[str] = []  # the database is prepared first, below

    def add_arguments(self, parser: ArgumentParser) -> None:
        demo_servers.options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self._began = time.monotonic()
        for made in compile_messages():
            translation_file_changed(None, made)  # what was looked up before is read anew: nothing is stored in English
        self.report("preparing the database")
        call_command("prepare_database", admin_url=os.environ.get("SVOD_DEMO_ADMIN_URL"), stdout=self.stdout)
        if not demo.build(organisations=options["organisations"], students=options["students"], report=self.report):
            call_command("fleet", "migrate", stdout=self.stdout)  # a region that older code built
        self._ways_in = demo.ways_in(self.report)
        if collect_static():
            self.report("static files collected")
        connections.close_all()
        if not options["no_serve"]:
            self._serve(options["port"], options["workers"])

    def report(self, line: str) -> None:
        """One line of progress, with the seconds since the start."""
        self.stdout.write(f"  [{time.monotonic() - self._began:6.1f} s] {line}")
        self.stdout.flush()

    def _serve(self, port: int, workers: int) -> None:
        supervisor = Supervisor(logs=env.VAR / "log", report=self.report)
        address = f"http://127.0.0.1:{port}/"
        try:
            self.report("starting the web server")
            supervisor.start(_web(port, workers))
            if not supervisor.watch_until(lambda: _answers(address), seconds=READY_SECONDS):
                raise CommandError(f"The web server does not answer; look into {env.VAR / 'log' / 'web.log'}.")
            for child in _workers(workers):
                supervisor.start(child)
            self._welcome(address)
            supervisor.watch()
        except ChildFailed as failure:
            raise CommandError(str(failure)) from None
        except KeyboardInterrupt:
            self.stdout.write("")
            self.report("stopping")
        finally:
            demo_servers.ignore_signals()
            supervisor.stop()
            self.report("stopped; the data stay in var/")

    def _welcome(self, address: str) -> None:
        self.report("ready")
        self.stdout.write(f"\n  Svod: {address}\n\n  {self._ways_in}\n\n  Ctrl-C stops all. Logs: var/log.\n")
        self.stdout.flush()


def _web(port: int, workers: int) -> Child:
    command = python("-m", "gunicorn", "deploy.wsgi:application", "--bind", f"127.0.0.1:{port}")
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", "8", "--preload"]
    command += ["--timeout", "120", "--graceful-timeout", "10", "--no-control-socket", "--access-logfile", "-"]
    return Child("web", command, _environment("web"))


def _workers(workers: int) -> list[Child]:
    return [
        _worker("feed", "feed", "--concurrency", str(workers)),
        _worker("fleet", "fleet", "--pool", "solo"),
        _worker("work", "reports,notify", "--concurrency", str(workers)),
        Child(
            "beat",
            python("-m", "celery", "-A", "deploy.celery", "beat", "--pidfile=", f"--schedule={env.VAR / 'beat'}"),
            _environment("beat"),
        ),
    ]


def _worker(name: str, queues: str, *more: str) -> Child:
    command = python("-m", "celery", "-A", "deploy.celery", "worker", "--queues", queues, "--hostname", f"{name}@%h")
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat", *more]
    return Child(name, command, _environment(name))


def _environment(name: str) -> dict[str, str]:
    """This process's environment less the logins and passwords that the child has no business with."""
    kept = {key: value for key, value in os.environ.items() if key not in NEVER_PASSED_ON}
    return {key: value for key, value in kept.items() if name in PRIVILEGED.get(key, {name})}


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10):  # noqa: S310 (our own address)
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
