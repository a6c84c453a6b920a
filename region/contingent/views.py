"""The region's first page: the contingent as of any day, each number open to the next level and, at last, to persons."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.refusal import Refused
from shared_apps.ui import exports
from shared_apps.ui.address import with_query
from shared_apps.ui.charts import Chart, Series
from shared_apps.ui.page import Crumb, Freshness, Page
from shared_apps.ui.sheets import Sheet
from shared_apps.ui.viewer import PageRequest

from .figures import Contingent, Level, Line
from .parameters import LEVEL_NAMES, ContingentParameters, first_of_month, last_twentieth_of_september
from .queries import OutOfCountedTime, contingent, latest_projection
from .tables import ClassTable, LineTable, Row, TerritoryTable

DIMENSIONS: Mapping[str, tuple[Any, str]] = {
    "by_level": (_("By level"), "level"),
    "by_grade": (_("By grade"), "grade"),
    "by_sex": (_("By sex"), "sex"),
    "by_birth_year": (_("By birth year"), "birth_year"),
    "by_locality": (_("By locality"), "locality"),
    "by_kind": (_("By kind of organisation"), "kind"),
    "by_form": (_("By form of study"), "form"),
    "by_shift": (_("By shift"), "shift"),
}
"""Table → its title, and the parameter its lines narrow the page by."""

_PASSED_ON = ("organisation", "level", "grade", "sex", "birth_year", "shift", "form")


class NotCounted(Refused):
    """The day asked for lies outside the years that are counted."""

    message = _("There are no numbers for this day: it lies outside the academic years that are counted.")
    code = "not_counted"


class ContingentPage(Page):
    """Totals, territories, dimensions; every state is in the address."""

    permission = permissions.CONTINGENT_VIEW
    title = _("Contingent")
    template_name = "contingent/overview.html"
    fragments = ("numbers",)
    parameters_class = ContingentParameters

    def prepare(self) -> None:
        """`seen` is what an open page knows; it must not travel on in the page's links."""
        self.seen = self.request.GET.get("seen", "")
        if self.seen:
            self.request.GET = self.request.GET.copy()
            del self.request.GET["seen"]

    @cached_property
    def as_of(self) -> date:
        day: date = self.parameters.value("as_of")
        return day

    @cached_property
    def level(self) -> Level:
        """What the lines of the first table are: the next level below what is chosen."""
        if self.parameters.value("organisation"):
            return "class"
        return "organisation" if self.parameters.value("municipality") or self._has_few() else "municipality"

    def _has_few(self) -> bool:
        scope = self.request.user.scope
        return scope is not None and scope.audience == "municipality"

    @cached_property
    def found(self) -> Contingent:
        try:
            return contingent(
                as_of=self.as_of,
                rows=self.level,
                filters=self.parameters.narrowed(),  # type: ignore[attr-defined]
                compare_with=self.parameters.value("compare_with"),
            )
        except OutOfCountedTime as error:
            raise NotCounted(field="as_of") from error

    @cached_property
    def organisation(self) -> OrganisationPeriod | None:
        """The organisation that is open, if one is."""
        key = self.parameters.value("organisation")
        if not key:
            return None
        rows = OrganisationPeriod.objects.filter(organisation_id=key).select_related("municipality")
        return rows.order_by("-valid_from").first()

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.seen and latest_projection() <= self.seen:
            return HttpResponse(status=204)  # an open page asked whether anything is new
        if code := request.GET.get("export", ""):
            if not request.user.may(permissions.REGION_EXPORT):
                raise PermissionDenied(_t("Your role does not take this list as a file."))
            return exports.as_response(exports.write(self.sheet(request.GET.get("table", "rows")), code))
        assert self.found
        return self.render()

    def heading(self) -> str:
        if self.organisation is not None:
            return _t("Contingent: %s") % self.organisation.short_name
        chosen = self.parameters.value("municipality")
        if chosen:
            name = dict(self.parameters.fields["municipality"].choices).get(int(chosen))  # type: ignore[attr-defined]
            return _t("Contingent: %s") % name
        return _t("Contingent")

    def breadcrumbs(self) -> Sequence[Crumb]:
        crumbs = []
        if self.parameters.value("municipality") or self.organisation:
            crumbs.append(Crumb(settings.REGION_NAME, with_query(self.request, municipality=None, organisation=None)))
        if self.organisation:
            municipality = self.organisation.municipality
            narrowed = with_query(self.request, municipality=municipality.pk, organisation=None)
            crumbs.append(Crumb(municipality.name, narrowed))
        return crumbs

    def context(self) -> Mapping[str, Any]:
        found = self.found
        return {
            "found": found,
            "total": found.total,
            "territories": self.table("rows"),
            "dimensions": [(name, title, self.table(name)) for name, (title, _n) in DIMENSIONS.items()],
            "grades": self.chart(),
            "days": self.days(),
            "formats": exports.formats() if self.request.user.may(permissions.REGION_EXPORT) else [],
            "persons_url": self.persons_url(),
            "known": found.freshness,
            "chips": self.parameters.chips(self.request),
            "live_url": with_query(self.request, seen=latest_projection()),
        }

    def freshness(self) -> Freshness | None:
        known = self.found.freshness
        return Freshness(known.as_of, known.behind) if known.as_of else None

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> LineTable:
        """One of the page's tables: "rows" or a dimension."""
        if name != "rows" and name not in DIMENSIONS:
            raise Http404(f"No table {name}.")
        rows = [self._row(name, line) for line in getattr(self.found, name)]
        if name != "rows":
            caption, _parameter = DIMENSIONS[name]
            return LineTable.sorted_by(self.request, rows, caption=caption, prefix=f"{name}-", as_of=self.as_of)  # type: ignore[return-value]
        kwargs: dict[str, Any] = {"prefix": "rows-", "as_of": self.as_of, "order_by": ()}
        if self.level == "class":
            sets = any(row.within for row in rows)
            kwargs["exclude"] = () if sets else ("within",)
            return ClassTable.sorted_by(self.request, rows, caption=_("By class"), **kwargs)  # type: ignore[return-value]
        caption = _("By municipality") if self.level == "municipality" else _("By organisation")
        hidden = {"municipality": ("within",), "organisation": ("organisations",)}[self.level]
        if self.found.total.classes is None:
            hidden = (*hidden, "classes", "mean_size")
        return TerritoryTable.sorted_by(self.request, rows, caption=caption, exclude=hidden, **kwargs)  # type: ignore[return-value]

    def _row(self, name: str, line: Line) -> Row:
        return Row(line, name=self._words(name, line), url=self._url(name, line))

    def _words(self, name: str, line: Line) -> Any:
        if name == "rows":
            return line.name or (_("in no class") if self.level == "class" else _("Not stated"))
        handbook = {"by_sex": "sex", "by_form": "form_of_study", "by_kind": "organisation_kind"}.get(name)
        if handbook:
            return handbooks.name(handbook, str(line.key)) if line.key else _("Not stated")
        if name == "by_level":
            return LEVEL_NAMES.get(str(line.key), line.key)
        if name == "by_locality":
            return dict(OrganisationPeriod.Locality.choices).get(str(line.key), _("Not stated"))
        if name == "by_shift":
            return line.key or _("in no class")
        if name == "by_grade":
            return _t("grade %s") % line.key if line.key else _("no grade")
        return line.key or _("Not stated")

    def _url(self, name: str, line: Line) -> str | None:
        """The next level below this number; the persons themselves below a class."""
        if name == "rows":
            if self.level == "class":
                return self.persons_url(class_id=line.key or 0)
            key = "municipality" if self.level == "municipality" else "organisation"
            return with_query(self.request, **{key: line.key, "export": None}) if line.key else None
        if line.key in (None, "", "other") or (name == "by_grade" and not line.key):
            return None
        return with_query(self.request, **{DIMENSIONS[name][1]: str(line.key), "export": None})

    def persons_url(self, **more: Any) -> str | None:
        """The restricted list of those who are counted here, for whoever may; it asks for a purpose first."""
        if not self.request.user.may(permissions.PERSONS_RESTRICTED):
            return None
        chosen = {name: self.parameters.value(name) for name in (*_PASSED_ON, "municipality", "authority")}
        chosen |= {"organisation_kind": self.parameters.value("kind"), "locality": self.parameters.value("locality")}
        kept = {name: value for name, value in {**chosen, **more}.items() if value not in (None, "")}
        return f"{reverse('registry:students')}?{urlencode({'as_of': self.as_of.isoformat(), **kept})}"

    def chart(self) -> Chart | None:
        """Students by grade, girls and boys alike, each bar a link that narrows the page to the grade."""
        lines = [line for line in self.found.by_grade if line.key and line.count.students]
        if not lines:
            return None
        largest = max(lines, key=lambda line: line.count.students)
        return Chart(
            kind="bar",
            title=_t("The largest grade is the %(grade)s: %(share)s of all schoolchildren")
            % {"grade": largest.key, "share": _share(largest, lines)},
            subtitle=_t("Students by grade, as of %s") % f"{self.as_of:%d.%m.%Y}",
            unit=_t("students"),
            labels=[str(line.key) for line in lines],
            series=[Series(_t("Students"), [line.count.students for line in lines])],
            links=[self._url("by_grade", line) or "" for line in lines],
        )

    def days(self) -> list[tuple[Any, str, bool]]:
        """Days one asks for most often: title, address, whether it is the present one."""
        today = localdate()
        wanted = [
            (_("today"), today),
            (_("1st of the month"), first_of_month(today)),
            (_("20 September"), last_twentieth_of_september(today)),
            (_("1 September"), date(last_twentieth_of_september(today).year, 9, 1)),
            (_("a year ago"), today - timedelta(days=365)),
        ]
        return [(title, with_query(self.request, as_of=day.isoformat()), day == self.as_of) for title, day in wanted]

    # --- files --------------------------------------------------------------------------------------------------------

    def sheet(self, name: str) -> Sheet:
        """One table as plain values, with what was on when it was taken."""
        table = self.table(name)
        shown = table.exported_columns()
        totals = table.totals() if table.is_filled else {}
        known = self.found.freshness
        note = _t("Fresh as of %(at)s; organisations behind: %(behind)s.") % {
            "at": f"{known.as_of:%d.%m.%Y %H:%M:%S}" if known.as_of else "—",
            "behind": known.behind,
        }
        return Sheet(
            title=f"{self.heading()}. {table.caption}",
            columns=[each.column.for_sheet(each.header) for each in shown],
            rows=table.plain_rows(),
            totals=[totals.get(each.name) if n else _t("Total") for n, each in enumerate(shown)],
            filters=self.parameters.described(),
            as_of=self.as_of,
            note=note,
            subsystem=_t("Contingent"),
            place=settings.REGION_NAME,
            executor=self.request.user.name,
            system=settings.SYSTEM_NAME,
        )


def _share(line: Line, lines: Sequence[Line]) -> str:
    total = sum(one.count.students for one in lines)
    return f"{100 * line.count.students / total:.1f}".replace(".", ",") + "\u00a0%"
