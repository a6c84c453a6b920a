"""``Refused``: the base of everything a service foresees and declines to do.

A service raises a subclass named for what happened (``PeriodAlreadyClosed``); a page turns it into
422 with the message at the top of the form, the API into a problem document. Nothing else catches it.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refused(Exception):
    """A foreseeable refusal. Subclasses set ``message`` (with ``%(name)s`` places) and ``code``.

    ``raise PeriodAlreadyClosed(field="date", params={"until": "01.09.2026"})``

    :param message: replaces the class's message for this one refusal.
    :param code: replaces the class's code; codes are stable and go to the API.
    :param field: the form field the refusal is about, if it is about one.
    :param params: values for the places in the message.
    """

    message: Text = _("This cannot be done.")
    code: str = "refused"
    field: str | None = None

    def __init__(
        self,
        message: Text | None = None,
        *,
        code: str | None = None,
        field: str | None = None,
        params: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = self.message if message is None else message
        self.code = self.code if code is None else code
        self.field = self.field if field is None else field
        self.params = dict(params or {})

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.params if self.params else text

    @property
    def named(self) -> str:
        """«order_not_draft: The order is signed…»: as commands say it, where nobody sees a code beside the words."""
        return f"{self.code}: {self}"
