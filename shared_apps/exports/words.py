"""How the states of a file are called, and their tones."""

from typing import Literal

from django.utils.translation import pgettext_lazy

from shared_apps.organisations.refusal import Text

Shown = Literal["waiting", "writing", "ready", "failed", "stopped"]
STATES: dict[Shown, Text] = {
    "waiting": pgettext_lazy("export", "waits its turn"),
    "writing": pgettext_lazy("export", "being prepared"),
    "ready": pgettext_lazy("export", "ready"),
    "failed": pgettext_lazy("export", "not prepared"),
    "stopped": pgettext_lazy("export", "stopped"),
}
TONES: dict[Shown, str] = {"waiting": "info", "writing": "info", "ready": "ok", "failed": "err", "stopped": ""}
