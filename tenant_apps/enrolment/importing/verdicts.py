"""The verdict on every row of a file: what the records say to it. Reads only; nothing is written here.

judgement = judge(reading, today=…)
judgement.rows[0].verdict, .problems, .changes
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from shared_apps.ui.numbers import ru_date
from tenant_apps.people.names import full_name

from ..import_models import ImportRow
from ..models import ClassGroup
from ..wording import described_order
from .class_labels import ClassLabel
from .comparing import Said, differences, new_card
from .known import Known, KnownCard
from .matching import Match, Trouble, match, rows_about_one
from .numbering import order_troubles
from .placing import MissingClass, Places, about_stay, crowded, stay_on
from .problems import Level, Problem
from .reading import Reading
from .rows import Row
from .text import as_text

Verdict = ImportRow.Verdict
Progress = Callable[[int, int], None]
LONGEST_SHOWN = 80


@dataclass(slots=True)
class Judged:
    """A row with everything that was found out about it. `group`: the class it is admitted to."""

    row: Row
    verdict: Verdict = Verdict.ERROR
    card: KnownCard | None = None
    group: ClassGroup | None = None
    said: Said = field(default_factory=Said)
    found: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[tuple[Problem, bool]]:
        """Each remark, and whether it comes from the records (True) or from the form of the file."""
        return [(problem, False) for problem in self.row.problems] + [(problem, True) for problem in self.found]

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem, _records in self.problems)

    @property
    def name(self) -> str:
        cells = self.row.cells
        given = full_name(*(cells.get(code) or "" for code in ("surname", "given_name", "patronymic")))
        raw = (as_text(self.row.raw.get(code)) for code in ("surname", "given_name", "patronymic", "full_name"))
        return given or " ".join(filter(None, raw))[:LONGEST_SHOWN]

    @property
    def class_name(self) -> str:
        label = self.row.cells.get("class")
        return label.name if isinstance(label, ClassLabel) else as_text(self.row.raw.get("class"))[:LONGEST_SHOWN]


@dataclass(slots=True)
class Judgement:
    """What a file would do. `notes` are about the file as a whole."""

    reading: Reading
    rows: list[Judged]
    notes: list[Problem]
    missing: Counter[MissingClass] = field(default_factory=Counter)

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(one.verdict for one in self.rows)

    @property
    def digest(self) -> bytes:
        """What a reader confirms: the verdict and the changes of each row."""
        said = [fingerprint(one) for one in self.rows]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def fingerprint(one: Judged) -> list[object]:
    """A row's verdict as a reader understands it: number, verdict, class, changes, codes of errors."""
    changes = [[change.label, change.before, change.after] for change in one.said.changes]
    errors = sorted(problem.code for problem, _records in one.problems if problem.is_error)
    return [one.row.number, one.verdict.value, one.card.person_id if one.card else 0, changes, errors]


def judge(reading: Reading, *, today: date, progress: Progress | None = None) -> Judgement:
    """The verdict on every row. Some twenty queries whatever the number of rows."""
    rows = reading.rows
    known, places = Known.read(rows), Places.read()
    matches = [match(row, known) for row in rows]
    repeated = rows_about_one(rows, matches)
    titles = titles_of(reading)
    numbering = order_troubles(rows, places.years, today)
    judged: list[Judged] = []
    for at, (row, found) in enumerate(zip(rows, matches, strict=True), start=1):
        one = Judged(row, card=found.card)
        troubles = _troubles(one, found, known, places, today)
        if (twice := repeated.get(row.number)) and not _says_so_already(row):
            troubles.insert(0, twice)
        if one.group is not None and (number := numbering.get(row.number)):
            troubles.append(number)
        one.found = [_problem(row, trouble, titles) for trouble in troubles]
        one.verdict = _verdict(one)
        judged.append(one)
        if progress and at % 500 == 0:
            progress(at, len(rows))
    notes = [*reading.problems_of_file, *_full_classes(judged, titles), *_shifts(judged, titles, reading)]
    return Judgement(reading, judged, notes, places.missing)


def titles_of(reading: Reading) -> dict[str, str]:
    """Titles of the file by the codes of columns and of the values they give."""
    known = [(each.column, each.title) for each in reading.columns if each.column]
    return {code: title for column, title in known for code in (*column.outputs, column.code)}


def _troubles(one: Judged, found: Match, known: Known, places: Places, today: date) -> list[Trouble]:
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
    stay = stay_on(card, day, today) if card is not None else None
    if stay is not None:
        troubles.append(about_stay(stay, label, day, today))
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


def _verdict(one: Judged) -> Verdict:
    if one.has_errors:
        return Verdict.ERROR
    if one.group is not None:
        return Verdict.CREATE
    return Verdict.UPDATE if one.said.changes else Verdict.SKIP


def _problem(row: Row, trouble: Trouble, titles: dict[str, str]) -> Problem:
    raw = row.raw.get(trouble.column)
    value = as_text(raw) if trouble.column else ""
    level = Level.ERROR if trouble.is_error else Level.NOTE
    column = titles.get(trouble.column, "")
    return Problem(row.number, column, value[:LONGEST_SHOWN], trouble.code, trouble.message, trouble.what_to_do, level)


def _says_so_already(row: Row) -> bool:
    return any(problem.code == "row.repeated" for problem in row.problems)


# --- remarks that need all rows -------------------------------------------------------------------------------------


def _full_classes(judged: list[Judged], titles: dict[str, str]) -> Iterable[Problem]:
    """A remark on the file for each class that becomes too full, and on the rows that no longer fit in."""
    coming: dict[ClassGroup, list[Judged]] = defaultdict(list)
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
            one.found.append(_problem(one.row, trouble, titles))
        yield Problem(None, titles.get("class", ""), crowd.group.name, "class.full", message, cure, Level.NOTE)


def _shifts(judged: list[Judged], titles: dict[str, str], reading: Reading) -> Iterable[Problem]:
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
