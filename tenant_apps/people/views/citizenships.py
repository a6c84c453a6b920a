"""Citizenships of a card: a second one, a change, an end, a slip taken away."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.organisations.found import found_or_404
from shared_apps.ui.page import ConfirmPage, FormPage

from .. import services
from ..forms import CitizenshipForm, EndForm
from ..queries import cards
from . import persons


class AddCitizenshipPage(persons.OfCard, FormPage):
    abstract = True
    title = gettext_lazy("Add a citizenship")
    submit = gettext_lazy("Add")
    done = gettext_lazy("It is written down.")
    form_class = CitizenshipForm

    def initial(self) -> dict[str, Any]:
        return {"since": self.today, "version": self.head.version}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.add_citizenship(
            person_id=self.head.id, country=values["country"], since=values["since"],
            instead=values["how"] == CitizenshipForm.INSTEAD, document=values["document"], version=values["version"],
            by=self.actor,
        )  # fmt: skip
        return self.card_url


class OneCitizenship(persons.OfCard):
    """A page about one citizenship of the card."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        lines = cards.citizenships_of(self.head.id, by=self.actor)
        self.line = found_or_404(next((line for line in lines if line.id == self.kwargs["row_id"]), None))


class EndCitizenshipPage(OneCitizenship, FormPage):
    abstract = True
    submit = gettext_lazy("End")
    done = gettext_lazy("The line is ended.")
    form_class = EndForm

    def heading(self) -> str:
        return _("Citizenship: %(country)s") % {"country": self.line.title}

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def perform(self, form: Any) -> str:
        services.end_citizenship(citizenship_id=self.line.id, on=form.cleaned_data["on"], by=self.actor)
        return self.card_url


class RemoveCitizenshipPage(OneCitizenship, ConfirmPage):
    abstract = True
    title = gettext_lazy("Remove a line of the card")
    submit = gettext_lazy("Remove")
    done = gettext_lazy("The line is removed.")

    def ask(self) -> str:
        return _("Remove “%(what)s” from the card?") % {"what": self.line.title}

    def consequences(self) -> list[str]:
        return [
            _("Remove only what was written by mistake; what is true no more is ended."),
            _("What was written stays in the history of changes."),
        ]

    def perform(self, form: Any) -> str:
        services.remove_citizenship(citizenship_id=self.line.id, by=self.actor)
        return self.card_url
