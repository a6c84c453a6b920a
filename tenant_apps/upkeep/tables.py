"""Columns of the lists of the upkeep."""

from typing import Any

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.address import PLACEHOLDER
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.tables import BadgeColumn, DateColumn, DateTimeColumn, Empty, NumberColumn, Table, TextColumn

from .batches import title_of, words_of
from .requirements import KINDS

STATES = {
    "done": pgettext_lazy("check of cards", "checked"),
    "open": pgettext_lazy("check of cards", "not all yet"),
    "overdue": pgettext_lazy("check of cards", "overdue"),
    "": pgettext_lazy("check of cards", "nobody"),
}
TONES = {"done": "ok", "open": "info", "overdue": "err", "": ""}
CHECKS = {
    "checked": pgettext_lazy("check of a card", "checked"),
    "stale": pgettext_lazy("check of a card", "changed since"),
    "left": pgettext_lazy("check of a card", "not checked"),
}
CHECK_TONES = {"checked": "ok", "stale": "warn", "left": "err"}


class FullnessColumn(NumberColumn):
    """Per cent of what is asked, whole, rounded down."""

    def shown(self, value: Any) -> str:
        return f"{value} %"


class MissingColumn(TextColumn):
    """What lacks, each a link to the place where it is filled in; `record.gaps` are (words, address)."""

    def __init__(self, title: Any, **kwargs: Any) -> None:
        super().__init__(title, accessor="gaps", orderable=False, **kwargs)

    def render(self, value: Any) -> SafeString:
        return format_html_join(
            ", ",
            "{}",
            (
                (format_html('<a href="{}">{}</a>', gap.url, gap.title) if gap.url else format_html("{}", gap.title),)
                for gap in value
            ),
        )

    def value(self, value: Any) -> str:
        return ", ".join(str(gap.title) for gap in value)


class StudentUpkeepTable(Table):
    caption = _("Cards of students")
    empty = Empty(_("There are no students yet."), _("They come by an order of admission or from a file."))
    name = TextColumn(pgettext_lazy("person", "Name"), link="students:card")
    class_name = TextColumn(_("Class"))
    percent = FullnessColumn(_("Filled in"))
    gaps = MissingColumn(_("Missing"))
    closed = TextColumn(_("Closed without a consent"), optional=True, orderable=False)
    state = BadgeColumn(_("This month"), tones=CHECK_TONES, labels=CHECKS)
    checked = TextColumn(_("When and by whom"), orderable=False)
    actions = TextColumn(_("Actions"), empty_values=(), orderable=False, exclude_from_export=True)

    def render_closed(self, value: Any) -> str:
        return ", ".join(value)

    def render_actions(self, record: Any) -> SafeString | str:
        """The button «nothing has changed», for those who may press it."""
        if not record.may_check or record.state == "checked":
            return ""
        if not hasattr(self, "button"):
            self.button = self._button(record.back)
        return mark_safe(self.button.replace(str(PLACEHOLDER), str(record.pk)))  # noqa: S308  (a number)

    def _button(self, back: str) -> SafeString:
        """Drawn once for all rows, with the placeholder for a card's number."""
        context = {
            "url": reverse("upkeep:check_one", args=[PLACEHOLDER]),
            "words": gettext("Nothing has changed"),
            "icon": "check",
            "values": {"back": back},
            "csrf_token": get_token(self.request),
        }
        return render_to_string("ui/post_button.html", context)


class EmployeeUpkeepTable(Table):
    caption = _("Cards of employees")
    empty = Empty(_("There are no employees yet."), _("Those who hold a post today stand here."))
    name = TextColumn(pgettext_lazy("person", "Name"), link="people:employee")
    percent = FullnessColumn(_("Filled in"))
    gaps = MissingColumn(_("Missing"))


class GuardianUpkeepTable(Table):
    caption = _("Cards of guardians")
    empty = Empty(_("There are no guardians yet."), _("Those who answer for a student today stand here."))
    name = TextColumn(pgettext_lazy("person", "Name"), link="people:guardian")
    percent = FullnessColumn(_("Filled in"))
    gaps = MissingColumn(_("Missing"))
    closed = TextColumn(_("Closed without a consent"), optional=True, orderable=False)

    def render_closed(self, value: Any) -> str:
        return ", ".join(value)


class ClassUpkeepTable(Table):
    caption = _("Cards by class")
    empty = Empty(_("There are no classes on this day."), _("Classes are opened with the academic year."))
    name = TextColumn(
        _("Class"), link=lambda record: f"{reverse('upkeep:students')}?class_id={record.pk}", order_by="place"
    )
    teacher = TextColumn(_("Class teacher"))
    students = NumberColumn(_("Students"), total=True)
    percent = FullnessColumn(_("Filled in"))
    incomplete = NumberColumn(_("Cards with gaps"), total=True)
    checked = NumberColumn(_("Checked this month"), total=True)
    left = NumberColumn(_("Not checked"), total=True)
    state = BadgeColumn(_("State"), tones=TONES, labels=STATES)


def missing_choices(kind: str, seen: list[str]) -> list[tuple[str, Any]]:
    """Codes and titles of what a filter offers."""
    return [(code, KINDS[kind][code].title) for code in seen]


def described_check(check: Any) -> str:
    return f"{ru_date(check.at)}, {check.name}" if check is not None else ""


CORRECTION_STATES = {
    "waits": pgettext_lazy("correction", "waits"),
    "overdue": pgettext_lazy("correction", "overdue"),
    "accepted": pgettext_lazy("correction", "accepted"),
    "refused": pgettext_lazy("correction", "refused"),
    "partly": pgettext_lazy("correction", "accepted in part"),
    "withdrawn": pgettext_lazy("correction", "withdrawn"),
}
CORRECTION_TONES = {"waits": "info", "overdue": "err", "accepted": "ok", "refused": "warn", "partly": "warn"}


class CorrectionTable(Table):
    caption = _("Corrections by families")
    empty = Empty(
        _("No correction waits for you."), _("Families propose them on their own pages; they stand here at once.")
    )
    student = TextColumn(pgettext_lazy("person", "Student"), link="upkeep:correction", order_by="key")
    class_name = TextColumn(_("Class"))
    whose_words = TextColumn(_("Which card"))
    titles = TextColumn(_("Fields"), orderable=False)
    proposed_name = TextColumn(_("Proposed by"))
    proposed_at = DateTimeColumn(_("When"))
    due_on = DateColumn(_("Decision due"))
    state = BadgeColumn(_("State"), tones=CORRECTION_TONES, labels=CORRECTION_STATES)


class BatchTable(Table):
    caption = _("Batch updates of cards")
    empty = Empty(_("There were no batch updates yet."), _("One field of many cards is changed at once here."))
    code = TextColumn(_("Field"), link="upkeep:batch")
    value = TextColumn(_("New value"), empty_values=())
    since = DateColumn(_("Since"))
    cards = NumberColumn(_("Cards changed"))
    made_name = TextColumn(_("Made by"))
    made_at = DateTimeColumn(_("When"))
    reversal = TextColumn(_("Taken back"))

    def render_code(self, value: str) -> str:
        return title_of(value)

    def render_value(self, record: Any) -> str:
        return words_of(record.code, record.value) if record.value else gettext("nothing any more")

    def render_reversal(self, value: int) -> str:
        return gettext("protocol No %(number)s") % {"number": value}
