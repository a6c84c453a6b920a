"""/me/: a family's own cards. No door stands around these pages: their queries open doors themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import ActorPage
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.numbers import ru_date, ru_phone
from shared_apps.ui.page import ConfirmPage, Crumb
from shared_apps.ui.viewer import may

from ..queries import family, family_consents
from ..services.family import withdraw_as_family

PART_TITLES = {
    "education": gettext_lazy("Conditions of study"),
    "health": gettext_lazy("Health"),
    "social": gettext_lazy("Family and social position"),
}


class FamilyPage(ActorPage):
    permission = permissions.FAMILY_CARDS
    title = gettext_lazy("My cards")
    template_name = "enrolment/family.html"

    def context(self) -> dict[str, Any]:
        return {"cards": family.family_cards(self.actor), "updated": family.updated_places(self.actor)}


class FamilyCardPage(ActorPage):
    permission = permissions.FAMILY_CARDS
    template_name = "enrolment/family_card.html"

    def prepare(self) -> None:
        self.found = found_or_404(
            family.family_card(self.actor, self.kwargs["membership_id"], self.kwargs["student_id"])
        )

    def heading(self) -> str:
        return self.found.card.name

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("My cards"), reverse("family:home"))]

    def context(self) -> dict[str, Any]:
        card, row = self.found.card, self.found.card.standing
        return {
            "card": card,
            "facts": [
                (_("Organisation"), card.organisation),
                (_("Class"), row.class_names or (_("in no class") if row.is_enrolled else _("not studying"))),
                (_("Class teacher"), row.teacher),
                (_("Shift"), row.shift),
                (_("Room"), row.room),
                (_("Enrolled since"), ru_date(row.since) if row.since else ""),
                (_("File number"), card.file_number),
            ],
            "particulars": [
                (label, ru_date(value) if isinstance(value, date) else ru_phone(value))
                for label, value in self.found.particulars
            ],
            "enrolments": self.found.enrolments,
            "guardians": self.found.guardians,
            "parts": [(PART_TITLES[part.part], part.kinds) for part in self.found.parts],
            "today": timezone.localdate(),
            "may_propose": card.is_legal and may(self.request, permissions.FAMILY_CORRECTIONS),
        }


class FamilyConsentsPage(ActorPage):
    """What the family has consented to, in every organisation."""

    permission = permissions.FAMILY_CARDS
    title = gettext_lazy("Consents")
    template_name = "enrolment/family_consents.html"

    def context(self) -> dict[str, Any]:
        found = family_consents.family_consents(self.actor)
        return {"consents": found, "updated": family.updated_places(self.actor)}


class FamilyWithdrawPage(ActorPage, ConfirmPage):
    """A consent is taken back."""

    permission = permissions.FAMILY_CONSENTS
    title = gettext_lazy("Withdrawal of a consent")
    submit = gettext_lazy("Withdraw")
    done = gettext_lazy("The consent is withdrawn. The organisation sees it and will deal with it within 30 days.")

    def prepare(self) -> None:
        key = (self.kwargs["membership_id"], self.kwargs["consent_id"])
        mine = family_consents.family_consents(self.actor, key[0])
        self.found = found_or_404(next((one for one in mine if (one.membership_id, one.line.id) == key), None))

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Consents"), reverse("family:consents"))]

    def ask(self) -> str:
        return f"{self.found.line.person}: {self.found.line.title}"

    def consequences(self) -> list[str]:
        return [
            self.found.organisation,
            _("Closed at once: %(what)s.") % {"what": self.found.line.covers_words},
            _("The organisation stops handling these data and erases them within 30 days, if the law gives no other "
              "ground."),
            _("You may give the consent again on paper."),
        ]  # fmt: skip

    def perform(self, form: Any) -> str:
        found = withdraw_as_family(
            membership_id=self.kwargs["membership_id"], consent_id=self.kwargs["consent_id"], by=self.actor
        )
        if not found:
            raise Http404(_("There is no such consent here."))
        return reverse("family:consents")
