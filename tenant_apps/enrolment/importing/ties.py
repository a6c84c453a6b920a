"""Guardians of children, as rows name them: who each is, what changes in his card, what he is to the child.

`judge_ties` serves files of guardians and the guardians that stand in rows of students alike. It writes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.importing.judging import Change, Trouble
from shared_apps.importing.rows import Row
from shared_apps.organisations.refusal import Refused
from tenant_apps.people import refusals
from tenant_apps.people.models import Guardian, Guardianship
from tenant_apps.people.names import full_name, search_key
from tenant_apps.people.queries.wards import wards_among
from tenant_apps.people.services import OCCUPATION, GuardianRights
from tenant_apps.people.services.guardians import FORBIDDEN, RIGHTS, checked_rights, refuse_too_young

from .children import Child
from .comparing import Said, closed_cell, differences, new_card
from .guardian_columns import FEMALE, MALE
from .known import Known, KnownCard, first_name_key
from .matching import match

LAWFUL = ("parent", "lawful")
"""Groups of guardian_relation that represent the child by law."""


@dataclass
class Tie:
    """A guardian of a child. `cells` of `row` have the codes of `guardian_columns`.

    :ivar person: rows of the file with the same `person` are about one guardian; the first one writes the card.
    :ivar present: the guardianship that stands already; `rights` as they will be.
    """

    row: Row
    child: Child
    card: KnownCard | None = None
    guardian_id: int | None = None
    person: int = 0
    is_first: bool = True
    said: Said = field(default_factory=Said)
    occupation: dict[str, str] = field(default_factory=dict)
    rights: GuardianRights | None = None
    present: Guardianship | None = None
    since: date | None = None
    troubles: list[Trouble] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether the child gets this guardian by the row."""
        return self.present is None

    @property
    def has_errors(self) -> bool:
        return any(trouble.is_error for trouble in self.troubles)

    @property
    def name(self) -> str:
        return full_name(*(self.row.cells.get(code) or "" for code in ("surname", "given_name", "patronymic")))

    @property
    def words(self) -> str:
        """«мать: Иванова Ольга Сергеевна»"""
        relation = handbooks.name("guardian_relation", self.rights.relation) if self.rights else ""
        return f"{relation}: {self.name}" if relation else self.name


def judge_ties(pairs: Sequence[tuple[Row, Child]], today: date) -> list[Tie]:
    """What each pair of a guardian's cells and a child says. A fixed number of queries."""
    ties = [Tie(replace(row, cells=_with_sex(dict(row.cells))), child) for row, child in pairs]
    present = _present(ties, today)
    theirs = {pk for links in present.values() for pk in (link.guardian.person_id for link in links)}
    known = Known.read([tie.row for tie in ties], also=theirs)
    guardians = {one.person_id: one for one in Guardian.objects.filter(person__in=known.cards)}
    for tie in ties:
        _find(tie, known, present.get(tie.child.student_id or 0, []))
    _gather(ties)
    for tie in ties:
        guardian = guardians.get(tie.card.person_id) if tie.card else None
        tie.guardian_id = guardian.pk if guardian else None
        _judge(tie, guardian, known, present.get(tie.child.student_id or 0, []), today)
    _refuse_wards(ties, today)
    return ties


def said_twice(ties: Iterable[Tie]) -> dict[int, Trouble]:
    """Number of a row → its trouble, where it names the same guardian of the same child again."""
    first: dict[tuple[int, Child], int] = {}
    found: dict[int, Trouble] = {}
    seen: set[tuple[int, int, Child]] = set()
    for tie in ties:
        earlier = first.setdefault((tie.person, tie.child), tie.row.number)
        if earlier != tie.row.number or (tie.row.number, tie.person, tie.child) in seen:
            found[tie.row.number] = Trouble(
                "", "row.person_twice", _("The same person stands in row %(row)s.") % {"row": earlier},
                _("Delete one of the rows."),
            )  # fmt: skip
        seen.add((tie.row.number, tie.person, tie.child))
    return found


