from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedConfig(AppConfig):
    name = "region.feed"
    label = "feed"
    verbose_name = _("Feed")

    def ready(self) -> None:
        from shared_apps.organisations import crossing

        from . import projector

        crossing.on_inside_commit(projector.hint)
