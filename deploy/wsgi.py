"""What the web server runs: ``gunicorn deploy.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")

application = get_wsgi_application()

from deploy.memory import keep_what_is_loaded  # noqa: E402  (after the apps are loaded)
from shared_apps.organisations.checks import refuse_unready_database  # noqa: E402

refuse_unready_database()
connections.close_all()  # what --preload opened must not be shared by the workers
keep_what_is_loaded()
