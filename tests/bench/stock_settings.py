"""The same apps under django-tenants as it comes: its backend, its migrate_schemas, its clone. For baselines only."""

import os
from urllib.parse import urlsplit

from deploy.settings import *  # noqa: F403

_admin = urlsplit(os.environ["SVOD_ADMIN_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": "svod_bench_stock",
        "USER": _admin.username,
        "PASSWORD": _admin.password,
        "HOST": _admin.hostname,
        "PORT": _admin.port,
    }
}
TENANT_DB_ALIAS = "default"
