"""«About the organisation»: what it is called and whose it is, and its own figures, dated."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.backups import queries as backups
from shared_apps.handbooks import identifiers
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.references import OrganisationRef
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import DateField
from shared_apps.ui.numbers import ru_date, ru_datetime
from shared_apps.ui.page import Action, Crumb, FormPage, Page

from .. import queries, services
from ..forms import PassportForm


class Here(Page):
    """A page of one organisation."""

    abstract = True

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.user)

    @property
    def organisation(self) -> OrganisationRef:
        return cast(OrganisationRef, getattr(self.request, "organisation", None))


class DayParameters(Parameters):
    as_of = DateField(label=gettext_lazy("As of"))

    def defaults(self) -> Mapping[str, Any]:
        return {"as_of": timezone.localdate()}


class PassportPage(Here, Page):
    permission = permissions.PASSPORT_VIEW
    title = gettext_lazy("About the organisation")
    template_name = "passport/passport.html"
    parameters_class = DayParameters

    def actions(self) -> Sequence[Action]:
        return [
            Action(_("Edit"), reverse("passport:edit"), permission=permissions.PASSPORT_EDIT, icon="pencil", key="e")
        ]

    def context(self) -> dict[str, Any]:
        day: date = self.parameters.value("as_of")
        place = self.organisation
        passport = queries.passport_on(day)
        return {
            "day": day,
            "place": [
                (_("Full name"), place.full_name),
                (_("Short name"), place.short_name),
                (_("Code"), place.code),
                (_("Type"), _kind_name(place.kind)),
                (_("Urban or rural"), handbooks.name("locality", place.locality)),
                (_("Municipality"), place.municipality),
                *self.last_backup(),
            ],
            "figures": self.figures(passport) if passport else (),
            "periods": [
                (row, ru_date(row.valid_from), "" if row.valid_to == FOREVER else ru_date(_day_before(row.valid_to)))
                for row in queries.passports()
            ],
        }

    def last_backup(self) -> list[tuple[Any, Any]]:
        """As of when there is a copy of everything the organisation keeps here; red when that is too long ago."""
        if not self.actor.may(permissions.BACKUP_DATE):
            return []
        at = backups.last_copy_of(self.organisation.id, by=self.actor)
        words = ru_datetime(at) if at else pgettext("backup", "never yet")
        if backups.is_overdue(at):
            words = format_html('{} <span class="badge err">{}</span>', words, pgettext("backup", "overdue"))
        return [(_("Last backup"), words)]

    def figures(self, passport: Any) -> list[tuple[Any, Any]]:
        return [
            (_("Places"), passport.capacity),
            (_("Shifts"), passport.shifts),
            (_("Buildings"), passport.buildings),
            (_("Legal form"), handbooks.name("legal_form", passport.legal_form)),
            (_("INN"), identifiers.kind("inn").format(passport.inn)),
            (_("KPP"), passport.kpp),
            (_("OGRN"), passport.ogrn),
            (_("Head of the organisation"), passport.director_name),
            (_("Phone"), passport.phone),
            (_("E-mail"), passport.email),
            (_("Site"), passport.site),
        ]


class EditPassportPage(Here, FormPage):
    permission = permissions.PASSPORT_EDIT
    title = gettext_lazy("Figures of the organisation")
    done = gettext_lazy("The figures are saved.")
    form_class = PassportForm

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("About the organisation"), reverse("passport:card"))]

    def initial(self) -> Mapping[str, Any]:
        passport = queries.passport_on(timezone.localdate())
        known = {name: getattr(passport, name) for name in services.FIGURES} if passport else {}
        return {"why": PassportForm.CHANGE, "since": timezone.localdate(), **known}

    def perform(self, form: Any) -> str:
        if form.cleaned_data["why"] == PassportForm.CORRECTION:
            services.correct_passport(figures=form.figures(), by=self.actor)
        else:
            services.write_passport(figures=form.figures(), since=form.cleaned_data["since"], by=self.actor)
        return reverse("passport:card")


def _kind_name(kind: str) -> str:
    """A type of organisations, or the broad kind where nothing finer is known."""
    found = handbooks.item("organisation_type", kind) or handbooks.item("organisation_kind", kind)
    return found.shown if found else kind


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
