from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    name = "shared_apps.rules"
    label = "rules"
    verbose_name = _("Settings of the region and its organisations")

    def ready(self) -> None:
        from . import undoing_rules

        undoing_rules.register()
