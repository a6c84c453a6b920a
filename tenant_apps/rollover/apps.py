from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolloverConfig(AppConfig):
    name = "tenant_apps.rollover"
    label = "rollover"
    verbose_name = _("Year rollover")

    def ready(self) -> None:
        """The history learns what rollovers are called; the first page asks here for the deadlines of the year."""
        from tenant_apps.enrolment import notices
        from tenant_apps.history.queries import register_classing

        from . import deadlines, history_closing, history_words

        history_words.register()
        register_classing(history_closing.stricter_columns)
        notices.register(deadlines.notices)
