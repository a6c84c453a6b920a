"""A family says that it has read a notice: /me/notices/."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import ActorPage
from shared_apps.ui.page import ActionPage

from .. import services


class ReadNoticePage(ActorPage, ActionPage):
    """The button «I have read it»."""

    permission = permissions.FAMILY_NOTICES
    done = gettext_lazy("Thank you. The organisation sees that you have read it.")

    def perform(self) -> str:
        services.read_notice(
            membership_id=self.kwargs["membership_id"],
            notice_id=self.kwargs["notice_id"],
            by=self.actor,
        )
        return reverse("family:home")
