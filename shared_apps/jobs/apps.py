from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "shared_apps.jobs"
    label = "jobs"
    verbose_name = _("Long work")

    def ready(self) -> None:
        """Kinds of work are declared in each app's work.py."""
        from . import undoing_rules

        autodiscover_modules("work")
        undoing_rules.register()
