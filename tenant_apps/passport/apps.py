from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PassportConfig(AppConfig):
    name = "tenant_apps.passport"
    label = "passport"
    verbose_name = _("Passport of the organisation")

    def ready(self) -> None:
        """Handbooks ask here for the organisation's additions, settings for its own values, the region's file of
        organisations for the card; the history for words."""
        from shared_apps.handbooks import queries as handbooks
        from shared_apps.handbooks.entries import register_additions
        from shared_apps.organisations.importing.own_cards import register_reader
        from shared_apps.rules.entries import register_own
        from tenant_apps.history.wording import register_source, register_values

        from .queries import additions, card_says, own_settings

        register_reader(card_says)
        register_source("register", _("File of organisations of the region"))
        register_additions(additions)
        register_own(own_settings)
        register_values("passport_localhandbookitem", "handbook", handbooks.title)
