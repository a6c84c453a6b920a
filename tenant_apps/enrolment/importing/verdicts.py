"""The verdict on every row of a file: what the records say to it. Reads only; nothing is written here.

judgement = judge(reading, today=…)
judgement.rows[0].verdict, .problems, .changes
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from shared_apps.importing.judging import (
    LONGEST_SHOWN,
    Judged,
    Judgement,
    Progress,
    Trouble,
    Verdict,
    fingerprint,
    problem_of,
    titles_of,
)
from shared_apps.importing.problems import Level, Problem
from shared_apps.importing.reading import Reading
from shared_apps.importing.rows import Row
from shared_apps.importing.text import as_text
from shared_apps.ui.numbers import ru_date
from tenant_apps.people.names import full_name
from tenant_apps.people.queries.grounds import Grounds

from ..models import ClassGroup
from ..wording import described_order
from .awaited import refuse_awaited
from .children import Child
from .circumstance_cells import SaidOfLife, circumstances, kinds_in, standing
from .class_labels import ClassLabel
from .comparing import Said, differences, new_card
from .consent_cells import SaidOfConsents, consents
from .consent_cells import standing as consented
from .known import Known, KnownCard
from .matching import Match, match, rows_about_one
from .numbering import order_troubles
from .placing import Places, about_stay, another_form, crowded, stay_on
from .student_guardians import changes_of, pairs_of, troubles_of
from .ties import Tie, judge_ties, said_twice


@dataclass
class JudgedStudent(Judged):
    """A row of a student. `group`: the class it is admitted to; `said`: what it writes into the card."""

    card: KnownCard | None = None
    group: ClassGroup | None = None
    said: Said = field(default_factory=Said)
    life: SaidOfLife = field(default_factory=SaidOfLife)
    ties: list[tuple[int, Tie]] = field(default_factory=list)
    consents: SaidOfConsents = field(default_factory=SaidOfConsents)


def name_of(row: Row) -> str:
    """The person as the row names him, as far as it does."""
    cells = row.cells
    given = full_name(*(cells.get(code) or "" for code in ("surname", "given_name", "patronymic")))
    raw = (as_text(row.raw.get(code)) for code in ("surname", "given_name", "patronymic", "full_name"))
    return given or " ".join(filter(None, raw))[:LONGEST_SHOWN]


def _class_name(row: Row) -> str:
    label = row.cells.get("class")
    return label.name if isinstance(label, ClassLabel) else as_text(row.raw.get("class"))[:LONGEST_SHOWN]


def judge(reading: Reading, *, today: date, progress: Progress | None = None) -> Judgement:
    """The verdict on every row. Some twenty queries whatever the number of rows."""
    rows = reading.rows
    known, places = Known.read(rows), Places.read()
    matches = [match(row, known) for row in rows]
    repeated = rows_about_one(rows, matches)
    titles = titles_of(reading)
    numbering = order_troubles(rows, places.years, today)
    kinds, life = kinds_in(rows), standing(rows, (found.card for found in matches))
    ties = _ties(rows, matches, today)
    papers = consented(rows, [found.card for found in matches if found.card], today)
    judged: list[JudgedStudent] = []
    for at, (row, found) in enumerate(zip(rows, matches, strict=True), start=1):
        one = _begun(row, found)
        if found.trouble is None:
            one.consents = consents(row, found.card, ties.get(row.number, ()), papers, today)
        here = _opened(known, one)
        troubles = [*_troubles(one, found, here, places, today), *one.consents.troubles]
        if (twice := repeated.get(row.number)) and not _says_so_already(row):
            troubles.insert(0, twice)
        if found.trouble is None:
            usual = row.cells.get("enrolled_on") if one.group is not None else None
            one.life = circumstances(row, found.card, kinds, life, here.grounds, usual or today)
            one.ties = ties.get(row.number, [])
            troubles += one.life.troubles
            for place, tie in one.ties:
                troubles += troubles_of(place, tie)
        if one.group is not None and (number := numbering.get(row.number)):
            troubles.append(number)
        one.found = [problem_of(row, trouble, titles) for trouble in troubles]
        one.changes = [*one.said.changes, *one.life.changes, *one.consents.changes]
        for place, tie in one.ties:
            one.changes += changes_of(place, tie)
        one.settle(is_new=one.group is not None)
        judged.append(one)
        if progress and at % 500 == 0:
            progress(at, len(rows))
    refuse_awaited(judged, titles)
    notes = [*reading.problems_of_file, *_full_classes(judged, titles), *_shifts(judged, titles, reading)]
    return Judgement(reading, judged, notes, places.missing)


def _begun(row: Row, found: Match) -> JudgedStudent:
    card = found.card
    return JudgedStudent(
        row,
        key=card.person_id if card else 0,
        card_id=card.student_id if card else None,
        name=name_of(row),
        about=_class_name(row),
        card=card,
    )


def _opened(known: Known, one: JudgedStudent) -> Known:
    """What is known, with the fields open that the consents of the row open."""
    if not one.consents.opened:
        return known
    person = one.card.person_id if one.card else 0
    groups = known.grounds.consented.get(person, frozenset()) | one.consents.opened
    return replace(known, grounds=Grounds({person: groups}))


def _ties(rows: Sequence[Row], matches: Sequence[Match], today: date) -> dict[int, list[tuple[int, Tie]]]:
    """The guardians in the rows of students, by the number of the row."""
    places: list[int] = []
    pairs: list[tuple[Row, Child]] = []
    for row, found in zip(rows, matches, strict=True):
        card = found.card
        child = Child(
            card.student_id if card else None, card.person_id if card else None, name_of(row),
            row.cells.get("birth_date"), row.number,
        )  # fmt: skip
        for place, cells, whose in pairs_of(row, child):
            places.append(place)
            pairs.append((cells, whose))
    if not pairs:
        return {}
    found_ties: dict[int, list[tuple[int, Tie]]] = defaultdict(list)
    ties = judge_ties(pairs, today)
    twice = said_twice(ties)
    for place, tie in zip(places, ties, strict=True):
        if tie.row.number in twice and place > 1:
            tie.troubles.append(twice[tie.row.number])
        found_ties[tie.row.number].append((place, tie))
    return found_ties


def _troubles(one: JudgedStudent, found: Match, known: Known, places: Places, today: date) -> list[Trouble]:
    """What the records say to a row; fills in its class and what it writes into the card."""
    row, card = one.row, one.card
    troubles = [found.trouble] if found.trouble else []
    if card is not None:
        one.said = differences(row, card, known)
    elif found.trouble is None:
        one.said = new_card(row, known)
    troubles += one.said.troubles
    label, day = row.cells.get("class"), row.cells.get("enrolled_on")
    if not isinstance(label, ClassLabel) or day is None:
        return troubles
    stay = stay_on(card, label, day, today) if card is not None else None
    if stay is not None:
        troubles.append(about_stay(stay, label, day, today))
        if other := another_form(stay, row.cells.get("form_of_study"), max(day, today, stay.valid_from)):
            troubles.append(other)
    elif card is not None and card.waits_in is not None:
        troubles.append(
            Trouble(
                "", "student.waits",
                _("Stands in an order of admission that is not in force yet (%(order)s).")
                % {"order": described_order(card.waits_in)}, is_error=False,
            )
        )  # fmt: skip
    else:
        place = places.place(label, day)
        if isinstance(place, Trouble):
            troubles.append(place)
        else:
            one.group = place
            troubles += _admission_notes(card, day)
    return troubles


def _admission_notes(card: KnownCard | None, day: date) -> list[Trouble]:
    if card is None:
        return []
    if card.student_id is None:
        message = _("Known here as an employee or a guardian: the card of a student is added to %(who)s.")
        return [Trouble("", "card.known", message % {"who": card}, is_error=False)]
    left = [stay.valid_to for stay in card.stays if stay.valid_to <= day]
    if left:
        message = _("Studied here before, till %(day)s: the same card is used.") % {"day": ru_date(max(left))}
    else:
        message = _("The card exists already (%(who)s): only the admission is new.") % {"who": card}
    return [Trouble("", "card.known", message, is_error=False)]


def _says_so_already(row: Row) -> bool:
    return any(problem.code == "row.repeated" for problem in row.problems)


# --- remarks that need all rows -------------------------------------------------------------------------------------


def _full_classes(judged: list[JudgedStudent], titles: dict[str, str]) -> Iterable[Problem]:
    """A remark on the file for each class that becomes too full, and on the rows that no longer fit in."""
    coming: dict[ClassGroup, list[JudgedStudent]] = defaultdict(list)
    for one in judged:
        if one.verdict == Verdict.CREATE and one.group is not None:
            coming[one.group].append(one)
    days = {group: [one.row.cells["enrolled_on"] for one in rows] for group, rows in coming.items()}
    for crowd in crowded(days):
        message = _("Class %(name)s has %(capacity)s places and would have %(count)s students.") % {
            "name": crowd.group.name, "capacity": crowd.group.capacity, "count": crowd.count,
        }  # fmt: skip
        cure = _("Confirm it if that is meant, or correct the class or its places.")
        for one in coming[crowd.group][crowd.room :]:
            trouble = Trouble("class", "class.full", message, cure, is_error=False)
            one.found.append(problem_of(one.row, trouble, titles))
        yield Problem(None, titles.get("class", ""), crowd.group.name, "class.full", message, cure, Level.NOTE)


def _shifts(judged: list[JudgedStudent], titles: dict[str, str], reading: Reading) -> Iterable[Problem]:
    """The shift belongs to the class: where the file says another one, it is said and left out."""
    if "shift" not in reading.codes:
        return
    differing = {
        one.group.name
        for one in judged
        if one.group is not None and (shift := one.row.cells.get("shift")) and shift != str(one.group.shift)
    }
    if differing:
        yield Problem(
            reading.header_row, titles["shift"], "", "shift.of_the_class",
            _("The file gives another shift than the card of the class: %(names)s.")
            % {"names": ", ".join(sorted(differing)[:20])},
            _("The shift is set in the card of the class; the column was left out."), Level.NOTE,
        )  # fmt: skip


__all__ = ["JudgedStudent", "Judgement", "Verdict", "fingerprint", "judge", "name_of"]
