from datetime import date

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "tenant_apps.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Accounts pick the cards of memberships here; the history learns what people are called."""
        from django.utils import timezone

        from shared_apps.accounts import cards
        from tenant_apps.history.queries import register_classing, register_closing

        from . import history
        from .history_closing import closed_columns, stricter_columns
        from .pages import as_option, as_options
        from .queries import lists

        history.register()
        register_closing(closed_columns)
        register_classing(stricter_columns)

        def today() -> date:
            return timezone.localdate()

        cards.register(
            "employee",
            url="people:employee_options",
            lookup=lambda text, by: as_options(lists.employee_options(text, today(), by=by)),
            find=lambda value, by: as_option(lists.employee_option(value, today())),
        )
        cards.register(
            "guardian",
            url="people:guardian_options",
            lookup=lambda text, by: as_options(lists.guardian_options(text, today(), by=by)),
            find=lambda value, by: as_option(lists.guardian_option(value, today(), by=by)),
        )
