"""What the lists of employees and of legal representatives are narrowed to."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from region.contingent.narrowing import Filters
from region.contingent.parameters import NOT_STATED, CodeField
from region.staffing.parameters import StaffParameters
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.filters import flat
from shared_apps.ui.forms import ChoiceField

from .employee_queries import EMPLOYEES, POSTS
from .in_sight import InSight


def _codes(handbook: str) -> Any:
    return lambda: [*flat(handbooks.choices(handbook)), (NOT_STATED, _("Not stated"))]


class EmployeesParameters(InSight, StaffParameters):
    """`measure`: each employee once, or each post. Otherwise as the pages of the staff, and further to a value."""

    in_sight: ClassVar[tuple[str, ...]] = ("as_of", "measure", "staff")
    codes_of: ClassVar[tuple[str, ...]] = ("post", "employment", "education", "qualification", "subject", "degree")
    narrowing: ClassVar[tuple[str, ...]] = ("municipality", "organisation", "kind", "locality", *codes_of, "listed")

    measure = ChoiceField(
        label=_("Measure"), choices=[(EMPLOYEES, _("Employees, each once")), (POSTS, _("Posts"))], empty=None
    )
    staff = ChoiceField(
        label=_("Category of staff"),
        choices=lambda: [*handbooks.choices("staff_category"), ("teachers", _("teachers alone"))],
        empty=_("All"),
    )
    post = CodeField(label=_("Post"), choices=_codes("post"), empty=_("All"))
    employment = CodeField(label=_("Kind of employment"), choices=_codes("post_kind"), empty=_("All"))
    education = CodeField(label=_("Education"), choices=_codes("staff_education"), empty=_("All"))
    qualification = CodeField(label=_("Category"), choices=_codes("qualification"), empty=_("All"))
    subject = CodeField(label=_("Main subject"), choices=_codes("main_subject"), empty=_("All"))
    degree = CodeField(label=_("Academic degree"), choices=_codes("academic_degree"), empty=_("All"))
    listed = ChoiceField(
        label=_("Staff list"), choices=[("yes", _("without part-timers from outside"))], empty=_("All")
    )
    field_order: Iterable[str] | None = in_sight

    def defaults(self) -> Mapping[str, Any]:
        return {**super().defaults(), "measure": EMPLOYEES}

    def narrowed_to(self) -> tuple[tuple[str, str], ...]:
        """Name of a condition → code; "" for what is not stated."""
        given = [(name, str(self.value(name))) for name in self.codes_of if self.value(name)]
        return tuple((name, "" if code == NOT_STATED else code) for name, code in given)


class GuardiansParameters(InSight):
    """The day and the place."""

    narrowing: ClassVar[tuple[str, ...]] = ("municipality", "organisation")

    def narrowed(self) -> Filters:
        return Filters(municipalities=self.numbers("municipality"), organisations=self.numbers("organisation"))