def _with_sex(cells: dict[str, Any]) -> dict[str, Any]:
    """The sex that the degree of kinship or the patronymic tells."""
    if not cells.get("sex"):
        relation, patronymic = cells.get("relation"), (cells.get("patronymic") or "").casefold()
        if relation in FEMALE or patronymic.endswith(("вна", "чна", "кызы", "гызы")):
            cells["sex"] = "female"
        elif relation in MALE or patronymic.endswith(("вич", "ьич", "оглы", "оглу", "уулу")):
            cells["sex"] = "male"
    return cells


def _present(ties: Iterable[Tie], today: date) -> dict[int, list[Guardianship]]:
    found: dict[int, list[Guardianship]] = defaultdict(list)
    ids = {tie.child.student_id for tie in ties if tie.child.student_id}
    rows = Guardianship.objects.unvoided().filter(student__in=ids, valid_to__gt=today).select_related("guardian")
    for link in rows.order_by("pk"):
        found[link.student_id].append(link)
    return found


def _find(tie: Tie, known: Known, links: Sequence[Guardianship]) -> None:
    """The card that the row is about: by СНИЛС, by document, by name among the child's own, by name and birth date."""
    found = match(tie.row, known)
    if found.trouble is not None:
        tie.troubles.append(found.trouble)
        return
    tie.card = found.card or _by_document(tie.row, known) or _among(tie.row, known, links)


def _by_document(row: Row, known: Known) -> KnownCard | None:
    cells = row.cells
    key = tuple(cells.get(f"document_{part}") or "" for part in ("kind", "series", "number"))
    owner = known.document_owners.get((key[0], key[1], key[2])) if key[2] else None
    card = known.cards.get(owner) if owner else None
    return card if card is not None and first_name_key(row) in card.first_names else None


def _among(row: Row, known: Known, links: Sequence[Guardianship]) -> KnownCard | None:
    """A guardian of this very child with the same name, unless birth dates tell them apart."""
    born, patronymic = row.cells.get("birth_date"), search_key(row.cells.get("patronymic") or "")
    for link in links:
        card = known.cards[link.guardian.person_id]
        same = first_name_key(row) in card.first_names
        same &= not patronymic or not card.patronymic or search_key(card.patronymic) == patronymic
        if same and (not born or not card.birth_date or born == card.birth_date):
            return card
    return None


def _gather(ties: Sequence[Tie]) -> None:
    """Rows about one guardian; rows of the same name that nothing tells apart are errors."""
    persons: dict[tuple[Any, ...], int] = {}
    unclear: dict[str, list[Tie]] = defaultdict(list)
    for at, tie in enumerate(ties, start=1):
        keys = list(_keys(tie))
        tie.person = next((persons[key] for key in keys if key in persons), at)
        tie.is_first = tie.person == at
        for key in keys:
            persons.setdefault(key, tie.person)
        if tie.card is None:
            unclear[_whole_name(tie.row)].append(tie)
    for same in unclear.values():
        nameless = [tie for tie in same if not any(True for _key in _keys(tie))]
        if nameless and len({tie.child for tie in same}) > 1:
            rows = ", ".join(sorted({str(tie.row.number) for tie in same}))
            for tie in nameless:
                tie.troubles.append(
                    Trouble(
                        "", "guardian.unclear_in_file",
                        _("Rows %(rows)s name somebody so: nothing says whether it is one person.") % {"rows": rows},
                        _("Write the birth date, the SNILS or the phone in each of them."),
                    )
                )  # fmt: skip


def _whole_name(row: Row) -> str:
    return search_key(*(row.cells.get(code) or "" for code in ("surname", "given_name", "patronymic")))


def _keys(tie: Tie) -> Iterable[tuple[Any, ...]]:
    cells, name = tie.row.cells, _whole_name(tie.row)
    if tie.card is not None:
        yield ("card", tie.card.person_id)
    if snils := cells.get("snils"):
        yield ("snils", snils)
    if number := cells.get("document_number"):
        yield ("document", cells.get("document_series"), number)
    for code in ("birth_date", "phone"):
        if value := cells.get(code):
            yield (code, name, value)


