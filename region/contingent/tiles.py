"""The totals over the page of the contingent, and where each of them leads."""

from django.urls import reverse
from django.utils.timezone import localdate

from .addresses import Addresses
from .figures import Contingent, Line
from .period import Balance


class Tiles:
    """`way`: students on the way to another organisation. Addresses are None where there is nothing further to show."""

    def __init__(self, found: Contingent, addresses: Addresses, *, way: int, balance: Balance | None) -> None:
        self.total: Line = found.total
        self.compared_with = found.compared_with
        self.way, self.balance = way, balance
        self.students_url = addresses.persons(measure="students")
        self.enrolments_url = addresses.persons(measure="enrolments")
        self.classes_url = addresses.sorted_by("classes")
        self.mean_size_url = addresses.sorted_by("mean_size")
        self.groups_url = addresses.sorted_by("groups")
        self.way_url = addresses.persons(measure="enrolments", way="yes") or self._waiting(found)

    def _waiting(self, found: Contingent) -> str | None:
        """Without names: the transfers that wait for an answer now."""
        return f"{reverse('contingent:waiting')}?which=all" if found.as_of == localdate() else None
