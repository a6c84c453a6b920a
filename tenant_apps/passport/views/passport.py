"""«About the organisation»: what it is called and whose it is, and its own figures, dated."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.backups import queries as backups
from shared_apps.handbooks import identifiers
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import DayField
from shared_apps.ui.numbers import ru_date, ru_datetime, ru_num
from shared_apps.ui.page import Action, CardPage, Crumb, FormPage, Tab
from tenant_apps.history.cards import HISTORY_TAB, history_of, whole_tables

from .. import queries, services
from ..columns import FIGURES, GROUPS, HANDBOOKS, IDENTIFIERS
from ..forms import BuildingForm, LeaveBuildingForm, PassportForm
from ..models import Building, OrganisationPassport

KEPT_HERE = ("passport_organisationpassport", "passport_building", "passport_localhandbookitem")
"""Tables whose history is that of the passport."""


class DayParameters(Parameters):
    as_of = DayField(label=gettext_lazy("As of"))

    def defaults(self) -> Mapping[str, Any]:
        return {"as_of": timezone.localdate()}


class PassportPage(InOrganisation, CardPage):
    permission = permissions.PASSPORT_VIEW
    title = gettext_lazy("About the organisation")
    parameters_class = DayParameters
    tabs = (Tab("figures", gettext_lazy("Own figures"), "passport/passport.html"), HISTORY_TAB)

    def actions(self) -> Sequence[Action]:
        return [
            Action(_("Edit"), reverse("passport:edit"), permission=permissions.PASSPORT_EDIT, icon="pencil", key="e")
        ]

    def facts(self) -> Sequence[tuple[Any, Any]]:
        place = self.organisation
        return [
            (_("Full name"), place.full_name),
            (_("Short name"), place.short_name),
            (_("Code"), place.code),
            (_("Type"), _kind_name(place.kind)),
            (_("Urban or rural"), handbooks.name("locality", place.locality)),
            *self.contradicting_locality(),
            (_("Municipality"), place.municipality),
            *self.last_backup(),
        ]

    def contradicting_locality(self) -> list[tuple[Any, Any]]:
        """The register says urban or rural; the settlement by its kind may say otherwise."""
        passport = queries.passport_on(self.parameters.value("as_of"))
        kind = passport.settlement_kind if passport else ""
        by_kind = handbooks.group_of("settlement_kind", kind) if kind else ""
        if not by_kind or by_kind == self.organisation.locality:
            return []
        words = f"{handbooks.name('locality', by_kind)} ({handbooks.name('settlement_kind', kind)})"
        return [(_("By the kind of settlement, unlike the register"), words)]

    def context_history(self) -> dict[str, Any]:
        return history_of(whole_tables(KEPT_HERE), self.actor)

    def context_figures(self) -> dict[str, Any]:
        day: date = self.parameters.value("as_of")
        passport = queries.passport_on(day)
        periods = queries.passports()
        filled = queries.completeness(passport)
        return {
            "day": day,
            "groups": [(title, _shown(passport, names)) for _code, title, names in GROUPS] if passport else (),
            "filled": filled,
            "missing": ", ".join(_label(name).lower() for name in filled.missing) if passport else "",
            "buildings": [(row, handbooks.name("building_purpose", row.purpose)) for row in queries.buildings_on(day)],
            "periods": [
                (
                    row,
                    ru_date(row.valid_from),
                    "" if row.valid_to == FOREVER else ru_date(_day_before(row.valid_to)),
                    ", ".join(_label(name).lower() for name in queries.differences(former, row)) if former else "",
                )
                for row, former in zip(periods, [*periods[1:], None], strict=False)
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


def _shown(passport: Any, names: Sequence[str]) -> list[tuple[Any, Any]]:
    found = [(_label(name), _words(name, getattr(passport, name))) for name in names]
    if "legal_form" in names:
        form = handbooks.item("legal_form", passport.legal_form) if passport.legal_form else None
        own = handbooks.item("ownership", passport.ownership) if passport.ownership else None
        found += [(_("OKOPF"), form.outside_code if form else ""), (_("OKFS"), own.outside_code if own else "")]
    return found


def _label(name: str) -> str:
    if name == "director_name":
        return _("Head of the organisation")
    return str(capfirst(str(getattr(OrganisationPassport._meta.get_field(name), "verbose_name", name))))


def _words(name: str, value: Any) -> Any:
    if name in HANDBOOKS:
        return handbooks.name(HANDBOOKS[name], value) if value else ""
    if name in IDENTIFIERS:
        return identifiers.kind(IDENTIFIERS[name]).format(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return ru_date(value)
    return ru_num(value, 2) if isinstance(value, Decimal) else value


class EditPassportPage(InOrganisation, FormPage):
    permission = permissions.PASSPORT_EDIT
    title = gettext_lazy("Figures of the organisation")
    done = gettext_lazy("The figures are saved.")
    form_class = PassportForm

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("About the organisation"), reverse("passport:card"))]

    def initial(self) -> Mapping[str, Any]:
        passport = queries.passport_on(timezone.localdate())
        known = {name: getattr(passport, name) for name in FIGURES} if passport else {}
        known["okved"] = identifiers.kind("okved").format(known.get("okved", ""))
        known["has_video"] = {True: "yes", False: "no", None: ""}[known.get("has_video")]
        return {"why": PassportForm.CHANGE, "since": timezone.localdate(), **known}

    def perform(self, form: Any) -> str:
        if form.cleaned_data["why"] == PassportForm.CORRECTION:
            services.correct_passport(figures=form.figures(), by=self.actor)
        else:
            services.write_passport(figures=form.figures(), since=form.cleaned_data["since"], by=self.actor)
        return reverse("passport:card")


class AddBuildingPage(InOrganisation, FormPage):
    permission = permissions.PASSPORT_EDIT
    title = gettext_lazy("Add a building")
    done = gettext_lazy("The building is written down.")
    form_class = BuildingForm

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("About the organisation"), reverse("passport:card"))]

    def perform(self, form: Any) -> str:
        services.add_building(values=form.cleaned_data, by=self.actor)
        return reverse("passport:card")


class OfBuilding(InOrganisation):
    """A page about one building."""

    abstract = True
    permission = permissions.PASSPORT_EDIT

    def prepare(self) -> None:
        self.row = found_or_404(Building.objects.filter(pk=self.kwargs["building_id"]).first())

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("About the organisation"), reverse("passport:card"))]


class CorrectBuildingPage(OfBuilding, FormPage):
    title = gettext_lazy("Correct a building")
    done = gettext_lazy("The building is corrected.")
    form_class = BuildingForm

    def initial(self) -> Mapping[str, Any]:
        values = {name: getattr(self.row, name) for name in BuildingForm.base_fields}
        return {name: None if value == FOREVER else value for name, value in values.items()}

    def perform(self, form: Any) -> str:
        services.correct_building(building_id=self.row.pk, values=form.cleaned_data, by=self.actor)
        return reverse("passport:card")


class LeaveBuildingPage(OfBuilding, FormPage):
    title = gettext_lazy("The building is not used any more")
    done = gettext_lazy("The building is not used from that day on.")
    form_class = LeaveBuildingForm

    def perform(self, form: Any) -> str:
        services.leave_building(building_id=self.row.pk, on=form.cleaned_data["on"], by=self.actor)
        return reverse("passport:card")


def _kind_name(kind: str) -> str:
    """A type of organisations, or the broad kind where nothing finer is known."""
    found = handbooks.item("organisation_type", kind) or handbooks.item("organisation_kind", kind)
    return found.shown if found else kind


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
