"""A family says what is wrong in a card: /me/corrections/. No door stands around these pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import ActorPage
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.page import ConfirmPage, Crumb, FormPage
from tenant_apps.enrolment.queries.family import updated_places
from tenant_apps.people.uploads import scan_of

from ..forms import CorrectionForm
from ..proposable import OWN, PROPOSABLE, STUDENT
from ..queries import family
from ..services.family import propose_as_family, withdraw_as_family


class FamilyCorrectionsPage(ActorPage):
    """What the family proposed, and what became of it."""

    permission = permissions.FAMILY_CORRECTIONS
    title = gettext_lazy("Corrections of cards")
    lead = gettext_lazy("What you propose is decided by the class teacher, field by field.")
    template_name = "upkeep/family_corrections.html"

    def context(self) -> dict[str, Any]:
        return {"corrections": family.family_corrections(self.actor), "updated": updated_places(self.actor)}


class ProposePage(ActorPage, FormPage):
    """The card as it stands; what is changed is proposed."""

    permission = permissions.FAMILY_CORRECTIONS
    title = gettext_lazy("Propose a correction")
    lead = gettext_lazy("Change what is wrong and leave the rest. Nothing changes in the card until it is accepted.")
    submit = gettext_lazy("Send to the class teacher")
    done = gettext_lazy("The correction is sent. Its outcome will stand here.")
    form_class = CorrectionForm
    whose = STUDENT

    def prepare(self) -> None:
        key = (self.kwargs["membership_id"], self.kwargs["student_id"])
        self.found = found_or_404(family.proposable_card(self.actor, *key, self.whose))

    def heading(self) -> str:
        if self.whose == OWN:
            return _("Correction of my own card")
        return _("Correction of %(name)s") % {"name": self.found.name}

    def breadcrumbs(self) -> Sequence[Crumb]:
        card = self.found.card
        return [
            Crumb(_("My cards"), reverse("family:home")),
            Crumb(card.name, reverse("family:card", args=[card.membership_id, card.student_id])),
        ]

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"whose": self.whose, "choices": self.found.choices}

    def initial(self) -> Mapping[str, Any]:
        return {code: value for code, value in self.found.present.items() if code in PROPOSABLE}

    def perform(self, form: Any) -> str:
        propose_as_family(
            membership_id=self.kwargs["membership_id"], student_id=self.kwargs["student_id"], whose=self.whose,
            values=form.values(), comment=form.cleaned_data["comment"],
            scan=scan_of(form.cleaned_data["scan"]), happened=form.happened(), by=self.actor,
        )  # fmt: skip
        return reverse("family_upkeep:corrections")


class ProposeOwnPage(ProposePage):
    """The guardian's own card."""

    whose = OWN


class WithdrawCorrectionPage(ActorPage, ConfirmPage):
    """The family takes back what is not decided yet."""

    permission = permissions.FAMILY_CORRECTIONS
    title = gettext_lazy("Withdraw a correction")
    submit = gettext_lazy("Withdraw")
    done = gettext_lazy("The correction is withdrawn.")

    def prepare(self) -> None:
        key = (self.kwargs["membership_id"], self.kwargs["correction_id"])
        mine = family.family_corrections(self.actor, key[0])
        named = (one for one in mine if (one.membership_id, one.line.pk) == key and one.may_withdraw)
        self.found = found_or_404(next(named, None))

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(FamilyCorrectionsPage.title, reverse("family_upkeep:corrections"))]

    def ask(self) -> str:
        return _("Withdraw the correction of %(name)s?") % {"name": self.found.line.person}

    def consequences(self) -> list[str]:
        return [f"{one.title}: {one.old} → {one.new}" for one in self.found.line.fields if one.state == "pending"]

    def perform(self, form: Any) -> str:
        withdraw_as_family(membership_id=self.found.membership_id, correction_id=self.found.line.pk, by=self.actor)
        return reverse("family_upkeep:corrections")
