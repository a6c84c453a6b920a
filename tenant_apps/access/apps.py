from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "tenant_apps.access"
    label = "access"
    verbose_name = _("Access of families and staff")

    def ready(self) -> None:
        """Cards ask here what families were told; accounts ask here who is too young for one."""
        from shared_apps.accounts import cards
        from tenant_apps.people import notices

        from .queries.notices import notices_of
        from .queries.young import refuse_young

        notices.register(notices_of)
        cards.register_rule("student", refuse_young)
