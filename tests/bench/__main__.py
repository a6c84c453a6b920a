"""python -m tests.bench [NAME …]: run measurements on embedded servers of their own."""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

from deploy import embedded, env

DATABASE = "svod_bench"


def main(names: list[str]) -> int:
    os.environ["SVOD_DEMO"] = "1"
    os.environ.setdefault("SECRET_KEY", "measurements-only-" + "0" * 50)
    os.environ["DJANGO_SETTINGS_MODULE"] = "deploy.settings"
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
    place.prepare()
    found: list[figures.Figure] = []
    for name, run in figures.MEASUREMENTS.items():
        if not names or name in names:
            print(f"… {name}", flush=True)
            found += run()
            figures.keep(found, env.VAR / "bench.json")
    print(figures.table(found))
    return 1 if any(one.held is False for one in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
