"""The list of transfers and one in full, as this office sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from shared_apps.envelopes.models import Envelope, Kind
from shared_apps.envelopes.queries import WAITING, envelopes, waits_for
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.names import bare_words
from shared_apps.ui.address import number_of
from tenant_apps.enrolment.models import ClassGroup, Order
from tenant_apps.people.history import persons_by_id
from tenant_apps.people.models import Student
from tenant_apps.people.queries.duplicates import described_person
from tenant_apps.people.queries.names import named_students
from tenant_apps.people.queries.search import people_named

from ..contents import PersonalFile
from ..models import StaffTransfer, Transfer
from ..partners import partners
from ..same_person import SNILS, Sought, students_here

YEAR = timedelta(days=365)
TONES = {"requested": "info", "sent": "warn", "accepted": "ok", "refused": "err", "withdrawn": "", "expired": ""}


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer in the list. `turn`: "here" or "there", whose answer is waited for; "" when it is over."""

    number: int
    direction: str
    who: str
    partner: str
    on: date
    state: str
    grade: int | None
    due_on: date | None
    turn: str
    is_late: bool
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A student who will leave when the draft of his order is signed."""

    order_id: int
    who: str
    partner: str
    on: date


def rows(here: int, today: date, *, direction: str = "", state: str = "") -> list[TransferRow]:
    """Every transfer of this organisation, those that wait for it first. A fixed number of queries.

    Envelopes of mergers and separations are the region's matter (reorganising/) and would hide the office's own.
    """
    found: QuerySet[Envelope] = envelopes().filter(kind=Kind.TRANSFER)
    if direction == "in":
        found = found.filter(receiver=here)
    elif direction == "out":
        found = found.filter(sender=here)
    if state == "waiting":
        found = found.filter(waits_for(here))
    elif state:
        found = found.filter(state=state)
    listed = list(found)
    names = partners([_other(one, here) for one in listed], today)
    shown = [_row(one, here, today, names[_other(one, here)].name) for one in listed]
    return sorted(shown, key=lambda row: (row.turn != "here", row.turn != "there"))


def row(envelope: Envelope, here: int, today: date) -> TransferRow:
    """One of them."""
    other = _other(envelope, here)
    return _row(envelope, here, today, partners([other], today)[other].name)


def drafts(today: date) -> list[DraftRow]:
    """Students who leave by an order that nobody has signed yet."""
    found = list(
        Transfer.objects.filter(direction=Transfer.Direction.OUT, order__state=Order.State.DRAFT).order_by("pk")
    )
    if not found:
        return []
    students = named_students([one.student_id for one in found if one.student_id is not None])
    names = partners([one.partner_id for one in found], today)
    return [
        DraftRow(one.order_id or 0, students[one.student_id or 0].full_name, names[one.partner_id].name, one.on)
        for one in found
    ]


def turn(row: Envelope, here: int) -> str:
    """Whose answer is waited for."""
    if row.state not in WAITING:
        return ""
    whose = row.receiver_id if row.state == Envelope.State.SENT else row.sender_id
    return "here" if whose == here else "there"


def own_side(row: Envelope) -> Transfer | None:
    """What this office knows of an envelope: card, order, class."""
    return Transfer.objects.select_related("order").filter(envelope_uid=row.uid).first()


def only_class(row: Envelope) -> int | None:
    """The class of the student's grade, where there is only one."""
    same = ClassGroup.objects.valid(row.on).filter(grade=row.grade, level=row.level)
    found = list(same.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def candidates(row: Envelope) -> list[tuple[int, str]]:
    """Cards here that a request may mean: (student's id, name), by СНИЛС, else by name and birth date."""
    found = students_here(Sought(who=row.who, birth_date=row.birth_date, snils=row.snils))
    ids = sorted(found.certain) or sorted(found.likely)[:10]
    if not ids:
        people = people_named(row.who).filter(person__student__isnull=False)
        if row.birth_date is not None:
            people = people.filter(person__birth_date=row.birth_date)
        ids = list(people.values_list("person__student", flat=True)[:10])
    return [(one.student_id, f"{one.full_name}") for one in named_students(ids).values()]


def namesakes(row: Envelope, file: PersonalFile) -> list[tuple[int, str]]:
    """Cards here that may be the student's, though no number says so: (id, name and birth date)."""
    found = students_here(Sought(who=row.who, birth_date=row.birth_date, snils=file.identifier(SNILS)))
    people = dict(Student.objects.filter(pk__in=found.likely).values_list("pk", "person"))
    return [(pk, described_person(people[pk])) for pk in sorted(people)]


@dataclass(frozen=True, slots=True)
class CameDiffering:
    """An employee who passed here in a reorganisation and whose card says otherwise than his file, by labels."""

    employee_id: int
    who: str
    on: date
    partner: str
    left_out: str


def came_differing(today: date) -> list[CameDiffering]:
    """Those of the last year, the latest first. Three queries."""
    rows = StaffTransfer.objects.filter(direction=Transfer.Direction.IN, is_undone=False, on__gt=today - YEAR)
    found = list(rows.exclude(left_out=[]).select_related("employee").order_by("-on", "pk"))
    if not found:
        return []
    names = persons_by_id({one.employee.person_id for one in found})
    partners_by_id = partners([one.partner_id for one in found], today)
    return [
        CameDiffering(
            one.employee_id, names.get(one.employee.person_id, "—"), one.on, partners_by_id[one.partner_id].name,
            ", ".join(one.left_out),
        )
        for one in found
    ]  # fmt: skip


def unsettled(here: int) -> list[tuple[int, str, date]]:
    """Students who were admitted and of whom something is still to be decided: (number, name, day)."""
    numbers = Transfer.objects.exclude(unsettled=[]).values_list("number", flat=True)
    rows = Envelope.objects.filter(pk__in=list(numbers), receiver=here, state=Envelope.State.ACCEPTED).order_by("pk")
    return [(row.pk, row.named, row.on) for row in rows]


def organisations_named(text: str, today: date, *, but: int, limit: int = 20) -> Sequence[tuple[int, str, str]]:
    """Working organisations whose name contains the text: (id, name, municipality)."""
    rows = (
        OrganisationPeriod.objects.valid(today)
        .filter(organisation__state="ready", search_key__contains=bare_words(text))
        .exclude(organisation=but)
        .select_related("municipality")
        .order_by("search_key")
    )
    return [(row.organisation_id, row.short_name, row.municipality.name) for row in rows[:limit]]


def organisation_named(organisation_id: int, today: date) -> tuple[int, str, str] | None:
    """One by its id."""
    found = OrganisationPeriod.objects.valid(today).filter(organisation=organisation_id).select_related("municipality")
    row = found.first()
    return (row.organisation_id, row.short_name, row.municipality.name) if row is not None else None


def organisation_option(value: str, today: date) -> tuple[int, str, str] | None:
    """One by what a form sent as its id; None where that is no id at all."""
    number = number_of(value)
    return organisation_named(number, today) if number is not None else None


def _other(row: Envelope, here: int) -> int:
    return int(row.receiver_id if row.sender_id == here else row.sender_id)


def _row(row: Envelope, here: int, today: date, partner: str) -> TransferRow:
    whose = turn(row, here)
    return TransferRow(
        number=row.pk,
        direction="out" if row.sender_id == here else "in",
        who=row.named,
        partner=partner,
        on=row.on,
        state=row.state,
        grade=row.grade,
        due_on=row.due_on if whose else None,
        turn=whose,
        is_late=bool(whose) and row.due_on < today,
        started_at=row.requested_at or row.sent_at,
    )
