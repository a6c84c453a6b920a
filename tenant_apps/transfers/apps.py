from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransfersConfig(AppConfig):
    name = "tenant_apps.transfers"
    label = "transfers"
    verbose_name = _("Transfers")

    def ready(self) -> None:
        """What orders move is handed over with them."""
        from tenant_apps.enrolment import expected, family_lines

        from .queries.expected import transfers_expected
        from .queries.family import lines_of
        from .services import following

        following.register()
        family_lines.register(lines_of)
        expected.register(transfers_expected)
