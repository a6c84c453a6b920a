"""``PickPage``: serves the options of a combobox (``forms.PickField``)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from django.template.response import TemplateResponse

from shared_apps.ui.forms import Option
from shared_apps.ui.page_base import Page
from shared_apps.ui.viewer import PageRequest


class PickPage(Page):
    """The options that match what was typed; at most ``limit`` are shown, and it says when more are there.

    ``matches(text)`` is the same function that the form's ``PickField`` looks up with.
    """

    abstract = True
    limit = 20

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "options" in cls.__dict__:
            raise TypeError(
                f"{cls.__qualname__}.options is Django's answer to the method OPTIONS; write matches(text)."
            )

    def matches(self, text: str) -> Sequence[Option]:
        """What matches ``text``, best first; up to ``limit + 1``."""
        raise NotImplementedError(f"{type(self).__name__}.matches(text) is not written.")

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = list(self.matches(request.GET.get("q", "").replace("\x00", "").strip()))
        return TemplateResponse(
            request,
            "ui/options.html",
            {"options": found[: self.limit], "more": len(found) > self.limit},
        )
