"""Where and how a student studied here, as rows that the next organisation keeps as `FormerStudy`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import override

from shared_apps.handbooks import closed_values
from shared_apps.organisations.privacy import NOBODY
from tenant_apps.enrolment.models import ClassMembership
from tenant_apps.enrolment.wording import described_order


def studies_of(
    students: Sequence[int], *, left_on: Mapping[int, date], organisation_name: str
) -> dict[int, list[dict[str, Any]]]:
    """By the student's id, in the order of dates: one row for each class he was in. Words are Russian: a document.

    Grounds that tell of health or of an offence stay here: the office there that reads it may not know them."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = (
        ClassMembership.objects.unvoided()
        .filter(enrolment__student__in=students, enrolment__voided_by__isnull=True)
        .select_related("enrolment__begun_by", "enrolment__ended_by", "class_group")
        .order_by("valid_from")
    )
    with override("ru"):
        for one in rows:
            enrolment = one.enrolment
            end = min(one.valid_to, enrolment.valid_to, left_on.get(enrolment.student_id, date.max))
            if end <= one.valid_from:
                continue
            leaving = ""
            if enrolment.valid_to == end:
                reason = closed_values.shown_name("leaving_reason", enrolment.end_reason, NOBODY)
                leaving = ", ".join(part for part in (described_order(enrolment.ended_by), reason) if part)
            found[enrolment.student_id].append(
                {
                    "organisation_name": organisation_name,
                    "valid_from": one.valid_from,
                    "valid_to": end,
                    "level": one.level,
                    "grade": one.grade,
                    "class_name": one.class_group.name if one.class_group else "",
                    "form_of_study": one.form_of_study if not one.form_of_study.startswith("~") else "",
                    "admission": described_order(enrolment.begun_by),
                    "leaving": leaving,
                }
            )
    return found
