from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransfersConfig(AppConfig):
    name = "tenant_apps.transfers"
    label = "transfers"
    verbose_name = _("Transfers")

    def ready(self) -> None:
        """What orders move is handed over with them; what envelopes say of people is erased with their cards."""
        from tenant_apps.enrolment import expected, family_lines
        from tenant_apps.people import copies

        from .queries.expected import transfers_expected
        from .queries.family import lines_of
        from .services import following
        from .services.forgetting import forget_envelopes_of

        following.register()
        family_lines.register(lines_of)
        expected.register(transfers_expected)
        copies.register(forget_envelopes_of)
