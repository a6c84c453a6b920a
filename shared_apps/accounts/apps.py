from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "shared_apps.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from . import api_description, checks, undoing_rules  # noqa: F401  (the first two register themselves)

        undoing_rules.register()
        from .queries.voiding import WORK_ASKED, register_unvoidable, work_asked

        register_unvoidable(WORK_ASKED, work_asked)
