"""What the pages of the staff share."""

from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from region.contingent.counted_page import CountedPage
from shared_apps.accounts import permissions
from shared_apps.ui.numbers import ru_date, ru_num

from .addresses import Persons
from .tables import NOBODY


class StaffNumbersPage(CountedPage):
    """A counted page of employees."""

    abstract = True
    permission = permissions.STAFF_VIEW
    subsystem: ClassVar[Any] = _("Staff")
    nobody = NOBODY

    @cached_property
    def persons(self) -> Persons:
        """Addresses of the restricted list."""
        return Persons(self.request, self.parameters)

    def employees(self, number: int) -> str:
        """How many there are on the day, in words."""
        said = {"day": ru_date(self.parameters.day), "number": ru_num(number)}
        return ngettext("On %(day)s: %(number)s employee.", "On %(day)s: %(number)s employees.", number) % said
