"""Which levels a student has completed here, with the certificates, in words that the reader may see."""

from dataclasses import dataclass
from datetime import date

from shared_apps.handbooks import queries as handbooks

from ..completion_models import Completion
from ..wording import described_order


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """A completed level. `certificate` and `examination` are words, the codes stand beside them."""

    id: int
    level: str
    grade: int
    on: date
    result: str
    certificate: str
    examination: str
    examination_code: str
    series: str
    number: str
    issued_on: date | None
    begun: str
    begun_id: int


def completions_of(student_id: int, *, sees_documents: bool, sees_education: bool) -> list[CompletionRow]:
    """The latest first. Series and number for those who read documents, the examination for those of education."""
    rows = Completion.objects.filter(enrolment__student=student_id, enrolment__voided_by=None, voided_by=None)
    return [
        CompletionRow(
            id=row.pk, level=handbooks.name("level", row.level), grade=row.grade, on=row.on,
            result=handbooks.name("year_result", row.result),
            certificate=handbooks.name("education_certificate", row.certificate),
            examination=handbooks.name("final_examination", row.examination) if sees_education else "",
            examination_code=row.examination if sees_education else "", series=row.series if sees_documents else "",
            number=row.number if sees_documents else "", issued_on=row.issued_on if sees_documents else None,
            begun=described_order(row.begun_by), begun_id=row.begun_by_id,
        )
        for row in rows.select_related("begun_by").order_by("-on")
    ]  # fmt: skip
