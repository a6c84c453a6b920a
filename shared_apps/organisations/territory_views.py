"""Pages of municipalities and authorities, the same for both: list, card, and what changes them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.queries import holders_above
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.page import Action, CardPage, ConfirmPage, Crumb, FormPage, ListPage, Page, Tab

from . import territory, territory_ends, territory_queries
from .models import Authority, Municipality
from .periods import FOREVER
from .refusal import Text
from .territory_forms import CloseForm, MergeForm, ReasonForm

TABS = (
    Tab("names", pgettext_lazy("territory", "Names"), "organisations/body_names.html"),
    Tab(
        "changes", pgettext_lazy("organisation", "Changes"), "organisations/changes.html", permissions.TERRITORY_EDIT
    ),
)  # fmt: skip


class OfBodies(Page):
    """What pages of municipalities, or of authorities, share. URL names are "<space>_list", "<space>_card", …"""

    abstract = True
    model: ClassVar[type[Municipality] | type[Authority]]
    space: ClassVar[str]
    plural: ClassVar[Text]

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"organisations:{self.space}_{name}", args=args)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(self.plural, self.address("list"))]


class OfOneBody(OfBodies):
    """A page about one, found only within the reader's scope."""

    abstract = True

    @cached_property
    def periods(self) -> Sequence[Any]:
        return territory_queries.periods_of(self.body)

    def prepare(self) -> None:
        rows = territory_queries.listed(self.model, on=localdate(), scope=self.request.user.scope)
        self.body: Any = found_or_404(rows.filter(pk=self.kwargs["body_id"]).first())

    def card_url(self) -> str:
        return self.address("card", self.body.pk)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [*super().breadcrumbs(), Crumb(self.body.name, self.card_url())]


class BodyListPage(OfBodies, ListPage):
    """All of them; within a scope those that have organisations of it."""

    abstract = True
    exports_with = permissions.ORGANISATION_REGISTER_VIEW
    search_hint = _("Name or code")

    def heading(self) -> str:
        return str(self.plural)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Organisations"), reverse("organisations:list"))]

    def rows(self) -> Any:
        return territory_queries.listed(self.model, on=localdate(), scope=self.request.user.scope)

    def search(self, rows: Any, text: str) -> Any:
        return territory_queries.named(rows, text)

    def actions(self) -> Sequence[Action]:
        load = reverse("organisations:import_new_of", args=[self.kind_of_import])
        return [
            Action(_("Import"), load, permissions.TERRITORY_EDIT, icon="file-up"),
            Action(
                pgettext_lazy("territory", "Enter"), self.address("new"), permissions.TERRITORY_EDIT, primary=True,
                icon="plus", key="n",
            ),
        ]  # fmt: skip

    kind_of_import: ClassVar[str]


class BodyCardPage(OfOneBody, CardPage):
    """One of them: what it is today, its names by date, the log of its changes."""

    abstract = True
    is_last_crumb = True
    tabs = TABS

    def heading(self) -> str:
        return str(self.body.name)

    def badges(self) -> Sequence[tuple[Any, str]]:
        if self.body.valid_to < FOREVER:
            said = _t("closed since %(day)s") if self.body.valid_to <= localdate() else _t("will be closed on %(day)s")
            return [(said % {"day": ru_date(self.body.valid_to)}, "")]
        return []

    def actions(self) -> Sequence[Action]:
        body, may = self.body, permissions.TERRITORY_EDIT
        if body.valid_to < FOREVER:
            return [Action(_("It was closed by mistake"), self.address("reopen", body.pk), may)]
        words: list[tuple[Text, str, str, str]] = [
            (pgettext_lazy("territory", "Rename"), "rename", "pencil", "e"),
            *self.more_actions(),
            (pgettext_lazy("territory", "Merge"), "merge", "merge", ""),
            (pgettext_lazy("organisation", "Close"), "close", "archive", ""),
        ]
        if not self.body.organisations:
            words.append((_("It was entered by mistake"), "withdraw", "undo-2", ""))
        return [Action(title, self.address(name, body.pk), may, icon=icon, key=key) for title, name, icon, key in words]

    def more_actions(self) -> Sequence[tuple[Text, str, str, str]]:
        """Words, name of the address, icon, key."""
        return ()

    def context(self) -> Mapping[str, Any]:
        return {"may_change": self.request.user.may(permissions.TERRITORY_EDIT), "today": localdate()}

    def context_names(self) -> Mapping[str, Any]:
        return {
            "periods": [
                (
                    row,
                    row.valid_from <= localdate() < row.valid_to,
                    self.address("correct", self.body.pk, row.pk) if row.pk else "",
                )
                for row in self.periods
            ]
        }

    def context_changes(self) -> Mapping[str, Any]:
        return {"changes": territory_queries.changes_of(self.body)}


class BodyNewPage(OfBodies, FormPage):
    abstract = True
    submit, done = pgettext_lazy("territory", "Enter"), _("It is entered.")

    def initial(self) -> Mapping[str, Any]:
        return {"since": localdate(), **super().initial()}


