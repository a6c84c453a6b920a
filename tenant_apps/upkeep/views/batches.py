"""One field of many students' cards at once: choose, look at the dry run, confirm; the list, the taking back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.numbers import ru_date, ru_datetime, ru_num
from shared_apps.ui.page import Action, Crumb, FormPage, ListPage, Page
from shared_apps.ui.viewer import may
from tenant_apps.enrolment.queries import classes, students
from tenant_apps.people.pages import InsistPage
from tenant_apps.people.queries.circumstances import circumstances_on, in_words
from tenant_apps.people.services import note_readings

from .. import refusals, services
from ..batches import FIELDS, fields_of, title_of, words_of
from ..forms import BatchForm, ReasonOfUndoingForm
from ..queries import batches
from ..tables import BatchTable

VERDICTS = {
    "changes": pgettext_lazy("batch", "will change"),
    "same": pgettext_lazy("batch", "says so already"),
    "closed": pgettext_lazy("batch", "closed: there is no consent"),
    "later": pgettext_lazy("batch", "another value is written from this day or later: change it on the card"),
    "unborn": pgettext_lazy("batch", "was not born on that day"),
}
TONES = {"changes": "ok", "same": "", "closed": "warn", "later": "warn", "unborn": "warn"}


class BatchListPage(InOrganisation, ListPage):
    """Batch updates, the latest first."""

    permission = permissions.CARDS_BATCH
    title = gettext_lazy("Batch updates of cards")
    lead = gettext_lazy("One field of many students' cards at once, with a dry run before and a way back after.")
    table_class = BatchTable
    exports_with = permissions.EXPORT_LISTS

    def rows(self) -> Any:
        return batches.seen_by(self.actor)

    def actions(self) -> Sequence[Action]:
        return [Action(_("New batch update"), reverse("upkeep:batch_new"), primary=True, icon="plus", key="n")]


class ChoosingParameters(Parameters):
    """Which field, in which class."""

    code = ChoiceField(label=gettext_lazy("Field"), required=False, empty=None)
    class_id = ChoiceField(label=gettext_lazy("Class"), required=False, empty=pgettext_lazy("filter", "Any"))

    def __init__(
        self, data: Any = None, *, codes: Sequence[Any] = (), classes: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        self.offered = {"code": list(codes), "class_id": [("", pgettext_lazy("filter", "Any")), *classes]}
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        """The first field; the first class where there is one, so that nobody changes a whole school by a slip."""
        for name, choices in self.offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        code, group = self.offered["code"][:1], self.offered["class_id"][1:2]
        return {"code": code[0][0] if code else "", "class_id": group[0][0] if group else ""}


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A student in the dry run."""

    name: str
    former: str
    value: str
    words: Any
    tone: str


