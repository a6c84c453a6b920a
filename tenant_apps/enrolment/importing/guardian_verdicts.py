"""The verdict on every row of a file of guardians, and its writing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared_apps.importing.judging import Judged, Judgement, Progress, Trouble, Verdict, problem_of, titles_of
from shared_apps.importing.kinds import Applied, Choice, Occasion
from shared_apps.importing.reading import Reading
from shared_apps.importing.rows import Row
from shared_apps.importing.text import as_text
from shared_apps.organisations.crossing import By
from tenant_apps.people.services import change_guardianship, many, many_guardians
from tenant_apps.people.services.guardians import RIGHTS
from tenant_apps.people.services.many_guardians import GuardianLink

from .children import Child, Children
from .ties import Tie, judge_ties, said_twice
from .verdicts import name_of


@dataclass
class JudgedGuardian(Judged):
    """A row of a guardian. `tie` is None where it is not clear whose he is."""

    tie: Tie | None = None


def judge(reading: Reading, today: date, by: By, progress: Progress | None) -> Judgement:
    """The verdict on every row. A fixed number of queries."""
    children = Children.read(reading.rows)
    found = [children.of(row) for row in reading.rows]
    pairs = [(row, child) for row, child in zip(reading.rows, found, strict=True) if isinstance(child, Child)]
    ties = {tie.row.number: tie for tie in judge_ties(pairs, today)}
    twice = said_twice(ties.values())
    titles = titles_of(reading)
    judged = []
    for row, child in zip(reading.rows, found, strict=True):
        tie = ties.get(row.number)
        one = JudgedGuardian(row, name=name_of(row), about=_child_name(row, child), tie=tie)
        troubles = [child] if isinstance(child, Trouble) else []
        if tie is not None:
            troubles += [*tie.troubles, *([twice[row.number]] if row.number in twice else [])]
            one.key = [tie.child.student_id, tie.card.person_id if tie.card else 0]
            one.card_id, one.changes = tie.guardian_id, tie.changes
        one.found = [problem_of(row, trouble, titles) for trouble in troubles]
        one.settle(is_new=tie is not None and tie.is_new)
        judged.append(one)
    if progress:
        progress(len(judged), len(judged))
    return Judgement(reading, judged, list(reading.problems_of_file))


def _child_name(row: Row, child: Child | Trouble) -> str:
    if isinstance(child, Child):
        return child.name
    return " ".join(filter(None, (as_text(row.raw.get(code)) for code in ("child_full_name", "child_surname"))))[:80]


# --- writing --------------------------------------------------------------------------------------------------------


def write(judgement: Judgement, choice: Choice, occasion: Occasion) -> Applied:
    """Write the rows that the choice covers.

    :raises CardsChangedMeanwhile, FieldsClosed, FieldsNotYours, …: as the services it calls; nothing is kept then.
    """
    chosen = [one for one in judgement.rows if choice.covers(one.verdict)]
    counts = Counter(one.verdict for one in chosen)
    cards = write_ties([one.tie for one in chosen], {}, occasion.today, occasion.by)
    return Applied(cards, counts[Verdict.CREATE], counts[Verdict.UPDATE])


def write_ties(ties: Sequence[Tie], students: Mapping[int, int], today: date, by: By) -> dict[int, int]:
    """Cards of guardians, what they do, whom they answer for: number of a row → the (last) guardian in it.

    :param students: number of a row → the student, where the same file has made the card of the child.
    """
    leaders: dict[int, Tie] = {}
    for tie in ties:
        leaders.setdefault(tie.person, tie)
    new = [tie for tie in leaders.values() if tie.card is None]
    made = many_guardians.create_guardians(cards=[tie.said.content for tie in new], by=by)
    guardians = {tie.person: pk for tie, pk in zip(new, made, strict=True)}
    known = [tie for tie in leaders.values() if tie.card is not None]
    without = [tie.card.person_id for tie in known if tie.card and tie.guardian_id is None]
    added = many_guardians.make_guardians(person_ids=without, by=by)
    for tie in known:
        assert tie.card is not None
        guardians[tie.person] = tie.guardian_id or added[tie.card.person_id]
    changed = {tie.card.person_id: tie.said.content for tie in known if tie.card and tie.said.changes}
    many.change_cards(contents=changed, since=today, by=by)
    does = {guardians[tie.person]: tie.occupation for tie in leaders.values() if tie.occupation}
    many_guardians.write_occupations(values=does, by=by)
    _write_links(ties, guardians, students, by)
    return {tie.row.number: guardians[tie.person] for tie in ties}


def _write_links(ties: Sequence[Tie], guardians: Mapping[int, int], students: Mapping[int, int], by: By) -> None:
    links = []
    for tie in ties:
        assert tie.rights is not None
        assert tie.since is not None
        if tie.present is None:
            student_id = tie.child.student_id or students[tie.child.row]
            links.append(
                GuardianLink(
                    guardian_id=guardians[tie.person], student_id=student_id, since=tie.since, rights=tie.rights
                )
            )
        elif any(getattr(tie.present, name) != getattr(tie.rights, name) for name in RIGHTS):
            rights = {name: getattr(tie.rights, name) for name in RIGHTS}
            change_guardianship(guardianship_id=tie.present.pk, by=by, **rights)
    many_guardians.link_guardians(links=links, by=by)