class BodyRenamePage(OfOneBody, FormPage):
    """Another name (of a municipality also another kind or code) from a day on, by an act."""

    abstract = True
    title, done = pgettext_lazy("territory", "Rename"), _("The change is entered and holds from the day named.")
    lead = _("What changed in life. What was written wrongly is corrected beside the name, on the tab “Names”.")

    def initial(self) -> Mapping[str, Any]:
        return territory.kept(self.body) | {"on": localdate()}

    def perform(self, form: Any) -> str:
        told = form.cleaned_data
        territory.rename(
            body=self.body, said=form.said(), on=told["on"], ground=told["ground"], control=told.get("control", ""),
            by=self.request.user,
        )  # fmt: skip
        return self.card_url()


class BodyCorrectPage(OfOneBody, FormPage):
    """A slip in what a name says: put right with the reason, and logged."""

    abstract = True
    title, done = _("Correct a slip"), _("The slip is corrected; the log of changes keeps both values and the reason.")
    lead = _("Only for what was written wrongly and never was so. What changed in life is a renaming from a day on.")

    def prepare(self) -> None:
        super().prepare()
        self.period: Any = found_or_404(next((one for one in self.periods if one.pk == self.kwargs["period_id"]), None))

    def initial(self) -> Mapping[str, Any]:
        return territory.kept(self.period) | {"since": self.period.valid_from}

    def perform(self, form: Any) -> str:
        told = form.cleaned_data
        territory.correct(
            body=self.body, period_id=self.period.pk, said=form.said(), since=told["since"], reason=told["reason"],
            control=told.get("control", ""), by=self.request.user,
        )  # fmt: skip
        return self.card_url()


class BodyClosePage(OfOneBody, FormPage):
    abstract = True
    form_class = CloseForm
    title, submit = pgettext_lazy("organisation", "Close"), pgettext_lazy("organisation", "Close")
    done, danger = _("The closing is entered."), True
    lead = _("Its organisations are moved before. To move all of them at once by one act, merge it into another one.")

    def initial(self) -> Mapping[str, Any]:
        return {"on": localdate()}

    def perform(self, form: Any) -> str:
        territory_ends.close(body=self.body, by=self.request.user, **form.cleaned_data)
        return self.card_url()


class BodyMergePage(OfOneBody, ConfirmPage):
    """Its organisations pass to another one from a day on, and it is closed."""

    abstract = True
    form_class = MergeForm
    title, submit = pgettext_lazy("territory", "Merge"), pgettext_lazy("territory", "Merge")

    @cached_property
    def others(self) -> dict[int, Any]:
        rows = territory_queries.listed(self.model, on=localdate())
        return {one.pk: one for one in rows if one.pk != self.body.pk and one.valid_to == FOREVER}

    def ask(self) -> str:
        return _t("Merge “%(name)s” into another one?") % {"name": self.body.name}

    def consequences(self) -> Sequence[Text]:
        under = territory_ends.under_it(self.body, since=localdate())
        held = holders_above(territory_ends.column_of(self.body), self.body.pk)
        return [
            _t("Organisations under it: %(count)s. From the day named they are under the other one, by the act named.")
            % {"count": ru_num(under)},
            _("It is closed from that day; on earlier dates its numbers and its name stay."),
            _t("Roles of specialists in it: %(count)s. They see no organisations from that day: give them new ones.")
            % {"count": ru_num(held)},
        ]

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"others": [(pk, str(one)) for pk, one in self.others.items()]}

    def initial(self) -> Mapping[str, Any]:
        return {"on": localdate()}

    def perform(self, form: Any) -> str:
        told = dict(form.cleaned_data)
        into = self.others[int(told.pop("into"))]
        moved = territory_ends.merge(body=self.body, into=into, by=self.request.user, **told)
        said = ngettext("%(count)s organisation is moved.", "%(count)s organisations are moved.", moved)
        self.tell(said % {"count": ru_num(moved)})
        return self.address("card", into.pk)


class BodyReopenPage(OfOneBody, ConfirmPage):
    abstract = True
    form_class = ReasonForm
    title, submit, done = (
        _("It was closed by mistake"),
        pgettext_lazy("territory", "Open again"),
        _("It is open again."),
    )
    danger = False

    def ask(self) -> str:
        return _t("Open “%(name)s” again?") % {"name": self.body.name}

    def consequences(self) -> Sequence[Text]:
        return [_("Organisations that a merger moved stay where they are; their cards move them back.")]

    def perform(self, form: Any) -> str:
        territory_ends.reopen(body=self.body, reason=form.cleaned_data["reason"], by=self.request.user)
        return self.card_url()


class BodyWithdrawPage(OfOneBody, ConfirmPage):
    abstract = True
    form_class = ReasonForm
    title, submit = _("It was entered by mistake"), pgettext_lazy("territory", "Withdraw")
    done = _("It is withdrawn; its name and code are free.")

    def ask(self) -> str:
        return _t("Withdraw “%(name)s”?") % {"name": self.body.name}

    def consequences(self) -> Sequence[Text]:
        return [_("It leaves all lists. What is named by organisations, accounts or settings can't be withdrawn.")]

    def perform(self, form: Any) -> str:
        territory.withdraw(body=self.body, reason=form.cleaned_data["reason"], by=self.request.user)
        return self.address("list")
