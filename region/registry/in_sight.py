"""Filters of restricted lists: few stand in sight, the others came with the number that was opened."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.html import format_html

from region.feed.territory import TerritoryParameters


class InSight(TerritoryParameters):
    """Filters that stand in sight; the others came by the link that was followed, stand in chips and travel on unseen.

    :cvar in_sight: names of the former.
    """

    in_sight: ClassVar[tuple[str, ...]] = ("as_of",)

    def visible_fields(self) -> list[django_forms.BoundField]:
        return [bound for bound in super().visible_fields() if bound.name in self.in_sight]

    def hidden_fields(self) -> list[Any]:
        """As they are drawn."""
        kept = [(name, self.data.get(name, "")) for name in (*self.fields, "class") if name not in self.in_sight]
        return [format_html('<input type="hidden" name="{}" value="{}">', *each) for each in kept if each[1]]

    def described(self) -> list[tuple[str, str]]:
        narrowed = [(chip.label, chip.value) for chip in self.chips(None)]
        shown = [(str(self[name].label), self._words(name)) for name in self.in_sight if self.value(name)]
        return [*shown, *narrowed]
