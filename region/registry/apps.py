from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "region.registry"
    label = "registry"
    verbose_name = _("Registry")

    def ready(self) -> None:
        """A report of a compromised account tells which restricted lists were read under it; files with names go when
        their disclosure ends."""
        from shared_apps.accounts.queries.voiding import register_unvoidable
        from tenant_apps.people import copies as copies_of_people

        from . import copies, readings, undoing_rules

        register_unvoidable(readings.TITLE, readings.readings_since)
        undoing_rules.register()
        copies_of_people.register(copies.forget_files_above)