def _judge(
    tie: Tie, guardian: Guardian | None, known: Known, links: Sequence[Guardianship], today: date
) -> None:  # fmt: skip
    cells, card = tie.row.cells, tie.card
    if card is None and not cells.get("sex"):
        tie.troubles.append(
            Trouble(
                "sex", "guardian.sex_unclear", _("It is not clear whether it is a man or a woman."),
                _("Write м or ж."),
            )
        )  # fmt: skip
    if card is not None and card.person_id == tie.child.person_id:
        tie.troubles.append(
            Trouble("", refusals.GuardianOfOneself.code, str(refusals.GuardianOfOneself()))
        )  # fmt: skip
    if tie.is_first or card is None:  # whichever of the rows is taken first makes the card
        tie.said = differences(tie.row, card, known) if card else new_card(tie.row, known)
        tie.troubles += [one for one in tie.said.troubles if card is not None or one.column != "sex"]
        tie.changes += tie.said.changes if card else []
        _occupation(tie, guardian, known)
    tie.present = next((link for link in links if guardian and link.guardian_id == guardian.pk), None)
    tie.since = cells.get("since") or today
    _rights(tie, today)
    if tie.present is None:
        tie.changes.insert(0, Change("relation", "", tie.words))
        if card is not None:
            tie.troubles.append(
                Trouble("", "guardian.known", _("Is known here: %(who)s.") % {"who": card}, is_error=False)
            )


def _occupation(tie: Tie, guardian: Guardian | None, known: Known) -> None:
    person_id = tie.card.person_id if tie.card else 0
    for code in OCCUPATION:
        value, before = tie.row.cells.get(code) or "", getattr(guardian, code, "") if guardian else ""
        if not value or search_key(value) == search_key(before):
            continue
        if not known.grounds.opens(person_id, Guardian, code):
            tie.troubles.append(closed_cell(code))
            continue
        tie.occupation[code] = value
        if code == "education":
            value, before = (handbooks.name("staff_education", each) if each else "" for each in (value, before))
        tie.changes.append(Change(code, before, value))


def _rights(tie: Tie, today: date) -> None:
    """What the guardian may: as the row says, else as it stands, else as the degree of kinship has it."""
    cells, present = tie.row.cells, tie.present
    relation = cells.get("relation") or (present.relation if present else "")
    if not relation:
        return  # the cell was refused, and that is said
    limit = cells.get("custody_limit") or (present.custody_limit if present else "")
    taken = FORBIDDEN.get(limit, ())
    lawful = handbooks.group_of("guardian_relation", relation) in LAWFUL
    usual = {"is_legal": lawful, "may_collect": True, "may_see": True}
    values: dict[str, Any] = {"relation": relation, "custody_limit": limit}
    for name, by_kinship in usual.items():
        before = getattr(present, name) if present else by_kinship
        said = cells.get(name)
        values[name] = said if said is not None else before and name not in taken
    values["basis"] = cells.get("basis") or (present.basis if present else "")
    try:
        tie.rights = checked_rights(GuardianRights(**values), tie.since or today)
    except Refused as refusal:
        tie.troubles.append(Trouble(refusal.field or "custody_limit", refusal.code, str(refusal)))
        return
    if tie.rights.is_legal and (present is None or not present.is_legal):
        _refuse_too_young(tie)
    if present is not None:
        for name in RIGHTS:
            before, after = _shown(name, getattr(present, name)), _shown(name, getattr(tie.rights, name))
            if before != after:
                tie.changes.append(Change(name, before, after))


def _refuse_wards(ties: Sequence[Tie], today: date) -> None:
    """Students under age become nobody's guardians."""
    young = wards_among({tie.card.person_id for tie in ties if tie.card and tie.is_new}, today)
    for tie in ties:
        if tie.card is not None and tie.is_new and tie.card.person_id in young:
            refusal = refusals.GuardianStudiesHere(params={"guardian": str(tie.card)})
            tie.troubles.append(Trouble("", refusal.code, str(refusal)))


def _refuse_too_young(tie: Tie) -> None:
    born = tie.row.cells.get("birth_date") or (tie.card.birth_date if tie.card else None)
    who = f"{tie.name}, {born:%d.%m.%Y}" if born else tie.name
    try:
        refuse_too_young(str(tie.card) if tie.card else who, born, tie.child.birth_date)
    except Refused as refusal:
        tie.troubles.append(Trouble("birth_date", refusal.code, str(refusal)))


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    handbook = {"relation": "guardian_relation", "custody_limit": "custody_limit"}.get(name)
    return handbooks.name(handbook, value) if handbook and value else str(value)
