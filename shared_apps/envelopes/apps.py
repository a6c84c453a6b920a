from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnvelopesConfig(AppConfig):
    name = "shared_apps.envelopes"
    label = "envelopes"
    verbose_name = _("Envelopes")

    def ready(self) -> None:
        from . import undoing_rules

        undoing_rules.register()
