"""A server process keeps what it loaded out of the collector's sight."""

import subprocess
import sys

ASKED = """
import gc, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
import django
django.setup()
from deploy.memory import keep_what_is_loaded
keep_what_is_loaded()
print(gc.get_freeze_count(), len(gc.get_objects()), "region.contingent.views" in sys.modules,
      "tenant_apps.enrolment.views" in sys.modules)
"""


def test_pages_are_loaded_and_frozen() -> None:
    run = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    frozen, seen, *are_loaded = run.stdout.split()
    assert int(frozen) > 100_000
    assert int(seen) < 5_000
    assert are_loaded == ["True", "True"]
