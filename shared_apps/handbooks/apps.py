from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandbooksConfig(AppConfig):
    name = "shared_apps.handbooks"
    label = "handbooks"
    verbose_name = _("Handbooks")

    def ready(self) -> None:
        from . import undoing_rules

        undoing_rules.register()
