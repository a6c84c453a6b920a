"""Twins and doubled contingent: who may be one person, who is counted twice, and the decision of a human."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.forms import CharField, HiddenInput
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations import changes
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.forms import ChoiceField, Form, TextField
from shared_apps.ui.numbers import ru_date, ru_datetime
from shared_apps.ui.page import ActionPage, Crumb, FormPage
from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, TextColumn
from shared_apps.ui.viewer import PageRequest

from . import doubles_queries, joining, purposes, services, telling
from .doubles_parameters import DoublesParameters, doubles_asked
from .doubles_queries import Asked, Double, Side
from .models import SamePerson
from .people_tables import NamedTable
from .profiles import NotForThisPurpose, PurposeNotYours
from .restricted import CountedList, OfAPurpose

State = SamePerson.State
TONES = {State.PROPOSED: "warn", State.CONFIRMED: "err", State.REFUSED: ""}
FOREIGN = _("in another organisation of the region")
HERE_TOO = _("the same organisation")


def _pair_url(record: Double) -> str | None:
    return reverse("registry:double", args=[record.pair_id]) if record.pair_id else None


class DoubleTable(NamedTable):
    """A person, where he is counted, and where else."""

    caption = _("Twins and doubled contingent")
    empty = Empty(
        _("Nobody is counted twice here on this day."), _("Choose another day, another decision, or all twins.")
    )

    name = TextColumn(_("Surname"), accessor="surname", empty_values=(), link=_pair_url)
    birth_date = DateColumn(_("Birth date"))
    class_name = TextColumn(_("Class or post"), orderable=False)
    organisation = TextColumn(_("Organisation"), orderable=False)
    municipality = TextColumn(_("Municipality"), orderable=False, optional=True)
    since = DateColumn(pgettext_lazy("doubles", "Since"))
    elsewhere = TextColumn(_("And where else"), orderable=False, empty_values=())
    twice_from = DateColumn(_("Counted twice since"), orderable=False)
    state = BadgeColumn(_("Decision"), tones=TONES, labels=dict(State.choices), orderable=False)
    answers = TextColumn(_("Organisations answer"), orderable=False)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._posts = handbooks.names("post")

    def render_class_name(self, record: Double, value: str) -> str:
        return post_or_class(record.subject, value, self._posts)

    def render_elsewhere(self, record: Double) -> str:
        is_here_too = record.organisation_id in (record.others or ())
        named = [name for name in record.elsewhere if not (is_here_too and name == record.organisation)]
        return ", ".join([*([str(HERE_TOO)] if is_here_too else []), *named]) or str(FOREIGN)

    value_elsewhere = render_elsewhere

    def render_answers(self, value: Sequence[telling.Answer]) -> str:
        return "; ".join(f"{one.organisation}: {one.words}" for one in value)

    value_answers = render_answers


def post_or_class(subject: str, code: str, posts: Mapping[str, str]) -> str:
    return str(capfirst(posts.get(code, code))) if subject == SamePerson.Subject.EMPLOYEE else code


class DoublesPage(CountedList):
    """Persons counted twice on a day, or all pairs."""

    title = _("Twins and doubled contingent")
    lead = _("Cards of one name, birth date and sex may be of one person. The system proposes, a human decides.")
    listed = doubles_queries.LIST
    table_class = DoubleTable
    template_name = "registry/doubles.html"
    parameters_class = DoublesParameters
    ordering = ("name",)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Doubled contingent"), reverse("contingent:doubled"))]

    @property
    def may_search(self) -> bool:
        return bool(self.request.user.may(permissions.PERSONS_JOIN))

    @cached_property
    def asked(self) -> Asked:
        return doubles_asked(self.parameters, self.text)

    @property
    def note(self) -> str:  # type: ignore[override]
        found = joining.searched_at(by=self.request.user)
        said = gettext("Last searched: %s.") % ru_datetime(found) if found else gettext("Not searched yet.")
        return f"{super().note} {said}"


class FindDoublesPage(ActionPage):
    """The button that searches now."""

    permission = permissions.PERSONS_JOIN
    title = _("Search anew")
    done = _("The search goes; new twins appear in a minute.")

    def perform(self) -> str:
        joining.search(by=self.request.user)
        return reverse("registry:doubles")


class DecisionForm(Form):
    """What is decided of a pair, and why."""

    decision = ChoiceField(label=_("Decision"), choices=(), radio=True)
    was = CharField(widget=HiddenInput, required=False)
    reason = TextField(
        label=_("Reason"),
        rows=2,
        max_length=500,
        help_text=_(
            "What it was checked by: documents, a call to the organisation. No names and numbers of documents."
        ),
    )

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        """:param now: the state of the pair; it is not offered."""
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [
            (State.CONFIRMED.value, _("One person: the records are joined")),
            (State.REFUSED.value, _("Different people: they are not proposed again")),
            (State.PROPOSED.value, _("Not decided: the decision is taken back")),
        ]
        offered = choices if self.is_bound else [one for one in choices if one[0] != now]
        self.fields["decision"].choices = offered  # type: ignore[attr-defined]


class DoublePage(OfAPurpose, FormPage):
    """Both records of a pair side by side, and the decision. A restricted list of two."""

    writes_with = permissions.PERSONS_JOIN
    title = _("One person or two?")
    form_class = DecisionForm
    template_name = "registry/double.html"
    submit = _("Decide")
    done = _("Decided. The numbers follow in a minute.")

    def prepare(self) -> None:
        """A pair of which the reader sees nothing is none."""
        super().prepare()
        self.pair_id = int(self.kwargs["pair"])
        found = None
        if doubles_queries.is_seen(self.pair_id):
            found = joining.decision_on(self.pair_id, by=self.request.user)
        if found is None:
            raise Http404("There is no such pair in the scope.")
        self.pair, self.is_open = found, bool(self.purpose) and not self.closed
        if self.is_open:
            self.sides = doubles_queries.sides(self.pair_id, as_of=localdate())

    @cached_property
    def closed(self) -> str:
        """Why the pair does not open for the purpose stated; "" when it does."""
        try:
            self.profile.shows(doubles_queries.LIST.what)
        except (NotForThisPurpose, PurposeNotYours) as refusal:
            return str(refusal)
        return ""

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_open:
            return self.go(self.purpose_url)
        services.write_down(
            doubles_queries.LIST.what, by=request.user, purpose=self.purpose, workplace=purposes.workplace(request),
            as_of=localdate(), filters={"pair": self.pair_id}, rows=len(self.sides),
        )  # fmt: skip
        return super().get(request, *args, **kwargs)

    def post(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().post(request, *args, **kwargs) if self.is_open else self.go(self.purpose_url)

    # --- what is shown ------------------------------------------------------------------------------------------------

    @cached_property
    def seen(self) -> frozenset[Any]:
        return frozenset(side.person_uid for side in self.sides)

    @property
    def may_decide(self) -> bool:
        return len(self.seen) > 1 and bool(self.request.user.may(permissions.PERSONS_JOIN))

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The two cards, each with the records it has in the organisations that the reader sees."""
        posts = handbooks.names("post") if self.pair.subject == SamePerson.Subject.EMPLOYEE else {}
        found: dict[Any, dict[str, Any]] = {}
        for side in self.sides:
            card = found.setdefault(side.person_uid, {"side": side, "lines": []})
            card["lines"].append(_line(side, posts))
        return list(found.values())

    @cached_property
    def answers(self) -> Sequence[telling.Answer]:
        """What the organisations that the reader sees have answered, the latest first."""
        return telling.answers_about(self.pair_id, as_of=localdate())

    @cached_property
    def history(self) -> list[changes.Change]:
        """Who decided what, the latest first."""
        with shared(by=self.request.user):
            return changes.in_words(
                joining.history(self.pair_id), left_out={"found_at", "decided_at", "decided_name", "reason", "subject"},
                actions={"decide": pgettext_lazy("same person", "decided"), "take_back": _("taken back")},
                titles={f"{joining.MODEL}.state": {code: str(words) for code, words in State.choices}},
            )  # fmt: skip

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(DoublesPage.title, reverse("registry:doubles"))]

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [(State(self.pair.state).label, TONES[State(self.pair.state)])]

    # --- the decision -------------------------------------------------------------------------------------------------

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"now": self.pair.state}

    def initial(self) -> Mapping[str, Any]:
        return {"was": self.pair.state}

    def perform(self, form: DecisionForm) -> str:
        joining.decide(
            pair_id=self.pair_id, state=form.cleaned_data["decision"], reason=form.cleaned_data["reason"],
            was=form.cleaned_data["was"], seen=self.seen, by=self.request.user,
        )  # fmt: skip
        return self.request.path


def _line(side: Side, posts: Mapping[str, str]) -> dict[str, Any]:
    until = "" if side.until == FOREVER else ru_date(side.until)
    what = post_or_class(side.subject, side.class_name, posts)
    return {"side": side, "what": what, "since": ru_date(side.since), "until": until}
