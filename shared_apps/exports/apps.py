from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "shared_apps.exports"
    label = "exports"
    verbose_name = _("Files prepared in the background")