class NewBatchPage(InOrganisation, FormPage):
    """First the field and the class, in the address; then the value; then the dry run; then it is written."""

    permission = permissions.CARDS_BATCH
    title = gettext_lazy("Batch update of cards")
    lead = gettext_lazy("Choose a field and a class, then the new value. Nothing is written before you confirm it.")
    form_class = BatchForm
    template_name = "upkeep/batch_new.html"
    parameters_class = ChoosingParameters
    wide = True
    plan: services.Plan | None = None

    def prepare(self) -> None:
        if not self.offered:
            raise Http404
        self.code = self.parameters.value("code") or self.offered[0][0]

    @cached_property
    def offered(self) -> list[tuple[str, str]]:
        return fields_of(self.actor)

    def parameters_kwargs(self) -> Mapping[str, Any]:
        seen = classes.class_choices(self.today, by=self.actor)
        return {"codes": self.offered, "classes": seen}

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(BatchListPage.title, reverse("upkeep:batches"))]

    @property
    def submit(self) -> str:  # type: ignore[override]
        if self.plan is not None and self.plan.changes:
            words = ngettext("Change %(number)s card", "Change %(number)s cards", self.plan.changes)
            return words % {"number": ru_num(self.plan.changes)}
        return _("Show what changes")

    @cached_property
    def rows(self) -> list[Any]:
        class_id = self.parameters.value("class_id")
        found: Any = students.students_on(self.today, by=self.actor, class_id=int(class_id) if class_id else None)
        return list(found.order_by("grade", "class_name", "name_key", "pk"))

    @cached_property
    def present(self) -> dict[int, str]:
        """What each card says now, in words; a reading of closed parts is logged."""
        ids = [row.pk for row in self.rows]
        found = circumstances_on(self.today, kinds=[self.code], student_ids=ids, by=self.actor)
        privacy = FIELDS[self.code].privacy
        if privacy in CLOSED_ABOVE_AN_ORGANISATION and self.request.method == "GET":
            people = [row.person_id for row in self.rows if row.pk in found]
            note_readings(person_ids=people, what=privacy.value, via="list", about=title_of(self.code), by=self.actor)
        return {pk: in_words(lines, self.code) for pk, lines in found.items()}

    def form_kwargs(self) -> Mapping[str, Any]:
        choices = [
            (str(row.pk), f"{students.label(row)}, {row.class_name or '—'}: {self.present.get(row.pk) or '—'}")
            for row in self.rows
        ]
        return {"choices": choices, "handbook": FIELDS[self.code].handbook, "title": title_of(self.code)}

    def initial(self) -> Mapping[str, Any]:
        return {"since": self.today, "students": [str(row.pk) for row in self.rows]}

    def context(self) -> Mapping[str, Any]:
        return {"parameters": self.parameters, "lines": self.lines(), "plan": self.plan}

    def lines(self) -> list[VerdictLine]:
        """The dry run in words, those who change first."""
        if self.plan is None:
            return []
        names = {row.pk: students.label(row) for row in self.rows}
        value = words_of(self.code, self.form.cleaned_data["value"])
        found = sorted(self.plan.planned, key=lambda one: (one.verdict != "changes", names.get(one.student_id, "")))
        return [
            VerdictLine(
                names.get(one.student_id, "—"),
                words_of(self.code, one.former),
                value if one.verdict == "changes" else "",
                VERDICTS[one.verdict],
                TONES[one.verdict],
            )
            for one in found
        ]

    def perform(self, form: Any) -> str | HttpResponseBase:
        said = form.cleaned_data
        batch = services.Batch(
            self.code, said["value"], said["since"], tuple(sorted(int(pk) for pk in said["students"]))
        )
        if said["token"]:
            try:
                row = services.apply_batch(batch=batch, token=said["token"], by=self.actor)
            except refusals.PlanIsOutOfDate:
                self._look_again(form, batch)
                raise
            words = ngettext("%(number)s card is changed.", "%(number)s cards are changed.", row.cards)
            self.tell(words % {"number": ru_num(row.cards)})
            return reverse("upkeep:batch", args=[row.pk])
        self._look_again(form, batch)
        if self.plan is not None and not self.plan.changes:
            raise refusals.NothingChanges
        return self.render()

    def _look_again(self, form: Any, batch: services.Batch) -> None:
        """The dry run, and its token in the form that goes out."""
        self.plan = services.plan_batch(batch=batch, by=self.actor)
        form.data = form.data.copy()
        form.data["token"] = self.plan.token if self.plan.changes else ""


class OfBatch(InOrganisation):
    """A page about one batch update."""

    abstract = True
    permission = permissions.CARDS_BATCH

    def prepare(self) -> None:
        self.row = found_or_404(batches.seen_by(self.actor).filter(pk=self.kwargs["batch_id"]).first())

    def heading(self) -> str:
        words = {"number": self.row.pk, "field": title_of(self.row.code)}
        return _("Batch update No %(number)s: %(field)s") % words

    @property
    def batch_url(self) -> str:
        return reverse("upkeep:batch", args=[self.row.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [
            Crumb(BatchListPage.title, reverse("upkeep:batches")),
            Crumb(OfBatch.heading(self), self.batch_url),
        ]


class BatchPage(OfBatch, Page):
    """What was written, when, by whom; the way to its lines of the history, and back."""

    template_name = "upkeep/batch.html"
    is_last_crumb = True

    def actions(self) -> Sequence[Action]:
        found = []
        if may(self.request, permissions.HISTORY_VIEW):
            url = f"{reverse('history:list')}?source=batch:{self.row.pk}"
            found.append(Action(_("Changes in the journal"), url, icon="history"))
        mine = self.row.made_by == self.actor.account_id or self.actor.may(permissions.HISTORY_REVERSE)
        if self.row.reversal is None and mine:
            found.append(
                Action(_("Take it back"), reverse("upkeep:batch_undo", args=[self.row.pk]), danger=True, icon="undo-2")
            )
        return found

    def context(self) -> Mapping[str, Any]:
        row = self.row
        return {
            "row": row,
            "facts": [
                (_("Field"), title_of(row.code)),
                (_("New value"), words_of(row.code, row.value) if row.value else _("nothing any more")),
                (_("Since"), ru_date(row.since)),
                (_("Cards changed"), ru_num(row.cards)),
                (_("Made by"), row.made_name),
                (_("When"), ru_datetime(row.made_at)),
            ],
        }


class UndoBatchPage(OfBatch, InsistPage):
    """Take it back: what others have changed since stays."""

    title = gettext_lazy("Take a batch update back")
    submit = gettext_lazy("Take it back")
    danger = True
    form_class = ReasonOfUndoingForm
    insist_words = gettext_lazy("Take back the rest, leave what others have changed")

    def heading(self) -> str:
        return str(self.title)

    def attempt(self, form: Any, *, insist: bool) -> str:
        services.take_batch_back(batch_id=self.row.pk, reason=form.cleaned_data["reason"], insist=insist, by=self.actor)
        self.tell(_("The batch update is taken back."))
        return self.batch_url
