"""What an order on the liquidation of academic debts closes, subject by subject, with the attempts at each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.numbers import ru_date

from ..arrangement_models import AcademicDebt, DebtAttempt
from ..models import Order
from ..order_kinds import ORDER_KINDS, Effect
from ..wording import named_subjects
from .orders import LineRow


@dataclass(frozen=True, slots=True)
class LineDebt:
    """A debt of a line's student; `is_closed`: by this order, else it stays open after it."""

    subject: str
    due_on: date
    is_closed: bool
    attempts: tuple[DebtAttempt, ...]

    @property
    def attempt(self) -> str:
        """The attempt by which it is made up for, else all of them, in words."""
        passed = [one for one in self.attempts if one.is_passed]
        return attempts_in_words(passed or self.attempts)


def debts_of_lines(order: Order, lines: Sequence[LineRow]) -> dict[int, list[LineDebt]]:
    """Student → his debts of the day of his line, in the order of their subjects. Two queries, however many lines.

    Of an order in force those are closed that it has closed; of a draft and of a cancelled one those that its lines
    name. Nothing of orders of other kinds.
    """
    if ORDER_KINDS[order.kind].effect != Effect.LIQUIDATE:
        return {}
    of_student = {line.student_id: line for line in lines}
    rows = AcademicDebt.objects.unvoided().filter(enrolment__student__in=of_student, enrolment__voided_by=None)
    found: dict[int, list[LineDebt]] = defaultdict(list)
    for debt in rows.select_related("enrolment").prefetch_related("attempts").order_by("subject", "pk"):
        line = of_student[debt.enrolment.student_id]
        if not debt.valid_from < line.on <= debt.valid_to:
            continue
        if order.state == Order.State.EFFECTIVE:
            is_closed = debt.ended_by_id == order.pk
        else:
            named = {one.casefold() for one in named_subjects(line.subjects)}
            is_closed = debt.valid_to == FOREVER and (not named or debt.subject.casefold() in named)
        if not is_closed and debt.valid_to == line.on:
            continue
        attempts = sorted((one for one in debt.attempts.all() if one.on <= line.on), key=lambda one: one.number)
        found[line.student_id].append(LineDebt(debt.subject, debt.due_on, is_closed, tuple(attempts)))
    return dict(found)


def with_debts(order: Order, lines: list[LineRow]) -> list[LineRow]:
    """Lines of a liquidation with the attempts at their debts and with those that stay open, in words.

    The reader sees subjects: for others `lines_of` has left them empty, and nothing is added.
    """
    debts = debts_of_lines(order, [line for line in lines if line.subjects])
    return [_with_debts(line, debts[line.student_id]) if line.student_id in debts else line for line in lines]


def _with_debts(line: LineRow, debts: list[LineDebt]) -> LineRow:
    closed, left = [one for one in debts if one.is_closed], [one for one in debts if not one.is_closed]
    until = _("%(subject)s, to be made up for until %(day)s")
    return replace(
        line,
        attempts=". ".join(f"{one.subject}: {one.attempt or _('no attempts yet')}" for one in closed),
        left=". ".join(until % {"subject": one.subject, "day": ru_date(one.due_on)} for one in left),
    )


def by_subjects(order: Order, lines: list[LineRow]) -> tuple[list[LineRow], list[tuple[str, str]]]:
    """As a liquidation is printed: a row for each debt that it closes, and names with the debts that stay open."""
    debts = debts_of_lines(order, lines)
    rows: list[LineRow] = []
    left: list[tuple[str, str]] = []
    for line in lines:
        its = debts.get(line.student_id, [])
        closed = [one for one in its if one.is_closed]
        rows += [replace(line, subjects=one.subject, attempts=one.attempt) for one in closed] or [line]
        if closed:
            left.append((line.name, _with_debts(line, its).left))
    return rows, left


def attempts_in_words(attempts: Iterable[DebtAttempt]) -> str:
    """ "attempt 1, 06.10.2026: not passed; attempt 2, 03.11.2026: passed"."""
    return "; ".join(
        _("attempt %(number)s, %(day)s: %(result)s")
        % {"number": one.number, "day": ru_date(one.on), "result": _("passed") if one.is_passed else _("not passed")}
        for one in attempts
    )
