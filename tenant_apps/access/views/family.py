"""A family says that it has read a notice: /me/notices/."""

from typing import cast

from django.urls import reverse
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.ui.page import ActionPage

from .. import services


class ReadNoticePage(ActionPage):
    """The button «I have read it»."""

    permission = permissions.FAMILY_CARDS
    done = gettext_lazy("Thank you. The organisation sees that you have read it.")

    def perform(self) -> str:
        services.read_notice(
            membership_id=self.kwargs["membership_id"],
            notice_id=self.kwargs["notice_id"],
            by=cast(Actor, self.request.user),
        )
        return reverse("family:home")
