"""Lines of a draft: adding many students at once, changing one line."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, DayField, Option, TextField
from shared_apps.ui.page import FormPage, PickPage

from .. import services
from ..models import OrderLine
from ..order_kinds import Effect
from ..queries import classes, orders, students
from ..queries.arrangements import owed_subjects
from ..queries.organisations import organisation_options
from ..wording import named_subjects
from .movement_forms import EditLineForm, ManyLinesForm
from .orders import OfOrder

MOST_CANDIDATES = 120


class CandidateParameters(Parameters):
    """Whom to offer: a class, a part of a name; and the day whose classes are offered. Who is absent has no class."""

    from_class = ChoiceField(label=gettext_lazy("From class"), empty=pgettext_lazy("filter", "Any"))
    q = TextField(label=gettext_lazy("Part of a name"), required=False)
    day = DayField(label=gettext_lazy("On"))

    def __init__(self, data: Any = None, *, day: date, absent: bool, **kwargs: Any) -> None:
        self.usual_day, self.absent = day, absent
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        if self.absent:
            del self.fields["from_class"]
        else:
            offered = [*classes.class_choices(self.usual_day), ("0", _("in no class"))]
            cast(ChoiceField, self.fields["from_class"]).choices = [("", pgettext("filter", "Any")), *offered]
        return {"day": self.usual_day}


class AddLinesPage(OfOrder, FormPage):
    title = gettext_lazy("Add students to the order")
    submit = gettext_lazy("Add to the order")
    form_class = ManyLinesForm
    parameters_class = CandidateParameters
    template_name = "enrolment/order_lines.html"
    wide = True

    def prepare(self) -> None:
        super().prepare()
        self.only_a_draft()

    def parameters_kwargs(self) -> Mapping[str, Any]:
        """Students of the day before, where the order takes them away (a class that ends on 31 August)."""
        day = self.order.effective_on
        if self.kind.effect == Effect.YEAR_END:
            year = classes.year_on(day)
            day = year.valid_from if year and year.valid_from > day else min(day, self.today)
        return {"day": day, "absent": self.takes_absent}

    @property
    def takes_absent(self) -> bool:
        """Whether the order is about those who are not enrolled yet."""
        return self.kind.effect == Effect.BEGIN

    def candidates(self) -> list[tuple[str, str]]:
        """Whom the order may be about: those who are not enrolled for an admission, else those who are.

        A centre admits to another group whoever is in one already.
        """
        value = self.parameters.value
        day = value("day")
        if self.takes_absent:
            rows = students.students_on(day, by=self.actor, presence="all" if self.organisation.is_centre else "absent")
        else:
            chosen = value("from_class")
            rows = students.students_on(day, by=self.actor, class_id=int(chosen) if chosen else None)
        rows = students.matching(rows, value("q"), by=self.actor) if value("q") else rows
        present = set(self.order.lines.values_list("student_id", flat=True))
        return [
            (str(row.pk), ", ".join(part for part in (students.label(row), students.hint(row)) if part))
            for row in rows
            if row.pk not in present
        ]

    def form_kwargs(self) -> dict[str, Any]:
        offered = self.candidates()
        self.is_too_wide = len(offered) > MOST_CANDIDATES and self.request.method == "GET"
        self.has_candidates = bool(offered)
        return {
            "kind": self.kind, "day": self.parameters.value("day"), "candidates": offered, "reader": self.actor,
        }  # fmt: skip

    def initial(self) -> Mapping[str, Any]:
        value = self.parameters.value
        chosen = value("from_class") if not self.takes_absent else ""
        return {"on": self.order.effective_on, "of_class": chosen if chosen != "0" else ""}

    def context(self) -> dict[str, Any]:
        return {"form": self.form}

    def perform(self, form: Any) -> str:
        services.add_lines(order_id=self.order.pk, lines=form.lines(), by=self.actor)
        self.tell(_("Students added: %(count)s.") % {"count": len(form.cleaned_data["students"])})
        return self.order_url


class EditLinePage(OfOrder, FormPage):
    done = gettext_lazy("The line is changed.")
    form_class = EditLineForm

    def prepare(self) -> None:
        super().prepare()
        self.only_a_draft()
        self.row = found_or_404(OrderLine.objects.filter(pk=self.kwargs["line_id"], order=self.order.pk).first())
        self.name = next(line.name for line in orders.lines_of(self.order, by=self.actor) if line.id == self.row.pk)

    def heading(self) -> str:
        return self.name

    def form_kwargs(self) -> dict[str, Any]:
        owed = owed_subjects(self.row.student_id) if self.kind.effect == Effect.LIQUIDATE else ()
        return {
            "kind": self.kind, "day": self.row.on, "reader": self.actor, "owed": owed, "ground": self.row.reason,
        }  # fmt: skip

    def initial(self) -> Mapping[str, Any]:
        row = self.row
        return {
            "on": row.on, "of_class": str(row.of_class_id or ""), "class_group": str(row.class_group_id or ""),
            "grade": row.grade,
            "form_of_study": row.form_of_study, "reason": row.reason, "counterpart": row.counterpart,
            "destination": row.destination, "organisation": row.organisation_id, "until": row.until,
            "document": row.document, "result": row.result,
            "subjects": named_subjects(row.subjects) if self.kind.effect == Effect.LIQUIDATE else row.subjects,
            "variant": row.variant,
        }  # fmt: skip

    def perform(self, form: Any) -> str:
        services.change_line(line_id=self.row.pk, line=form.line(self.row.student_id, kept=self.row), by=self.actor)
        return self.order_url


class OrganisationOptionsPage(InOrganisation, PickPage):
    """Organisations of the region by a part of their name."""

    permission = permissions.ORDER_DRAFT

    def matches(self, text: str) -> Sequence[Option]:
        return organisation_options(text)
