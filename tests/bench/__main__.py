"""python -m tests.bench [NAME …]: run measurements on embedded servers of their own."""

import importlib
import os
import pkgutil
import sys
import traceback
from pathlib import Path

from deploy import embedded, env

DATABASE = "svod_bench"


def main(names: list[str]) -> int:
    os.environ["SVOD_DEMO"] = "1"
    os.environ.setdefault("SECRET_KEY", "measurements-only-" + "0" * 50)
    os.environ["DJANGO_SETTINGS_MODULE"] = "deploy.settings"
    os.environ["ALLOWED_HOSTS"] = "testserver"  # what the test client calls its host
    os.environ["SVOD_STATIC"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    servers = embedded.start("bench", settings={"max_connections": "200", "max_locks_per_transaction": "4096"})
    try:
        os.environ |= servers.logins(DATABASE) | {"SVOD_ADMIN_URL": servers.admin_url}
        return _run(names)
    finally:
        servers.stop()


def _run(names: list[str]) -> int:
    import django

    django.setup()
    from tests.bench import figures, place

    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("measure_"):
            importlib.import_module(f"tests.bench.{module.name}")
    unknown = set(names) - figures.MEASUREMENTS.keys()
    if unknown:
        print(f"There is no measurement {', '.join(sorted(unknown))}. There are: {', '.join(figures.MEASUREMENTS)}.")
        return 2
    found: list[figures.Figure] = []
    subject = ""
    for name, run in figures.MEASUREMENTS.items():
        if names and name not in names:
            continue
        if run.__module__ != subject:  # measurements of one file share a database, those of another don't
            place.prepare()
            subject = run.__module__
        print(f"… {name}", flush=True)
        try:
            found += run()
        except Exception:  # noqa: BLE001  the others are still measured
            traceback.print_exc()
            found.append(figures.Figure(name, float("nan"), "", budget="it runs", held=False))
        figures.keep(found, env.VAR / "bench.json")
    print(figures.table(found))
    return 1 if any(one.held is False for one in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
