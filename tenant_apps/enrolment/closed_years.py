"""What lies in a closed academic year is not undone: the history declines to take it back (reversal/policies.py)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from tenant_apps.history.reversal.policies import Claim, Policy, register_policy

from .models import AcademicYear, ClassGroup, ClassMembership, ClassTeacher


@dataclass(frozen=True, slots=True)
class RowsOfClosedYears:
    """Rows of one table that a closed year holds, by the path that leads to the year."""

    model: type[AcademicYear] | type[ClassGroup] | type[ClassMembership] | type[ClassTeacher]
    path: str

    def claim(self, rows: Collection[int]) -> Mapping[int, Claim]:
        """Those whose year is closed: each is declined."""
        year = f"{self.path}__" if self.path else ""
        found = self.model._default_manager.filter(Q(**{f"{year}closed_at__isnull": False}), pk__in=rows)
        return {
            pk: Claim(title=name, declined=_("The academic year %(year)s is closed.") % {"year": name})
            for pk, name in found.values_list("pk", F(f"{year}name"))
        }

    def carry_out(self, row: int, *, reason: str, reversal: int, by: By) -> None:
        """Never asked: what is claimed is declined."""


def register() -> None:
    """Called when the app is ready."""
    policies: dict[str, Policy] = {
        "enrolment_academicyear": RowsOfClosedYears(AcademicYear, ""),
        "enrolment_classgroup": RowsOfClosedYears(ClassGroup, "academic_year"),
        "enrolment_classmembership": RowsOfClosedYears(ClassMembership, "class_group__academic_year"),
        "enrolment_classteacher": RowsOfClosedYears(ClassTeacher, "class_group__academic_year"),
    }
    for table, policy in policies.items():
        register_policy(table, policy)
