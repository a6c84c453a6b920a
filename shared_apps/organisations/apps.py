from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "shared_apps.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from . import checks, territory_undoing_rules, undoing_rules  # noqa: F401  (the first registers itself)

        undoing_rules.register()
        territory_undoing_rules.register()
