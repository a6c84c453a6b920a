"""How the reading log calls what was read and where."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy

WHAT: dict[str, str | Promise] = {
    Privacy.DOCUMENT.value: _("documents"),
    Privacy.HEALTH.value: _("health"),
    Privacy.SOCIAL.value: _("family and social position"),
    "history": _("history of changes"),
}
VIA: dict[str, str | Promise] = {
    "page": _("in the card"),
    "file": pgettext_lazy("reading", "file"),
    "list": pgettext_lazy("reading", "list"),
    "export": _("export"),
    "api": _("by a program"),
    "family": _("family's page"),
}
