"""The verdict on every row of a file of employees, and its writing.

What a row would do is done by the very services that write it, and taken back at once: so the file meets each rule of
the card under the same name. A school has some hundred employees; the trial of a row costs some twenty statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.importing.judging import Change, Judged, Judgement, Progress, Trouble, problem_of, titles_of
from shared_apps.importing.kinds import Applied, Choice, Occasion
from shared_apps.importing.reading import Reading
from shared_apps.importing.rows import Row
from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Refused
from tenant_apps.people import services
from tenant_apps.people.names import search_key
from tenant_apps.people.services import many

from .comparing import Said, differences, new_card
from .employee_plan import Standing, Step, standings, steps_of
from .known import Known, KnownCard
from .matching import match
from .verdicts import Verdict, name_of

FIELDS = {
    "valid_from": "since",
    "valid_to": "until",
    "qualification": "category",
    "service_since": "service",
    "teaching_since": "teaching",
    "degree_on": "degree_on",
    "issued_on": "diploma_date",
    "ended_on": "course_ended_on",
    "awarded_on": "award_on",
    "name": "award_name",
    "subject": "subjects",
}
"""Where services call a field otherwise than the file."""


@dataclass
class JudgedEmployee(Judged):
    """A row of an employee. `leader`: the first row of the file about the same person; it writes the card."""

    card: KnownCard | None = None
    employee_id: int | None = None
    leader: int = 0
    said: Said = field(default_factory=Said)
    steps: list[Step] = field(default_factory=list)

    @property
    def is_first(self) -> bool:
        return self.leader == self.row.number


def judge(reading: Reading, today: date, by: By, progress: Progress | None) -> Judgement:
    """The verdict on every row; nothing that was tried stays."""
    rows = reading.rows
    known, titles = Known.read(rows), titles_of(reading)
    matches = [match(row, known) for row in rows]
    standing = standings([found.card.person_id for found in matches if found.card], today)
    leaders: dict[object, JudgedEmployee] = {}
    new: dict[int, Standing] = {}
    judged: list[JudgedEmployee] = []
    with transaction.atomic():
        for at, (row, found) in enumerate(zip(rows, matches, strict=True), start=1):
            post = row.cells.get("post")
            about = handbooks.name("post", post) if post else ""
            one = JudgedEmployee(row, name=name_of(row), about=about, card=found.card)
            leader = leaders.setdefault(_person(row, found.card), one)
            one.leader = leader.row.number
            one.key = one.card.person_id if one.card else 0
            held = standing.get(one.key) if one.card else None
            one.employee_id = one.card_id = held.employee_id if held else None
            troubles = [found.trouble] if found.trouble else []
            if not troubles:
                troubles = _planned(one, leader, known, held or new.setdefault(one.leader, Standing()), today, by)
            one.found = [problem_of(row, trouble, titles) for trouble in troubles]
            is_new = one.employee_id is None or any(step.is_post for step in one.steps)
            one.settle(is_new=is_new and bool(one.steps or one.is_first))
            judged.append(one)
            if progress and at % 20 == 0:
                progress(at, len(rows))
        transaction.set_rollback(True)
    return Judgement(reading, judged, list(reading.problems_of_file))


def _person(row: Row, card: KnownCard | None) -> object:
    if card is not None:
        return card.person_id
    cells = row.cells
    name = search_key(*(cells.get(code) or "" for code in ("surname", "given_name", "patronymic")))
    return name, cells.get("birth_date")


def _planned(
    one: JudgedEmployee, leader: JudgedEmployee, known: Known, standing: Standing, today: date, by: By
) -> list[Trouble]:
    """What the row changes, and what of it the rules refuse."""
    row, troubles = one.row, []
    if one.is_first:
        one.said = differences(row, one.card, known) if one.card else new_card(row, known)
        troubles += one.said.troubles
    elif leader.has_errors:
        return [
            Trouble(
                "", "employee.first_row_wrong",
                _("Row %(row)s, the first of this person, has errors.") % {"row": leader.row.number},
                _("Correct that row: it makes the card."),
            )
        ]  # fmt: skip
    troubles += _incomplete(row)
    one.steps = steps_of(row, standing, today, by)
    if one.card is not None and one.said.changes:
        one.changes += one.said.changes
    if one.is_first and one.employee_id is None:
        one.changes.insert(0, Change("full_name", "", _("a new card of an employee")))
    one.changes += [step.change for step in one.steps]
    if one.has_errors or any(trouble.is_error for trouble in troubles):
        return troubles
    try:
        with transaction.atomic():
            _write(one, leader, today, by)
    except Refused as refusal:
        column = FIELDS.get(refusal.field or "", refusal.field or "")
        troubles.append(Trouble(column if column in row.cells else "", refusal.code, str(refusal)))
    return troubles


def _incomplete(row: Row) -> list[Trouble]:
    """Records that the file begins and does not finish."""
    cells, found = row.cells, []
    if cells.get("category") and cells.get("category_on") is None and cells["category"] != "none":
        found.append(
            Trouble(
                "category", "category.without_day", _("It is not said when the category was given."),
                _("Write the date: the term of the category counts from it."),
            )
        )  # fmt: skip
    if cells.get("course") and cells.get("course_ended_on") is None:
        found.append(
            Trouble(
                "course", "course.without_day", _("The course has no date of its end and is left out."),
                _("Write the date if the course is to stand in the card."), is_error=False,
            )
        )  # fmt: skip
    return found


# --- writing --------------------------------------------------------------------------------------------------------


def write(judgement: Judgement, choice: Choice, occasion: Occasion) -> Applied:
    """Write the rows that the choice covers.

    :raises CardsChangedMeanwhile, FieldsClosed, FieldsNotYours, PostHeldAlready, …: nothing is kept then.
    """
    chosen: Sequence[JudgedEmployee] = [one for one in judgement.rows if choice.covers(one.verdict)]
    leaders = {one.row.number: one for one in judgement.rows}
    applied = Applied()
    for one in chosen:
        one.employee_id = None if one.card_id is None else one.employee_id
    for one in chosen:
        applied.cards[one.row.number] = _write(one, leaders[one.leader], occasion.today, occasion.by)
        applied.created += one.verdict == Verdict.CREATE
        applied.updated += one.verdict == Verdict.UPDATE
    return applied


def _write(one: JudgedEmployee, leader: JudgedEmployee, today: date, by: By) -> int:
    """The card of the row, its changes, its steps; the employee's id, which the rows that follow use."""
    if one.is_first:
        if one.card is None:
            (person_id,) = many.create_people(cards=[one.said.content], by=by)
        else:
            person_id = one.card.person_id
            if one.said.changes:
                many.change_cards(contents={person_id: one.said.content}, since=today, by=by)
        if one.employee_id is None:
            one.employee_id = services.make_employee(person_id=person_id, by=by).pk
    else:
        one.employee_id = leader.employee_id
    assert one.employee_id is not None
    for step in one.steps:
        step.write(one.employee_id)
    return one.employee_id
