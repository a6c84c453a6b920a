from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "tenant_apps.access"
    label = "access"
    verbose_name = _("Access of families and staff")

    def ready(self) -> None:
        """Cards ask here what families were told; accounts, who is too young for one; the first page, what waits."""
        from shared_apps.accounts import cards
        from tenant_apps.enrolment import notices as first_page
        from tenant_apps.people import notices

        from .queries import proposed
        from .queries.notices import notices_of
        from .queries.young import refuse_young

        notices.register(notices_of)
        first_page.register(proposed.notices)
        cards.register_rule("student", refuse_young)
